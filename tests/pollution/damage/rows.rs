//! Rows that are no lines, or lines of another table.

use crate::case::Case;
use crate::model::{Cell, MoneyStyle, Row, What};
use crate::rng::Rng;
use crate::spec::Field;

/// Returns what the lines of some rows come to in the column that is read.
fn sum(case: &Case, rows: &[usize]) -> i64 {
    let lines = rows.iter().flat_map(|row| &case.sheets[0].rows[*row].lines);
    lines.map(|line| case.pence(*line)).sum()
}

fn style(case: &Case) -> MoneyStyle {
    super::spec_of(case).money
}

/// Makes a row of blank cells with words in one column and an amount in that of amounts.
fn total(case: &Case, label: &str, pence: i64, rng: &mut Rng) -> Option<Row> {
    let money = case.money()?;
    let mut cells = vec![Cell::blank(); case.columns.len()];
    let text = case.text();
    let first = if money == 0 { 1 } else { 0 };
    let at = if rng.chance(1, 3) { text } else { first };
    if !label.is_empty() {
        cells[at] = Cell::text(label);
    }
    cells[money] = Cell::money(pence, style(case));
    Some(Row::note(cells))
}

pub fn totals_below(case: &mut Case, rng: &mut Rng) -> Option<()> {
    const LABELS: [&str; 8] = [
        "Total",
        "Grand Total",
        "TOTAL:",
        "Total for period",
        "Sum",
        "Report total",
        "Totals",
        "Total (excl. VAT)",
    ];
    let pence = sum(case, &case.line_rows());
    let row = total(case, rng.pick(&LABELS), pence, rng)?;
    case.rows().push(row);
    Some(())
}

/// Totals of each group, in the manner of Excel's subtotals, and of all.
pub fn group_totals(case: &mut Case, rng: &mut Rng) -> Option<()> {
    let by = [Field::Supplier, Field::Area, Field::Category, Field::Site];
    let by = by.into_iter().find_map(|field| case.column(field))?;
    let rows = case.line_rows();
    let groups: Vec<&[usize]> = rows.chunks(3 + rng.below(8)).collect();
    for group in groups.iter().rev() {
        let name = case.sheets[0].rows[group[0]].cells[by].text.clone();
        let mut row = total(case, "", sum(case, group), rng)?;
        row.cells[by] = Cell::text(format!("{name} Total"));
        case.insert_rows(group[group.len() - 1] + 1, vec![row]);
    }
    let pence = sum(case, &case.line_rows());
    let row = total(case, "Grand Total", pence, rng)?;
    case.rows().push(row);
    Some(())
}

pub fn subtotals(case: &mut Case, rng: &mut Rng) -> Option<()> {
    const LABELS: [&str; 4] = ["Subtotal", "Sub-total", "Sub total:", "Total this page"];
    let label = rng.pick(&LABELS);
    let rows = case.line_rows();
    for group in rows.chunks(4 + rng.below(9)).rev() {
        let row = total(case, label, sum(case, group), rng)?;
        case.insert_rows(group[group.len() - 1] + 1, vec![row]);
    }
    Some(())
}

pub fn unlabelled_sum(case: &mut Case, rng: &mut Rng) -> Option<()> {
    let pence = sum(case, &case.line_rows());
    let row = total(case, "", pence, rng)?;
    if rng.chance(1, 3) {
        case.rows().push(Row::default());
    }
    case.rows().push(row);
    Some(())
}

/// Sums carried over from page to page, as in a cash book.
pub fn carried_forward(case: &mut Case, rng: &mut Rng) -> Option<()> {
    const LABELS: [(&str, &str); 3] = [
        ("Carried forward", "Brought forward"),
        ("Balance c/f", "Balance b/f"),
        ("Total carried over", "Brought over"),
    ];
    let (below, above) = rng.pick(&LABELS);
    let rows = case.line_rows();
    let at = rows[rows.len() / 2];
    let pence = sum(case, &rows[..rows.len() / 2]);
    let both = [below, above].map(|label| total(case, label, pence, rng));
    case.insert_rows(at, both.into_iter().flatten().collect());
    Some(())
}

const TITLES: [&str; 7] = [
    "Confidential - not for onward transmission",
    "Report date: 04/11/2026",
    "Prepared by finance, checked by procurement, 3rd draft",
    "Parameters: from 01/01/2014 to 31/12/2023; all cost centres",
    "Accounts Payable",
    "Amounts in pounds sterling. Net of VAT.",
    "Total rows: 120",
];

