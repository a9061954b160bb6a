//! Damage to single cells and to the place of cells within their row.

use std::mem::discriminant;

use crate::case::Case;
use crate::model::{Cell, DateStyle, Stored, What};
use crate::rng::Rng;
use crate::spec::{Encoding, Field};

/// Marks a planted line of which it can no longer be said what it was, because a cell is lost.
fn spoil(case: &mut Case, row: usize, column: usize) {
    let field = case.columns[column];
    let decides = field.is_some_and(|field| {
        field == Field::Date && case.kind == crate::spec::Kind::Ledger
            || matches!(field, Field::Status | Field::Disposed)
            || Some(field) == case.choice[case.spec]
    });
    if decides {
        spoil_lines(case, row);
    }
}

pub fn spoil_lines(case: &mut Case, row: usize) {
    for line in case.sheets[0].rows[row].lines.clone() {
        if let Some(planted) = &mut case.lines[line].planted {
            planted.spoilt = true;
        }
    }
}

/// Returns a column that may be lost: not the one that names the product of a planted line.
fn spare(case: &Case, row: usize, rng: &mut Rng) -> Option<usize> {
    let text = case.text();
    let mut columns = case.cells_where(row, |_| true);
    columns.retain(|column| *column != text || !case.is_planted(row));
    (!columns.is_empty()).then(|| rng.pick(&columns))
}

pub fn shifted_right(case: &mut Case, rng: &mut Rng) -> Option<()> {
    let row = case.target(rng);
    let cells = &mut case.rows()[row].cells;
    let at = rng.below(cells.len() - 1);
    cells.insert(at, Cell::blank());
    Some(())
}

pub fn shifted_left(case: &mut Case, rng: &mut Rng) -> Option<()> {
    let row = case.target(rng);
    let column = spare(case, row, rng)?;
    spoil(case, row, column);
    case.rows()[row].cells.remove(column);
    Some(())
}

/// One cell moved over its left neighbour's place, which was blank, with all that follows.
pub fn moved_into_blank(case: &mut Case, rng: &mut Rng) -> Option<()> {
    let row = case.target(rng);
    let text = case.text();
    let columns: Vec<usize> = (0..case.columns.len() - 1).filter(|column| *column != text).collect();
    let column = rng.pick(&columns);
    spoil(case, row, column);
    let cells = &mut case.rows()[row].cells;
    cells.remove(column);
    cells.push(Cell::blank());
    Some(())
}

pub fn emptied(case: &mut Case, rng: &mut Rng) -> Option<()> {
    let row = case.target(rng);
    let column = spare(case, row, rng)?;
    if matches!(case.columns[column], Some(Field::Status | Field::Disposed)) {
        return None;
    }
    if Some(column) == case.money() {
        case.change_pence(row, |_| 0);
    } else {
        spoil(case, row, column);
    }
    case.rows()[row].cells[column] = Cell::blank();
    Some(())
}

fn is_number(what: What) -> bool {
    matches!(what, What::Number | What::Money(_))
}

/// Two cells of different sorts change places.
pub fn swapped(case: &mut Case, rng: &mut Rng) -> Option<()> {
    let row = case.target(rng);
    let columns = case.cells_where(row, |_| true);
    let one = rng.pick(&columns);
    let other = rng.pick(&columns);
    let cells = &mut case.rows()[row].cells;
    let (a, b) = (cells[one].what, cells[other].what);
    if discriminant(&a) == discriminant(&b) || is_number(a) && is_number(b) {
        return None;
    }
    cells.swap(one, other);
    Some(())
}

/// The amount and a number that is none change places.
pub fn number_swapped(case: &mut Case, rng: &mut Rng) -> Option<()> {
    let (money, row) = (case.money()?, case.target(rng));
    let other = case.column(Field::Trans)?;
    case.rows()[row].cells.swap(money, other);
    Some(())
}

