//! Writes a purchase ledger to measure with: `cargo bench --bench generate -- LINES PATH [FILES]`.
//!
//! The ending of the path says what is written: a text file, one in gzip (`.gz`) or a workbook (`.xlsx`); with FILES,
//! a folder of so many text files. The same number of lines always gives the same lines. 30 % of the descriptions are
//! nearly unique, 0.05 % of the lines name a fax product, 0.5 % something that looks like one and 1 % one of their
//! makers; what was written is counted on standard error.

#![allow(
    clippy::print_stderr,
    clippy::indexing_slicing,
    clippy::float_arithmetic,
    reason = "a tool for the one who measures; indexes are taken modulo lengths; a workbook's numbers are floats"
)]

use std::error::Error;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook};

const HEADER: [&str; 9] = [
    "Department Family",
    "Entity",
    "Date",
    "Expense Type",
    "Expense Area",
    "Supplier",
    "Transaction Number",
    "Amount",
    "Description",
];
const ENTITIES: usize = 212;
const PLACES: [&str; 24] = [
    "Ashgrove",
    "Bramhope",
    "Calder",
    "Dunmoor",
    "Eskdale",
    "Farnley",
    "Gorsewood",
    "Harrowfield",
    "Ingleby",
    "Kestrel",
    "Larkfield",
    "Moorland",
    "Netherby",
    "Oakhurst",
    "Pennine",
    "Quarry Bank",
    "Ridgeway",
    "Saltersea",
    "Tarnside",
    "Ullock",
    "Verdant",
    "Wharfe",
    "Yarrow",
    "Zennor",
];
const KINDS: [&str; 9] =
    ["Medical", "Supplies", "Pharma", "Estates", "Systems", "Staffing", "Catering", "Imaging", "Logistics"];
const TYPES: [&str; 16] = [
    "Drugs",
    "Medical and Surgical Equipment",
    "Computer Hardware Purch",
    "Office Equipment",
    "Telephones",
    "Agency Nursing",
    "Building & Engineering Equipment",
    "Electricity",
    "Purchase Of Healthcare",
    "Stationery",
    "Training",
    "Laboratory Reagents",
    "Cleaning Contract",
    "Provisions",
    "Patient Transport",
    "Software Licences",
];
const AREAS: [&str; 12] = [
    "Theatres",
    "Pathology",
    "Ward 7",
    "IT Services",
    "Estates",
    "Pharmacy",
    "Outpatients",
    "Radiology",
    "Finance",
    "Maternity",
    "Emergency Department",
    "Community Nursing",
];
const GOODS: [&str; 28] = [
    "Nitrile gloves medium box 100",
    "Surgical face masks",
    "Infusion set 180cm",
    "Dressing pack sterile",
    "Laptop 14in 16GB",
    "Lever arch files A4",
    "Copier paper A4 white",
    "Hip implant cemented",
    "Blood collection tube 4ml",
    "Office chair with arms",
    "Agency nurse band 5",
    "Window cleaning quarterly",
    "Software support annual",
    "Ultrasound gel",
    "Sodium chloride 0.9% 1L",
    "Paracetamol 500mg tablets",
    "Catheter 12FR",
    "Printer maintenance",
    "Oxygen regulator",
    "Consultancy services",
    "Mobile phone contract",
    "Wheelchair repair",
    "Bed hire",
    "Ambulance fuel",
    "Water cooler rental",
    "Patient meals",
    "CT scanner service",
    "Theatre clogs size 8",
];
const FAX: [&str; 12] = [
    "Brother FAX-2840 laser fax machine",
    "FAX MACHINE PANASONIC KX-FT982",
    "Canon i-SENSYS FAX-L170",
    "Plain paper fax with handset",
    "Toner cartridge for fax machine",
    "Thermal fax rolls 210mm",
    "Fax line rental",
    "Maintenance of fax machines",
    "RightFax server licence",
    "eFax Plus subscription",
    "Facsimilie machine ward 4",
    "Brother MFC-L5750DW multifunction printer",
];
const ALIKE: [&str; 8] = [
    "Venlafaxine 75mg MR capsules",
    "Halifax branch rent",
    "Fairfax property service charge",
    "Filofax refill",
    "Faxitron specimen cabinet service",
    "MFC board 18mm white",
    "Disposal of fax machines",
    "Equifax credit check",
];

/// Makers of fax machines sell other things: one line in a hundred, which the search must look at.
const MAKERS: [&str; 5] = [
    "Sharps container 5 litre",
    "Toner cartridge black",
    "Canon camera battery",
    "Brother label tape",
    "Philips patient monitor lead",
];

/// `SplitMix64`: small, fast and the same everywhere.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() >> 16).unwrap_or(0) % limit
    }

    fn of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len())]
    }
}

/// One line of the ledger.
struct Line {
    organisation: String,
    day: usize,
    month: usize,
    year: usize,
    expense_type: &'static str,
    area: &'static str,
    supplier: String,
    number: u64,
    pence: i64,
    description: String,
}

/// The ledger, endless, and what was written of it.
struct Ledger {
    random: Random,
    lines: u64,
    fax: u64,
    alike: u64,
    pence: i64,
}

