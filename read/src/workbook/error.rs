//! Why a workbook or one of its sheets cannot be read.

use std::fmt;

use crate::fate::{Cause, Refusal};

/// Why a workbook cannot be read; shown as a sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.refusal())]
pub enum WorkbookError {
    /// It asks for a password.
    Password,
    /// It is a container of Office without a workbook in it, but with something else.
    NoWorkbook(Cause),
    /// Excel 4 or older wrote it.
    TooOld,
    /// It is damaged or not what its name says.
    Damaged(Damage),
    /// It is built so that reading it would use up the machine.
    Unsafe(Damage),
    /// It is larger than any sheet that people work with.
    TooLarge(Damage),
}

impl WorkbookError {
    /// Returns why it cannot be read, as for any other file.
    #[must_use]
    pub fn refusal(&self) -> Refusal {
        match self {
            Self::Password => Cause::Password.into(),
            Self::NoWorkbook(cause) => (*cause).into(),
            Self::TooOld => Cause::OldWorkbook.into(),
            Self::Damaged(damage) => Refusal::new(Cause::DamagedWorkbook, damage.to_string()),
            Self::Unsafe(damage) => Refusal::new(Cause::UnsafeWorkbook, damage.to_string()),
            Self::TooLarge(damage) => Refusal::new(Cause::LargeWorkbook, damage.to_string()),
        }
    }
}

impl From<Damage> for WorkbookError {
    fn from(damage: Damage) -> Self {
        match damage {
            Damage::Overlap | Damage::SameName | Damage::Unpacked { .. } | Damage::Repeated => {
                Self::Unsafe(damage)
            }
            Damage::TooMuch { .. } => Self::TooLarge(damage),
            _ => Self::Damaged(damage),
        }
    }
}

/// What is wrong inside a workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Damage {
    /// A row beyond the last one that a sheet can have; numbers as people count.
    RowTooFar {
        /// The row.
        row: u64,
        /// The last row that there can be.
        last: u64,
    },
    /// A cell beyond the last column that a sheet can have; numbers as people count.
    ColumnTooFar {
        /// The row.
        row: u64,
        /// The column.
        column: u64,
        /// The last column that there can be.
        last: u64,
    },
    /// The file or a part of it ends too early.
    CutShort,
    /// The container of the parts cannot be opened; what the zip library says.
    Container(String),
    /// A part is not there.
    Missing(String),
    /// A part cannot be read; what the XML or zip library says.
    Part {
        /// The name of the part.
        part: String,
        /// What is wrong with it.
        error: String,
    },
    /// A list of blocks leads back into itself, or out of the file.
    Chain,
    /// A record has a length that it cannot have.
    Record,
    /// Elements lie in each other without end.
    Nesting,
    /// A cell holds more text than a cell can.
    LongText,
    /// A row holds more text than a row can.
    LongRow {
        /// The row, as people count.
        row: u64,
    },
    /// Cells and rows are repeated so often that nobody can have filled them.
    Repeated,
    /// Parts share their bytes.
    Overlap,
    /// Two parts have the same name.
    SameName,
    /// A part unpacks to far more than it holds.
    Unpacked {
        /// The name of the part.
        part: String,
    },
    /// There is more of something than can be kept.
    TooMuch {
        /// Of what, such as "texts".
        what: &'static str,
    },
    /// The reader stopped short.
    Nonsense,
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RowTooFar { row, last } => {
                write!(f, "it has a cell in row {row}; the last row of a sheet is {last}")
            }
            Self::ColumnTooFar { row, column, last } => {
                write!(f, "row {row} has a cell in column number {column}; a sheet has {last} columns")
            }
            Self::CutShort => f.write_str("it ends too early"),
            Self::Container(error) => write!(f, "it cannot be unpacked: {error}"),
            Self::Missing(part) => write!(f, "its part {part} is missing"),
            Self::Part { part, error } => write!(f, "its part {part} cannot be read: {error}"),
            Self::Chain => f.write_str("its list of blocks leads in a circle or out of the file"),
            Self::Record => f.write_str("a record in it has the wrong length"),
            Self::Nesting => f.write_str("its elements lie in each other without end"),
            Self::LongText => f.write_str("a cell in it holds more text than a cell can"),
            Self::LongRow { row } => write!(f, "row {row} holds more text than a row can"),
            Self::Repeated => f.write_str("it repeats cells many millions of times"),
            Self::Overlap => f.write_str("parts of it share the same bytes"),
            Self::SameName => f.write_str("two parts of it have the same name"),
            Self::Unpacked { part } => write!(f, "its part {part} unpacks to gigabytes"),
            Self::TooMuch { what } => write!(f, "it holds more {what} than can be read"),
            Self::Nonsense => f.write_str("it makes no sense inside"),
        }
    }
}

/// Why reading a sheet ends before its last row.
pub(super) enum Halt {
    /// The caller has seen enough.
    Stopped,
    /// The sheet is at fault.
    Fault(WorkbookError),
}

impl<E: Into<WorkbookError>> From<E> for Halt {
    fn from(error: E) -> Self {
        Self::Fault(error.into())
    }
}
