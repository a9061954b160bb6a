//! Mentions: places of a file that name a product outside what was read as a line.
//!
//! A product in a title, a note, a total or a row that cannot be read is no finding, since there is no line to judge. It
//! is no less there: an auditor who searches the file finds it, and must find it in the report too.

use faxban_core::{Field, Pack, Role, Row, SourceKind};
use serde::{Deserialize, Serialize};

/// What explains a mention in a total that the lines above it add up to.
pub const SUM_OF_LINES: &str = "sum_of_lines";

/// What kind of place names the product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Where {
    /// A row above the header: a title or a remark.
    Title,
    /// A heading of a column.
    Heading,
    /// A remark between or below the lines.
    Note,
    /// A total or sub-total.
    Total,
    /// Another row that is no line: a repeated header or what is left of a pivot table.
    Skipped,
    /// A row that could not be read as a line.
    Rejected,
    /// A line that says "as above", or nothing, below the line whose text this is.
    AsAbove,
    /// A table of which no row names columns that are known.
    NoHeader,
    /// A comment on a cell, or a text laid over a sheet.
    Comment,
    /// The name of a sheet.
    SheetName,
    /// The name of a file.
    FileName,
}

impl Where {
    /// The code used in files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Heading => "heading",
            Self::Note => "note",
            Self::Total => "total",
            Self::Skipped => "skipped",
            Self::Rejected => "rejected",
            Self::AsAbove => "as_above",
            Self::NoHeader => "no_header",
            Self::Comment => "comment",
            Self::SheetName => "sheet_name",
            Self::FileName => "file_name",
        }
    }

    /// Whether the place may be a line that was not audited: the report is not complete without a person's look.
    #[must_use]
    pub const fn may_be_a_line(self) -> bool {
        matches!(self, Self::Rejected | Self::NoHeader)
    }
}

/// A cell that may name a product, before the rules are asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// What kind of place it is.
    pub kind: Where,
    /// Row as a person counts; 0 where there is none.
    pub row: u64,
    /// Column, counted from 0.
    pub column: usize,
    /// What is written there.
    pub text: String,
}

/// A place that names a product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mention {
    /// What kind of place it is.
    pub kind: Where,
    /// Row as a person counts; 0 where there is none.
    pub row: u64,
    /// Column, counted from 0.
    pub column: usize,
    /// What is written there.
    pub text: String,
    /// The rule that recognises the product.
    pub rule: String,
    /// Class of the product.
    pub class: String,
    /// The words that name it.
    pub words: String,
    /// The exclusion that explains it, if one does; blank otherwise.
    pub explained_by: String,
}

impl Mention {
    /// Asks the rules of a place; `None` if it names no product.
    #[must_use]
    pub fn of(place: &Place, pack: &Pack) -> Option<Self> {
        let text = place.text.trim();
        // A title may hold a line of text with separators; rules read it as they read a description.
        let row = Row::new().with(Field::Description, text);
        let evidence = pack.matches(&row, SourceKind::Ledger).evidence;
        let found = evidence.signs.first()?;
        let rule = pack.rules.get(found.by)?;
        let explains = evidence.signs.iter().find(|sign| sign.role == Role::Explains);
        let exclusion = explains.and_then(|sign| pack.exclusions.get(sign.by));
        Some(Self {
            kind: place.kind,
            row: place.row,
            column: place.column,
            text: text.to_owned(),
            rule: rule.id.clone(),
            class: pack.classes.get(rule.class).map(|class| class.id.clone()).unwrap_or_default(),
            words: text.get(found.span.clone()).unwrap_or_default().to_owned(),
            explained_by: exclusion.map(|exclusion| exclusion.id.clone()).unwrap_or_default(),
        })
    }

    /// Notes that the row is the sum of lines that are audited themselves.
    pub fn explain_as_sum(&mut self) {
        if self.kind == Where::Total && self.explained_by.is_empty() {
            SUM_OF_LINES.clone_into(&mut self.explained_by);
        }
    }

    /// Whether nothing explains it.
    #[must_use]
    pub const fn is_unplaced(&self) -> bool {
        self.explained_by.is_empty()
    }
}
