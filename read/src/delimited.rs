//! Delimited text: blocks of whole records, and the records in a block.
//!
//! Two passes over the bytes that agree by construction: [`Blocks`] cuts a stream where no record is open
//! and [`Records`] splits a block, both asking [`quoting`] what a quote means. Plain records, nearly all of them, take
//! the quick path of [`plain`], which comes to the same.
//!
//! Sound quotes are taken at their word: what they hold is one cell, whatever it looks like. A quote that is never
//! closed, or not where a cell ends, is read as an ordinary character, so that it swallows no lines. One that swallows
//! lines and seems to be closed is found by [`judging`], which looks at what follows; [`Blocks`] then ends a block
//! behind its line, so that [`Records`] finds nothing there that closes it.

mod blocks;
mod cutting;
mod detect;
mod dialect;
mod doubled;
mod exact;
mod form;
mod judging;
mod open;
mod plain;
mod quoting;
mod records;
mod rewrite;

pub use blocks::{Block, Blocks};
pub use dialect::Dialect;
pub use open::{Opened, first_rows, open};
pub use records::{Cells, Record, Records, Run, Span};
