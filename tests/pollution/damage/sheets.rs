//! Damage that only a workbook can have.

use super::cells::spoil_lines;
use crate::case::Case;
use crate::model::{Cell, Patch, Row, Sheet, Stored};
use crate::rng::Rng;

pub fn hidden_rows(case: &mut Case, rng: &mut Rng) -> Option<()> {
    for row in case.targets(rng, 6) {
        case.rows()[row].hidden = true;
    }
    Some(())
}

pub fn hidden_columns(case: &mut Case, rng: &mut Rng) -> Option<()> {
    let columns = rng.some(3, case.columns.len());
    case.sheet().hidden_columns = columns;
    case.touch_all();
    Some(())
}

pub fn hidden_sheet(case: &mut Case, _: &mut Rng) -> Option<()> {
    case.sheet().hidden = true;
    let rows = vec![Row::words(&["Summary"]), Row::words(&["See the data on the next sheet"])];
    case.sheets.push(Sheet { name: "Cover".to_owned(), rows, ..Sheet::default() });
    case.touch_all();
    Some(())
}

pub fn filter(case: &mut Case, rng: &mut Rng) -> Option<()> {
    case.sheet().filter = true;
    for row in case.targets(rng, 12) {
        case.rows()[row].hidden = true;
    }
    Some(())
}

pub fn numbers_as_text(case: &mut Case, _: &mut Rng) -> Option<()> {
    for cell in case.rows().iter_mut().flat_map(|row| &mut row.cells) {
        cell.stored = Stored::Text;
    }
    case.touch_all();
    Some(())
}

pub fn rich_text(case: &mut Case, rng: &mut Rng) -> Option<()> {
    let text = case.text();
    for row in case.targets(rng, 6) {
        case.rows()[row].cells[text].stored = Stored::Rich;
    }
    Some(())
}

pub fn inline_strings(case: &mut Case, _: &mut Rng) -> Option<()> {
    case.patch = Patch::Inline;
    case.touch_all();
    Some(())
}

/// Cells without a place, which is theirs by counting; only where no cell is left out.
pub fn no_places(case: &mut Case, _: &mut Rng) -> Option<()> {
    if case.header > 0 || case.rows().iter().flat_map(|row| &row.cells).any(Cell::is_blank) {
        return None;
    }
    case.patch = Patch::NoPlaces;
    case.touch_all();
    Some(())
}

pub fn dimension(case: &mut Case, _: &mut Rng) -> Option<()> {
    case.patch = Patch::Dimension;
    case.touch_all();
    Some(())
}

/// The same table on two sheets, so that all is there twice.
pub fn copied_sheet(case: &mut Case, rng: &mut Rng) -> Option<()> {
    let mut copy = case.sheets[0].clone();
    copy.name = format!("{} (2)", copy.name.chars().take(20).collect::<String>());
    copy.hidden = rng.chance(1, 3);
    for row in &mut copy.rows {
        for line in &mut row.lines {
            let again = case.lines[*line].clone();
            *line = case.add_lines(&[again]);
        }
    }
    case.sheets.push(copy);
    case.must_tell = true;
    Some(())
}

/// The words are made by a formula that was never calculated.
pub fn words_without_value(case: &mut Case, rng: &mut Rng) -> Option<()> {
    let text = case.text();
    for row in case.targets(rng, 2) {
        spoil_lines(case, row);
        let cell = &mut case.rows()[row].cells[text];
        let words = cell.text.replace('"', "\"\"");
        let (first, second) = words.split_once(' ').unwrap_or((&words, ""));
        cell.stored = Stored::Formula(format!("=\"{first}\"&\" \"&\"{second}\""), None);
    }
    Some(())
}
