//! Which cells of a row belong into which columns, where its separators leave that open.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::{Content, Profile, has_decimals, is_date, is_digits, is_money};

/// How the cells of a row fit the columns of its table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Alignment {
    /// As they are.
    AsIs,
    /// In one other way, and in no second one.
    Moved(Vec<String>, Moved),
    /// In no way, or in more than one: what is in which column cannot be told.
    Unclear,
}

/// What has moved the cells of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Moved {
    /// A separator inside a cell that has no quotation marks around it.
    SeparatorInCell,
    /// A separator that is missing beside a blank cell.
    MissingBlank,
    /// A cell put in or taken out in a spreadsheet.
    Shifted,
}

/// Rows with more cells too many are not tried: too many ways would fit.
const MOST_MERGED: usize = 4;

impl Profile {
    /// Whether a row of a table has to be looked at: its number of cells is not the usual one, or a column that is
    /// always blank is filled, or a column of words has none.
    #[must_use]
    pub fn is_suspicious<'c>(&self, cells: usize, cell: impl Fn(usize) -> &'c str) -> bool {
        self.usual.is_some_and(|usual| usual != cells)
            || self.columns.iter().enumerate().any(|(column, expected)| match expected.content {
                Content::Blank => !cell(column).trim().is_empty(),
                Content::Words => {
                    let text = cell(column).trim();
                    !text.is_empty() && !super::has_letter(text)
                }
                _ => false,
            })
    }

    /// Finds out how the cells of a row belong to the columns.
    #[must_use]
    pub fn align(&self, cells: &[&str]) -> Alignment {
        if self.is_empty() {
            return Alignment::AsIs;
        }
        let Some(separator) = self.separator else { return self.align_in_sheet(cells) };
        let Some(usual) = self.usual else { return Alignment::AsIs };
        let fits = |cells: &[&str]| self.misfits(cells) == 0;
        // Rows whose last cells are left out where they are blank are shorter than the header.
        if cells.len() > usual && !(cells.len() <= self.columns.len() && fits(cells)) {
            return self.merged(cells, usual, separator);
        }
        if cells.len() != usual && fits(cells) {
            // Cells left out at the end are blank ones; the reader is told of the row.
            return Alignment::AsIs;
        }
        if cells.len() < usual {
            return only(self.with_blanks(cells, usual - cells.len()), Moved::MissingBlank);
        }
        if fits(cells) || !self.is_turned(cells) && !self.fills_blank(cells) {
            return Alignment::AsIs;
        }
        let alternatives = self.merged_ways(cells, 1, separator);
        match only(alternatives, Moved::SeparatorInCell) {
            // Whatever stands in a blank column may be a note.
            Alignment::Unclear if !self.is_turned(cells) => Alignment::AsIs,
            found => found,
        }
    }

    /// In a workbook nothing is separated: a cell beyond the columns is a note, unless cells have been pushed aside.
    fn align_in_sheet(&self, cells: &[&str]) -> Alignment {
        let known = cells.get(..self.columns.len()).unwrap_or(cells);
        if self.misfits(known) == 0 || !self.is_turned(known) {
            return Alignment::AsIs;
        }
        let mut ways = self.with_blanks(cells, 1);
        for at in 0..cells.len() {
            if cells.get(at).is_some_and(|cell| cell.trim().is_empty()) {
                let mut without: Vec<&str> = cells.to_vec();
                without.remove(at);
                if self.misfits(&without) == 0 {
                    push(&mut ways, without.iter().map(|cell| (*cell).to_owned()).collect());
                }
            }
        }
        only(ways, Moved::Shifted)
    }

    /// Whether cells have changed places: where words stand is a date, a sum or a number, and where a date or a sum
    /// stands is none.
    fn is_turned(&self, cells: &[&str]) -> bool {
        let cell = |column: usize| cells.get(column).copied().unwrap_or_default().trim();
        let mut columns = self.columns.iter().enumerate();
        let typed_in_words = columns.any(|(column, expected)| {
            let cell = cell(column);
            expected.content == Content::Words
                && !cell.is_empty()
                && (is_date(cell) || is_money(cell) && (is_digits(cell) || has_decimals(cell)))
        });
        let other_in_typed = |(column, expected): (usize, &super::Expected)| {
            matches!(expected.content, Content::Date | Content::Money { .. } | Content::Digits)
                && expected.is_contradicted_by(cell(column))
        };
        typed_in_words && self.columns.iter().enumerate().any(other_in_typed)
    }

    fn fills_blank(&self, cells: &[&str]) -> bool {
        self.blank().any(|column| cells.get(column).is_some_and(|cell| !cell.trim().is_empty()))
    }

    /// A row with more cells than usual: separators inside cells, or blank cells at the end.
    fn merged(&self, cells: &[&str], usual: usize, separator: char) -> Alignment {
        let extra = cells.len() - usual;
        let mut ways =
            if extra > MOST_MERGED { Vec::new() } else { self.merged_ways(cells, extra, separator) };
        let as_is = cells.get(..usual).unwrap_or(cells);
        let is_blank_behind = cells.iter().skip(usual).all(|cell| cell.trim().is_empty());
        if is_blank_behind && self.misfits(as_is) == 0 {
            push(&mut ways, as_is.iter().map(|cell| (*cell).to_owned()).collect());
        }
        only(ways, Moved::SeparatorInCell)
    }

    /// Every way to read some cells that follow each other as one and be left with cells that fit; where some are more
    /// likely by how they are written, only those.
    fn merged_ways(&self, cells: &[&str], extra: usize, separator: char) -> Vec<Vec<String>> {
        let mut ways = Vec::new();
        let mut likely = Vec::new();
        for at in 0..cells.len().saturating_sub(extra) {
            let run = at..at + extra + 1;
            let merged = merge(cells, run.clone(), separator);
            let texts: Vec<&str> = merged.iter().map(String::as_str).collect();
            // Of a row with the usual number of cells the last ones are blank by now.
            if self.misfits(&texts) != 0 {
                continue;
            }
            if is_likely(cells, run) {
                push(&mut likely, merged.clone());
            }
            push(&mut ways, merged);
        }
        if likely.is_empty() { ways } else { likely }
    }

    /// Every way to put blank cells in between and have cells that fit.
    fn with_blanks(&self, cells: &[&str], blanks: usize) -> Vec<Vec<String>> {
        let mut ways = Vec::new();
        if blanks > MOST_MERGED {
            return ways;
        }
        for at in 0..=cells.len() {
            let (before, after) = cells.split_at(at);
            let put: Vec<&str> = before
                .iter()
                .copied()
                .chain(std::iter::repeat_n("", blanks))
                .chain(after.iter().copied())
                .collect();
            if self.misfits(&put) == 0 {
                push(&mut ways, put.iter().map(|cell| (*cell).to_owned()).collect());
            }
        }
        ways
    }
}

