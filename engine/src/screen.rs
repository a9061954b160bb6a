//! Screening: one pass over every record, the hot path.
//!
//! It counts the record, adds its amount to the control totals, notes its date, sees whether it says what
//! was bought, and asks the gate whether any rule can match it. About one record in a hundred goes on. Blocks are
//! screened independently, on whichever core is free, and their results merged in order.

mod coverage;
pub mod odd;
mod organisations;

use std::borrow::Cow;

use faxban_core::gate::Gate;
use faxban_core::row_words::RowWords;
use faxban_core::text::{fold, fold_byte, fold_into};
use faxban_core::{dates, money};
use faxban_read::delimited::{Cells, Dialect, Record, Records, Span};
use faxban_read::encoding::{self, EncodingSeen};
use serde::{Deserialize, Serialize};

pub use coverage::{Coverage, DateReport, Month};
pub use organisations::{ByOrganisation, Fate, Share};

use crate::candidates::Candidates;
use crate::layout::Layout;
use crate::tally::Tally;
use odd::{Odd, Skip};

/// How often something was seen, and where first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Noted {
    /// How many rows.
    pub rows: u64,
    /// The first of them, as a person counts.
    pub first_row: u64,
}

impl Noted {
    /// Notes one more.
    pub fn add(&mut self, row: u64) {
        self.merge(&Self { rows: 1, first_row: row });
    }

    /// Forgets where: 0 is no row.
    pub(crate) const fn forget(&mut self) {
        self.first_row = 0;
    }

    /// Whether nothing was noted.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.rows == 0
    }

    fn merge(&mut self, other: &Self) {
        self.first_row = match (self.rows, other.rows) {
            (0, _) => other.first_row,
            (_, 0) => self.first_row,
            _ => self.first_row.min(other.first_row),
        };
        self.rows += other.rows;
    }
}

/// What stands between the cells of a rejected record.
pub const BETWEEN_CELLS: &str = " | ";

/// A record that could not be read as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reject {
    /// Row number as a person counts.
    pub row: u64,
    /// Why, and what to do.
    pub reason: String,
    /// The record as it stands in the file.
    pub raw: String,
}

/// What screening hands on of some records, one by one and in their order.
#[derive(Debug, Clone, Default)]
pub struct Passed {
    /// Records that a rule may match.
    pub candidates: Candidates,
    /// Candidates that no rule matches will be clear or not assessable; this says which, in their order.
    pub assessable: Vec<bool>,
    /// Records that could not be read as such.
    pub rejects: Vec<Reject>,
}

impl Passed {
    /// Adds what was handed on of the records that follow.
    pub fn append(&mut self, later: &Self) {
        self.candidates.append(&later.candidates);
        self.assessable.extend(&later.assessable);
        self.rejects.extend(later.rejects.iter().cloned());
    }
}

/// What screening found in some records of a source, added up; the order of merging does not matter.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Screened {
    /// Every record.
    #[serde(skip_serializing_if = "Tally::is_empty")]
    pub control: Tally,
    /// Records that no rule can match and that say what they are about.
    #[serde(skip_serializing_if = "Tally::is_empty")]
    pub clear: Tally,
    /// Records that no rule can match and that do not.
    #[serde(skip_serializing_if = "Tally::is_empty")]
    pub not_assessable: Tally,
    /// Records that are no transaction, by reason.
    #[serde(skip_serializing_if = "std::collections::BTreeMap::is_empty")]
    pub skipped: std::collections::BTreeMap<Skip, Tally>,
    /// Where rows were skipped, by reason (not blank ones).
    #[serde(skip_serializing_if = "std::collections::BTreeMap::is_empty")]
    pub skipped_first: std::collections::BTreeMap<Skip, Noted>,
    /// Records that could not be read.
    #[serde(skip_serializing_if = "Tally::is_empty")]
    pub rejected: Tally,
    /// Dates met.
    pub coverage: Coverage,
    /// Lines and pence by organisation as written.
    pub organisations: ByOrganisation,
    /// Amounts that cannot be read.
    #[serde(skip_serializing_if = "Noted::is_empty")]
    pub unreadable_amounts: Noted,
    /// Amounts with more than two decimals.
    #[serde(skip_serializing_if = "Noted::is_empty")]
    pub rounded_amounts: Noted,
    /// Lines of a text file with fewer cells than the header; in a workbook blank cells at the end are none.
    #[serde(skip_serializing_if = "Noted::is_empty")]
    pub short_rows: Noted,
    /// Rows with a quote that would have swallowed other lines.
    #[serde(skip_serializing_if = "Noted::is_empty")]
    pub repaired_quotes: Noted,
    /// Encodings met; of text files alone.
    #[serde(skip)]
    pub encoding: EncodingSeen,
    /// The cells of the row that somebody asked for.
    #[serde(skip)]
    pub wanted: Option<Vec<String>>,
}

