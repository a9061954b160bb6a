//! Audits NHS trusts' asset registers and purchase ledgers for departures from the fax-machine ban.
//!
//! The flow is in [`audit`]; what the rules are and how a line is judged is in the crate `faxban-core`, how
//! files are read in `faxban-read`, how the rows of one table become findings in `faxban-engine`.

pub mod audit;
pub mod cleared;
pub mod cli;
pub mod compare;
pub mod config;
pub mod crosscheck;
pub mod decisions;
pub mod declarations;
pub mod exemptions;
pub mod folder;
pub mod history;
pub mod latest;
pub mod listed;
pub mod lists;
pub mod lock;
mod long_list;
mod matching;
pub mod output;
pub mod own_files;
mod reconcile;
pub mod report;
pub mod rollup;
pub mod rules;
pub mod sources;
mod table;

use faxban_engine::{
    candidates, day_order, decided, desk, evidence, exempt, findings, layout, screen, tally,
};
pub use faxban_engine::{organisations, privacy};
