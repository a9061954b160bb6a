//! What other rows of the same file say against a line: a list of disposals by asset number, the heading of a section, a
//! remark beneath, the key to a column of letters.
//!
//! Such rows prove nothing, but nobody should be accused over them.

use std::collections::BTreeMap;
use std::fs::File;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use faxban_core::row_words::RowWords;
use faxban_core::{Field, SourceKind};

use super::Sheet;
use crate::table::{self, Table};

/// A shorter number stands in many cells that mean something else.
const SHORTEST: usize = 4;
/// A longer cell is no letter of a key.
const LONGEST_CODE: usize = 3;
/// A row with more cells filled is a line.
const FEW_CELLS: usize = 2;
/// A longer text is a sentence, and no heading of the lines below it.
const FEW_WORDS: usize = 5;
/// Files above this many bytes are not read a second time; a register of a million assets is smaller.
const LARGEST: u64 = 128 << 20;

/// A line that rules match.
#[derive(Debug)]
struct Line {
    number: Option<String>,
    kind: SourceKind,
    /// Columns that may hold the letters of a key.
    columns: Arc<[usize]>,
    /// Their cells.
    codes: Vec<String>,
    /// What was said against it.
    said: Option<String>,
}

/// The lines of a file that rules match, and what its other rows say against them.
#[derive(Debug, Default)]
pub(super) struct Elsewhere {
    /// By sheet and row.
    lines: BTreeMap<String, BTreeMap<u64, Line>>,
    /// Sheets and rows by the number of an asset.
    numbers: BTreeMap<String, Vec<(String, u64)>>,
    /// The last heading of a section: its sheet, row and the word that speaks against what follows.
    section: Option<(String, u64, String)>,
    /// What the letters of keys mean, by sheet: the row and the word.
    keys: BTreeMap<String, BTreeMap<String, (u64, String)>>,
}

impl Elsewhere {
    /// Takes the lines of tables that rules match.
    pub fn of(sheets: &[Sheet]) -> Self {
        let mut elsewhere = Self::default();
        for Sheet { name, table, .. } in sheets {
            let lines = elsewhere.lines.entry(name.clone()).or_default();
            for (row, line) in lines_of(table) {
                if let Some(number) = &line.number {
                    elsewhere.numbers.entry(number.clone()).or_default().push((name.clone(), row));
                }
                lines.insert(row, line);
            }
        }
        elsewhere
    }

    pub fn is_empty(&self) -> bool {
        self.lines.values().all(BTreeMap::is_empty)
    }

    /// Looks at a row of a sheet; rows come in their order.
    pub fn see(&mut self, sheet: &str, row: u64, cells: &[String], words: &RowWords) {
        let filled: Vec<&str> =
            cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect();
        self.see_numbers(sheet, row, &filled, words);
        let section =
            self.section.take_if(|(of, ..)| of != sheet).map_or_else(|| self.section.clone(), |_| None);
        if let Some(line) = self.lines.get_mut(sheet).and_then(|lines| lines.get_mut(&row)) {
            let codes = line.columns.iter().filter_map(|column| cells.get(*column)).map(|cell| cell.trim());
            line.codes.extend(codes.filter(|code| is_code(code)).map(str::to_owned));
            if let Some((_, at, word)) = section {
                line.said.get_or_insert_with(|| format!("\"{word}\" in row {at}, above it"));
            }
            return;
        }
        if filled.is_empty() || filled.len() > FEW_CELLS {
            return;
        }
        let kind = self.lines.get(sheet).and_then(|lines| lines.values().next()).map(|line| line.kind);
        let Some(kind) = kind else { return };
        let says = |text: &str| match kind.family() {
            SourceKind::Ledger => words.speaks_against(text, kind),
            _ => words.lists_as_gone(text),
        };
        let mut is_key = false;
        for (codes, meaning) in keys(&filled, words) {
            is_key = true;
            let Some(word) = says(meaning) else { continue };
            let keys = self.keys.entry(sheet.to_owned()).or_default();
            for code in codes {
                keys.entry(code).or_insert_with(|| (row, word.to_owned()));
            }
        }
        if is_key {
            return;
        }
        let text = filled.join(" ");
        let Some(word) = says(&text) else {
            // Another section begins.
            if filled.len() == 1 && text.chars().any(char::is_alphabetic) {
                self.section = None;
            }
            return;
        };
        let above = row.checked_sub(1);
        let above = above.and_then(|above| self.lines.get_mut(sheet)?.get_mut(&above));
        if let Some(line) = above {
            line.said.get_or_insert_with(|| format!("\"{word}\" in row {row}, beneath it"));
        }
        if text.split_whitespace().count() <= FEW_WORDS {
            self.section = Some((sheet.to_owned(), row, word.to_owned()));
        }
    }

