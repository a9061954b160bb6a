//! Exit codes, as documented in the README.

use std::process::ExitCode;

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// The audit ran; with `--fail-on`, also nothing at or above it.
    Done,
    /// Findings at or above `--fail-on`, or lines of a backtest that flipped.
    Findings,
    /// Usage, configuration or pack wrong.
    Usage,
    /// An input is missing or could not be read; the rest was audited.
    Input,
    /// Totals do not reconcile.
    Unbalanced,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0_u8,
            Exit::Findings => 1,
            Exit::Usage => 2,
            Exit::Input => 3,
            Exit::Unbalanced => 4,
        })
    }
}
