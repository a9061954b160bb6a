//! Screening: one pass over every record, the hot path.
//!
//! It counts the record, adds its amount to the control totals, notes its date, sees whether it says what
//! was bought, and asks the gate whether any rule can match it. About one record in a hundred goes on. Blocks are
//! screened independently, on whichever core is free, and their results merged in order.

mod above;
mod agreement;
pub mod amount;
mod balance;
mod calendar;
mod careful;
mod coverage;
mod found;
mod lines;
mod look;
mod noted;
pub mod odd;
pub mod one_cell;
mod organisations;
mod products;
mod searched;
pub mod sums;

use std::borrow::Cow;

use faxban_core::columns::Synonyms;
use faxban_core::gate::Gate;
use faxban_core::money::Money;
use faxban_core::row_words::RowWords;
use faxban_core::{dates, money};
use faxban_read::delimited::{Cells, Dialect, Record, Records, Span};
use faxban_read::encoding;
use faxban_read::simd::{self, Compare, Work};

use above::{Above, Named};
pub use agreement::Agreement;
use balance::Balanced;
pub use balance::Balances;
use calendar::Calendar;
pub use coverage::{Coverage, DateReport, Month};
pub use found::{BETWEEN_CELLS, Passed, Reject, Screened};
pub use noted::Noted;
pub use organisations::{ByOrganisation, Fate, Share};

use crate::doubt::Doubts;
use crate::layout::Layout;
use crate::tally::Tally;
use lines::{InBlock, InColumns, Line};
use look::{Look, Seen};
use odd::Skip;
use searched::Searched;

/// No word for "as above" is longer.
const AS_ABOVE: usize = 13;

