//! What screening finds in records: what is counted, and what is handed on.

use faxban_core::dates::OrderEvidence;
use faxban_read::encoding::EncodingSeen;
use serde::{Deserialize, Serialize};

use super::above::{Above, GOES_ON, GoesOn, Named, Remark};
use super::agreement::Agreement;
use super::amount::Note;
use super::balance::{Balanced, Balances};
use super::noted::Noted;
use super::odd::Skip;
use super::sums::Doubtful;
use super::{ByOrganisation, Coverage};
use crate::candidates::Candidates;
use crate::layout::Layout;
use crate::mentions::Place;
use crate::profile::Moved;
use crate::tally::Tally;

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
    /// Cells of rows that are no lines and may name a product.
    pub places: Vec<Place>,
    /// Rows that are lines or totals, which only the lines above them can tell.
    pub doubtful: Vec<Doubtful>,
    /// What the lines among these records add up to, in pence.
    pub net: i128,
    /// Lines at the beginning that leave out what the line before these records may say.
    pub(super) goes_on: Vec<GoesOn>,
    /// The first row, if it is a remark that may go on with the line before these records.
    pub(super) remark: Option<Remark>,
    /// The last line, if it may name a product.
    pub(super) named_last: Above<Named>,
    /// The first line, if it has a running balance and the one before it is not known.
    pub(super) balanced_first: Option<Balanced>,
    /// The last line, if it has a running balance.
    pub(super) balanced_last: Above<Balanced>,
    /// What the running balances say where these records were joined.
    pub balances: Balances,
}

impl Passed {
    /// Nothing as yet, at the beginning of a table: no line is above.
    #[must_use]
    pub fn at_start() -> Self {
        Self { named_last: Above::Nothing, balanced_last: Above::Nothing, ..Self::default() }
    }

    /// Takes everything, and knows what the last line was.
    #[must_use]
    pub fn take(&mut self) -> Self {
        let (named_last, balanced_last) = (self.named_last.clone(), self.balanced_last.clone());
        std::mem::replace(self, Self { named_last, balanced_last, ..Self::default() })
    }

    /// Lowers the last line, if the records that follow begin with a remark that may go on with it.
    pub fn lower_last(&mut self, later: &Self, layout: &Layout) {
        if let (Above::Line(named), Some(remark)) = (&self.named_last, &later.remark)
            && remark.follows(named)
        {
            self.candidates.doubt_last(layout, GOES_ON);
        }
    }

