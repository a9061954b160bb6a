//! The same table on two sheets of a workbook: a copy kept beside the original, or an extract of it.
//!
//! Every line of it would count twice, and nothing in a report would show it. Lines are compared by hashes of their
//! cells, without order, and only where a table's columns tell its lines apart: two wards may well each have a phone and
//! a fax machine.

use std::hash::{DefaultHasher, Hash, Hasher};

use faxban_core::Field;

use crate::layout::Layout;

/// Tables with fewer lines are not compared: too little speaks against chance.
const FEWEST: usize = 3;

/// What tells assets and payments apart by itself.
const NUMBERS: [Field; 3] = [Field::TransactionId, Field::AssetId, Field::Serial];

/// The lines of a table as hashes; collect them with [`Lines::add`] and end with [`Lines::sort`].
#[derive(Debug, Clone, Default)]
pub struct Lines {
    hashes: Vec<u64>,
    /// Lines without a number of their own.
    unnumbered: usize,
    /// Lines without a number, or without date and amount.
    vague: usize,
}

/// How the lines of one table stand to those of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Same {
    /// They are the same.
    Copy,
    /// All of them are there, and others too.
    Part,
}

impl Lines {
    /// Adds a line that was counted: neither blank nor a total.
    pub fn add(&mut self, layout: &Layout, cells: &[impl AsRef<str>]) {
        let cell = |at: usize| cells.get(at).map_or("", |cell| cell.as_ref().trim());
        let mut hasher = DefaultHasher::new();
        let filled =
            cells.iter().rposition(|cell| !cell.as_ref().trim().is_empty()).map_or(0, |last| last + 1);
        for at in 0..filled {
            cell(at).hash(&mut hasher);
        }
        self.hashes.push(hasher.finish());
        let is_filled = |at: Option<usize>| at.is_some_and(|at| !cell(at).is_empty());
        let is_numbered =
            layout.fields.iter().any(|(field, at)| NUMBERS.contains(field) && is_filled(Some(*at)));
        let has_amount = layout.amount_of.columns().any(|at| is_filled(Some(at)));
        self.unnumbered += usize::from(!is_numbered);
        self.vague += usize::from(!(is_numbered || is_filled(layout.date) && has_amount));
    }

    /// Sorts them, once all are there.
    pub fn sort(&mut self) {
        self.hashes.sort_unstable();
    }

    /// Returns how these lines stand to those of another table; `None` if it has not all of them, or if too little tells
    /// them apart. Both are sorted.
    #[must_use]
    pub fn in_other(&self, other: &Self) -> Option<Same> {
        let (own, all) = (self.hashes.len(), other.hashes.len());
        let is_told_apart = if own == all { self.vague == 0 } else { self.unnumbered == 0 };
        if own < FEWEST || own > all || !is_told_apart {
            return None;
        }
        let mut rest = other.hashes.iter();
        // Both ascend, so that each of these is found behind the one before it.
        let is_there = |hash: &u64| rest.by_ref().find(|other| *other >= hash) == Some(hash);
        self.hashes.iter().all(is_there).then_some(if own == all { Same::Copy } else { Same::Part })
    }
}

/// Whether two tables have the same columns and are of one kind, so that their lines can be compared.
#[must_use]
pub fn are_alike(one: &Layout, other: &Layout) -> bool {
    fn headings(layout: &Layout) -> impl Iterator<Item = String> {
        let last = layout.header.iter().rposition(|heading| !heading.trim().is_empty());
        layout.header.iter().take(last.map_or(0, |last| last + 1)).map(|name| name.trim().to_lowercase())
    }
    one.kind == other.kind && headings(one).eq(headings(other))
}

