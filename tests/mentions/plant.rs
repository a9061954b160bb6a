//! Small ledgers and registers with one product planted where it is hard to see.

use std::io::{Cursor, Write};

use rust_xlsxwriter::{Note, Workbook};
use zip::write::SimpleFileOptions;

use super::rng::Rng;

const PRODUCTS: [&str; 5] = [
    "Brother FAX-2840 laser fax machine",
    "Canon FAX-L170 laser fax machine",
    "Panasonic KX-FT986 thermal fax machine",
    "Samsung SF-760P laser fax machine",
    "Fax machine Brother FAX-T106",
];

/// Where a product is planted.
pub const KINDS: [&str; 24] = [
    "title",
    "heading",
    "note below",
    "note far below",
    "note beside",
    "total row",
    "unknown column",
    "column without heading",
    "known column",
    "text column",
    "row with too many cells",
    "row with too few cells",
    "row between blank rows",
    "second sheet",
    "hidden sheet",
    "hidden row",
    "hidden column",
    "comment",
    "sheet name",
    "file name",
    "file without table",
    "file of other type",
    "archive member",
    "name of archive member",
];

/// A file with a product in it.
pub struct Plant {
    pub kind: &'static str,
    pub file: String,
    pub bytes: Vec<u8>,
    /// Where the product is; `None` for what has no sheet or no row.
    pub sheet: Option<String>,
    pub row: Option<u64>,
    /// Sheets that are tables, with the number of their rows.
    pub tables: Vec<(String, u64)>,
}

const LEDGER: [&str; 7] =
    ["Organisation", "Order Date", "Supplier", "Item Description", "Quantity", "Order Number", "Line Value"];
const REGISTER: [&str; 8] = [
    "Asset Tag",
    "Description",
    "Manufacturer",
    "Serial Number",
    "Status",
    "Location",
    "Purchase Date",
    "Purchase Cost",
];
const GOODS: [&str; 5] =
    ["Office chair", "Nitrile gloves, box of 100", "Desk lamp", "Trolley", "Infusion pump stand"];

type Rows = Vec<Vec<String>>;

fn words(cells: &[&str]) -> Vec<String> {
    cells.iter().map(|cell| (*cell).to_owned()).collect()
}

/// A clean table: header and lines, and which column says what was bought or is held.
fn table(rng: &mut Rng) -> (Rows, usize) {
    let is_ledger = rng.chance(1, 2);
    let mut rows = vec![words(if is_ledger { &LEDGER } else { &REGISTER })];
    for number in 0..6 + rng.below(20) {
        let goods = rng.pick(&GOODS);
        let date = format!("{:02}/{:02}/{}", rng.range(1, 28), rng.range(1, 12), rng.range(2015, 2023));
        let pounds = format!("{}.{:02}", rng.range(2, 900), rng.below(100));
        let (one, two) = (format!("PO{:05}", 100 + number), format!("SN{:06}", 7_000 + number));
        rows.push(if is_ledger {
            words(&["Thornby Hospitals NHS Trust", &date, "Pennine Supplies", goods, "1", &one, &pounds])
        } else {
            words(&[&one, goods, "Acme", &two, "In use", "Main Building", &date, &pounds])
        });
    }
    (rows, if is_ledger { 3 } else { 1 })
}

fn csv(rows: &Rows) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    for row in rows {
        writer.write_record(row).unwrap();
    }
    writer.into_inner().unwrap()
}

/// What a workbook has besides its cells.
#[derive(Default)]
struct Extras {
    sheet: String,
    comment: Option<(usize, usize, &'static str)>,
    hidden_row: Option<usize>,
    hidden_column: Option<usize>,
    second: Option<(Rows, bool)>,
}

fn book(rows: &Rows, extras: &Extras) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name(&extras.sheet).unwrap();
    for (at, row) in rows.iter().enumerate() {
        for (column, cell) in row.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            sheet.write_string(at as u32, column as u16, cell).unwrap();
        }
    }
    if let Some((row, column, text)) = extras.comment {
        sheet.insert_note(row as u32, column as u16, &Note::new(text).add_author_prefix(false)).unwrap();
    }
    if let Some(row) = extras.hidden_row {
        sheet.set_row_hidden(row as u32).unwrap();
    }
    if let Some(column) = extras.hidden_column {
        sheet.set_column_hidden(column as u16).unwrap();
    }
    if let Some((rows, hidden)) = &extras.second {
        let sheet = book.add_worksheet();
        sheet.set_name("Notes").unwrap().set_hidden(*hidden);
        for (at, row) in rows.iter().enumerate() {
            for (column, cell) in row.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
                sheet.write_string(at as u32, column as u16, cell).unwrap();
            }
        }
    }
    book.save_to_buffer().unwrap()
}

fn zipped(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file(name, SimpleFileOptions::default()).unwrap();
    writer.write_all(bytes).unwrap();
    writer.finish().unwrap().into_inner()
}