/// What was bought stands in another column of words.
pub fn texts_swapped(case: &mut Case, rng: &mut Rng) -> Option<()> {
    let (row, text) = (case.target(rng), case.text());
    let mut columns = case.cells_where(row, |cell| cell.what == What::Text);
    columns.retain(|column| *column != text);
    let other = rng.pick(&columns);
    case.rows()[row].cells.swap(text, other);
    Some(())
}

pub fn notes_beside(case: &mut Case, rng: &mut Rng) -> Option<()> {
    const NOTES: [&str; 5] = ["checked", "see e-mail", "query with supplier", "?", "ok - paid twice? no"];
    let gap = rng.below(3);
    for row in case.targets(rng, 3) {
        let cells = &mut case.rows()[row].cells;
        cells.resize(cells.len() + gap, Cell::blank());
        cells.push(Cell::text(rng.pick(&NOTES)));
    }
    Some(())
}

pub fn number_beside(case: &mut Case, rng: &mut Rng) -> Option<()> {
    for row in case.targets(rng, 2) {
        case.rows()[row].cells.push(Cell::number(rng.range(1, 900)));
    }
    Some(())
}

pub fn far_cell(case: &mut Case, rng: &mut Rng) -> Option<()> {
    let row = case.target(rng);
    let cells = &mut case.rows()[row].cells;
    let far = cells.len() + 20 + rng.below(60);
    cells.resize(far, Cell::blank());
    cells.push(Cell::text(rng.pick(&["x", ".", "end", "0"])));
    Some(())
}

/// The end of a description stands alone in the next row.
pub fn continued_below(case: &mut Case, rng: &mut Rng) -> Option<()> {
    let (row, text) = (case.target(rng), case.text());
    let width = case.columns.len();
    let words = case.rows()[row].cells[text].text.clone();
    let spaces: Vec<usize> = words.match_indices(' ').map(|(at, _)| at).collect();
    if spaces.is_empty() {
        return None;
    }
    let (first, second) = words.split_at(rng.pick(&spaces));
    case.rows()[row].cells[text].retype(first);
    let mut below = case.rows()[row].clone();
    below.cells = vec![Cell::blank(); width];
    below.cells[text] = Cell::text(second.trim());
    case.insert_rows(row + 1, vec![below]);
    Some(())
}

/// A line break within a cell, quoted as it should be.
pub fn newline_in_cell(case: &mut Case, rng: &mut Rng) -> Option<()> {
    let text = case.text();
    for row in case.targets(rng, 2) {
        let cell = &mut case.rows()[row].cells[text];
        cell.retype(cell.text.replacen(' ', "\n", 1));
    }
    Some(())
}

pub fn apostrophes(case: &mut Case, rng: &mut Rng) -> Option<()> {
    let column = rng.below(case.columns.len());
    for row in case.targets(rng, 3) {
        let cell = &mut case.rows()[row].cells[column];
        if !cell.is_blank() {
            cell.retype(format!("'{}", cell.text));
        }
    }
    Some(())
}

pub fn no_break_spaces(case: &mut Case, rng: &mut Rng) -> Option<()> {
    let text = case.text();
    for row in case.targets(rng, 3) {
        let cell = &mut case.rows()[row].cells[text];
        cell.retype(cell.text.replace(' ', "\u{a0}"));
    }
    Some(())
}

fn unicode(case: &Case) -> Option<()> {
    (!matches!(case.encoding(), Some(Encoding::Cp1252))).then_some(())
}

pub fn zero_width(case: &mut Case, rng: &mut Rng) -> Option<()> {
    unicode(case)?;
    let text = case.text();
    let row = case.target(rng);
    let sign = rng.pick(&['\u{200b}', '\u{200c}', '\u{200d}', '\u{feff}', '\u{ad}', '\u{2060}']);
    let cell = &mut case.rows()[row].cells[text];
    let lower = cell.text.to_ascii_lowercase();
    let at = lower.find("fax").map_or(1, |at| at + 1 + rng.below(2));
    let mut words = cell.text.clone();
    if words.is_char_boundary(at) {
        words.insert(at, sign);
    }
    cell.retype(words);
    Some(())
}