/// Titles as rows of one cell, or as wide as the table.
fn titles(case: &Case, count: usize, rng: &mut Rng) -> Vec<Row> {
    let wide = rng.chance(1, 2);
    let mut rows = Vec::new();
    for _ in 0..count {
        let mut cells = vec![Cell::text(rng.pick(&TITLES))];
        if rng.chance(1, 4) {
            cells = vec![Cell::blank()];
        }
        if wide {
            cells.resize(case.columns.len(), Cell::blank());
        }
        rows.push(Row::note(cells));
    }
    rows
}

pub fn notes_above(case: &mut Case, rng: &mut Rng) -> Option<()> {
    let count = 1 + rng.below(8);
    let rows = titles(case, count, rng);
    case.insert_rows(0, rows);
    Some(())
}

/// Several labels with their values above the table, which look like a header with a line.
pub fn parameters_above(case: &mut Case, _: &mut Rng) -> Option<()> {
    let mut rows = vec![
        Row::words(&["Report", "Supplier spend", "Period", "2014-23"]),
        Row::words(&["Date from", "01/01/2014", "Date to", "31/12/2023"]),
        Row::words(&["Supplier", "All", "Cost centre", "All", "Amount", ">0"]),
        Row::default(),
    ];
    for row in &mut rows {
        row.cells.resize(case.columns.len(), Cell::blank());
    }
    case.insert_rows(0, rows);
    Some(())
}

pub fn notes_below(case: &mut Case, rng: &mut Rng) -> Option<()> {
    const NOTES: [&str; 5] = [
        "Note: VAT is included where it cannot be reclaimed.",
        "Source: general ledger, 04/11/2026",
        "* Payments under £25 are left out",
        "Prepared by: procurement",
        "End of report",
    ];
    if rng.chance(1, 2) {
        case.rows().push(Row::default());
    }
    for _ in 0..=rng.below(3) {
        case.rows().push(Row::words(&[rng.pick(&NOTES)]));
    }
    Some(())
}

pub fn blank_rows(case: &mut Case, rng: &mut Rng) -> Option<()> {
    let wide = rng.chance(1, 2);
    for _ in 0..=rng.below(4) {
        let rows = case.line_rows();
        let at = rng.pick(&rows);
        let width = if wide { case.columns.len() } else { 0 };
        let blank = Row::note(vec![Cell::blank(); width]);
        let count = 1 + rng.below(3);
        case.insert_rows(at, vec![blank; count]);
    }
    Some(())
}

pub fn blank_columns(case: &mut Case, rng: &mut Rng) -> Option<()> {
    for _ in 0..=rng.below(2) {
        let at = rng.below(case.columns.len());
        case.insert_column(at, "", |_| Cell::blank());
    }
    Some(())
}

pub fn trailing_rows(case: &mut Case, rng: &mut Rng) -> Option<()> {
    let width = case.columns.len();
    let space = Cell::text(" ");
    let blank = if rng.chance(1, 2) { Cell::blank() } else { space };
    let rows = vec![Row::note(vec![blank; width]); 2_000];
    case.rows().extend(rows);
    case.rows().push(Row::words(&[" "]));
    Some(())
}

pub fn trailing_columns(case: &mut Case, rng: &mut Rng) -> Option<()> {
    let more = 40 + rng.below(200);
    for row in case.rows() {
        row.cells.resize(row.cells.len() + more, Cell::blank());
        row.cells.push(Cell::text(" "));
    }
    Some(())
}

/// A printed report: the title, the page and the header again on every page.
pub fn page_breaks(case: &mut Case, rng: &mut Rng) -> Option<()> {
    let header = case.sheets[0].rows[case.header].clone();
    let rows = case.line_rows();
    let size = 6 + rng.below(12);
    let pages: Vec<&[usize]> = rows.chunks(size).collect();
    for (number, page) in pages.iter().enumerate().skip(1).rev() {
        let mut between = vec![
            Row::words(&[&format!("Page {number} of {}", pages.len())]),
            Row::words(&["Eastmarsh finance system: purchase ledger"]),
        ];
        if rng.chance(1, 2) {
            between.push(Row::default());
        }
        between.push(header.clone());
        case.insert_rows(page[0], between);
    }
    Some(())
}

