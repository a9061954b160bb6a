//! Delimited text: blocks of whole records, and the records in a block.
//!
//! Two passes over the bytes that agree by construction: [`Blocks`] cuts a stream where no record is open
//! and [`Records`] splits a block, both asking [`quoting::end_of_quoted`] what a quote means. Simple
//! lines, nearly all of them, take a path that only looks for separators; a quote takes the exact one.
//!
//! A quote that swallows lines is noticed by what it swallows (whole records) or by never being closed,
//! and is then read as an ordinary character, so that the lines come back.

mod blocks;
mod dialect;
mod quoting;
mod records;

pub use blocks::Blocks;
pub use dialect::Dialect;
pub use records::{Record, Records, Span};
