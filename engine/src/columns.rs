//! The columns of findings, cleared lines and rejected rows, once for everything that shows them.
//!
//! `findings.csv`, the sheet *Findings*, the Python package and Spark hold the same cells in the same order because
//! all are made from the list here; so does the page that explains the columns to people.

pub mod pairs;

use std::borrow::Cow;

use faxban_core::money::format_pounds;
use faxban_core::{BodyKind, SourceKind};
use jiff::civil::Date;

use crate::evidence::Words;
use crate::findings::{Cleared, Finding, Line};
use crate::screen::Reject;

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell<'a> {
    /// Words, as they are in the file or as faxban puts them.
    Text(Cow<'a, str>),
    /// A number of things, or of a row.
    Count(u64),
    /// Money.
    Pence(i64),
    /// A day.
    Day(Date),
    /// Nothing.
    Blank,
}

impl Cell<'_> {
    /// The cell as a text file shows it.
    #[must_use]
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) => Cow::Borrowed(text),
            Self::Count(count) => Cow::Owned(count.to_string()),
            Self::Pence(pence) => Cow::Owned(format_pounds(i128::from(*pence))),
            Self::Day(day) => Cow::Owned(day.to_string()),
            Self::Blank => Cow::Borrowed(""),
        }
    }
}

impl Cell<'_> {
    /// The cell with text of its own.
    #[must_use]
    pub fn into_owned(self) -> Cell<'static> {
        match self {
            Cell::Text(text) => Cell::Text(Cow::Owned(text.into_owned())),
            Cell::Count(count) => Cell::Count(count),
            Cell::Pence(pence) => Cell::Pence(pence),
            Cell::Day(day) => Cell::Day(day),
            Cell::Blank => Cell::Blank,
        }
    }
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Self {
        if text.is_empty() { Self::Blank } else { Self::Text(Cow::Borrowed(text)) }
    }
}

impl<'a> From<&'a String> for Cell<'a> {
    fn from(text: &'a String) -> Self {
        text.as_str().into()
    }
}

impl From<String> for Cell<'_> {
    fn from(text: String) -> Self {
        if text.is_empty() { Self::Blank } else { Self::Text(Cow::Owned(text)) }
    }
}

impl From<Option<Date>> for Cell<'_> {
    fn from(day: Option<Date>) -> Self {
        day.map_or(Self::Blank, Self::Day)
    }
}

/// What a column holds, for a program that has to show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Words.
    Text,
    /// Whole numbers.
    Count,
    /// Pounds with two decimals.
    Money,
    /// Days.
    Day,
}

/// The head of a column.
#[derive(Debug, Clone, Copy)]
pub struct Heading {
    /// Its name in files.
    pub name: &'static str,
    /// What it holds.
    pub form: Form,
    /// Characters that it needs where it has a width.
    pub width: u16,
    /// What it means, for people.
    pub meaning: &'static str,
}

/// A column of a list of `T`, of a report `R` that knows their places.
#[derive(Debug)]
pub struct Column<T, R> {
    /// Its head.
    pub heading: Heading,
    /// What it shows of an item.
    pub cell: for<'a> fn(&'a R, &'a T) -> Cell<'a>,
}

/// A column of words.
pub const fn words<T, R>(
    name: &'static str,
    width: u16,
    meaning: &'static str,
    cell: for<'a> fn(&'a R, &'a T) -> Cell<'a>,
) -> Column<T, R> {
    formed(Form::Text, name, width, meaning, cell)
}

/// A column with another form.
pub const fn formed<T, R>(
    form: Form,
    name: &'static str,
    width: u16,
    meaning: &'static str,
    cell: for<'a> fn(&'a R, &'a T) -> Cell<'a>,
) -> Column<T, R> {
    Column { heading: Heading { name, form, width, meaning }, cell }
}

/// Who knows from which table a line comes.
pub trait Places {
    /// File and sheet of a source.
    fn place(&self, source: usize) -> (&str, &str);
}

/// What reports on a line of a table.
pub trait OfLine {
    /// The line.
    fn line(&self) -> &Line;
}

impl OfLine for Finding {
    fn line(&self) -> &Line {
        &self.line
    }
}

impl OfLine for Cleared {
    fn line(&self) -> &Line {
        &self.line
    }
}

