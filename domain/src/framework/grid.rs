//! The visit grid: four habits × four aspects of classroom culture.

use crate::named;

named! {
    /// A family of muscles: the rows of the grid, and the four colours.
    Habit {
        /// Resilience: feeling.
        Feeling = "feeling",
        /// Resourcefulness: thinking.
        Thinking = "thinking",
        /// Reflectiveness: managing.
        Managing = "managing",
        /// Reciprocity: working together.
        Together = "together",
    }
}

named! {
    /// An aspect of classroom culture: the columns of the grid.
    Aspect {
        /// How people relate.
        Relating = "relating",
        /// How they talk.
        Talking = "talking",
        /// How learning is constructed.
        Constructing = "constructing",
        /// What is celebrated.
        Celebrating = "celebrating",
    }
}
