//! A product that is named anywhere in the files of a folder is in `findings.csv`, `cleared.csv` or `mentions.csv`;
//! and every row of every table has one fate.
//!
//! `FAXBAN_MENTIONS=5000 cargo test --release --test mentions` plants that many.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(clippy::print_stdout, reason = "lists what was lost, and says why a part is skipped")]

mod common;
#[path = "mentions/plant.rs"]
mod plant;
#[allow(dead_code, reason = "this test uses a part")]
#[path = "pollution/rng.rs"]
mod rng;

use std::collections::BTreeMap;
use std::fs;

use common::{Audit, Row, audit};
use plant::{KINDS, Plant};
use rng::Rng;

/// Files in one run of the program.
const BATCH: usize = 250;

fn plants() -> Vec<Plant> {
    let count = std::env::var("FAXBAN_MENTIONS").ok().and_then(|text| text.parse().ok()).unwrap_or(500_usize);
    (0..count).map(|seed| plant::plant(seed % KINDS.len(), &mut Rng::new(seed as u64))).collect()
}

fn audited(plants: &[Plant]) -> Audit {
    let folder = tempfile::tempdir().unwrap();
    for (number, plant) in plants.iter().enumerate() {
        let of = folder.path().join(format!("m{number:05}"));
        fs::create_dir(&of).unwrap();
        fs::write(of.join(&plant.file), &plant.bytes).unwrap();
    }
    let audit = audit(&[folder.path()], &["--quiet"]);
    assert!(matches!(audit.code, 0 | 3), "{}", audit.stderr);
    audit
}

fn list(audit: &Audit, name: &str) -> Vec<Row> {
    if audit.file(name).exists() { audit.rows(name) } else { Vec::new() }
}

/// Whether a row of a list is about the place where a product was planted.
fn names(row: &Row, number: usize, plant: &Plant) -> bool {
    let of_file = row["source"].split('/').next() == Some(&format!("m{number:05}"));
    let of_sheet = plant.sheet.as_ref().is_none_or(|sheet| row["sheet"] == *sheet);
    of_file && of_sheet && plant.row.is_none_or(|at| row["row"].parse() == Ok(at))
}

#[test]
fn a_product_named_anywhere_is_in_one_of_three_lists() {
    let mut lost: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    for batch in plants().chunks(BATCH) {
        let audit = audited(batch);
        let lists: Vec<Row> = ["findings.csv", "cleared.csv", "mentions.csv"]
            .iter()
            .flat_map(|name| list(&audit, name))
            .collect();
        for (number, plant) in batch.iter().enumerate() {
            *count.entry(plant.kind).or_default() += 1;
            if !lists.iter().any(|row| names(row, number, plant)) {
                let Plant { kind, file, sheet, row, .. } = plant;
                lost.entry(kind).or_default().push(format!("{file} {sheet:?} row {row:?}"));
            }
        }
    }
    for (kind, of) in &lost {
        println!("{kind}: {} of {} lost, such as {}", of.len(), count[kind], of[0]);
    }
    let all: usize = lost.values().map(Vec::len).sum();
    assert_eq!(all, 0, "of {} planted products {all} are in no list", count.values().sum::<usize>());
}

#[test]
fn every_row_of_a_table_has_one_fate() {
    let mut wrong = Vec::new();
    for batch in plants().chunks(BATCH) {
        let audit = audited(batch);
        let fates = audit.rows("reconciliation.csv");
        if !fates.iter().any(|row| ["above", "header", "note"].contains(&row["outcome"].as_str())) {
            println!(
                "skipped: reconciliation.csv does not have the rows above the table, the header and the notes"
            );
            return;
        }
        let mut sums: BTreeMap<(String, String), u64> = BTreeMap::new();
        for row in fates.iter().filter(|row| row["outcome"] != "total") {
            let of = row["source"].split('/').next().unwrap().to_owned();
            *sums.entry((of, row["sheet"].clone())).or_default() += row["lines"].parse::<u64>().unwrap();
        }
        for (number, plant) in batch.iter().enumerate() {
            for (sheet, rows) in &plant.tables {
                let sum = sums.get(&(format!("m{number:05}"), sheet.clone())).copied().unwrap_or(0);
                if sum != *rows {
                    wrong.push(format!("{} {sheet:?}: {rows} rows, {sum} with a fate", plant.kind));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
