//! The rules, the matcher and the judge of faxban: a line in, an outcome out.
//!
//! Nothing here reads a file, asks for the time or keeps state from one line to the next, so the
//! same crate can run in a program, in a notebook or in a worker of a cluster and give the same
//! answer everywhere.

pub mod columns;
pub mod dates;
pub mod field;
pub mod money;
pub mod status;