/// The columns of `findings.csv`.
#[must_use]
pub fn findings<R: Places>() -> Vec<Column<Finding, R>> {
    let mut all: Vec<Column<Finding, R>> = vec![
        words("finding_id", 17, "Name of the finding; the same line has the same one next month.", |_, f| {
            (&f.id).into()
        }),
        words("outcome", 12, "What was decided; the sheet Method says what each word means.", |_, f| {
            f.outcome.as_str().into()
        }),
        words("class", 17, "What kind of product it is.", |_, f| (&f.class).into()),
        words("duty", 13, "The duty that decided: not to buy, not to hold, or a running cost.", |_, f| {
            f.duty.as_str().into()
        }),
        words("confidence", 12, "How sure it is that the line names such a product.", |_, f| {
            f.confidence.as_str().into()
        }),
    ];
    all.extend(line());
    all.extend([
        words("status", 13, "Status as the register writes it.", |_, f: &Finding| (&f.line.status).into()),
        words("rule", 20, "The rule that found the line.", |_, f| f.rule().into()),
        words("matched_column", 18, "The column in which it found it.", |_, f| {
            f.decisive().map_or("", |words| words.column.as_str()).into()
        }),
        words("matched_text", 20, "The words that it found.", |_, f| {
            f.decisive().map_or("", |words| words.text.as_str()).into()
        }),
        words("criteria", 52, "What the instruction asks for, with its citation.", |_, f| {
            (&*f.criteria).into()
        }),
        words("reason", 52, "Why the line has this outcome.", |_, f| (&f.reason).into()),
        words("recommendation", 52, "What to do next.", |_, f| (&*f.recommendation).into()),
        words("exemption", 22, "The exemption that was used, with its reason.", |_, f| (&f.exemption).into()),
        words("cause", 22, "For the trust: why it happened.", |_, _| Cell::Blank),
        words("management_response", 26, "For the trust: what it answers.", |_, _| Cell::Blank),
        words("owner", 14, "For the trust: who deals with it.", |_, _| Cell::Blank),
        formed(Form::Day, "due_date", 12, "For the trust: by when.", |_, _| Cell::Blank),
        words("evidence", 52, "All words of the line that speak for or against it.", |_, f| {
            (&f.grounds).into()
        }),
        words("state", 12, "What the register's status was taken for.", |_, f| {
            if has_state(f) { f.line.state.as_str() } else { "" }.into()
        }),
        formed(Form::Day, "disposed", 12, "Day of disposal, by the register.", |_, f| {
            has_state(f).then_some(f.line.disposed).flatten().into()
        }),
        words("decision", 14, "For the reviewer: confirmed, false alarm, remediated or accepted.", |_, f| {
            f.decision.as_ref().map_or("", |decided| decided.word.as_str()).into()
        }),
        words("decided_by", 16, "For the reviewer: who decided.", |_, f| {
            f.decision.as_ref().map_or("", |decided| decided.by.as_str()).into()
        }),
        formed(Form::Day, "decided_on", 12, "For the reviewer: on which day.", |_, f| {
            f.decision.as_ref().map(|decided| decided.on).into()
        }),
        words("decision_reason", 30, "For the reviewer: why.", |_, f| {
            f.decision.as_ref().map_or("", |decided| decided.reason.as_str()).into()
        }),
        written(),
        words("cells", 52, "Every cell of the line that was read, as the file writes it.", |_, f| {
            pairs::written(f.line.cells.iter().map(|(field, cell)| (field.as_str().into(), cell))).into()
        }),
        words(
            "evidence_words",
            40,
            "The words of the evidence, each with its column and its rule.",
            |_, f| {
                let name = |words: &Words| {
                    format!("{} {} {}", words.role.sentence(), words.column.as_str(), words.by)
                };
                pairs::written(f.evidence.iter().map(|words| (name(words).into(), words.text.as_str())))
                    .into()
            },
        ),
        words("body", 22, "What kind of body the organisation is, where faxban knows.", |_, f| {
            f.line.body.map_or("", BodyKind::as_str).into()
        }),
    ]);
    all
}

/// Whether the line's table can say what became of a thing: one of purchases or of goods on offer cannot.
fn has_state(finding: &Finding) -> bool {
    finding.line.kind.is_some_and(|kind| !matches!(kind, SourceKind::Ledger | SourceKind::Catalogue))
}