    /// Adds what was handed on of the records that follow.
    pub fn append(&mut self, later: &Self) {
        self.candidates.append(&later.candidates);
        self.assessable.extend(&later.assessable);
        self.rejects.extend(later.rejects.iter().cloned());
        match &self.named_last {
            Above::Unknown => self.goes_on.extend(later.goes_on.iter().cloned()),
            Above::Nothing => {}
            Above::Line(above) => {
                let follow = later.goes_on.iter().take_while(|line| line.follows(above));
                let before = self.places.len();
                self.places.extend(follow.map(|line| line.place(above)));
                if self.places.len() < before + later.goes_on.len() {
                    self.named_last = Above::Nothing;
                }
            }
        }
        self.named_last.followed_by(later.named_last.clone());
        match (&self.balanced_last, later.balanced_first) {
            (Above::Line(above), Some(first)) => self.balances.compare(*above, first),
            (Above::Unknown, first) => self.balanced_first = self.balanced_first.or(first),
            _ => {}
        }
        self.balanced_last.followed_by(later.balanced_last.clone());
        self.balances.merge(&later.balances);
        self.places.extend(later.places.iter().cloned());
        let doubtful = later.doubtful.iter().cloned();
        self.doubtful.extend(doubtful.map(|row| Doubtful { before: row.before + self.net, ..row }));
        self.net += later.net;
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
    /// Other dates met, of registers.
    #[serde(skip_serializing_if = "Coverage::is_empty")]
    pub other_dates: Coverage,
    /// Lines and pence by organisation as written.
    pub organisations: ByOrganisation,
    /// Amounts that cannot be read.
    #[serde(skip_serializing_if = "Noted::is_empty")]
    pub unreadable_amounts: Noted,
    /// Amounts with more than two decimals.
    #[serde(skip_serializing_if = "Noted::is_empty")]
    pub rounded_amounts: Noted,
    /// What else there is to say of amounts.
    #[serde(skip_serializing_if = "std::collections::BTreeMap::is_empty")]
    pub amount_notes: std::collections::BTreeMap<Note, Noted>,
    /// Lines that say in so many words that they are debits: where there are some, a line that says nothing is doubtful.
    #[serde(skip_serializing_if = "is_zero")]
    pub said_debits: u64,
    /// Lines with a blank cell in a column that hardly another leaves blank, by column.
    #[serde(skip_serializing_if = "std::collections::BTreeMap::is_empty")]
    pub blank_cells: std::collections::BTreeMap<usize, Noted>,
    /// What the running balances say of the amounts.
    #[serde(skip_serializing_if = "Balances::is_empty")]
    pub balances: Balances,
    /// What quantities and prices say of them.
    #[serde(skip_serializing_if = "Agreement::is_empty")]
    pub products: Agreement,
    /// Amounts in other currencies, by the currency's code, in hundredths of it; none of them is in the other sums.
    #[serde(skip_serializing_if = "std::collections::BTreeMap::is_empty")]
    pub foreign: std::collections::BTreeMap<String, Tally>,
    /// Lines of a text file with fewer cells than the header; in a workbook blank cells at the end are none.
    #[serde(skip_serializing_if = "Noted::is_empty")]
    pub short_rows: Noted,
    /// Rows with a quote that would have swallowed other lines.
    #[serde(skip_serializing_if = "Noted::is_empty")]
    pub repaired_quotes: Noted,
    /// Rows whose cells had moved and were put back, by what had moved them.
    #[serde(skip_serializing_if = "std::collections::BTreeMap::is_empty")]
    pub moved: std::collections::BTreeMap<Moved, Noted>,
    /// Lines of a workbook with a note beside them, in a column without a heading.
    #[serde(skip_serializing_if = "Noted::is_empty")]
    pub notes_beside: Noted,
    /// Lines whose description stands for that of the line above.
    #[serde(skip_serializing_if = "Noted::is_empty")]
    pub as_above: Noted,
    /// Lines of a text that go on with the cell of the line before.
    #[serde(skip)]
    pub continued: u64,
    /// Rows that are headers of further tables.
    #[serde(skip)]
    pub headers: Vec<u64>,
    /// Encodings met; of text files alone.
    #[serde(skip)]
    pub encoding: EncodingSeen,
    /// The cells of the row that somebody asked for.
    #[serde(skip)]
    pub wanted: Option<Vec<String>>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde calls it")]
const fn is_zero(number: &u64) -> bool {
    *number == 0
}

impl Screened {
    /// What the dates of the table say of the order of day and month.
    #[must_use]
    pub fn evidence(&self) -> OrderEvidence {
        self.order_dates().evidence()
    }

    /// The dates that say in what order the table writes day and month: those of its lines, or else all that it has.
    #[must_use]
    pub fn order_dates(&self) -> &Coverage {
        if self.other_dates.is_empty() { &self.coverage } else { &self.other_dates }
    }

    /// What all lines add up to, in pence: rows that are none left out.
    #[must_use]
    pub fn lines_net(&self) -> i128 {
        self.control.net() - self.skipped.values().map(Tally::net).sum::<i128>()
    }

    /// The same without numbers of rows, where they are those of a part and mean nothing in the table.
    #[must_use]
    pub fn without_places(mut self) -> Self {
        let skipped = self.skipped_first.values_mut();
        let rows = [
            &mut self.unreadable_amounts,
            &mut self.rounded_amounts,
            &mut self.short_rows,
            &mut self.repaired_quotes,
            &mut self.notes_beside,
            &mut self.as_above,
        ];
        rows.into_iter()
            .chain(skipped)
            .chain(self.moved.values_mut())
            .chain(self.amount_notes.values_mut())
            .chain(self.blank_cells.values_mut())
            .for_each(Noted::forget);
        self.balances.forget();
        self.products.forget();
        self.coverage.without_places();
        self.other_dates.without_places();
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
        self.other_dates.merge(&other.other_dates);
        self.organisations.merge(&other.organisations);
        self.unreadable_amounts.merge(&other.unreadable_amounts);
        self.rounded_amounts.merge(&other.rounded_amounts);
        for (note, noted) in &other.amount_notes {
            self.amount_notes.entry(*note).or_default().merge(noted);
        }
        self.said_debits += other.said_debits;
        for (column, noted) in &other.blank_cells {
            self.blank_cells.entry(*column).or_default().merge(noted);
        }
        self.balances.merge(&other.balances);
        self.products.merge(&other.products);
        for (currency, tally) in &other.foreign {
            self.foreign.entry(currency.clone()).or_default().merge(tally);
        }
        self.short_rows.merge(&other.short_rows);
        self.repaired_quotes.merge(&other.repaired_quotes);
        for (moved, noted) in &other.moved {
            self.moved.entry(*moved).or_default().merge(noted);
        }
        self.notes_beside.merge(&other.notes_beside);
        self.as_above.merge(&other.as_above);
        self.continued += other.continued;
        self.headers.extend(&other.headers);
        self.headers.sort_unstable();
        self.encoding.merge(&other.encoding);
        self.wanted = self.wanted.take().or_else(|| other.wanted.clone());
    }
}
