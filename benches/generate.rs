//! Writes a purchase ledger to measure with: `cargo bench --bench generate -- LINES FILE`.
//!
//! The same number of lines always gives the same bytes. 30 % of the descriptions are nearly unique, 0.05 % of the
//! lines name a fax product, 0.5 % something that looks like one and 1 % one of their makers; what was written is counted on standard error.

#![allow(
    clippy::print_stderr,
    clippy::indexing_slicing,
    reason = "a tool for the one who measures; indexes are taken modulo lengths"
)]

use std::error::Error;
use std::fs::File;
use std::io::{BufWriter, Write};

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

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    let (Some(lines), Some(path)) = (arguments.next(), arguments.next()) else {
        eprintln!(
            "give the number of lines and the file to write: cargo bench --bench generate -- 10000000 ledger.csv"
        );
        return Ok(());
    };
    let lines: u64 = lines.parse()?;
    let mut out = BufWriter::with_capacity(1 << 20, File::create(&path)?);
    out.write_all(b"Department Family,Entity,Date,Expense Type,Expense Area,Supplier,Transaction Number,Amount,Description\r\n")?;
    let mut random = Random(20_190_101);
    let (mut fax, mut alike, mut pence_total) = (0_u64, 0_u64, 0_i64);
    for line in 0..lines {
        let entity = random.below(ENTITIES);
        let (place, next) =
            (PLACES[entity % PLACES.len()], PLACES[(entity / PLACES.len() + 1) % PLACES.len()]);
        let (day, month, year) = (random.below(28) + 1, random.below(12) + 1, 2015 + random.below(10));
        let pence = i64::try_from(random.below(9_000_000))? - 300_000;
        pence_total += pence;
        let pounds = pence.unsigned_abs() / 100;
        let sign = if pence < 0 { "-" } else { "" };
        let amount = if pounds >= 1000 {
            format!("\"{sign}{},{:03}.{:02}\"", pounds / 1000, pounds % 1000, pence.unsigned_abs() % 100)
        } else {
            format!("{sign}{pounds}.{:02}", pence.unsigned_abs() % 100)
        };
        let description = match random.below(10_000) {
            0..5 => {
                fax += 1;
                random.of(&FAX).to_owned()
            }
            5..55 => {
                alike += 1;
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
        };
        write!(
            out,
            "DHSC,{place} and {next} NHS Trust,{day:02}/{month:02}/{year},{},{},{} {} Ltd,{},{amount},{description}\r\n",
            random.of(&TYPES),
            random.of(&AREAS),
            random.of(&PLACES),
            random.of(&KINDS),
            10_000_000 + line,
        )?;
    }
    out.flush()?;
    eprintln!(
        "{path}: {lines} lines, {fax} name a fax product, {alike} look like one, net {}{}.{:02} pounds",
        if pence_total < 0 { "-" } else { "" },
        pence_total.unsigned_abs() / 100,
        pence_total.unsigned_abs() % 100
    );
    Ok(())
}