/// In pence; numbers that are told from amounts have five digits at least.
const LARGE: i64 = 1_000_000;

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
    /// Known, where rows come in the order of their table, and a further header is looked for.
    synonyms: Option<&'a Synonyms>,
    /// Number of the row whose cells are to be kept; 0 for none.
    wanted: u64,
    found: Screened,
    /// Columns of the record in hand that mean nothing and yet name something that a rule may match.
    unread: Vec<usize>,
    /// What ends a line of the text in hand.
    line_end: u8,
    /// Pence of lines when what was found was last handed on.
    handed_on: i128,
    /// Dates of [`Self::plain`] records, put to the others in the end.
    days: Calendar,
    passed: Passed,
    /// The line before, if it may name a product.
    named_above: Above<Named>,
    doubts: Doubts<'a>,
    /// The line before, where it has a running balance.
    balanced_above: Above<Balanced>,
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
            synonyms: None,
            wanted: wanted.unwrap_or(0),
            found: Screened::default(),
            unread: Vec::new(),
            line_end: b'\n',
            handed_on: 0,
            days: Calendar::default(),
            passed: Passed::default(),
            look: Look::default(),
            named_above: Above::Unknown,
            doubts: Doubts::new(layout, words),
            balanced_above: Above::Unknown,
            searched: Searched::default(),
        }
    }

    /// The same for who reads a whole table: rows that may be totals are handed on to be held against the lines above
    /// them, and headers of further tables below are noted.
    #[must_use]
    pub const fn in_order(mut self, synonyms: &'a Synonyms) -> Self {
        self.synonyms = Some(synonyms);
        self
    }

    /// What is to be handed on of the records since the last call.
    pub fn take_passed(&mut self) -> Passed {
        let net = self.found.lines_net();
        self.passed.net = net - std::mem::replace(&mut self.handed_on, net);
        self.passed.named_last = self.named_above.clone();
        self.passed.balanced_last = self.balanced_above.clone();
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
        self.line_end = dialect.line_end;
        (self.named_above, self.balanced_above) = (Above::Unknown, Above::Unknown);
        simd::widest(Block { screen: self, block, dialect, first_line });
    }

    #[inline(always)]
    fn record<'b>(&mut self, block: &'b [u8], record: &Record, cells: &Cells<'b>, seen: Seen<'_>) {
        if seen.other_text {
            self.found.encoding.see(block.get(record.start..record.end).unwrap_or_default(), record.line);
        }
        if !cells.is_plain() {
            // A cell may hold ends of lines; the last of them ends the record.
            let bytes = block.get(record.start..record.end).unwrap_or_default();
            self.found.continued += bytes.iter().filter(|byte| **byte == self.line_end).count() as u64;
        }
        let mentions = (!seen.literals.is_empty() || seen.other_text) && self.mentions_in(block, cells, seen);
        let layout = self.layout;
        let is_blank = |cell: Span| cell.raw(block).trim_ascii().is_empty();
        let fits = match layout.profile.usual() {
            Some(usual) => {
                cells.len() == usual && layout.blank.iter().all(|at| cells.get(*at).is_none_or(is_blank))
            }
            None => cells.len() <= layout.columns || cells.iter().skip(layout.columns).all(is_blank),
        };
        let whole = fits && !record.repaired && record.line != self.wanted;
        if !(whole && self.plain(record.line, mentions, &InBlock { block, cells })) {
            let mut texts: Vec<Cow<'_, str>> = Vec::with_capacity(cells.len());
            texts.extend(cells.iter().map(|cell| text_of(block, &cell)));
            if record.repaired {
                self.found.repaired_quotes.add(record.line);
            }
            let least = layout.profile.usual().unwrap_or(layout.columns);
            if self.odd_row(record.line, &texts, mentions) && cells.len() < least {
                self.found.short_rows.add(record.line);
            }
        }
    }

    /// Whether the gate lets a record through in which something was seen, in any of its columns.
    fn mentions_in(&mut self, block: &[u8], cells: &Cells<'_>, seen: Seen<'_>) -> bool {
        self.searched.clear();
        for cell in cells.iter().filter(|cell| seen.may_match(block, *cell)) {
            self.searched.add(&text_of(block, &cell));
        }
        self.unread.clear();
        let admits = self.gate.admits(self.searched.folded());
        if admits {
            self.note_unread(cells.len(), |at| {
                let cell = cells.get(at).filter(|cell| seen.may_match(block, *cell))?;
                Some(text_of(block, &cell))
            });
        }
        admits
    }

    /// Notes which columns that mean nothing name something that a rule may match; `cell` gives the text of those that may.
    fn note_unread<'c>(&mut self, cells: usize, cell: impl Fn(usize) -> Option<Cow<'c, str>>) {
        let beyond = self.layout.columns..cells;
        for column in self.layout.unread.iter().copied().chain(beyond) {
            let Some(text) = cell(column) else { continue };
            self.searched.clear();
            self.searched.add(&text);
            if self.gate.admits(self.searched.folded()) {
                self.unread.push(column);
            }
        }
    }

    /// Screens a record whose date and amount can be read at once; says no, having counted nothing, to any other.
    #[inline(always)]
    fn plain<'c>(&mut self, number: u64, mentions: bool, line: &impl Line<'c>) -> bool {
        let layout = self.layout;
        let is_blank = |at: &usize| line.raw(*at).trim_ascii().is_empty();
        if layout.telling_blanks.iter().any(is_blank) {
            return false;
        }
        let amount = layout.amount.and_then(|at| money::parse_bytes_fast(line.raw(at)));
        // Only a large amount without pence can be a number that has changed places with it.
        let may_be_number = layout.amount.is_none()
            || amount.is_some_and(|amount| amount.pence >= LARGE && amount.pence % 100 == 0);
        if !layout.numbered.is_empty()
            && may_be_number
            && layout.amount_of.columns().any(|at| layout.looks_like_number(line.raw(at).trim_ascii()))
        {
            return false;
        }
        let Some(date) = layout.date.and_then(|at| dates::parse_bytes_fast(line.raw(at))) else {
            return false;
        };
        let mut assessable = false;
        for at in &layout.assessable {
            let said = line.raw(*at).trim_ascii();
            if said.is_empty() {
                continue;
            }
            assessable = true;
            if said.len() <= AS_ABOVE && self.is_as_above(said) {
                return false;
            }
        }
        if !assessable && !layout.assessable.is_empty() && !self.named_above.is_nothing() {
            return false;
        }
        let amount = match amount {
            Some(amount) => {
                if amount.rounded {
                    self.found.rounded_amounts.add(number);
                }
                Some(amount.pence)
            }
            None => match amount::quick(layout, self.words, line) {
                Some(reading) => self.found.note_amount(number, reading),
                None => return false,
            },
        };
        if let Some(at) = layout.balance {
            self.balance(number, amount, money::parse_bytes_fast(line.raw(at)));
        }
        if let Some((quantity, price)) = layout.product {
            let read = |at| money::parse_bytes_fast(line.raw(at));
            self.product(number, amount, read(quantity), read(price));
        }
        self.days.add(&date);
        let fate = fate(assessable, mentions);
        let is_blank = |index| {
            let raw = line.raw(index);
            !raw.first().is_some_and(u8::is_ascii_graphic) && encoding::decode(raw).trim().is_empty()
        };
        if let Some(index) = layout.organisation_at(is_blank) {
            self.found.organisations.add(&line.said(index), amount, fate);
        }
        if !self.named_above.is_nothing() {
            self.named_above = Above::Nothing;
        }
        if mentions {
            let doubt = self.doubts.of(|index| line.text(index));
            self.passed
                .candidates
                .push(layout, (number, amount), &self.unread, doubt.as_deref(), |index| line.text(index));
            let described = layout.assessable.iter().filter_map(|at| line.text(*at));
            let described = described.map(Cow::into_owned).find(|text| !text.trim().is_empty());
            let supplier = layout.supplier.and_then(|at| line.text(at)).unwrap_or_default().trim().to_owned();
            self.named_above = described
                .map(|description| Named { row: number, is_short: false, description, supplier })
                .into();
        }
        self.count(amount, assessable, fate);
        true
    }

    /// Whether a description stands for the one of the line above.
    #[inline(always)]
    fn is_as_above(&self, cell: &[u8]) -> bool {
        cell.len() <= AS_ABOVE && std::str::from_utf8(cell).is_ok_and(|cell| self.words.is_as_above(cell))
    }

    /// Screens a record whose cells are text and stand in their columns; see [`Screen::row`].
    #[inline]
    pub fn cells<'c>(&mut self, number: u64, mentions: bool, cell: impl Fn(usize) -> &'c str) {
        if number == self.wanted || !self.plain(number, mentions, &InColumns(&cell)) {
            let cells: Vec<&str> = (0..self.layout.columns).map(&cell).collect();
            self.odd_row(number, &cells, mentions);
        }
    }

    /// Counts rows that a sheet leaves out because they are blank.
    pub fn blank_rows(&mut self, rows: u64) {
        if rows > 0 {
            let blank = Tally { lines: rows, ..Tally::default() };
            self.found.control.merge(&blank);
            self.found.skipped.entry(Skip::Blank).or_default().merge(&blank);
        }
    }

    /// Screens a row of a workbook, which has more cells or fewer than the header. `mentions` says whether the gate let
    /// it through; the answer says whether it is a line. Rows that the sheet leaves out are for [`Screen::blank_rows`].
    pub fn row(&mut self, number: u64, cells: &[impl AsRef<str>], mentions: bool) -> bool {
        let cell = |index: usize| cells.get(index).map_or("", AsRef::as_ref);
        let is_blank = |column: &usize| cell(*column).trim().is_empty();
        let fits = cells.len() <= self.layout.columns
            && number != self.wanted
            && self.layout.blank.iter().all(is_blank);
        (fits && self.plain(number, mentions, &InColumns(&cell))) || self.odd_row(number, cells, mentions)
    }

    /// Holds the running balance of a line against that of the line above.
    fn balance(&mut self, row: u64, pence: Option<i64>, balance: Option<Money>) {
        let line = balance.map(|balance| Balanced { row, pence: pence.unwrap_or(0), balance: balance.pence });
        match (&self.balanced_above, line) {
            (Above::Line(above), Some(line)) => self.found.balances.compare(*above, line),
            (Above::Unknown, line) => self.passed.balanced_first = line,
            _ => {}
        }
        self.balanced_above = line.into();
    }

    /// Holds the amount of a line against its quantity and the price of one.
    fn product(&mut self, row: u64, pence: Option<i64>, quantity: Option<Money>, price: Option<Money>) {
        if let (Some(pence), Some(quantity), Some(price)) = (pence, quantity, price) {
            self.found.products.see(products::is_product(pence, quantity, price), row);
        }
    }

    /// Whether the gate lets a row of so many cells through; `cell` gives the text of a column.
    #[must_use]
    pub fn mentions<'c>(&mut self, cells: usize, cell: impl Fn(usize) -> &'c str) -> bool {
        self.searched.clear();
        (0..cells).for_each(|column| self.searched.add(cell(column)));
        self.unread.clear();
        let admits = self.gate.admits(self.searched.folded());
        if admits {
            self.note_unread(cells, |column| Some(Cow::Borrowed(cell(column))));
        }
        admits
    }

    /// The columns of a row of so many cells that mean nothing and yet name something that a rule may match.
    #[must_use]
    pub fn unread<'c>(&mut self, cells: usize, cell: impl Fn(usize) -> &'c str) -> Vec<usize> {
        let _ = self.mentions(cells, cell);
        std::mem::take(&mut self.unread)
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
