//! Clean tables, filled with made-up lines and three planted ones.

use super::case::{Case, Line, Planted, Tables};
use super::goods::{AREAS, BOUGHT, HELD, MACHINES, ORGANISATIONS, SITES, STATIONER, SUPPLIERS, SUPPLIES};
use super::model::{Cell, Day, Patch, Row, Sheet};
use super::rng::Rng;
use super::spec::{Field, Form, Kind, Spec};
use super::{specs_csv, specs_xlsx};

/// All tables, in an order that never changes.
pub fn specs() -> Vec<&'static Spec> {
    let text = specs_csv::LEDGERS.iter().chain(&specs_csv::REGISTERS);
    text.chain(&specs_xlsx::LEDGERS).chain(&specs_xlsx::REGISTERS).collect()
}

/// What one line is about, whatever its table shows of it.
struct Facts {
    number: i64,
    organisation: &'static str,
    words: String,
    sort: &'static str,
    maker: &'static str,
    model: &'static str,
    supplier: usize,
    day: Day,
    later: Day,
    pence: i64,
    quantity: i64,
    status: &'static str,
    disposed: Option<Day>,
    verdict: Option<(&'static str, &'static str)>,
}

fn day(rng: &mut Rng, years: (i64, i64)) -> Day {
    Day::new(rng.range(years.0, years.1), rng.range(1, 12), rng.range(1, 26))
}

/// Something that has nothing to do with fax, or only looks like it.
fn plain(spec: &Spec, number: i64, rng: &mut Rng) -> Facts {
    let day = day(rng, (2014, 2023));
    let later = Day::new(day.year, day.month, day.day + rng.range(0, 2));
    let mut facts = Facts {
        number,
        organisation: "",
        words: String::new(),
        sort: "",
        maker: "",
        model: "",
        supplier: rng.below(SUPPLIERS.len()),
        day,
        later,
        pence: 0,
        quantity: 1,
        status: spec.status.0,
        disposed: None,
        verdict: None,
    };
    if spec.kind == Kind::Ledger {
        let (words, sort, each) = rng.pick(&BOUGHT);
        facts.words = words.to_owned();
        facts.sort = sort;
        facts.quantity = if rng.chance(1, 3) { rng.range(2, 12) } else { 1 };
        facts.pence = (each + rng.range(0, 99)) * facts.quantity;
        if rng.chance(1, 14) && !spec.has(Field::Debit) {
            facts.pence = -facts.pence;
            facts.quantity = -facts.quantity;
        }
    } else {
        let (words, sort, maker, model, each) = rng.pick(&HELD);
        facts.words = words.to_owned();
        (facts.sort, facts.maker, facts.model) = (sort, maker, model);
        facts.pence = each + rng.range(0, 9_999);
        if rng.chance(1, 9) && !spec.status.1.is_empty() {
            facts.status = spec.status.1;
            facts.disposed = Some(Day::new(2024, rng.range(1, 12), rng.range(1, 28)));
        }
    }
    facts
}

/// The planted line of this order: a breach first; its right verdict is beyond doubt.
fn planted(spec: &Spec, order: usize, number: i64, rng: &mut Rng) -> Facts {
    let (words, maker, model) = rng.pick(&MACHINES);
    let mut facts = Facts { words: words.to_owned(), maker, model, quantity: 1, ..plain(spec, number, rng) };
    let machine = "fax_machine";
    facts.supplier = STATIONER;
    facts.status = spec.status.0;
    facts.disposed = None;
    facts.pence = 19_900 + rng.range(0, 60) * 50;
    if spec.kind == Kind::Register {
        facts.sort = "Fax machine";
        facts.day = day(rng, (2014, 2017));
        facts.verdict = Some(("breach", machine));
        if order == 1 && spec.has(Field::Disposed) {
            facts.status = spec.status.1;
            facts.disposed = Some(Day::new(2019, rng.range(1, 12), rng.range(1, 28)));
            facts.verdict = Some(("compliant", machine));
        }
    } else {
        facts.sort = "Office equipment";
        match order {
            0 => {
                facts.day = day(rng, (2021, 2021));
                facts.verdict = Some(("breach", machine));
            }
            1 => {
                facts.day = day(rng, (2015, 2015));
                facts.verdict = Some(("compliant", machine));
            }
            _ => {
                facts.words = (rng.pick(&SUPPLIES)).to_owned();
                facts.sort = "Stationery";
                facts.day = day(rng, (2022, 2022));
                facts.pence = 1_999 + rng.range(0, 60) * 50;
                facts.verdict = Some(("indicator", "fax_consumable"));
            }
        }
    }
    facts.later = facts.day;
    facts
}

