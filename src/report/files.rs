//! `files.csv`: what became of every file, sheet and archive member, so that nothing is missing without a word.

use std::io::Write;

use faxban_read::fate::{Fate, FileFate};
use serde::{Deserialize, Serialize};

use super::columns::{Cell, Column, Form, formed, words};
use super::{Report, csv_files};

/// The file's name.
pub const FILE_NAME: &str = "files.csv";

/// Writes `files.csv`.
///
/// # Errors
/// When the writer fails.
pub fn write(report: &Report, out: impl Write) -> csv::Result<()> {
    csv_files::list(report, &columns(), &report.fates, out)
}

/// The columns of `files.csv`.
#[must_use]
pub fn columns() -> Vec<Column<Fate>> {
    vec![
        words(
            "source",
            36,
            "The file; what is in an archive stands after it, behind a slash.",
            |_, f: &Fate| (&f.path).into(),
        ),
        words("sheet", 14, "The sheet, of a workbook; blank for the file as a whole.", |_, f: &Fate| {
            (&f.sheet).into()
        }),
        words(
            "fate",
            12,
            "audited, left_alone (nothing is missing) or not_read (lines may be missing).",
            |_, f| f.fate.as_str().into(),
        ),
        words("reason_code", 18, "Why, in a word that stays the same.", |_, f| f.fate.code().into()),
        words("reason", 56, "Why, in a sentence.", |_, f| f.reason().into()),
        words("what_to_do", 44, "What to do about it.", |_, f| f.what_to_do().into()),
        formed(Form::Count, "bytes", 12, "Its size; of what is in an archive, unpacked.", |_, f| {
            f.bytes.map_or(Cell::Blank, Cell::Count)
        }),
        formed(Form::Count, "lines", 10, "Rows below the header, if a table was read.", |_, f| {
            f.lines.map_or(Cell::Blank, Cell::Count)
        }),
    ]
}

/// The names of the columns, by which a copy of the file is known.
#[must_use]
pub fn names() -> Vec<&'static str> {
    columns().iter().map(|column| column.heading.name).collect()
}

/// A file, sheet or member in `summary.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRow {
    source: String,
    sheet: String,
    fate: String,
    code: String,
    /// What completes the sentence.
    detail: String,
    reason: String,
    what_to_do: String,
    bytes: Option<u64>,
    lines: Option<u64>,
}

impl From<&Fate> for FileRow {
    fn from(fate: &Fate) -> Self {
        Self {
            source: fate.path.clone(),
            sheet: fate.sheet.clone(),
            fate: fate.fate.as_str().to_owned(),
            code: fate.fate.code().to_owned(),
            detail: fate.detail.clone(),
            reason: fate.reason(),
            what_to_do: fate.what_to_do().to_owned(),
            bytes: fate.bytes,
            lines: fate.lines,
        }
    }
}

impl FileRow {
    /// Returns what it says, under another name; `None` if its codes are not known.
    #[must_use]
    pub fn named(&self, path: String) -> Option<Fate> {
        Some(Fate {
            path,
            sheet: self.sheet.clone(),
            fate: FileFate::of(&self.fate, &self.code)?,
            detail: self.detail.clone(),
            bytes: self.bytes,
            lines: self.lines,
        })
    }

    /// The name of the file.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }
}
