//! Damage to amounts.

use super::cells::spoil_lines;
use crate::case::Case;
use crate::model::{Cell, MoneyStyle, Stored, What, grouped};
use crate::rng::Rng;
use crate::spec::Field;

/// Writes the amounts of some rows in another form.
fn retype(case: &mut Case, rows: &[usize], mut form: impl FnMut(i64) -> String) -> Option<()> {
    let column = case.money()?;
    for row in rows {
        let cell = &mut case.rows()[*row].cells[column];
        if let What::Money(pence) = cell.what {
            cell.retype(form(pence));
        }
    }
    Some(())
}

fn signed(pence: i64, text: impl Fn(&str) -> String) -> String {
    format!("{}{}", if pence < 0 { "-" } else { "" }, text(&grouped(pence.abs())))
}

pub fn currency_word(case: &mut Case, rng: &mut Rng) -> Option<()> {
    let form = rng.below(6);
    let rows = case.targets(rng, 4);
    retype(case, &rows, |pence| {
        signed(pence, |amount| match form {
            0 => format!("GBP {amount}"),
            1 => format!("{amount} GBP"),
            2 => format!("£ {amount}"),
            3 => format!("{amount} pounds"),
            4 => format!("{amount} each"),
            _ => format!("GBP{amount}"),
        })
    })
}

/// Makes credits of lines without a planted one.
fn credits(case: &mut Case, rng: &mut Rng, form: impl Fn(&str) -> String) -> Option<()> {
    let column = case.money()?;
    if case.choice[case.spec] == Some(Field::Debit) {
        return None;
    }
    for _ in 0..=rng.below(3) {
        let row = case.neighbour(rng);
        let pence = case.change_pence(row, |pence| -pence.abs())?;
        case.rows()[row].cells[column].retype(form(&grouped(-pence)));
    }
    Some(())
}

pub fn trailing_minus(case: &mut Case, rng: &mut Rng) -> Option<()> {
    let space = rng.chance(1, 3);
    credits(case, rng, |amount| format!("{amount}{}", if space { " -" } else { "-" }))
}

pub fn credit_word(case: &mut Case, rng: &mut Rng) -> Option<()> {
    let word = rng.pick(&[" CR", "CR", " Cr.", " credit", "cr"]);
    credits(case, rng, |amount| format!("{amount}{word}"))
}

pub fn brackets(case: &mut Case, rng: &mut Rng) -> Option<()> {
    let form = rng.below(5);
    credits(case, rng, |amount| match form {
        0 => format!("({amount})"),
        1 => format!("(£{amount})"),
        2 => format!("£({amount})"),
        3 => format!("[{amount}]"),
        _ => format!("<{amount}>"),
    })
}

pub fn odd_minus(case: &mut Case, rng: &mut Rng) -> Option<()> {
    if case.encoding() == Some(crate::spec::Encoding::Cp1252) {
        return None;
    }
    let form = rng.below(5);
    credits(case, rng, |amount| match form {
        0 => format!("\u{2212}{amount}"),
        1 => format!("–{amount}"),
        2 => format!("£-{amount}"),
        3 => format!("- {amount}"),
        _ => format!("--{amount}"),
    })
}

/// The amount stands behind the last column.
pub fn other_column(case: &mut Case, rng: &mut Rng) -> Option<()> {
    let column = case.money()?;
    for row in case.targets(rng, 2) {
        let cells = &mut case.rows()[row].cells;
        let cell = std::mem::replace(&mut cells[column], Cell::blank());
        cells.push(cell);
    }
    Some(())
}

/// The amount stands in the cell beside its own.
pub fn beside(case: &mut Case, rng: &mut Rng) -> Option<()> {
    let column = case.money()?;
    let blank = case.column(Field::Credit).or_else(|| case.column(Field::Empty));
    let at = blank.unwrap_or(column + 1);
    if blank.is_none() {
        case.insert_column(at, "", |_| Cell::blank());
    }
    for row in case.targets(rng, 2) {
        case.rows()[row].cells.swap(column, at);
    }
    Some(())
}

pub fn as_text(case: &mut Case, rng: &mut Rng) -> Option<()> {
    let form = rng.below(5);
    let rows = if rng.chance(1, 2) { case.targets(rng, 4) } else { case.line_rows() };
    for row in &rows {
        case.touch(*row);
    }
    retype(case, &rows, |pence| {
        let plain = MoneyStyle::Plain.show(pence);
        match form {
            0 => plain,
            1 => format!(" {plain} "),
            2 => format!("{plain}\u{a0}"),
            3 => signed(pence, str::to_owned),
            _ => signed(pence, |amount| format!("£{amount}")),
        }
    })
}

