//! Tables as trusts publish them, read without losing a line: text cells with the place where a person
//! finds them.
//!
//! Nothing here knows what a column means or what is looked for; it knows files.

#[cfg(feature = "files")]
pub mod content;
pub mod delimited;
pub mod encoding;
#[cfg(feature = "files")]
pub mod fate;
#[cfg(feature = "files")]
pub mod inputs;
pub mod kind;
#[cfg(feature = "files")]
pub mod names;
#[cfg(feature = "files")]
pub mod parquet_file;
pub mod simd;
pub mod typed;
pub mod visible;
#[cfg(feature = "files")]
pub mod workbook;
