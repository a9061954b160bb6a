//! Assets of which another row of the same file says that they are gone: a list of disposals by asset number alone, on a
//! sheet of its own or below the register.

use std::collections::BTreeMap;
use std::fs::File;
use std::ops::ControlFlow;
use std::path::Path;

use faxban_core::row_words::RowWords;
use faxban_core::{Field, SourceKind};

use super::Sheet;
use crate::table::{self, Table};

/// A shorter number stands in many cells that mean something else.
const SHORTEST: usize = 4;

/// Files above this many bytes are not read a second time; a register of a million assets is smaller.
const LARGEST: u64 = 128 << 20;

/// Lines of a register that rules match, by the number of their asset.
#[derive(Debug, Default)]
pub(super) struct Assets {
    /// Names of sheets and rows of the lines, by number.
    lines: BTreeMap<String, Vec<(String, u64)>>,
    /// What other rows say of a number, by the rows of its lines.
    said: BTreeMap<(String, u64), String>,
}

impl Assets {
    /// Takes the lines of tables that rules match.
    pub fn of(sheets: &[Sheet]) -> Self {
        let mut assets = Self::default();
        for Sheet { name, table, .. } in sheets {
            for (number, row) in numbers(table) {
                assets.lines.entry(number).or_default().push((name.clone(), row));
            }
        }
        assets
    }

    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Looks at a row of a sheet.
    pub fn see(&mut self, sheet: &str, row: u64, cells: &[String], words: &RowWords) {
        let found = cells.iter().find_map(|cell| self.lines.get_key_value(cell.trim()));
        let Some((_, lines)) = found else { return };
        let others = || lines.iter().filter(|(name, own)| *own != row || name != sheet);
        if others().next().is_none() {
            return;
        }
        let named = words.name_speaks_against(sheet, SourceKind::Register);
        let Some(word) = cells.iter().find_map(|cell| words.lists_as_gone(cell)).or(named) else { return };
        let place = if sheet.is_empty() { String::new() } else { format!(" of the sheet \"{sheet}\"") };
        for (name, own) in others() {
            let said = || format!("\"{word}\" in row {row}{place}, which has the same asset number");
            self.said.entry((name.clone(), *own)).or_insert_with(said);
        }
    }

    /// Notes what was said with the tables whose lines are meant.
    pub fn tell(self, sheets: &mut [Sheet]) {
        for ((name, row), said) in self.said {
            let tables = sheets.iter_mut().filter(|sheet| sheet.name == name).map(|sheet| &mut sheet.table);
            for table in tables.filter(|table| is_register(table)) {
                table.layout.doubted_rows.entry(row).or_insert_with(|| said.clone());
            }
        }
    }
}

/// Looks for the assets of a text's tables in all its rows.
pub(super) fn look_into_text(path: &Path, sheets: &mut [Sheet], words: &RowWords) {
    let is_text = sheets.iter().all(|sheet| sheet.table.separator.is_some());
    let is_small = path.metadata().is_ok_and(|file| file.len() <= LARGEST);
    if !is_text || !is_small {
        return;
    }
    let mut assets = Assets::of(sheets);
    if assets.is_empty() {
        return;
    }
    // It was read to its end a moment ago; a fault now would have been one then.
    if let Ok(file) = File::open(path) {
        let _ = table::each_row(file, &mut |row, cells| {
            assets.see("", row, cells, words);
            ControlFlow::Continue(())
        });
    }
    assets.tell(sheets);
}

fn is_register(table: &Table) -> bool {
    table.layout.kind.family() != SourceKind::Ledger
}

/// The numbers of the assets that rules match, with their rows.
fn numbers(table: &Table) -> Vec<(String, u64)> {
    if !is_register(table) {
        return Vec::new();
    }
    let number = |line: &faxban_engine::matching::Matched| {
        let number = line.cell(&table.layout, Field::AssetId)?.trim();
        (number.len() >= SHORTEST).then(|| (number.to_owned(), line.row))
    };
    table.matched.iter().flatten().filter_map(|line| number(&line)).collect()
}
