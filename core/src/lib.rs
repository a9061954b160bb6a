//! The rules, the matcher and the judge of faxban: a line in, an outcome out.
//!
//! Nothing here reads a file, asks for the time or keeps state from one line to the next, so the
//! same crate can run in a program, in a notebook or in a worker of a cluster and give the same
//! answer everywhere.

pub mod backtest;
pub mod body;
pub mod columns;
pub mod dates;
pub mod evidence;
pub mod field;
pub mod gate;
pub mod grammar;
pub mod judge;
pub mod literal;
pub mod matcher;
pub mod money;
pub mod outcome;
pub mod pack;
pub mod personal;
mod phrase;
pub mod row;
pub mod row_words;
mod search;
pub mod sieve;
pub mod status;
pub mod text;
pub mod word_list;
pub mod wording;

pub use body::{Bodies, BodyKind};
pub use evidence::{Evidence, Role, Sign};
pub use field::{Field, SourceKind};
pub use matcher::{Clearing, Hit, Matches};
pub use outcome::{Confidence, Duty, Outcome};
pub use pack::{Diagnostic, Pack, PackFiles};
pub use row::Row;
