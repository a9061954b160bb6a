//! Damage to dates.

use crate::case::Case;
use crate::model::{Cell, DateStyle, Day, Patch, Stored, What};
use crate::rng::Rng;
use crate::spec::Field;

fn change(case: &mut Case, rows: &[usize], mut with: impl FnMut(&mut Cell, Day)) -> Option<()> {
    let column = case.column(Field::Date)?;
    for row in rows {
        case.touch(*row);
        let cell = &mut case.rows()[*row].cells[column];
        if let What::Day(day) = cell.what {
            with(cell, day);
        }
    }
    Some(())
}

fn rows(case: &mut Case, rng: &mut Rng) -> Vec<usize> {
    case.targets(rng, 8)
}

/// Some rows have the month first.
pub fn order(case: &mut Case, rng: &mut Rng) -> Option<()> {
    let style = super::spec_of(case).dates;
    if !matches!(style, DateStyle::Uk | DateStyle::UkShort | DateStyle::UkTime) {
        return None;
    }
    let rows = rows(case, rng);
    change(case, &rows, |cell, day| cell.retype(day.show(DateStyle::Us)))
}

/// The whole column has the month first.
pub fn american(case: &mut Case, _: &mut Rng) -> Option<()> {
    let rows = case.line_rows();
    change(case, &rows, |cell, day| cell.retype(day.show(DateStyle::Us)))
}

pub fn as_text(case: &mut Case, rng: &mut Rng) -> Option<()> {
    let all = rng.chance(1, 2);
    let rows = if all { case.line_rows() } else { rows(case, rng) };
    change(case, &rows, |cell, _| cell.stored = Stored::Text)
}

pub fn as_serial(case: &mut Case, rng: &mut Rng) -> Option<()> {
    let all = rng.chance(1, 2);
    let rows = if all { case.line_rows() } else { rows(case, rng) };
    change(case, &rows, |cell, day| {
        cell.text = day.show(DateStyle::Serial);
        cell.stored = Stored::Number(day.serial() * 100, "General");
    })
}

pub fn other_format(case: &mut Case, rng: &mut Rng) -> Option<()> {
    const STYLES: [DateStyle; 9] = [
        DateStyle::Iso,
        DateStyle::IsoTime,
        DateStyle::Month,
        DateStyle::MonthShort,
        DateStyle::Dots,
        DateStyle::Compact,
        DateStyle::Words,
        DateStyle::WordsUs,
        DateStyle::UkShort,
    ];
    let style = rng.pick(&STYLES);
    let rows = rows(case, rng);
    change(case, &rows, |cell, day| cell.retype(day.show(style)))
}

/// Less than a date, but enough to know the year.
pub fn partial(case: &mut Case, rng: &mut Rng) -> Option<()> {
    let form = rng.below(5);
    let rows = rows(case, rng);
    change(case, &rows, |cell, day| {
        let month = day.show(DateStyle::Month)[3..6].to_owned();
        cell.retype(match form {
            0 => format!("{month}-{:02}", day.year % 100),
            1 => format!("{month} {}", day.year),
            2 => day.year.to_string(),
            3 => format!("{:02}/{}", day.month, day.year),
            _ => format!("w/c {}", day.show(DateStyle::Uk)),
        });
    })
}

/// Slips of the pen after which the date is none, or not as the others.
pub fn typo(case: &mut Case, rng: &mut Rng) -> Option<()> {
    let form = rng.below(9);
    let rows = case.targets(rng, 1);
    change(case, &rows, |cell, Day { year, month, day }| {
        cell.retype(match form {
            0 => format!("32/{month:02}/{year}"),
            1 => format!("{day:02}/13/{year}"),
            2 => format!("{day:02}/{month:02}{year}"),
            3 => format!("{day:02}{month:02}/{year}"),
            4 => format!("{day:02}/{month:02}/0{}", year % 1000),
            5 => format!("{day:02}/{month:02}/2O{}", year % 100),
            6 => format!("{day:02}//{month:02}/{year}"),
            7 => format!("31/02/{year}"),
            _ => format!("{day:02}.{month:02},{year}"),
        });
    })
}

/// Days count from 1904, as on old Macs, and the workbook says so.
pub fn mac(case: &mut Case, _: &mut Rng) -> Option<()> {
    case.patch = Patch::Mac;
    for cell in case.rows().iter_mut().flat_map(|row| &mut row.cells) {
        if let (What::Day(day), Stored::Number(number, _)) = (cell.what, &mut cell.stored) {
            *number = (day.serial() - 1_462) * 100;
        }
    }
    case.touch_all();
    Some(())
}
