//! The tablet in a browser: its store, its way to the server, its other tabs.