/// Two ways that come to the same cells are one.
fn push(ways: &mut Vec<Vec<String>>, cells: Vec<String>) {
    let end = cells.iter().rposition(|cell| !cell.trim().is_empty()).map_or(0, |last| last + 1);
    let filled = |way: &Vec<String>| {
        let last = way.iter().rposition(|cell| !cell.trim().is_empty()).map_or(0, |last| last + 1);
        way.get(..last) == cells.get(..end)
    };
    if !ways.iter().any(filled) {
        ways.push(cells);
    }
}

fn only(mut ways: Vec<Vec<String>>, moved: Moved) -> Alignment {
    match (ways.pop(), ways.is_empty()) {
        (Some(cells), true) => Alignment::Moved(cells, moved),
        _ => Alignment::Unclear,
    }
}

fn merge(cells: &[&str], run: Range<usize>, separator: char) -> Vec<String> {
    let mut merged: Vec<String> = Vec::with_capacity(cells.len());
    for (at, cell) in cells.iter().enumerate() {
        match merged.last_mut() {
            Some(last) if run.contains(&at) && at > run.start => {
                last.push(separator);
                last.push_str(cell);
            }
            _ => merged.push((*cell).to_owned()),
        }
    }
    merged
}

/// Whether the cells look like parts of one: text goes on behind a blank, or digits in threes.
fn is_likely(cells: &[&str], run: Range<usize>) -> bool {
    let first = cells.get(run.start).copied().unwrap_or_default();
    let rest = || cells.get(run.start + 1..run.end).unwrap_or_default().iter();
    let goes_on = |cell: &&str| cell.starts_with(' ') && !cell.trim().is_empty();
    let is_group = |cell: &&str| {
        let whole = cell.split_once('.').map_or(*cell, |(whole, _)| whole);
        whole.len() == 3 && is_digits(whole)
    };
    let begins_number = first.trim_start_matches(['-', '(', '£']).len() <= 3
        && first.trim_start_matches(['-', '(', '£']).bytes().all(|byte| byte.is_ascii_digit())
        && first.bytes().any(|byte| byte.is_ascii_digit());
    rest().all(|cell| goes_on(&cell)) || begins_number && rest().all(|cell| is_group(&cell))
}