/// The value of one column only in the first row of a group, as merged cells leave it.
pub fn merged(case: &mut Case, rng: &mut Rng) -> Option<()> {
    let fields = [Field::Organisation, Field::Date, Field::Supplier, Field::Area, Field::Family, Field::Site];
    let columns: Vec<usize> = fields.into_iter().filter_map(|field| case.column(field)).collect();
    let column = rng.pick(&columns);
    let merge = rng.chance(2, 3);
    let rows = case.line_rows();
    for group in rows.chunks(2 + rng.below(3)).filter(|group| group.len() > 1) {
        let first = case.rows()[group[0]].cells[column].clone();
        // A group shares its value: a planted line's date is the one that is shown.
        let keep = group.iter().find(|row| case.is_planted(**row));
        let shown = keep.map_or(first, |row| case.sheets[0].rows[*row].cells[column].clone());
        if matches!(shown.what, What::Day(_)) && group.iter().filter(|row| case.is_planted(**row)).count() > 1
        {
            continue;
        }
        case.rows()[group[0]].cells[column] = shown;
        for row in &group[1..] {
            case.rows()[*row].cells[column] = Cell::blank();
        }
        if merge {
            let last = group[group.len() - 1];
            case.sheet().merges.push((group[0], last, column));
        }
    }
    case.touch_all();
    Some(())
}

/// Returns some rows of another table with their lines, and gives these to the case.
fn rows_of(case: &mut Case, other: &Case, from: &[usize]) -> Vec<Row> {
    let mut rows = Vec::new();
    for row in from {
        let mut row = other.sheets[0].rows[*row].clone();
        let lines: Vec<_> = row.lines.iter().map(|line| other.lines[*line].clone()).collect();
        let first = case.add_lines(&lines);
        row.lines = (first..first + lines.len()).collect();
        rows.push(row);
    }
    rows
}

/// Rows of another table pasted in, without their header.
pub fn foreign_rows(case: &mut Case, other: &Case, rng: &mut Rng) -> Option<()> {
    let from = other.line_rows();
    let count = 1 + rng.below(4);
    let planted: Vec<usize> = from.iter().copied().filter(|row| other.is_planted(*row)).collect();
    let start = if rng.chance(1, 2) { rng.pick(&planted) } else { rng.pick(&from) };
    let from: Vec<usize> = from.into_iter().filter(|row| *row >= start).take(count).collect();
    let rows = rows_of(case, other, &from);
    let places = case.line_rows();
    let at = if rng.chance(1, 3) { case.sheets[0].rows.len() } else { rng.pick(&places) };
    case.insert_rows(at, rows);
    Some(())
}

/// Another table, with its header, its titles or a blank row between.
fn whole(case: &mut Case, other: &Case, rng: &mut Rng) -> Vec<Row> {
    let mut rows = vec![Row::default(); rng.below(3)];
    if rng.chance(1, 3) {
        rows.push(Row::words(&["Other orders"]));
    }
    rows.push(other.sheets[0].rows[other.header].clone());
    let lines: Vec<usize> = other.line_rows();
    let count = (5 + rng.below(20)).min(lines.len());
    rows.extend(rows_of(case, other, &lines[..count]));
    rows
}

pub fn table_below(case: &mut Case, other: &Case, rng: &mut Rng) -> Option<()> {
    let rows = whole(case, other, rng);
    case.rows().extend(rows);
    Some(())
}

pub fn table_above(case: &mut Case, other: &Case, rng: &mut Rng) -> Option<()> {
    let mut rows = whole(case, other, rng);
    rows.extend(vec![Row::default(); rng.below(3)]);
    case.insert_rows(0, rows);
    Some(())
}

/// Another table to the right of this one.
pub fn table_beside(case: &mut Case, other: &Case, _: &mut Rng) -> Option<()> {
    let width = case.columns.len() + 1;
    let start = case.header;
    let from: Vec<usize> = (other.header..other.sheets[0].rows.len()).collect();
    let rows = rows_of(case, other, &from);
    for (offset, row) in rows.into_iter().enumerate() {
        while case.sheets[0].rows.len() <= start + offset {
            case.rows().push(Row::default());
        }
        let into = &mut case.rows()[start + offset];
        into.cells.resize(width, Cell::blank());
        into.cells.extend(row.cells);
        into.lines.extend(row.lines);
    }
    Some(())
}