pub fn smart_dashes(case: &mut Case, rng: &mut Rng) -> Option<()> {
    unicode(case)?;
    let dash = rng.pick(&["–", "\u{2010}", "\u{2011}", "—", "\u{2212}"]);
    let text = case.text();
    for row in case.targets(rng, 4) {
        let cell = &mut case.rows()[row].cells[text];
        cell.retype(cell.text.replace('-', dash));
    }
    Some(())
}

/// Blanks before, behind and twice between words, and a tab among them.
pub fn spaces(case: &mut Case, rng: &mut Rng) -> Option<()> {
    for row in case.targets(rng, 4) {
        for cell in &mut case.rows()[row].cells {
            if cell.what == What::Text && !cell.is_blank() {
                let wide = rng.pick(&["  ", "   ", " \u{a0}"]);
                cell.retype(format!(" {}{wide}", cell.text.replace(' ', wide)));
            }
        }
    }
    Some(())
}

pub fn entities(case: &mut Case, rng: &mut Rng) -> Option<()> {
    for row in case.targets(rng, 4) {
        let planted = case.is_planted(row);
        for cell in &mut case.rows()[row].cells {
            let mut words = cell.text.replace('&', "&amp;").replace('"', "&quot;").replace('£', "&pound;");
            if planted && cell.what == What::Text {
                words = words.replacen(' ', "&nbsp;", 2).replacen('-', "&#45;", 1);
            }
            if words != cell.text {
                cell.retype(words);
            }
        }
    }
    Some(())
}

/// UTF-8 that some program has read as Windows-1252 and written again.
pub fn mojibake(case: &mut Case, rng: &mut Rng) -> Option<()> {
    unicode(case)?;
    let money = case.money()?;
    let rows = if rng.chance(1, 2) { case.targets(rng, 4) } else { case.line_rows() };
    for row in rows {
        case.touch(row);
        let cell = &mut case.rows()[row].cells[money];
        if let What::Money(pence) = cell.what {
            cell.retype(format!("Â£{}", crate::model::MoneyStyle::Grouped.show(pence)));
        }
    }
    Some(())
}

pub fn zeros_lost(case: &mut Case, _: &mut Rng) -> Option<()> {
    let column = case.column(Field::Tag)?;
    for row in case.line_rows() {
        let cell = &mut case.rows()[row].cells[column];
        *cell = Cell::number(cell.text.parse().ok()?);
    }
    Some(())
}

pub fn scientific(case: &mut Case, _: &mut Rng) -> Option<()> {
    let column = [Field::Trans, Field::Order, Field::Tag].into_iter().find_map(|field| case.column(field))?;
    for row in case.line_rows() {
        case.rows()[row].cells[column].retype("3.10E+05");
    }
    Some(())
}

pub fn error_value(case: &mut Case, rng: &mut Rng) -> Option<()> {
    let error = rng.pick(&["#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?"]);
    for row in case.targets(rng, 2) {
        let column = spare(case, row, rng)?;
        spoil(case, row, column);
        let cell = &mut case.rows()[row].cells[column];
        cell.retype(error);
        cell.stored = Stored::Formula("=A1".to_owned(), Some(error.to_owned()));
    }
    Some(())
}

/// What Excel shows, and saves as text, where a column is too narrow.
pub fn hashes(case: &mut Case, rng: &mut Rng) -> Option<()> {
    let column = case.money()?;
    for row in case.targets(rng, 2) {
        spoil(case, row, column);
        case.rows()[row].cells[column].retype("########");
    }
    Some(())
}

/// A number that Excel took for a date.
pub fn became_date(case: &mut Case, rng: &mut Rng) -> Option<()> {
    let column = case.money()?;
    let row = case.target(rng);
    spoil(case, row, column);
    let day = crate::model::Day::new(2026, rng.range(1, 12), rng.range(1, 28));
    let mut cell = Cell::day(day, rng.pick(&[DateStyle::Uk, DateStyle::Month]));
    if rng.chance(1, 2) {
        cell.retype(&day.show(DateStyle::Month)[..6]);
    }
    case.rows()[row].cells[column] = cell;
    Some(())
}
