//! Exit codes, as documented in the README.

use std::process::ExitCode;

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// The audit ran; with `--fail-on`, also nothing at or above it.
    Done,
    /// Findings at or above `--fail-on`, or lines of a backtest that flipped.
    Findings,
    /// Usage, configuration or pack wrong, another run at work, or the report cannot be written.
    Usage,
    /// An input is missing, could not be read or is not listed, or no line could be assessed; the rest was audited. If no
    /// line was, nothing is written.
    Input,
    /// Totals do not reconcile.
    Unbalanced,
}

impl Exit {
    /// The number of it.
    pub const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Findings => 1,
            Self::Usage => 2,
            Self::Input => 3,
            Self::Unbalanced => 4,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}
