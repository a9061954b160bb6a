//! Which cells of a row belong into which columns, where its separators leave that open.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::{Content, Profile, is_digits};

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
    /// All cells in one.
    OneCell,
    /// The amount and a number that have changed places.
    Exchanged,
}

/// Rows with more cells too many are not tried: too many ways would fit.
const MOST_MERGED: usize = 4;

impl Profile {
    /// Whether a row of a table has to be looked at: its number of cells is not the usual one, or a column that is
    /// always blank is filled, or a column of words has none, or a date or sum is missing that nearly every row has.
    #[must_use]
    pub fn is_suspicious<'c>(&self, cells: usize, cell: impl Fn(usize) -> &'c str) -> bool {
        self.usual.is_some_and(|usual| usual != cells)
            || self.columns.iter().enumerate().any(|(column, expected)| match expected.content {
                Content::Blank => !cell(column).trim().is_empty(),
                Content::Words => {
                    let text = cell(column).trim();
                    !text.is_empty() && !super::has_letter(text)
                }
                Content::Digits => super::has_letter(cell(column)),
                Content::Date | Content::Money { .. } => {
                    expected.is_nearly_filled() && cell(column).trim().is_empty()
                }
                Content::Code | Content::Any => false,
            })
    }

    /// Whether each cell of a row fits its column.
    #[must_use]
    pub fn fits(&self, cells: &[impl AsRef<str>]) -> bool {
        let cells: Vec<&str> = cells.iter().map(AsRef::as_ref).collect();
        !self.is_empty() && self.misfits(&cells) == 0
    }

    /// Finds out how the cells of a row belong to the columns.
    #[must_use]
    pub fn align(&self, cells: &[&str]) -> Alignment {
        if self.is_empty() {
            return Alignment::AsIs;
        }
        let Some(separator) = self.separator else { return self.align_in_sheet(cells) };
        let Some(usual) = self.usual else { return Alignment::AsIs };
        let within = cells.len() <= self.columns.len();
        if self.is_cut(cells, usual) {
            return Alignment::Unclear;
        }
        if cells.len() == usual {
            return self.align_usual(cells, separator);
        }
        if self.misfits(cells) == 0 && within {
            // Cells left out at the end are blank ones; the reader is told of the row.
            return Alignment::AsIs;
        }
        let (ways, moved) = if cells.len() > usual {
            (self.merged(cells, usual, separator), Moved::SeparatorInCell)
        } else {
            (self.with_blanks(cells, usual - cells.len()), Moved::MissingBlank)
        };
        // What only differs in small things, as a part of a table that comes from elsewhere does, is as it was meant.
        let may_be_meant =
            (within || is_blank_from(cells, self.columns.len())) && !self.is_contradicted_by(cells);
        match ways.as_slice() {
            [] if may_be_meant => Alignment::AsIs,
            // Blank cells behind the last column are nothing.
            all if all.iter().any(|way| is_same(way, cells)) => Alignment::AsIs,
            _ => only(ways, moved),
        }
    }

    /// A row with the usual number of cells, one of which may have been moved into a column that is always blank.
    fn align_usual(&self, cells: &[&str], separator: char) -> Alignment {
        let is_turned = self.is_turned(cells);
        if self.misfits(cells) == 0 {
            // Each cell could stand where it does; all of them together cannot, in a row of another table.
            return if is_turned { Alignment::Unclear } else { Alignment::AsIs };
        }
        if !is_turned && !self.fills_blank(cells) {
            return Alignment::AsIs;
        }
        match only(self.merged_ways(cells, 1, separator), Moved::SeparatorInCell) {
            // Whatever is in a blank column may be a note.
            Alignment::Unclear if !is_turned => Alignment::AsIs,
            found => found,
        }
    }

    /// In a workbook nothing is separated: a cell beyond the columns is a note, unless cells have been pushed aside.
    fn align_in_sheet(&self, cells: &[&str]) -> Alignment {
        let known = cells.get(..self.columns.len()).unwrap_or(cells);
        if !self.is_turned(known) {
            return Alignment::AsIs;
        }
        if self.misfits(known) == 0 {
            return Alignment::Unclear;
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

    /// Whether a row ends before a date or sum that hardly any other row lacks.
    fn is_cut(&self, cells: &[&str], usual: usize) -> bool {
        self.lacking(cells, cells.len()..usual, |expected| expected.always) > 0
    }

    fn fills_blank(&self, cells: &[&str]) -> bool {
        self.blank().any(|column| cells.get(column).is_some_and(|cell| !cell.trim().is_empty()))
    }

    /// The ways to read a row with more cells than usual: separators inside cells, or blank cells at the end.
    fn merged(&self, cells: &[&str], usual: usize, separator: char) -> Vec<Vec<String>> {
        let extra = cells.len() - usual;
        let mut ways =
            if extra > MOST_MERGED { Vec::new() } else { self.merged_ways(cells, extra, separator) };
        let as_is = cells.get(..self.columns.len()).unwrap_or(cells);
        if is_blank_from(cells, self.columns.len())
            && self.misfits(as_is) == 0
            && !self.has_likely(cells, extra)
        {
            push(&mut ways, cells.iter().map(|cell| (*cell).to_owned()).collect());
        }
        ways
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

    /// Whether some cells that follow each other look like parts of one, and the cells fit when they are read as one.
    fn has_likely(&self, cells: &[&str], extra: usize) -> bool {
        let mut runs = (0..cells.len().saturating_sub(extra)).map(|at| at..at + extra + 1);
        runs.any(|run| {
            let merged = merge(cells, run.clone(), ' ');
            let texts: Vec<&str> = merged.iter().map(String::as_str).collect();
            is_likely(cells, run) && self.misfits(&texts) == 0
        })
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
    if !ways.iter().any(|way| is_same(way, &cells)) {
        ways.push(cells);
    }
}

/// Whether two rows have the same cells but for blank ones at the end.
fn is_same(one: &[impl AsRef<str>], other: &[impl AsRef<str>]) -> bool {
    (0..one.len().max(other.len())).all(|at| text(one, at) == text(other, at))
}

pub(super) fn text(cells: &[impl AsRef<str>], at: usize) -> &str {
    cells.get(at).map_or("", AsRef::as_ref).trim()
}

fn is_blank_from(cells: &[&str], column: usize) -> bool {
    cells.iter().skip(column).all(|cell| cell.trim().is_empty())
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
                // Blank cells that are too many are no part of any text.
                if !(last.trim().is_empty() && cell.trim().is_empty()) {
                    last.push(separator);
                    last.push_str(cell);
                }
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
    rest().all(goes_on) || begins_number && rest().all(is_group)
}
