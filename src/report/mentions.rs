//! Mentions: every place that names a product outside what was read as a line's words.

use faxban_core::Field;
use faxban_engine::mentions::{Mention, Where};
use serde::{Deserialize, Serialize};

use super::Report;
use super::columns::{Cell, Column, Form, formed, words};
use crate::findings::Finding;

/// A mention with the file and sheet that it is in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mentioned {
    /// The file.
    pub source: String,
    /// The sheet, of a workbook.
    pub sheet: String,
    /// Heading of its column; blank where it has none.
    pub heading: String,
    /// What is named, and where.
    pub mention: Mention,
}

impl Mentioned {
    /// A mention in a column without a heading.
    #[must_use]
    pub fn new(source: &str, sheet: &str, mention: Mention) -> Self {
        Self { source: source.to_owned(), sheet: sheet.to_owned(), heading: String::new(), mention }
    }
}

/// A line of the list of mentions.
#[derive(Debug)]
pub enum Listed<'a> {
    /// Outside any line.
    Loose(&'a Mentioned),
    /// In a line, in a column that no rule reads: the line is a finding for review.
    InLine(&'a Finding),
}

/// What a person does about a mention.
const fn advice(kind: Where) -> &'static str {
    match kind {
        Where::Title | Where::Note | Where::Comment => {
            "Read it. If it is about a machine that no line lists, ask the trust for the record."
        }
        Where::Heading => "Read the column below it.",
        Where::Total | Where::Skipped => {
            "This row was not audited as a line. If it is one, put the row right in the file."
        }
        Where::AsAbove => {
            "The line stands for one more of what the line above names. Write it out in the file."
        }
        Where::Rejected => {
            "This row could not be read as a line. Put it right in the file, and audit it again."
        }
        Where::NoHeader => {
            "Say which column is which with --map or in faxban.toml, and audit the file again."
        }
        Where::SheetName | Where::FileName => "Check that the file was read as what it is.",
    }
}

impl Report {
    /// Mentions that nothing explains, in the order of files and rows: those outside any line, and those for which a line
    /// is for review.
    #[must_use]
    pub fn unplaced(&self) -> Vec<Listed<'_>> {
        self.mentioned().into_iter().filter(Listed::is_unplaced).collect()
    }

    /// All mentions outside what was read as a line's words, explained or not, by file, sheet and row.
    #[must_use]
    pub fn mentioned(&self) -> Vec<Listed<'_>> {
        let in_line = |finding: &&Finding| self.is_elsewhere(finding);
        let mut all: Vec<Listed<'_>> = self.findings.iter().filter(in_line).map(Listed::InLine).collect();
        all.extend(self.mentions.iter().map(Listed::Loose));
        all.sort_by(|one, other| one.place(self).cmp(&other.place(self)));
        all
    }

    /// Whether the product of a finding is named in a column that the rule does not read.
    #[must_use]
    pub fn is_elsewhere(&self, finding: &Finding) -> bool {
        finding.decisive().is_some_and(|words| {
            let rule = self.pack.rules.iter().find(|rule| rule.id == words.by);
            rule.is_some_and(|rule| !rule.columns.contains(&words.column))
        })
    }
}