/// Amounts without a sign, which stands in a column of its own.
pub fn sign_column(case: &mut Case, rng: &mut Rng) -> Option<()> {
    const FORMS: [(&str, &str, &str); 5] = [
        ("DR/CR", "DR", "CR"),
        ("D/C", "D", "C"),
        ("Debit/Credit ind", "S", "H"),
        ("Sign", "+", "-"),
        ("Document Type", "Invoice", "Credit Note"),
    ];
    let column = case.money()?;
    if case.choice[case.spec] == Some(Field::Debit) || case.kind == crate::spec::Kind::Register {
        return None;
    }
    for _ in 0..=rng.below(4) {
        let row = case.neighbour(rng);
        case.change_pence(row, |pence| -pence.abs())?;
    }
    let (heading, debit, credit) = rng.pick(&FORMS);
    let mut signs = Vec::new();
    for row in case.line_rows() {
        let line = case.sheets[0].rows[row].lines[0];
        let pence = case.pence(line);
        signs.push((row, pence < 0));
        case.rows()[row].cells[column] = Cell::money(pence.abs(), super::spec_of(case).money);
    }
    let at = column + rng.below(2);
    case.insert_column(at, heading, |row| {
        Cell::text(if signs.iter().any(|(one, credit)| *one == row && *credit) { credit } else { debit })
    });
    case.touch_all();
    Some(())
}

/// Amounts that are no pounds: they must not be added to pounds, and be told.
fn foreign(case: &mut Case, rng: &mut Rng, more: usize) -> Option<Vec<usize>> {
    case.money()?;
    let rows = case.targets(rng, more);
    for row in &rows {
        case.change_pence(*row, |_| 0);
        spoil_lines(case, *row);
    }
    Some(rows)
}

pub fn euros(case: &mut Case, rng: &mut Rng) -> Option<()> {
    let form = rng.below(4);
    let rows = foreign(case, rng, 2)?;
    retype(case, &rows, |pence| {
        signed(pence, |amount| match form {
            0 => format!("€{amount}"),
            1 => format!("EUR {amount}"),
            2 => format!("{amount} €"),
            _ => format!("USD {amount}"),
        })
    })
}

pub fn currency_column(case: &mut Case, rng: &mut Rng) -> Option<()> {
    let at = match case.column(Field::Currency) {
        Some(at) => at,
        None => {
            let at = case.money()? + 1;
            case.insert_column(at, "Currency", |_| Cell::text("GBP"));
            at
        }
    };
    let code = rng.pick(&["EUR", "USD", "eur"]);
    for row in foreign(case, rng, 2)? {
        case.rows()[row].cells[at] = Cell::text(code);
    }
    Some(())
}

pub fn decimal_comma(case: &mut Case, rng: &mut Rng) -> Option<()> {
    let points = rng.chance(1, 2);
    let rows = if rng.chance(1, 2) { case.targets(rng, 4) } else { case.line_rows() };
    for row in &rows {
        case.touch(*row);
    }
    retype(case, &rows, |pence| {
        let whole = if points { signed(pence, str::to_owned) } else { MoneyStyle::Plain.show(pence) };
        let (pounds, rest) = whole.split_once('.').unwrap();
        format!("{},{rest}", pounds.replace(',', "."))
    })
}

pub fn space_groups(case: &mut Case, rng: &mut Rng) -> Option<()> {
    let with = rng.pick(&[" ", "\u{a0}", "'"]);
    let rows = case.targets(rng, 4);
    for row in &rows {
        let pence = case.change_pence(*row, |pence| pence + 100_000 * pence.signum())?;
        let column = case.money()?;
        case.rows()[*row].cells[column] = Cell::money(pence, MoneyStyle::Plain);
    }
    retype(case, &rows, |pence| signed(pence, |amount| amount.replace(',', with)))
}

/// Words where the amount should be.
pub fn word(case: &mut Case, rng: &mut Rng) -> Option<()> {
    let word = rng.pick(&["TBC", "n/a", "free of charge", "see note", "unknown"]);
    let rows = foreign(case, rng, 1)?;
    retype(case, &rows, |_| word.to_owned())
}

/// Slips of the pen after which the amount is no number.
pub fn typo(case: &mut Case, rng: &mut Rng) -> Option<()> {
    let form = rng.below(6);
    let rows = case.targets(rng, 1);
    for row in &rows {
        spoil_lines(case, *row);
    }
    retype(case, &rows, |pence| {
        let plain = MoneyStyle::Plain.show(pence);
        match form {
            0 => plain.replace('.', ".."),
            1 => format!("{plain}.00"),
            2 => format!("{}O", &plain[..plain.len() - 1]),
            3 => format!("l{plain}"),
            4 => plain.replace('.', ":"),
            _ => format!("{plain}/{plain}"),
        }
    })
}

/// A formula of which the file has the value.
pub fn formula(case: &mut Case, _: &mut Rng) -> Option<()> {
    let column = case.money()?;
    for row in case.line_rows() {
        let cell = &mut case.rows()[row].cells[column];
        if let What::Money(pence) = cell.what {
            let value = MoneyStyle::Plain.show(pence);
            cell.stored = Stored::Formula(format!("={value}*1"), Some(value));
        }
    }
    case.touch_all();
    Some(())
}

/// A formula that was never calculated, as programs that write workbooks leave it.
pub fn formula_without_value(case: &mut Case, rng: &mut Rng) -> Option<()> {
    let column = case.money()?;
    for row in case.targets(rng, 3) {
        spoil_lines(case, row);
        let cell = &mut case.rows()[row].cells[column];
        if let What::Money(pence) = cell.what {
            cell.stored = Stored::Formula(format!("={}*1", MoneyStyle::Plain.show(pence)), None);
        }
    }
    Some(())
}
