//! Tables as trusts publish them, read without losing a line: text cells with the place where a person
//! finds them.
//!
//! Nothing here knows what a column means or what is looked for; it knows files.

pub mod delimited;
pub mod encoding;
pub mod fate;
#[cfg(feature = "files")]
mod guard;
#[cfg(feature = "files")]
pub mod inputs;
pub mod kind;
#[cfg(feature = "files")]
pub mod names;
pub mod oddities;
#[cfg(feature = "files")]
pub mod parquet_file;
pub mod simd;
pub mod typed;
pub mod visible;
#[cfg(feature = "files")]
pub mod workbook;