fn cell(spec: &Spec, field: Field, facts: &Facts, balance: i64) -> Cell {
    let money = |pence: i64| Cell::money(pence, spec.money);
    let number = facts.number;
    let vat = facts.pence / 5;
    match field {
        Field::Organisation => Cell::text(facts.organisation),
        Field::Family => Cell::text("Department of Health and Social Care"),
        Field::Date => Cell::day(facts.day, spec.dates),
        Field::Later => Cell::day(facts.later, spec.dates),
        Field::Type => Cell::text(facts.sort),
        Field::Area => Cell::text(AREAS[(number % 7) as usize]),
        Field::Supplier => Cell::text(SUPPLIERS[facts.supplier]),
        Field::SupplierNo => Cell::text(format!("V{:05}", 417 + facts.supplier * 31)),
        Field::Trans => Cell::number(310_400 + number * 3),
        Field::Order => Cell::text(format!("PO{:06}", 20_114 + number * 7)),
        Field::LineNo => Cell::number(number + 1),
        Field::Text => Cell::text(facts.words.clone()),
        Field::Quantity => Cell::number(facts.quantity),
        Field::UnitPrice => money(facts.pence / facts.quantity),
        Field::Amount | Field::Net | Field::Cost => money(facts.pence),
        Field::Vat => money(vat),
        Field::Gross => money(facts.pence + vat),
        Field::Debit => money(facts.pence),
        Field::Credit | Field::Empty => Cell::blank(),
        Field::Balance => money(balance),
        Field::Account => Cell::text(format!("{}", 52_300 + number % 9 * 10)),
        Field::Currency => Cell::text("GBP"),
        Field::Period => Cell::text(format!("{}{:02}", facts.day.year, facts.day.month)),
        Field::Postcode => Cell::text("ZZ1 2AB"),
        Field::Always(words) => Cell::text(words),
        Field::Tag => Cell::text(format!("{:06}", 1_250 + number * 11)),
        Field::Category => Cell::text(facts.sort),
        Field::Maker => Cell::text(facts.maker),
        Field::Model => Cell::text(facts.model),
        Field::Serial => Cell::text(format!("SN{}X{}", 48_211 + number * 977, number % 10)),
        Field::Status => Cell::text(facts.status),
        Field::Site => Cell::text(SITES[(number % 6) as usize]),
        Field::BookValue => money(facts.pence / 4),
        Field::Disposed => facts.disposed.map_or_else(Cell::blank, |day| Cell::day(day, spec.dates)),
    }
}

/// Makes the clean table of one system; the same seed makes the same one.
pub fn clean(tables: &Tables, index: usize, seed: u64) -> Case {
    let spec = tables.specs[index];
    let mut rng = Rng::new(seed.wrapping_mul(1_000_003) + index as u64);
    let organisation = ORGANISATIONS[index % ORGANISATIONS.len()];
    let width = spec.columns.len();
    let mut rows: Vec<Row> = Vec::new();
    for title in spec.titles {
        let mut cells = vec![Cell::text(*title)];
        if spec.form.is_text() {
            cells.resize(width, Cell::blank());
        }
        rows.push(Row::note(cells));
    }
    let header = rows.len();
    rows.push(Row::note(spec.columns.iter().map(|(heading, _)| Cell::text(*heading)).collect()));
    let at = rng.some(3, spec.lines);
    let mut orders = [0, 1, 2];
    orders.rotate_left(rng.below(3));
    let mut lines = Vec::new();
    let mut balance = 0;
    for number in 0..spec.lines {
        let place = at.iter().position(|one| *one == number);
        let mut facts = match place {
            Some(place) => planted(spec, orders[place], number as i64, &mut rng),
            None => plain(spec, number as i64, &mut rng),
        };
        facts.organisation = organisation;
        balance += facts.pence;
        let amounts = spec.amounts().into_iter().map(|field| match field {
            Field::Gross => (field, facts.pence + facts.pence / 5),
            _ => (field, facts.pence),
        });
        lines.push(Line {
            spec: index,
            planted: facts.verdict.map(|verdict| Planted { verdict: Some(verdict), spoilt: false }),
            amounts: amounts.collect(),
            gone: false,
            touched: false,
        });
        let cells = spec.columns.iter().map(|(_, field)| cell(spec, *field, &facts, balance)).collect();
        rows.push(Row { cells, lines: vec![number], ..Row::default() });
    }
    let name = match spec.form {
        Form::Workbook { sheet } => sheet,
        Form::Text { .. } => "",
    };
    Case {
        spec: index,
        kind: spec.kind,
        form: spec.form,
        sheets: vec![Sheet { name: name.to_owned(), rows, ..Sheet::default() }],
        header,
        columns: spec.columns.iter().map(|(_, field)| Some(*field)).collect(),
        lines,
        choice: tables.choice.clone(),
        patch: Patch::None,
        must_tell: false,
        name: spec.name.to_owned(),
    }
}