impl Listed<'_> {
    /// Whether nothing explains it.
    #[must_use]
    pub const fn is_unplaced(&self) -> bool {
        match self {
            Self::Loose(mentioned) => mentioned.mention.is_unplaced(),
            Self::InLine(_) => true,
        }
    }

    fn place<'r>(&'r self, report: &'r Report) -> (&'r str, &'r str, u64, usize) {
        match self {
            Self::Loose(mentioned) => {
                (&mentioned.source, &mentioned.sheet, mentioned.mention.row, mentioned.mention.column)
            }
            Self::InLine(finding) => {
                let (source, sheet) = report.place(finding.line.source);
                (source, sheet, finding.line.row, usize::MAX)
            }
        }
    }

    /// The place as a person names it.
    #[must_use]
    pub fn title(&self, report: &Report) -> String {
        let (source, sheet, row, _) = self.place(report);
        let sheet = if sheet.is_empty() { String::new() } else { format!(", sheet {sheet}") };
        let row = if row == 0 { String::new() } else { format!(", row {row}") };
        let heading = self.heading();
        let column = match self {
            Self::Loose(mentioned) if !mentioned.heading.is_empty() => format!(", column \"{heading}\""),
            Self::Loose(_) if row.is_empty() => String::new(),
            Self::Loose(mentioned) => format!(", column {}", letters(mentioned.mention.column)),
            Self::InLine(_) => format!(", column \"{heading}\""),
        };
        format!("{source}{sheet}{row}{column}")
    }

    /// The heading of its column, or what stands for one.
    #[must_use]
    pub fn heading(&self) -> &str {
        match self {
            Self::Loose(mentioned) => &mentioned.heading,
            Self::InLine(finding) => finding.line.unread.as_str(),
        }
    }

    /// What is written there.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Self::Loose(mentioned) => &mentioned.mention.text,
            Self::InLine(finding) => {
                let column = finding.decisive().map_or(Field::Unread, |words| words.column);
                finding.line.cells.get(column).unwrap_or_default()
            }
        }
    }

    /// The code of the kind of place.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Loose(mentioned) => mentioned.mention.kind.as_str(),
            Self::InLine(_) => "unread_column",
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn advice(&self) -> &str {
        match self {
            Self::Loose(mentioned) if !mentioned.mention.is_unplaced() => "",
            Self::Loose(mentioned) => advice(mentioned.mention.kind),
            Self::InLine(finding) => &finding.reason,
        }
    }
}

/// The columns of `mentions.csv`.
#[must_use]
pub fn columns<'a>() -> Vec<Column<Listed<'a>>> {
    vec![
        words("source", 40, "The file.", |report, m: &Listed<'_>| m.place(report).0.into()),
        words("sheet", 16, "The sheet, of a workbook.", |report, m| m.place(report).1.into()),
        formed(Form::Count, "row", 8, "The row as a person counts; 0 where there is none.", |report, m| {
            Cell::Count(m.place(report).2)
        }),
        words("column", 9, "The column, as a spreadsheet letters it.", |_, m| match m {
            Listed::Loose(mentioned) if mentioned.mention.row > 0 => letters(mentioned.mention.column).into(),
            _ => Cell::Blank,
        }),
        words("heading", 24, "Heading of the column.", |_, m| m.heading().into()),
        words("place", 14, "What kind of place it is.", |_, m| m.kind().into()),
        words("text", 60, "What is written there.", |_, m| m.text().into()),
        words("words", 20, "The words that name a product.", |_, m| match m {
            Listed::Loose(mentioned) => (&mentioned.mention.words).into(),
            Listed::InLine(finding) => finding.decisive().map_or("", |words| words.text.as_str()).into(),
        }),
        words("class", 17, "What kind of product that is.", |_, m| match m {
            Listed::Loose(mentioned) => (&mentioned.mention.class).into(),
            Listed::InLine(finding) => (&finding.class).into(),
        }),
        words("rule", 20, "The rule that recognises it.", |_, m| match m {
            Listed::Loose(mentioned) => (&mentioned.mention.rule).into(),
            Listed::InLine(finding) => finding.rule().into(),
        }),
        words(
            "state",
            12,
            "unplaced, explained (by an exclusion), or review: the line is a finding.",
            |_, m| {
                match m {
                    Listed::Loose(mentioned) if mentioned.mention.is_unplaced() => "unplaced",
                    Listed::Loose(_) => "explained",
                    Listed::InLine(finding) => finding.outcome.as_str(),
                }
                .into()
            },
        ),
        words("explained_by", 20, "The exclusion that explains it.", |_, m| match m {
            Listed::Loose(mentioned) => (&mentioned.mention.explained_by).into(),
            Listed::InLine(_) => Cell::Blank,
        }),
        words("finding_id", 17, "The finding, where the line is one.", |_, m| match m {
            Listed::Loose(_) => Cell::Blank,
            Listed::InLine(finding) => (&finding.id).into(),
        }),
        words("what_to_do", 60, "What to do about it.", |_, m| m.advice().into()),
    ]
}

/// A column counted from 0 as a spreadsheet letters it: A, B, … Z, AA.
#[must_use]
pub fn letters(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column;
    loop {
        letters.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or(0)));
        match (rest / 26).checked_sub(1) {
            Some(next) => rest = next,
            None => return letters.iter().rev().collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::letters;

    #[test]
    fn columns_are_lettered_as_in_a_spreadsheet() {
        assert_eq!([0, 25, 26, 701, 702].map(letters), ["A", "Z", "AA", "ZZ", "AAA"]);
    }
}
