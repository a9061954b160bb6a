//! The command line: what was typed, what it means, one file a command. Only here is a terminal or a clock known.

mod args;
mod audit;
mod backtest;
mod compare;
mod exit;
mod explain;
mod history;
mod in_force;
mod init;
mod inspect;
mod log;
mod manual;
mod progress;
mod report;
mod review;
mod rules;
mod said;

use std::process::ExitCode;

use clap::Parser;

pub use args::{Arguments, Command};
use exit::Exit;
use said::{print, print_data, print_json, say, say_json};

/// Runs the program.
#[must_use]
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    keep_quiet_about_workbooks();
    let result = match arguments.command {
        Command::Audit(args) => audit::run(&args),
        Command::Inspect(args) => inspect::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Rules(args) => rules::run(&args),
        Command::Review(args) => review::run(&args),
        Command::Compare(args) => compare::run(&args),
        Command::Report(args) => report::run(&args),
        Command::History(args) => history::run(&args),
        Command::Init(args) => init::run(&args),
        Command::Completions { shell } => manual::completions(shell),
        Command::Man { folder } => manual::pages(&folder),
    };
    match result {
        Ok(exit) => exit.into(),
        Err(sentences) => {
            for sentence in sentences {
                say(&format!("faxban: {sentence}"));
            }
            Exit::Usage.into()
        }
    }
}

/// What a damaged workbook does to the library that reads it is reported as a fault of the workbook.
fn keep_quiet_about_workbooks() {
    let tell = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !faxban_read::workbook::is_guarded() {
            tell(panic);
        }
    }));
}

/// Today, where the user gave no date.
#[allow(clippy::disallowed_methods, reason = "the one place that knows the clock")]
fn today() -> jiff::civil::Date {
    jiff::Zoned::now().date()
}

/// This moment.
fn now() -> jiff::Timestamp {
    jiff::Timestamp::now()
}

/// Threads worth having.
fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}
