//! What was odd about a file, for those who tell people of it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Something odd that a file was read in spite of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Oddity {
    /// NUL characters, as a copy cut short leaves them. They are left out.
    Nul,
    /// The end-of-file mark of DOS (Ctrl-Z), which stands in the middle where files were joined. It is left out.
    EndMark,
    /// Carriage returns without a line feed between lines that end with one. They end a line, as they do in Excel.
    LoneReturn,
    /// Cells of several lines behind which quotes are not sound: one of them may have swallowed the lines.
    DoubtfulCell,
    /// Lines that end with a carriage return alone, as those of an old Macintosh do.
    ReturnLines,
    /// Cells in single quotes.
    SingleQuotes,
    /// Cells in typographic quotation marks.
    TypographicQuotes,
    /// Blanks between a quotation mark and the separator beside it. They are not of the cell.
    BlanksBesideQuotes,
    /// Backslashes before quotation marks or separators that are text. They are not of the cell.
    Backslashes,
    /// Cells written as `="text"`, so that Excel takes them for no numbers.
    TextGuards,
    /// Lines in quotation marks as a whole.
    WrappedLines,
    /// Lines that are not written as the others of such a file are. They are read as they stand, or with a mark too many
    /// in a cell.
    UnfitLine,
    /// A last line without a line end. The file may be cut short.
    UnendedLine,
}

impl Oddity {
    /// Returns the code by which reports name it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Nul => "nul",
            Self::EndMark => "end_mark",
            Self::LoneReturn => "lone_return",
            Self::DoubtfulCell => "doubtful_cell",
            Self::ReturnLines => "return_lines",
            Self::SingleQuotes => "single_quotes",
            Self::TypographicQuotes => "typographic_quotes",
            Self::BlanksBesideQuotes => "blanks_beside_quotes",
            Self::Backslashes => "backslashes",
            Self::TextGuards => "text_guards",
            Self::WrappedLines => "wrapped_lines",
            Self::UnfitLine => "unfit_line",
            Self::UnendedLine => "unended_line",
        }
    }
}

/// Rows in which something was seen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rows {
    /// How many.
    pub rows: u64,
    /// The first of them, as a person counts.
    pub first: u64,
    /// The last of them.
    pub last: u64,
}

impl Rows {
    /// Adds a row; rows come in their order, and one before the last is taken for one of those already counted.
    pub const fn add(&mut self, row: u64) {
        if self.rows == 0 {
            self.first = row;
        }
        if row > self.last {
            self.rows += 1;
            self.last = row;
        }
    }

    /// Adds rows in which it was seen elsewhere.
    pub fn merge(&mut self, other: &Self) {
        self.first = match (self.rows, other.rows) {
            (0, _) => other.first,
            (_, 0) => self.first,
            _ => self.first.min(other.first),
        };
        self.rows += other.rows;
        self.last = self.last.max(other.last);
    }
}

/// The oddities of a file, shared by all who read it.
#[derive(Debug, Clone, Default)]
pub struct Oddities(Arc<Mutex<BTreeMap<Oddity, Rows>>>);

impl Oddities {
    /// Adds a row in which something was seen.
    pub(crate) fn add(&self, oddity: Oddity, row: u64) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(oddity).or_default().add(row);
    }

    /// Adds rows in which oddities were seen, behind those before.
    pub(crate) fn merge(&self, seen: &BTreeMap<Oddity, Rows>) {
        if seen.is_empty() {
            return;
        }
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (oddity, rows) in seen {
            all.entry(*oddity).or_default().merge(rows);
        }
    }

    /// Returns all that were seen so far.
    #[must_use]
    pub fn all(&self) -> BTreeMap<Oddity, Rows> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