impl Ledger {
    fn description(&mut self) -> String {
        let random = &mut self.random;
        match random.below(10_000) {
            0..5 => {
                self.fax += 1;
                random.of(&FAX).to_owned()
            }
            5..55 => {
                self.alike += 1;
                random.of(&ALIKE).to_owned()
            }
            55..155 => random.of(&MAKERS).to_owned(),
            155..3155 => format!(
                "{} ref {:06x} batch {}",
                random.of(&GOODS),
                random.below(1 << 24),
                random.below(100_000)
            ),
            _ => format!("{} {}", random.of(&GOODS), random.of(&AREAS)),
        }
    }
}

impl Iterator for Ledger {
    type Item = Line;

    fn next(&mut self) -> Option<Line> {
        let entity = self.random.below(ENTITIES);
        let (place, next) =
            (PLACES[entity % PLACES.len()], PLACES[(entity / PLACES.len() + 1) % PLACES.len()]);
        let (day, month, year) =
            (self.random.below(28) + 1, self.random.below(12) + 1, 2015 + self.random.below(10));
        let pence = i64::try_from(self.random.below(9_000_000)).ok()? - 300_000;
        let description = self.description();
        let line = Line {
            organisation: format!("{place} and {next} NHS Trust"),
            day,
            month,
            year,
            expense_type: self.random.of(&TYPES),
            area: self.random.of(&AREAS),
            supplier: format!("{} {} Ltd", self.random.of(&PLACES), self.random.of(&KINDS)),
            number: 10_000_000 + self.lines,
            pence,
            description,
        };
        self.lines += 1;
        self.pence += pence;
        Some(line)
    }
}

/// Pounds as a ledger shows them, with a comma at the thousands (and then in quotation marks).
fn amount(pence: i64) -> String {
    let (pounds, rest) = (pence.unsigned_abs() / 100, pence.unsigned_abs() % 100);
    let sign = if pence < 0 { "-" } else { "" };
    if pounds >= 1000 {
        format!("\"{sign}{},{:03}.{rest:02}\"", pounds / 1000, pounds % 1000)
    } else {
        format!("{sign}{pounds}.{rest:02}")
    }
}

fn write_text(out: impl Write, lines: impl Iterator<Item = Line>) -> Result<(), Box<dyn Error>> {
    let mut out = BufWriter::with_capacity(1 << 20, out);
    write!(out, "{}\r\n", HEADER.join(","))?;
    for line in lines {
        let Line { organisation, day, month, year, expense_type, area, supplier, number, .. } = &line;
        write!(
            out,
            "DHSC,{organisation},{day:02}/{month:02}/{year},{expense_type},{area},{supplier},{number},{},{}\r\n",
            amount(line.pence),
            line.description
        )?;
    }
    out.flush()?;
    Ok(())
}

fn write_workbook(path: &Path, lines: impl Iterator<Item = Line>) -> Result<(), Box<dyn Error>> {
    let mut workbook = Workbook::new();
    workbook
        .set_properties(&DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2026, 11, 23)?));
    let (date, money) =
        (Format::new().set_num_format("dd/mm/yyyy"), Format::new().set_num_format("#,##0.00"));
    let sheet = workbook.add_worksheet_with_low_memory()?;
    sheet.write_row(0, 0, HEADER)?;
    for (row, line) in (1..).zip(lines) {
        let day = ExcelDateTime::from_ymd(
            u16::try_from(line.year)?,
            u8::try_from(line.month)?,
            u8::try_from(line.day)?,
        )?;
        sheet.write_string(row, 0, "DHSC")?;
        sheet.write_string(row, 1, line.organisation)?;
        sheet.write_datetime_with_format(row, 2, day, &date)?;
        sheet.write_string(row, 3, line.expense_type)?;
        sheet.write_string(row, 4, line.area)?;
        sheet.write_string(row, 5, line.supplier)?;
        sheet.write_string(row, 6, line.number.to_string())?;
        #[expect(clippy::cast_precision_loss, reason = "less than 100,000 pounds")]
        sheet.write_number_with_format(row, 7, line.pence as f64 / 100.0, &money)?;
        sheet.write_string(row, 8, line.description)?;
    }
    workbook.save(path)?;
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let (lines, path, files) = match arguments.as_slice() {
        [lines, path] => (lines.parse::<usize>()?, Path::new(path), None),
        [lines, path, files] => (lines.parse()?, Path::new(path), Some(files.parse::<usize>()?)),
        _ => return Err("give the number of lines and the file to write: 10000000 ledger.csv".into()),
    };
    let mut ledger = Ledger { random: Random(20_190_101), lines: 0, fax: 0, alike: 0, pence: 0 };
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    if let Some(files) = files {
        fs::create_dir_all(path)?;
        for file in 0..files {
            let in_it = lines * (file + 1) / files - lines * file / files;
            let out = File::create(path.join(format!("ledger-{:04}.csv", file + 1)))?;
            write_text(out, ledger.by_ref().take(in_it))?;
        }
    } else if ending == "xlsx" {
        write_workbook(path, ledger.by_ref().take(lines))?;
    } else if ending == "gz" {
        let mut out = GzEncoder::new(File::create(path)?, Compression::default());
        write_text(&mut out, ledger.by_ref().take(lines))?;
        out.finish()?;
    } else {
        write_text(File::create(path)?, ledger.by_ref().take(lines))?;
    }
    eprintln!(
        "{}: {} lines, {} name a fax product, {} look like one, net {}{}.{:02} pounds",
        path.display(),
        ledger.lines,
        ledger.fax,
        ledger.alike,
        if ledger.pence < 0 { "-" } else { "" },
        ledger.pence.unsigned_abs() / 100,
        ledger.pence.unsigned_abs() % 100
    );
    Ok(())
}
