//! Rows that are not plainly lines: told apart, put right, or read cell by cell.

use std::borrow::Cow;

use faxban_core::money;

use super::above::{Above, GOES_ON, GoesOn, Named, Remark};
use super::found::{BETWEEN_CELLS, Reject};
use super::odd::{self, Odd, Skip};
use super::sums::Doubtful;
use super::{Screen, amount, fate};
use crate::layout::NO_COLUMN;
use crate::mentions::{Place, Where};
use crate::numbers::Exchange;
use crate::profile::{Alignment, Moved};

/// What speaks against a line whose cells may stand in each other's columns.
const MOVED: &str = "the shape of the row: it has fewer cells than the others, so some may be missing or stand in the wrong column";

impl Screen<'_> {
    /// Screens a row that is not plainly a line; the answer says whether it is one.
    pub(super) fn odd_row(&mut self, number: u64, cells: &[impl AsRef<str>], mentions: bool) -> bool {
        if number == self.wanted {
            self.found.wanted = Some(cells.iter().map(|cell| cell.as_ref().to_owned()).collect());
        }
        let texts: Vec<&str> = cells.iter().map(AsRef::as_ref).collect();
        let mentions = mentions || self.tells(&texts);
        match odd::classify(&texts, self.layout, self.words, self.synonyms, mentions) {
            Odd::Skip(reason) => self.skip(number, &texts, reason, mentions),
            Odd::Header => {
                self.found.headers.push(number);
                self.skip(number, &texts, Skip::RepeatedHeader, mentions);
            }
            Odd::Doubtful => self.passed.doubtful.push(self.doubtful(number, &texts, mentions)),
            Odd::Reject(reason) => self.reject(number, &texts, reason, mentions),
            Odd::OneCell(cells) => {
                self.moved(number, &cells, Moved::OneCell);
                return true;
            }
            Odd::Line => return self.aligned(number, &texts, mentions),
        }
        false
    }

    /// A line, unless its cells have moved and nobody can say where they belong.
    fn aligned(&mut self, number: u64, texts: &[&str], mentions: bool) -> bool {
        let profile = &self.layout.profile;
        match self.layout.exchanged(texts) {
            Some((amount, other, Exchange::Certain)) => {
                let mut cells: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
                cells.swap(amount, other);
                self.moved(number, &cells, Moved::Exchanged);
                return true;
            }
            Some((.., Exchange::Likely)) => {
                self.found.amount_notes.entry(amount::Note::LikeNumber).or_default().add(number);
            }
            None => {}
        }
        let cell = |column: usize| texts.get(column).copied().unwrap_or_default();
        let lacks = self.layout.telling_blanks.iter().any(|column| cell(*column).trim().is_empty());
        if !lacks && !profile.is_suspicious(texts.len(), cell) {
            self.line(number, texts, mentions);
            return true;
        }
        match profile.align(texts) {
            Alignment::AsIs => self.line(number, texts, mentions),
            Alignment::Moved(cells, moved) => self.moved(number, &cells, moved),
            Alignment::Unclear => {
                self.reject(number, texts, odd::moved(texts.len(), self.layout), mentions);
                return false;
            }
        }
        true
    }

    /// A line whose cells were put back.
    fn moved(&mut self, number: u64, cells: &[String], moved: Moved) {
        self.found.moved.entry(moved).or_default().add(number);
        let mentions = self.mentions(cells.len(), |column| cells.get(column).map_or("", String::as_str));
        let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
        let mentions = mentions || self.tells(&cells);
        self.line(number, &cells, mentions);
    }

    fn skip(&mut self, number: u64, texts: &[&str], reason: Skip, mentions: bool) {
        let pence = self.amount(texts).pence;
        self.found.control.add(pence);
        self.found.skipped.entry(reason).or_default().add(pence);
        self.found.skipped_first.entry(reason).or_default().add(number);
        if mentions {
            self.note_places(number, texts, reason.place());
        }
        if reason == Skip::Note {
            self.may_go_on(number, texts);
        }
    }

    /// Lowers the line above a remark that stands where descriptions do, or where the line above may have been cut: its
    /// description may go on in it and make something else of the product.
    fn may_go_on(&mut self, number: u64, texts: &[&str]) {
        let has_text = |at: &usize| texts.get(*at).is_some_and(|cell| !cell.trim().is_empty());
        let is_below = self.layout.assessable.iter().any(has_text);
        let remark = Remark { row: number, is_below, is_first: has_text(&0) };
        match &self.named_above {
            Above::Line(named) if !remark.follows(named) => {}
            Above::Nothing => {}
            Above::Line(_) if !self.passed.candidates.is_empty() => {
                self.passed.candidates.doubt_last(self.layout, GOES_ON);
            }
            // The line above was handed on before.
            Above::Line(_) | Above::Unknown => _ = self.passed.remark.get_or_insert(remark),
        }
    }

    fn reject(&mut self, number: u64, texts: &[&str], reason: String, mentions: bool) {
        // Its text may stand in the wrong columns.
        if mentions {
            self.note_places(number, texts, Where::Rejected);
        }
        self.found.control.add(None);
        self.found.rejected.add(None);
        self.passed.rejects.push(Reject { row: number, reason, raw: texts.join(BETWEEN_CELLS) });
    }

    /// Hands on every cell of a row that may name a product, and behind them the row as a whole.
    fn note_places(&mut self, row: u64, texts: &[&str], kind: Where) {
        for (column, text) in texts.iter().enumerate() {
            self.searched.clear();
            self.searched.add(text);
            if self.gate.admits(self.searched.folded()) {
                self.passed.places.push(Place { kind, row, column, text: (*text).to_owned() });
            }
        }
    }

    /// Whether a column shows that a device can fax, in whatever words.
    fn tells(&self, texts: &[&str]) -> bool {
        self.layout.tells(|column| texts.get(column).map_or("", |cell| cell.trim()))
    }

    fn amount(&self, texts: &[&str]) -> amount::Reading {
        amount::read(self.layout, self.words, |column| texts.get(column).map_or("", |cell| cell.trim()))
    }

    fn doubtful(&self, row: u64, texts: &[&str], mentions: bool) -> Doubtful {
        Doubtful {
            row,
            pence: self.amount(texts).pence,
            says_total: odd::says_total(texts, self.layout, self.words),
            before: self.found.lines_net() - self.handed_on,
            mentions,
            cells: texts.iter().map(|text| (*text).to_owned()).collect(),
        }
    }

    /// Takes back a row that was handed on as doubtful, now that it is known what it is.
    pub fn settle(&mut self, row: &Doubtful, is_total: bool) {
        // It comes behind all others, so the last of them is not the line above it.
        (self.named_above, self.balanced_above) = (Above::Nothing, Above::Nothing);
        let texts: Vec<&str> = row.cells.iter().map(String::as_str).collect();
        let mentions = self.mentions(texts.len(), |column| texts.get(column).copied().unwrap_or_default());
        let mentions = mentions || self.tells(&texts);
        if is_total {
            self.skip(row.row, &texts, Skip::Total, mentions);
        } else {
            self.aligned(row.row, &texts, mentions);
        }
    }

    /// Counts a row that is a line and hands it on if a rule may match it.
    fn line(&mut self, number: u64, texts: &[&str], mentions: bool) {
        let layout = self.layout;
        let text = |index: usize| texts.get(index).map_or("", |cell| cell.trim());
        let reading = self.amount(texts);
        let is_short = layout.profile.usual().is_some_and(|usual| texts.len() < usual);
        let unreadable = reading.unreadable;
        let pence = self.found.note_amount(number, reading);
        let is_blank = |column: &usize| text(*column).is_empty();
        let lacks_some = layout.mostly_has_amount && pence.is_none() || layout.filled.iter().any(is_blank);
        let lacks_telling = || {
            layout
                .fields
                .iter()
                .any(|(field, at)| *at >= texts.len() && *at != NO_COLUMN && field.tells_fate())
        };
        let has_moved = is_short && (unreadable || lacks_some || lacks_telling());
        for column in layout.filled.iter().filter(|column| is_blank(column)) {
            self.found.blank_cells.entry(*column).or_default().add(number);
        }
        if let Some(at) = layout.balance {
            self.balance(number, pence, money::parse(text(at)).ok());
        }
        if let Some((quantity, price)) = layout.product {
            let read = |at| money::parse(text(at)).ok();
            self.product(number, pence, read(quantity), read(price));
        }
        let beyond = texts.iter().skip(layout.columns).any(|cell| !cell.trim().is_empty());
        let is_note =
            |column: &usize| layout.mapping.blank_headers.contains(column) && !text(*column).is_empty();
        if beyond || layout.blank.iter().any(is_note) {
            self.found.notes_beside.add(number);
        }
        if let Some(date) = layout.date {
            self.found.coverage.see_text(text(date), number);
        }
        for column in &layout.other_dates {
            self.found.other_dates.see_text(text(*column), number);
        }
        let assessable = layout.assessable.iter().any(|index| !text(*index).is_empty());
        let fate = fate(assessable, mentions);
        if let Some(index) = layout.organisation_at(|index| text(index).is_empty()) {
            self.found.organisations.add(text(index).as_bytes(), pence, fate);
        }
        let above = layout.assessable.iter().copied().find(|at| self.is_as_above(text(*at).as_bytes()));
        if above.is_some() {
            self.found.as_above.add(number);
        }
        let supplier = layout.supplier.map_or("", &text);
        // The name of a group, or the foot of a page, stands alone.
        let is_alone = texts.iter().filter(|cell| !cell.trim().is_empty()).nth(1).is_none();
        let blank = layout.assessable.first().copied().filter(|_| !assessable && !is_alone);
        let column = above.or(blank);
        let goes_on = column.map(|column| GoesOn {
            row: number,
            column,
            is_said: above.is_some(),
            supplier: supplier.to_owned(),
        });
        match (goes_on, &self.named_above) {
            (Some(line), Above::Unknown) => self.passed.goes_on.push(line),
            (Some(line), Above::Line(named)) if line.follows(named) => {
                self.passed.places.push(line.place(named))
            }
            _ => self.named_above = Above::Nothing,
        }
        if mentions {
            let cell = |index: usize| texts.get(index).map(|cell| Cow::Borrowed(*cell));
            let doubt = self.doubts.of(cell).or_else(|| has_moved.then(|| MOVED.to_owned()));
            self.passed.candidates.push(layout, (number, pence), &self.unread, doubt.as_deref(), cell);
            let described = layout.assessable.iter().map(|at| text(*at)).find(|text| !text.is_empty());
            let supplier = supplier.to_owned();
            let described = described.map(str::to_owned);
            self.named_above =
                described.map(|description| Named { row: number, is_short, description, supplier }).into();
        }
        self.count(pence, assessable, fate);
    }
}