    /// Looks for the numbers of assets in a row that says that something is gone.
    fn see_numbers(&mut self, sheet: &str, row: u64, cells: &[&str], words: &RowWords) {
        if self.numbers.is_empty() {
            return;
        }
        let is_exact = cells.iter().any(|cell| self.numbers.contains_key(*cell));
        let is_sentence = cells.iter().any(|cell| cell.contains(' '));
        if !is_exact && !is_sentence {
            return;
        }
        let named = words.name_speaks_against(sheet, SourceKind::Register);
        let Some(word) = cells.iter().find_map(|cell| words.lists_as_gone(cell)).or(named) else { return };
        let place = if sheet.is_empty() { String::new() } else { format!(" of the sheet \"{sheet}\"") };
        for (number, lines) in &self.numbers {
            if !cells.iter().any(|cell| names(cell, number)) {
                continue;
            }
            for (name, own) in lines.iter().filter(|(name, own)| *own != row || name != sheet) {
                let line = self.lines.get_mut(name).and_then(|lines| lines.get_mut(own));
                let said = || format!("\"{word}\" in row {row}{place}, which has the same asset number");
                if let Some(line) = line {
                    line.said.get_or_insert_with(said);
                }
            }
        }
    }

    /// Notes what was said with the tables whose lines are meant.
    pub fn tell(mut self, sheets: &mut [Sheet]) {
        for (name, lines) in &mut self.lines {
            let keys = self.keys.get(name);
            for line in lines.values_mut().filter(|line| line.said.is_none()) {
                let found = line.codes.iter().find_map(|code| Some((code, keys?.get(code)?)));
                line.said = found
                    .map(|(code, (row, word))| format!("\"{code}\", which by row {row} means \"{word}\""));
            }
        }
        for sheet in sheets {
            let Some(lines) = self.lines.get(&sheet.name) else { continue };
            let said = lines.iter().filter_map(|(row, line)| Some((*row, line.said.clone()?)));
            for (row, said) in said {
                sheet.table.layout.doubted_rows.entry(row).or_insert(said);
            }
        }
    }
}

/// Looks into all rows of a text for what they say of the lines of its tables.
pub(super) fn look_into_text(path: &Path, sheets: &mut [Sheet], words: &RowWords) {
    let is_text = sheets.iter().all(|sheet| sheet.table.separator.is_some());
    let is_small = path.metadata().is_ok_and(|file| file.len() <= LARGEST);
    if !is_text || !is_small {
        return;
    }
    let mut elsewhere = Elsewhere::of(sheets);
    if elsewhere.is_empty() {
        return;
    }
    // It was read to its end a moment ago; a fault now would have been one then.
    if let Ok(file) = File::open(path) {
        let _ = table::each_row(file, &mut |row, cells| {
            elsewhere.see("", row, cells, words);
            ControlFlow::Continue(())
        });
    }
    elsewhere.tell(sheets);
}

/// What the letters and marks of a key mean: "D = disposed; S = stored", "cross = scrapped", or letter and meaning in
/// cells of their own.
fn keys<'c>(filled: &[&'c str], words: &RowWords) -> Vec<(Vec<String>, &'c str)> {
    let of = |code: &str, meaning: &'c str| {
        let (code, meaning) = (code.trim(), meaning.trim().trim_start_matches(['=', ':', '-']));
        // The mark may be the last word of a sentence: "Checked in May. Cross = scrapped".
        let mark = code.rsplit([' ', '.']).next().and_then(|word| words.marks_called(word));
        match mark {
            Some(marks) => Some((marks.to_vec(), meaning)),
            None => is_code(code).then(|| (vec![code.to_owned()], meaning)),
        }
    };
    if let [code, meaning] = filled
        && let Some(key) = of(code, meaning)
    {
        return vec![key];
    }
    let clauses = filled.iter().flat_map(|text| text.split([',', ';', '\n']));
    let explained = clauses.filter_map(|clause| clause.split_once(['=', ':', '-', '\u{2013}', '\t']));
    explained.filter_map(|(code, meaning)| of(code, meaning)).collect()
}

fn is_code(text: &str) -> bool {
    !text.is_empty()
        && text.chars().count() <= LONGEST_CODE
        && !text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a cell is a number, or names it among other words.
fn names(cell: &str, number: &str) -> bool {
    let is_part = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    cell == number
        || cell.match_indices(number).any(|(at, _)| {
            let (before, behind) = (cell.get(..at), cell.get(at + number.len()..));
            !is_part(before.and_then(|text| text.chars().next_back()))
                && !is_part(behind.and_then(|text| text.chars().next()))
        })
}

/// The lines of a table that rules match, with their rows.
fn lines_of(table: &Table) -> Vec<(u64, Line)> {
    let layout = &table.layout;
    let is_register = layout.kind.family() != SourceKind::Ledger;
    let known =
        [Field::Status, Field::Gone, Field::Disposed].into_iter().filter_map(|field| layout.column(field));
    let columns: Arc<[usize]> = layout.unread.iter().copied().chain(known).collect();
    let line = |matched: &faxban_engine::matching::Matched| {
        let number = matched.cell(layout, Field::AssetId).map(str::trim);
        let number = number.filter(|number| is_register && number.len() >= SHORTEST).map(str::to_owned);
        let columns = Arc::clone(&columns);
        (matched.row, Line { number, kind: layout.kind, columns, codes: Vec::new(), said: None })
    };
    table.matched.iter().flatten().map(|matched| line(&matched)).collect()
}
