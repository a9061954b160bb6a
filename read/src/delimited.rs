//! Delimited text: blocks of whole records, and the records in a block.
//!
//! Two passes over the bytes that agree by construction: [`Blocks`] cuts a stream where no record is open
//! and [`Records`] splits a block, both asking [`quoting::end_of_quoted`] what a quote means. Plain records,
//! nearly all of them, take the quick path of [`plain`], which comes to the same.
//!
//! A quote that swallows lines is noticed by what it swallows (whole records) or by never being closed,
//! and is then read as an ordinary character, so that the lines come back.

mod blocks;
mod dialect;
mod plain;
mod quoting;
mod records;

pub use blocks::{Block, Blocks};
pub use dialect::Dialect;
pub use records::{Cells, Record, Records, Run, Span};
