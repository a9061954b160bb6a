//! Damage to the header.

use crate::case::Case;
use crate::model::{Cell, Row, What};
use crate::rng::Rng;
use crate::spec::Field;

/// Returns a column whose heading matters: what, how much or when.
fn key_column(case: &Case, rng: &mut Rng) -> usize {
    let day = case.column(Field::Date);
    let columns: Vec<usize> = [Some(case.text()), case.money(), day].into_iter().flatten().collect();
    rng.pick(&columns)
}

fn heading(case: &mut Case, column: usize) -> &mut Cell {
    let header = case.header;
    &mut case.rows()[header].cells[column]
}

pub fn repeated(case: &mut Case, rng: &mut Rng) -> Option<()> {
    let header = case.sheets[0].rows[case.header].clone();
    for _ in 0..=rng.below(3) {
        let rows = case.line_rows();
        let at = rng.pick(&rows);
        case.insert_rows(at, vec![header.clone()]);
    }
    Some(())
}

/// "Invoice Date" as "Invoice" above "Date".
pub fn two_rows(case: &mut Case, rng: &mut Rng) -> Option<()> {
    let header = case.header;
    let single_above = rng.chance(1, 3);
    let mut above = case.rows()[header].clone();
    for column in 0..case.columns.len() {
        let words = above.cells[column].text.clone();
        let (first, second) = match words.split_once(' ') {
            Some((first, second)) => (first, second),
            None if single_above => (words.as_str(), ""),
            None => ("", words.as_str()),
        };
        above.cells[column] = Cell::text(first);
        *heading(case, column) = Cell::text(second);
    }
    case.sheet().rows.insert(header, above);
    case.header += 1;
    case.touch_all();
    Some(())
}

/// A row above the header that names groups of columns.
pub fn groups_above(case: &mut Case, _: &mut Rng) -> Option<()> {
    let width = case.columns.len();
    let mut cells = vec![Cell::blank(); width];
    cells[0] = Cell::text("Order");
    cells[width / 2] = Cell::text("Finance");
    let header = case.header;
    case.insert_rows(header, vec![Row::note(cells)]);
    Some(())
}

pub fn missing(case: &mut Case, _: &mut Rng) -> Option<()> {
    let header = case.header;
    case.rows().remove(header);
    case.touch_all();
    Some(())
}

/// The header stands below the lines.
pub fn at_the_end(case: &mut Case, _: &mut Rng) -> Option<()> {
    let header = case.header;
    let row = case.rows().remove(header);
    case.rows().push(row);
    case.touch_all();
    Some(())
}

pub fn unusual(case: &mut Case, rng: &mut Rng) -> Option<()> {
    const TEXT: [&str; 7] =
        ["What was bought", "Goods or services", "Bezeichnung", "Txt50", "Field7", "Nature of spend", "Info"];
    const MONEY: [&str; 7] = ["Spend in month", "£", "Betrag", "Paid out", "Field9", "How much", "Outlay"];
    const DAY: [&str; 6] = ["When", "Dt", "Datum", "Field3", "Day", "Processed"];
    let column = key_column(case, rng);
    let names: &[&str] = if column == case.text() {
        &TEXT
    } else if Some(column) == case.money() {
        &MONEY
    } else {
        &DAY
    };
    *heading(case, column) = Cell::text(rng.pick(names));
    case.touch_all();
    Some(())
}

/// All headings are names of fields in a database.
pub fn field_names(case: &mut Case, _: &mut Rng) -> Option<()> {
    for column in 0..case.columns.len() {
        let cell = heading(case, column);
        let words: String =
            cell.text.chars().filter(|one| one.is_ascii_alphanumeric() || *one == ' ').collect();
        *cell = Cell::text(words.trim().replace(' ', "_").to_uppercase());
    }
    case.touch_all();
    Some(())
}

pub fn misspelt(case: &mut Case, rng: &mut Rng) -> Option<()> {
    let column = key_column(case, rng);
    let cell = heading(case, column);
    let mut letters: Vec<char> = cell.text.chars().collect();
    if letters.len() < 4 {
        return None;
    }
    let at = 1 + rng.below(letters.len() - 2);
    match rng.below(3) {
        0 => letters.swap(at, at + 1),
        1 => {
            letters.remove(at);
        }
        _ => letters.insert(at, letters[at]),
    }
    *cell = Cell::text(letters.into_iter().collect::<String>());
    case.touch_all();
    Some(())
}

pub fn blank(case: &mut Case, rng: &mut Rng) -> Option<()> {
    let column = key_column(case, rng);
    *heading(case, column) = Cell::blank();
    case.touch_all();
    Some(())
}

/// Another column has the heading of one that matters.
pub fn duplicated(case: &mut Case, rng: &mut Rng) -> Option<()> {
    let column = key_column(case, rng);
    let other = rng.below(case.columns.len());
    if other == column || case.columns[other] == Some(Field::Empty) {
        return None;
    }
    let text = heading(case, column).text.clone();
    *heading(case, other) = Cell::text(text);
    case.touch_all();
    Some(())
}

/// Line breaks, blanks and no-break spaces within headings.
pub fn broken(case: &mut Case, rng: &mut Rng) -> Option<()> {
    let with = rng.pick(&["\n", "  ", "\u{a0}", " \n "]);
    for column in 0..case.columns.len() {
        let cell = heading(case, column);
        let text = cell.text.replace(' ', with);
        *cell = Cell::text(format!("{text} "));
    }
    case.touch_all();
    Some(())
}

/// Amounts in thousands of pounds, as the heading says.
pub fn thousands(case: &mut Case, rng: &mut Rng) -> Option<()> {
    let column = case.money()?;
    case.delimiter()?;
    let name = rng.pick(&["Amount (£000)", "Amount £'000", "Amount £k", "Value (000s)"]);
    *heading(case, column) = Cell::text(name);
    for row in case.line_rows() {
        let cell = &mut case.rows()[row].cells[column];
        if let What::Money(pence) = cell.what {
            let sign = if pence < 0 { "-" } else { "" };
            let pence = pence.abs();
            cell.retype(format!("{sign}{}.{:05}", pence / 100_000, pence % 100_000));
        }
    }
    case.touch_all();
    Some(())
}