/// Plants a product; the same seed plants the same one.
pub fn plant(kind: usize, rng: &mut Rng) -> Plant {
    let kind = KINDS[kind];
    let product = rng.pick(&PRODUCTS);
    let (mut rows, text) = table(rng);
    let line = 1 + rng.below(rows.len() - 1);
    let width = rows[0].len();
    let wide = |cells: &[&str]| {
        let mut cells = words(cells);
        cells.resize(width, String::new());
        cells
    };
    let mut extras = Extras { sheet: "Data".to_owned(), ..Extras::default() };
    let mut sheet = None;
    let mut file = String::from("table");
    let mut only_book = false;
    let mut at = Some(line);
    match kind {
        "title" => {
            let above = 1 + rng.below(3);
            at = Some(rng.below(above));
            for row in 0..above {
                let title = if Some(row) == at { product } else { "Report of orders" };
                rows.insert(row, if rng.chance(1, 2) { words(&[title]) } else { wide(&["", title]) });
            }
        }
        "heading" => {
            rows[0].push(product.to_owned());
            at = Some(0);
        }
        "note below" | "note far below" => {
            let gap = if kind == "note below" { rng.below(2) } else { 20 + rng.below(200) };
            rows.extend(vec![wide(&[]); gap]);
            at = Some(rows.len());
            let column = rng.below(width);
            let mut cells = wide(&[]);
            cells[column] = format!("Note: {product} is kept");
            rows.push(cells);
        }
        "note beside" => {
            let gap = rng.below(4);
            rows[line].extend(vec![String::new(); gap]);
            rows[line].push(product.to_owned());
        }
        "total row" => {
            at = Some(rows.len());
            let mut cells = wide(&[&format!("Total {product}")]);
            cells[width - 1] = "1,234.00".to_owned();
            rows.push(cells);
        }
        "unknown column" | "column without heading" => {
            let heading =
                if kind == "unknown column" { rng.pick(&["Ref 2", "Colour", "Approver"]) } else { "" };
            let column = rng.below(width + 1);
            for (index, row) in rows.iter_mut().enumerate() {
                let cell = if index == 0 { heading } else { "" };
                row.insert(column, cell.to_owned());
            }
            rows[line][column] = product.to_owned();
        }
        "known column" => {
            let column = (text + 1 + rng.below(width - 1)) % width;
            rows[line][column] = product.to_owned();
        }
        "text column" => rows[line][text] = product.to_owned(),
        "row with too many cells" => {
            rows[line][text] = product.to_owned();
            rows[line].insert(rng.below(width), "x".to_owned());
            rows[line].push("y".to_owned());
        }
        "row with too few cells" => {
            rows[line][text] = product.to_owned();
            rows[line].truncate(text + 1);
        }
        "row between blank rows" => {
            rows[line][text] = product.to_owned();
            rows.insert(line, wide(&[]));
            rows.insert(line + 2, wide(&[]));
            at = Some(line + 1);
        }
        "second sheet" | "hidden sheet" => {
            let row = rng.below(4);
            let mut second = vec![words(&["To do", "", "JB"]); 4];
            let column = rng.below(3);
            second[row][column] = product.to_owned();
            extras.second = Some((second, kind == "hidden sheet"));
            (sheet, at) = (Some("Notes".to_owned()), Some(row));
        }
        "hidden row" => {
            rows[line][text] = product.to_owned();
            extras.hidden_row = Some(line);
        }
        "hidden column" => {
            rows[line][text] = product.to_owned();
            extras.hidden_column = Some(text);
        }
        "comment" => {
            let row = rng.below(rows.len());
            extras.comment = Some((row, rng.below(width), product));
            at = Some(row);
        }
        "sheet name" => {
            extras.sheet = "Brother FAX-2840 fax machine".to_owned();
            sheet = Some(extras.sheet.clone());
            at = None;
        }
        "file name" => {
            product.clone_into(&mut file);
            at = None;
        }
        _ => {}
    }
    only_book |= ["second sheet", "hidden sheet", "hidden row", "hidden column", "comment", "sheet name"]
        .contains(&kind);
    let is_book = only_book || rng.chance(1, 2);
    let row = at.map(|at| at as u64 + 1);
    let in_text = |file: String, bytes: Vec<u8>, row: Option<u64>| Plant {
        kind,
        file,
        bytes,
        sheet: None,
        row,
        tables: Vec::new(),
    };
    match kind {
        "file without table" => {
            let mut lines =
                ["Minutes", "", "Agreed to keep these:", "nothing else"].map(str::to_owned).to_vec();
            let at = rng.below(lines.len());
            lines[at] = format!("item 3: {product}");
            let file = rng.pick(&["minutes.txt", "minutes.csv", "minutes"]).to_owned();
            return in_text(file, lines.join("\r\n").into_bytes(), Some(at as u64 + 1));
        }
        "file of other type" => {
            return in_text(format!("{product}.pdf"), b"%PDF-1.4\n%%EOF\n".to_vec(), None);
        }
        "archive member" => {
            rows[line][text] = product.to_owned();
            return in_text("table.zip".to_owned(), zipped("inner/table.csv", &csv(&rows)), row);
        }
        "name of archive member" => {
            return in_text("table.zip".to_owned(), zipped(&format!("{product}.csv"), &csv(&rows)), None);
        }
        _ => {}
    }
    let physical = rows.len() as u64;
    let tables = vec![(if is_book { extras.sheet.clone() } else { String::new() }, physical)];
    let bytes = if is_book { book(&rows, &extras) } else { csv(&rows) };
    let sheet = sheet.or_else(|| is_book.then(|| extras.sheet.clone())).filter(|_| kind != "file name");
    Plant {
        kind,
        file: format!("{file}.{}", if is_book { "xlsx" } else { "csv" }),
        bytes,
        sheet,
        row,
        tables,
    }
}
