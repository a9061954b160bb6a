//! Screening: one pass over every record, the hot path.
//!
//! It counts the record, adds its amount to the control totals, notes its date, sees whether it says what
//! was bought, and asks the gate whether any rule can match it. About one record in a hundred goes on. Blocks are
//! screened independently, on whichever core is free, and their results merged in order.

mod calendar;
mod coverage;
mod found;
mod lines;
mod look;
pub mod odd;
mod organisations;
mod searched;

use std::borrow::Cow;

use faxban_core::gate::Gate;
use faxban_core::row_words::RowWords;
use faxban_core::{dates, money};
use faxban_read::delimited::{Cells, Dialect, Record, Records, Span};
use faxban_read::encoding;
use faxban_read::simd::{self, Compare, Work};

use calendar::Calendar;
pub use coverage::{Coverage, DateReport, Month};
pub use found::{BETWEEN_CELLS, Noted, Passed, Reject, Screened};
pub use organisations::{ByOrganisation, Fate, Share};

use crate::layout::Layout;
use lines::{InBlock, InColumns, Line};
use look::{Look, Seen};
use odd::Odd;
use searched::Searched;

/// A block to be screened.
struct Block<'s, 'a, 'b> {
    screen: &'s mut Screen<'a>,
    block: &'b [u8],
    dialect: Dialect,
    first_line: u64,
}