impl Screened {
    /// The same without numbers of rows, where they are those of a part and mean nothing in the table.
    #[must_use]
    pub fn without_places(mut self) -> Self {
        let skipped = self.skipped_first.values_mut();
        let rows = [
            &mut self.unreadable_amounts,
            &mut self.rounded_amounts,
            &mut self.short_rows,
            &mut self.repaired_quotes,
        ];
        rows.into_iter().chain(skipped).for_each(Noted::forget);
        self.coverage.without_places();
        self
    }

    /// Adds what was found in other records.
    pub fn merge(&mut self, other: &Self) {
        self.control.merge(&other.control);
        self.clear.merge(&other.clear);
        self.not_assessable.merge(&other.not_assessable);
        for (reason, tally) in &other.skipped {
            self.skipped.entry(*reason).or_default().merge(tally);
        }
        for (reason, noted) in &other.skipped_first {
            self.skipped_first.entry(*reason).or_default().merge(noted);
        }
        self.rejected.merge(&other.rejected);
        self.coverage.merge(&other.coverage);
        self.organisations.merge(&other.organisations);
        self.unreadable_amounts.merge(&other.unreadable_amounts);
        self.rounded_amounts.merge(&other.rounded_amounts);
        self.short_rows.merge(&other.short_rows);
        self.repaired_quotes.merge(&other.repaired_quotes);
        self.encoding.merge(&other.encoding);
        self.wanted = self.wanted.take().or_else(|| other.wanted.clone());
    }
}

/// Screens records of one table.
#[derive(Debug)]
pub struct Screen<'a> {
    layout: &'a Layout,
    gate: &'a Gate,
    words: &'a RowWords,
    /// Number of the row whose cells are to be kept; 0 for none.
    wanted: u64,
    found: Screened,
    passed: Passed,
    folded: Vec<u8>,
}

impl<'a> Screen<'a> {
    /// A screen for a table.
    #[must_use]
    pub fn new(layout: &'a Layout, gate: &'a Gate, words: &'a RowWords, wanted: Option<u64>) -> Self {
        Self {
            layout,
            gate,
            words,
            wanted: wanted.unwrap_or(0),
            found: Screened::default(),
            passed: Passed::default(),
            folded: Vec::new(),
        }
    }

    /// What is to be handed on of the records since the last call.
    pub fn take_passed(&mut self) -> Passed {
        std::mem::take(&mut self.passed)
    }

    /// What was found in all records.
    #[must_use]
    pub fn finish(self) -> Screened {
        self.found
    }

    /// Screens a block of delimited text whose first line has this number.
    pub fn block(&mut self, block: &[u8], dialect: Dialect, first_line: u64) {
        let mut folded = std::mem::take(&mut self.folded);
        fold_into(block, &mut folded);
        let plain_text = block.is_ascii();
        let mut scan = self.gate.scan(&folded);
        let mut records = Records::new(block, dialect, first_line);
        while let Some((record, cells)) = records.next() {
            let mut mentions = scan.admits_until(record.end);
            let record_bytes = block.get(record.start..record.end).unwrap_or_default();
            if !plain_text && !record_bytes.is_ascii() {
                self.found.encoding.see(record_bytes);
                // Other text is compared in compatibility form, so the gate must see it in that form too.
                mentions = mentions || cells.iter().any(|cell| self.admits(block, &cell));
            }
            self.record(block, &record, &cells, mentions);
        }
        self.folded = folded;
    }

    fn admits(&self, block: &[u8], cell: &Span) -> bool {
        let raw = cell.raw(block);
        !raw.is_ascii() && self.gate.admits(fold(&encoding::decode(raw)).as_bytes())
    }

    #[inline]
    fn record(&mut self, block: &[u8], record: &Record, cells: &Cells<'_>, mentions: bool) {
        let raw = |index: usize| cells.get(index).map_or(&b""[..], |cell| cell.raw(block));
        let text = |index: usize| cells.get(index).map(|cell| text_of(block, &cell));
        let whole = cells.len() == self.layout.columns && !record.repaired && record.line != self.wanted;
        if !(whole && self.plain(record.line, mentions, raw, text)) {
            let texts: Vec<Cow<'_, str>> = cells.iter().map(|cell| text_of(block, &cell)).collect();
            if record.repaired {
                self.found.repaired_quotes.add(record.line);
            }
            if self.row(record.line, &texts, mentions) && cells.len() < self.layout.columns {
                self.found.short_rows.add(record.line);
            }
        }
    }

