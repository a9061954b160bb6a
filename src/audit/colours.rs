//! Rows whose colour says that a thing is gone, where a key on the sheet says what the colours mean: "red = disposed".

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Seek};
use std::ops::ControlFlow;

use faxban_core::SourceKind;
use faxban_read::workbook::{SheetFacts, Workbook};

use crate::layout::Layout;
use crate::rules::Rules;

/// A row of a key has so few cells filled.
const FEW: usize = 2;

/// A key as far as it speaks against a line.
#[derive(Debug, Default)]
struct Key {
    /// The word and the row of it, by the colour of its own cell.
    by_colour: BTreeMap<u16, (String, u64)>,
    /// The same where the key names the colour and its cell has none.
    named: Option<(String, u64)>,
    /// Colours of cells of the key that speak against nothing.
    harmless: BTreeSet<u16>,
}

/// What the colours of rows say against them, by the key that stands above or below the table.
pub(super) fn doubted_rows<R: Read + Seek>(
    workbook: &mut Workbook<R>,
    sheet: &str,
    facts: &SheetFacts,
    layout: &Layout,
    rules: &Rules,
) -> BTreeMap<u64, String> {
    if facts.coloured.is_empty() {
        return BTreeMap::new();
    }
    let words = &rules.row_words;
    let kind = layout.kind.family();
    let mut key = Key::default();
    let walked = workbook.rows(sheet, &mut |row, cells| {
        let filled = || cells.iter().zip(0_u32..).filter(|(cell, _)| !cell.trim().is_empty());
        if row >= layout.header_row && filled().count() > FEW {
            return ControlFlow::Continue(());
        }
        let colours = facts.coloured.get(&row).map_or(&[][..], Vec::as_slice);
        for (cell, column) in filled() {
            // The text of a key stands in the coloured cell or to the right of it.
            let own = colours.iter().rev().find(|(first, _)| *first <= column).map(|(_, colour)| *colour);
            let said = match kind {
                SourceKind::Ledger => words.speaks_against(cell, kind),
                _ => words.lists_as_gone(cell),
            };
            match (said, own) {
                (Some(word), Some(colour)) => {
                    key.by_colour.entry(colour).or_insert_with(|| (word.to_owned(), row));
                }
                (Some(word), None) if words.names_colour(cell) => {
                    key.named.get_or_insert_with(|| (word.to_owned(), row));
                }
                (None, Some(colour)) => _ = key.harmless.insert(colour),
                (_, None) => {}
            }
        }
        ControlFlow::Continue(())
    });
    if walked.is_err() {
        return BTreeMap::new();
    }
    let doubts =
        facts.coloured.iter().filter(|(row, _)| **row > layout.header_row).filter_map(|(row, colours)| {
            let own = colours.iter().find_map(|(_, colour)| key.by_colour.get(colour));
            let may_be_named = colours.iter().any(|(_, colour)| !key.harmless.contains(colour));
            let (word, place) = own.or(key.named.as_ref().filter(|_| may_be_named))?;
            (*place != *row).then(|| (*row, format!("its colour, which by row {place} may mean \"{word}\"")))
        });
    doubts.collect()
}