impl Work for Block<'_, '_, '_> {
    type Output = ();

    #[inline(always)]
    fn run(self, compare: impl Compare) {
        let Self { screen, block, dialect, first_line } = self;
        let mut look = std::mem::take(&mut screen.look);
        let mut records = Records::new(block, dialect, first_line);
        while let Some(run) = records.run(compare) {
            look.at(block, run.place(), screen.gate.sieve(), compare);
            for (record, cells) in run {
                screen.record(block, &record, &cells, look.until(record.next));
            }
        }
        screen.look = look;
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
    /// Dates of [`Self::plain`] records, put to the others in the end.
    days: Calendar,
    passed: Passed,
    look: Look,
    searched: Searched,
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
            days: Calendar::default(),
            passed: Passed::default(),
            look: Look::default(),
            searched: Searched::default(),
        }
    }

    /// What is to be handed on of the records since the last call.
    pub fn take_passed(&mut self) -> Passed {
        std::mem::take(&mut self.passed)
    }

    /// What was found in all records.
    #[must_use]
    pub fn finish(mut self) -> Screened {
        for (date, lines) in self.days.days() {
            self.found.coverage.see(&date, lines);
        }
        self.found
    }

    /// Screens a block of delimited text whose first line has this number.
    pub fn block(&mut self, block: &[u8], dialect: Dialect, first_line: u64) {
        simd::widest(Block { screen: self, block, dialect, first_line });
    }

    #[inline(always)]
    fn record<'b>(&mut self, block: &'b [u8], record: &Record, cells: &Cells<'b>, seen: Seen) {
        if seen.other_text {
            self.found.encoding.see(block.get(record.start..record.end).unwrap_or_default());
        }
        let mentions = (seen.literal || seen.other_text) && self.mentions_in(block, cells, seen);
        let columns = self.layout.columns;
        let fits = cells.len() == columns
            || (cells.len() > columns
                && cells.iter().skip(columns).all(|cell| cell.raw(block).trim_ascii().is_empty()));
        let whole = fits && !record.repaired && record.line != self.wanted;
        if !(whole && self.plain(record.line, mentions, &InBlock { block, cells })) {
            let mut texts: Vec<Cow<'_, str>> = Vec::with_capacity(cells.len());
            texts.extend(cells.iter().map(|cell| text_of(block, &cell)));
            if record.repaired {
                self.found.repaired_quotes.add(record.line);
            }
            if self.odd_row(record.line, &texts, mentions) && cells.len() < self.layout.columns {
                self.found.short_rows.add(record.line);
            }
        }
    }

    /// Whether the gate lets a record through in which something was seen.
    fn mentions_in(&mut self, block: &[u8], cells: &Cells<'_>, seen: Seen) -> bool {
        self.searched.clear();
        for cell in self.layout.searched.iter().filter_map(|column| cells.get(*column)) {
            if seen.literal || !cell.raw(block).is_ascii() {
                self.searched.add(&text_of(block, &cell));
            }
        }
        self.gate.admits(self.searched.folded())
    }

    /// Screens a record whose date and amount can be read at once; says no, having counted nothing, to any other.
    #[inline(always)]
    fn plain<'c>(&mut self, number: u64, mentions: bool, line: &impl Line<'c>) -> bool {
        let layout = self.layout;
        let amount = layout.amount.and_then(|at| money::parse_bytes_fast(line.raw(at)));
        let Some(date) = layout.date.and_then(|at| dates::parse_bytes_fast(line.raw(at))) else {
            return false;
        };
        if amount.is_none() && layout.amount.is_some() {
            return false;
        }
        if amount.is_some_and(|amount| amount.rounded) {
            self.found.rounded_amounts.add(number);
        }
        let amount = amount.map(|amount| amount.pence);
        self.days.add(&date);
        let assessable = layout.assessable.iter().any(|index| !line.raw(*index).trim_ascii().is_empty());
        let fate = fate(assessable, mentions);
        let is_blank = |index| encoding::decode(line.raw(index)).trim().is_empty();
        if let Some(index) = layout.organisation_at(is_blank) {
            self.found.organisations.add(&line.bytes(index), amount, fate);
        }
        if mentions {
            self.passed.candidates.push(layout, number, amount, |index| line.text(index));
        }
        self.count(amount, assessable, fate);
        true
    }

    /// Screens a record whose cells are text and stand in their columns; see [`Screen::row`].
    #[inline]
    pub fn cells<'c>(&mut self, number: u64, mentions: bool, cell: impl Fn(usize) -> &'c str) {
        if number == self.wanted || !self.plain(number, mentions, &InColumns(&cell)) {
            let cells: Vec<&str> = (0..self.layout.columns).map(&cell).collect();
            self.odd_row(number, &cells, mentions);
        }
    }

    /// Screens a row of a workbook, which has more cells or fewer than the header. `mentions` says whether the gate let
    /// its columns of text through; the answer whether it is a line.
    pub fn row(&mut self, number: u64, cells: &[impl AsRef<str>], mentions: bool) -> bool {
        let cell = |index: usize| cells.get(index).map_or("", AsRef::as_ref);
        let fits = cells.len() <= self.layout.columns && number != self.wanted;
        (fits && self.plain(number, mentions, &InColumns(&cell))) || self.odd_row(number, cells, mentions)
    }

    /// Screens a row that is not plainly a line; the answer says whether it is one.
    fn odd_row(&mut self, number: u64, cells: &[impl AsRef<str>], mentions: bool) -> bool {
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
        let mentions_anywhere = || mentions || self.admits(cells);
        match odd::classify(cells, layout, self.words, mentions_anywhere) {
            Odd::Skip(reason) => {
                self.found.control.add(pence);
                self.found.skipped.entry(reason).or_default().add(pence);
                self.found.skipped_first.entry(reason).or_default().add(number);
                return false;
            }
            Odd::Reject(reason) => {
                let raw = cells.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(BETWEEN_CELLS);
                // Its text may stand in the wrong columns.
                let reason = if mentions_anywhere() {
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

    /// Whether the gate lets a row through; `cell` gives the text of a column.
    #[must_use]
    pub fn mentions<'c>(&mut self, cell: impl Fn(usize) -> &'c str) -> bool {
        self.searched.clear();
        for column in &self.layout.searched {
            self.searched.add(cell(*column));
        }
        self.gate.admits(self.searched.folded())
    }

    /// Whether the gate sees something in any cell.
    #[must_use]
    pub fn admits(&self, cells: &[impl AsRef<str>]) -> bool {
        let mut searched = Searched::default();
        cells.iter().for_each(|cell| searched.add(cell.as_ref()));
        self.gate.admits(searched.folded())
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