    /// Screens a record whose date and amount can be read at once; says no, having counted nothing, to any other.
    #[inline]
    fn plain<'c>(
        &mut self,
        number: u64,
        mentions: bool,
        raw: impl Fn(usize) -> &'c [u8],
        text: impl Fn(usize) -> Option<Cow<'c, str>>,
    ) -> bool {
        let layout = self.layout;
        let amount = layout.amount.map(&raw).and_then(money::parse_bytes_fast);
        let Some(date) = layout.date.map(&raw).and_then(dates::parse_bytes_fast) else { return false };
        if amount.is_none() && layout.amount.is_some() {
            return false;
        }
        self.found.coverage.see_fast(&date);
        let assessable = layout.assessable.iter().any(|index| !raw(*index).trim_ascii().is_empty());
        let fate = fate(assessable, mentions);
        if let Some(index) = layout.organisation_at(|index| encoding::decode(raw(index)).trim().is_empty()) {
            self.found.organisations.add(raw(index), amount, fate);
        }
        if mentions {
            self.passed.candidates.push(layout, number, amount, text);
        }
        self.count(amount, assessable, fate);
        true
    }

    /// Screens a record whose cells are text and stand in their columns; see [`Screen::row`].
    #[inline]
    pub fn cells<'c>(&mut self, number: u64, mentions: bool, cell: impl Fn(usize) -> &'c str) {
        let raw = |index: usize| cell(index).as_bytes();
        let text = |index: usize| Some(Cow::Borrowed(cell(index)));
        if number == self.wanted || !self.plain(number, mentions, raw, text) {
            let cells: Vec<&str> = (0..self.layout.columns).map(&cell).collect();
            self.row(number, &cells, mentions);
        }
    }

    /// Screens a row of cells: of a workbook, or an odd one of a text file. `mentions` says whether the gate
    /// let it through already; the answer, whether the row is a line.
    pub fn row(&mut self, number: u64, cells: &[impl AsRef<str>], mentions: bool) -> bool {
        let layout = self.layout;
        if number == self.wanted {
            self.found.wanted = Some(cells.iter().map(|cell| cell.as_ref().to_owned()).collect());
        }
        let text = |index: usize| cells.get(index).map_or("", |cell| cell.as_ref()).trim();
        let mut pence = None;
        let mut amount_fault = None;
        if let Some(written) = layout.amount.map(text).filter(|written| !written.is_empty()) {
            match money::parse(written) {
                Ok(amount) => {
                    pence = Some(amount.pence);
                    if amount.rounded {
                        self.found.rounded_amounts.add(number);
                    }
                }
                Err(_) => amount_fault = Some(()),
            }
        }
        match odd::classify(cells, layout, self.words, mentions) {
            Odd::Skip(reason) => {
                self.found.control.add(pence);
                self.found.skipped.entry(reason).or_default().add(pence);
                self.found.skipped_first.entry(reason).or_default().add(number);
                return false;
            }
            Odd::Reject(reason) => {
                let raw = cells.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(BETWEEN_CELLS);
                let reason = if mentions {
                    format!("{reason}. Its text mentions a product that is looked for: read it yourself")
                } else {
                    reason
                };
                self.found.control.add(None);
                self.found.rejected.add(None);
                self.passed.rejects.push(Reject { row: number, reason, raw });
                return false;
            }
            Odd::Line => {}
        }
        if amount_fault.is_some() {
            self.found.unreadable_amounts.add(number);
        }
        if let Some(date) = layout.date {
            self.found.coverage.see_text(text(date), number);
        }
        let assessable = layout.assessable.iter().any(|index| !text(*index).is_empty());
        let fate = fate(assessable, mentions);
        if let Some(index) = layout.organisation_at(|index| text(index).is_empty()) {
            self.found.organisations.add(text(index).as_bytes(), pence, fate);
        }
        if mentions {
            let cell = |index: usize| cells.get(index).map(|cell| Cow::Borrowed(cell.as_ref()));
            self.passed.candidates.push(layout, number, pence, cell);
        }
        self.count(pence, assessable, fate);
        true
    }

    /// Whether the gate lets a row of a workbook through.
    #[must_use]
    pub fn mentions(&mut self, cells: impl IntoIterator<Item: AsRef<str>>) -> bool {
        self.folded.clear();
        for cell in cells {
            let cell = cell.as_ref();
            // A line end stands in no literal, so cells are not read together.
            self.folded.push(b'\n');
            if cell.is_ascii() {
                self.folded.extend(cell.bytes().map(fold_byte));
            } else {
                self.folded.extend_from_slice(fold(cell).as_bytes());
            }
        }
        self.gate.admits(&self.folded)
    }

    #[inline]
    fn count(&mut self, pence: Option<i64>, assessable: bool, fate: Fate) {
        self.found.control.add(pence);
        if fate == Fate::Candidate {
            self.passed.assessable.push(assessable);
        } else if assessable {
            self.found.clear.add(pence);
        } else {
            self.found.not_assessable.add(pence);
        }
    }
}

const fn fate(assessable: bool, mentions: bool) -> Fate {
    match (mentions, assessable) {
        (true, _) => Fate::Candidate,
        (false, true) => Fate::Clear,
        (false, false) => Fate::NotAssessable,
    }
}

fn text_of<'a>(block: &'a [u8], cell: &Span) -> Cow<'a, str> {
    match cell.bytes(block) {
        Cow::Borrowed(bytes) => encoding::decode(bytes),
        Cow::Owned(bytes) => Cow::Owned(encoding::decode(&bytes).into_owned()),
    }
}
