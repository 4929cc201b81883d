//! "Our choices": one tablet, many children.
