//! From the rows of one table to findings and accounts.
//!
//! The command, the Python package and Spark all judge lines through this crate, so that none of them can come to
//! another result. It knows no format of files, no report and no polars.

pub mod candidates;
pub mod columns;
pub mod day_order;
pub mod decided;
pub mod desk;
pub mod doubt;
pub mod evidence;
pub mod exempt;
pub mod findings;
pub mod header;
pub mod layout;
pub mod matching;
pub mod mentions;
pub mod named_cells;
pub mod numbers;
pub mod organisations;
pub mod privacy;
pub mod profile;
pub mod rules;
pub mod screen;
pub mod tally;
pub mod totals;
pub mod unread;
pub mod whose;
