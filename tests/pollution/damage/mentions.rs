//! A product named where no line says that it was bought or is held.

use crate::case::{Case, Planted};
use crate::goods::MACHINES;
use crate::model::{Cell, Row, Sheet};
use crate::rng::Rng;

fn product(rng: &mut Rng) -> &'static str {
    rng.pick(&MACHINES).0
}

fn note(text: &str) -> Row {
    Row { mention: true, ..Row::words(&[text]) }
}

pub fn in_title(case: &mut Case, rng: &mut Rng) -> Option<()> {
    let text = format!("Spend report, incl. {}", product(rng));
    case.insert_rows(0, vec![note(&text), Row::default()]);
    Some(())
}

pub fn in_note_below(case: &mut Case, rng: &mut Rng) -> Option<()> {
    let text = format!("Note: {} still in use on ward 3", product(rng));
    case.rows().push(Row::default());
    case.rows().push(note(&text));
    Some(())
}

pub fn in_total(case: &mut Case, rng: &mut Rng) -> Option<()> {
    let money = case.money()?;
    let mut row = note(&format!("Total for {}", product(rng)));
    row.cells.resize(case.columns.len().max(money + 1), Cell::blank());
    row.cells[money] = Cell::text("199.00");
    case.rows().push(row);
    Some(())
}

/// Another product beside a line that is none: any finding there will do.
fn beside_line(case: &mut Case, row: usize) {
    for line in case.sheets[0].rows[row].lines.clone() {
        case.lines[line].planted = Some(Planted { verdict: None, spoilt: false });
    }
}

pub fn in_unknown_column(case: &mut Case, rng: &mut Rng) -> Option<()> {
    const HEADINGS: [&str; 6] = ["Ref 2", "Colour", "", "Analysis 5", "Approver comment", "Misc"];
    let at = rng.below(case.columns.len());
    let row = case.neighbour(rng);
    let words = product(rng);
    case.insert_column(
        at,
        rng.pick(&HEADINGS),
        |one| if one == row { Cell::text(words) } else { Cell::blank() },
    );
    beside_line(case, row);
    Some(())
}

pub fn beyond_last_column(case: &mut Case, rng: &mut Rng) -> Option<()> {
    let row = case.neighbour(rng);
    let words = product(rng);
    case.rows()[row].cells.push(Cell::text(format!("goes with {words}")));
    beside_line(case, row);
    Some(())
}

pub fn in_heading(case: &mut Case, rng: &mut Rng) -> Option<()> {
    let header = case.header;
    let words = product(rng);
    case.rows()[header].cells.push(Cell::text(words));
    case.rows()[header].mention = true;
    Some(())
}

pub fn in_comment(case: &mut Case, rng: &mut Rng) -> Option<()> {
    let row = case.neighbour(rng);
    let column = rng.below(case.columns.len());
    let words = product(rng).to_owned();
    case.sheet().comments.push((row, column, words));
    Some(())
}

pub fn in_sheet_name(case: &mut Case, rng: &mut Rng) -> Option<()> {
    case.sheet().name = (rng.pick(&["Fax machines", "Brother FAX-2840", "Fax machine returns"])).to_owned();
    case.sheet().mention = true;
    case.touch_all();
    Some(())
}

pub fn on_loose_sheet(case: &mut Case, rng: &mut Rng) -> Option<()> {
    let mut rows = vec![Row::words(&["To do"]), Row::words(&["ask IT about the switches", "JB"])];
    rows.insert(rng.below(3), note(product(rng)));
    let hidden = rng.chance(1, 2);
    case.sheets.push(Sheet { name: "Notes".to_owned(), rows, hidden, ..Sheet::default() });
    Some(())
}