/// What a line says of its organisation: findings and cleared lines have it behind what came first.
fn written<T: OfLine, R>() -> Column<T, R> {
    words(
        "organisation_written",
        26,
        "The organisation as the line itself names it, or the folder.",
        |_, l: &T| (&l.line().organisation_written).into(),
    )
}

/// The columns of `cleared.csv`.
#[must_use]
pub fn cleared<R: Places>() -> Vec<Column<Cleared, R>> {
    let mut all = line();
    all.extend([
        words("rule", 20, "The rule that found the line.", |_, c: &Cleared| (&c.matched.by).into()),
        words("exclusion", 22, "The exclusion that explains it.", |_, c| (&c.explained.by).into()),
        words("reason", 52, "Why it is none.", |_, c| (&c.reason).into()),
        words("matched_text", 20, "The words that look like a product.", |_, c| (&c.matched.text).into()),
        words("matched_column", 18, "The column in which they stand.", |_, c| {
            c.matched.column.as_str().into()
        }),
        words("exclusion_column", 19, "The column that explains them.", |_, c| {
            c.explained.column.as_str().into()
        }),
        words("exclusion_text", 20, "The words that explain them.", |_, c| (&c.explained.text).into()),
        written(),
    ]);
    all
}

/// A row that could not be read, with its table.
#[derive(Debug, Clone, Copy)]
pub struct Rejected<'r> {
    /// The file.
    pub source: &'r str,
    /// The sheet, of a workbook.
    pub sheet: &'r str,
    /// The row.
    pub reject: &'r Reject,
}

/// The columns of `rejects.csv`.
#[must_use]
pub fn rejects<'r, R>() -> Vec<Column<Rejected<'r>, R>> {
    vec![
        words("source", 44, "The file.", |_, r: &Rejected<'_>| r.source.into()),
        words("sheet", 16, "The sheet, of a workbook.", |_, r| r.sheet.into()),
        formed(Form::Count, "row", 9, "The row as a person counts.", |_, r| Cell::Count(r.reject.row)),
        words("reason", 52, "Why it could not be read.", |_, r| (&r.reject.reason).into()),
        words("raw", 80, "The row as it stands in the file.", |_, r| (&r.reject.raw).into()),
    ]
}

/// The columns that findings and cleared lines share.
fn line<T: OfLine, R: Places>() -> Vec<Column<T, R>> {
    vec![
        words("organisation_code", 18, "ODS code, if it is known.", |_, l| {
            (&l.line().organisation_code).into()
        }),
        words("organisation", 33, "The organisation as the file names it.", |_, l| {
            (&l.line().organisation).into()
        }),
        words(
            "kind",
            10,
            "ledger (what was bought), register (what is held), or another kind of table, which proves less.",
            |_, l| l.line().kind.map_or("", SourceKind::as_str).into(),
        ),
        words("source", 36, "The file, below the folder that was audited.", |report, l| {
            report.place(l.line().source).0.into()
        }),
        words("sheet", 14, "The sheet, of a workbook.", |report, l| report.place(l.line().source).1.into()),
        formed(
            Form::Count,
            "row",
            8,
            "The row as a person counts in that file, the header included.",
            |_, l| Cell::Count(l.line().row),
        ),
        formed(Form::Day, "date", 12, "The line's date; of an asset, the day of acquisition.", |_, l| {
            l.line().date.into()
        }),
        words("date_basis", 12, "What it is the date of: order, payment, purchase and so on.", |_, l| {
            (&l.line().date_basis).into()
        }),
        formed(
            Form::Money,
            "amount",
            14,
            "Pounds; of an asset, the cost that the register states.",
            |_, l| l.line().pence.map_or(Cell::Blank, Cell::Pence),
        ),
        formed(Form::Count, "quantity", 10, "Pieces, as the file writes it.", |_, l| {
            (&l.line().quantity).into()
        }),
        words("supplier", 24, "Supplier, as the file writes it.", |_, l| (&l.line().supplier).into()),
        words("description", 36, "What it is, as the file writes it.", |_, l| (&l.line().description).into()),
        words("manufacturer", 15, "Manufacturer, as the file writes it.", |_, l| {
            (&l.line().manufacturer).into()
        }),
        words("model", 20, "Model, as the file writes it.", |_, l| (&l.line().model).into()),
        words("asset_id", 14, "Asset tag or number.", |_, l| (&l.line().asset_id).into()),
        words("order_number", 15, "Order number.", |_, l| (&l.line().order_number).into()),
    ]
}