/// Of tables in their order, each with whether its sheet is hidden, says which is left alone, for which other, and why.
/// Of two that are the same the hidden one is, or else the later.
#[must_use]
pub fn repeated(tables: &[(&Layout, &Lines, bool)]) -> Vec<(usize, usize, Same)> {
    let mut left: Vec<(usize, usize, Same)> = Vec::new();
    let mut order: Vec<usize> = (0..tables.len()).collect();
    // Those that stay when they meet their like come first.
    let rank =
        |at: &usize| tables.get(*at).map(|(_, lines, hidden)| (usize::MAX - lines.hashes.len(), *hidden));
    order.sort_by_key(rank);
    for (place, at) in order.iter().enumerate() {
        let Some((layout, lines, _)) = tables.get(*at) else { continue };
        let kept = order.iter().take(place).filter(|other| !left.iter().any(|(gone, ..)| gone == *other));
        let same = kept.filter_map(|other| {
            let (of, all, _) = tables.get(*other)?;
            let same = are_alike(layout, of).then(|| lines.in_other(all)).flatten()?;
            Some((*at, *other, same))
        });
        let first = same.min_by_key(|(_, _, same)| *same == Same::Part);
        left.extend(first);
    }
    left.sort_by_key(|(at, ..)| *at);
    left
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{DEFAULT_PACK, Rules};

    fn layout(header: &[&str]) -> Layout {
        let rules = Rules::load(None, DEFAULT_PACK).unwrap();
        let rows = [(1, header.iter().map(|name| (*name).to_owned()).collect())];
        let found = faxban_engine::header::find(&rows, &rules, faxban_engine::header::Asked::default());
        let found = found.unwrap().unwrap();
        Layout::new(found.mapping, found.names, found.first_row)
    }

    fn lines(layout: &Layout, rows: &[[&str; 4]]) -> Lines {
        let mut lines = Lines::default();
        rows.iter().for_each(|row| lines.add(layout, row));
        lines.sort();
        lines
    }

    const REGISTER: [&str; 4] = ["Asset Tag", "Description", "Model", "Status"];
    const ROWS: [[&str; 4]; 4] = [
        ["A1", "Phone", "X", "In use"],
        ["A2", "Fax machine", "Y", "In use"],
        ["A3", "Printer", "Z", "In use"],
        ["A4", "Scanner", "Q", "In use"],
    ];

    #[test]
    fn a_copy_and_an_extract_are_known_in_any_order() {
        let layout = layout(&REGISTER);
        let whole = lines(&layout, &ROWS);
        let copy = lines(&layout, &[ROWS[2], ROWS[0], ROWS[3], ROWS[1]]);
        assert_eq!(copy.in_other(&whole), Some(Same::Copy));
        let part = lines(&layout, &[ROWS[3], ROWS[0], ROWS[1]]);
        assert_eq!((part.in_other(&whole), whole.in_other(&part)), (Some(Same::Part), None));
        let other = lines(&layout, &[ROWS[3], ROWS[0], ["A9", "Fax machine", "Y", "In use"]]);
        assert_eq!(other.in_other(&whole), None);
        // A line that is there twice is not found once.
        assert_eq!(lines(&layout, &[ROWS[0], ROWS[0], ROWS[1]]).in_other(&whole), None);
        assert_eq!(lines(&layout, &ROWS[..2]).in_other(&whole), None, "two lines are too few");
    }

    #[test]
    fn lines_that_nothing_tells_apart_are_not_taken_for_the_same() {
        let layout = layout(&REGISTER);
        let rows = ROWS.map(|[_, what, model, status]| ["", what, model, status]);
        assert_eq!(lines(&layout, &rows).in_other(&lines(&layout, &rows)), None);
    }

    #[test]
    fn the_hidden_one_of_two_is_left_and_an_extract_goes_before_its_whole() {
        let (register, other) = (layout(&REGISTER), layout(&["Asset Tag", "Description", "Make", "Status"]));
        let (whole, part) = (lines(&register, &ROWS), lines(&register, &ROWS[1..]));
        let tables = [
            (&register, &part, false),
            (&register, &whole, true),
            (&register, &whole, false),
            (&other, &whole, false),
        ];
        assert_eq!(repeated(&tables), [(0, 2, Same::Part), (1, 2, Same::Copy)]);
    }
}
