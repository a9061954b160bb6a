//! Audits NHS trusts' asset registers and purchase ledgers for departures from the fax-machine ban.
//!
//! The flow is in [`audit`]; what the rules are and how a line is judged is in the crate `faxban-core`, how
//! files are read in `faxban-read`.

pub mod audit;
mod candidates;
pub mod cli;
pub mod compare;
pub mod config;
pub mod crosscheck;
pub mod day;
pub mod decisions;
pub mod declarations;
mod evidence;
pub mod exemptions;
mod findings;
pub mod folder;
pub mod history;
pub mod latest;
mod layout;
pub mod listed;
pub mod lists;
pub mod lock;
mod matching;
pub mod organisations;
pub mod output;
pub mod own_files;
pub mod privacy;
mod reconcile;
pub mod report;
pub mod rollup;
pub mod rules;
mod screen;
pub mod sources;
mod table;
mod tally;
