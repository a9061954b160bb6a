//! Published files: each is read or reported, its records agree with another parser's count, none is accused.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use std::collections::BTreeMap;

use common::{Audit, audit, corpus, rows};

/// Files that hold no table that can be audited, and why.
const NO_TABLE: [(&str, &str); 4] = [
    ("danielmsorensen_Voronoi/Hospital.csv", "a directory of hospitals: neither amounts nor assets"),
    ("rjc123_govspend/gla/gla-over-25k-1110.csv", "a nil return on a form"),
    ("rjc123_govspend/nfc/nfc-over-25k-100", "a form with the description of a file that is not in it"),
    ("rjc123_govspend/ofwat/prs_dat_transactions201107.csv", "one cell, #NAME?"),
];

fn audited(folder: &str) -> Option<Audit> {
    let audit = audit(&[&corpus(folder)?], &[]);
    assert!(matches!(audit.code, 0 | 3), "{}", audit.stderr);
    assert!(!audit.stderr.contains("panicked"), "{}", audit.stderr);
    assert!(audit.stdout.contains("Reconciled: all"), "{}", audit.stdout);
    Some(audit)
}

#[test]
fn published_ledgers_are_read_whole_and_none_is_accused() {
    let Some(audit) = audited("ledgers") else { return };
    let outcomes = audit.outcomes();
    assert_eq!(outcomes.get("breach"), None);
    let summary = audit.json("summary.json");
    let mut read: BTreeMap<String, (u64, u64, u64)> = BTreeMap::new();
    for source in summary["sources"].as_array().unwrap() {
        let blank = source["skipped"].get("blank row").and_then(serde_json::Value::as_u64).unwrap_or(0);
        let totals = read.entry(source["source"].as_str().unwrap().to_owned()).or_default();
        totals.0 += source["lines"].as_u64().unwrap() - blank;
        totals.1 += source["header_row"].as_u64().unwrap();
        totals.2 += 1;
    }
    let left_alone = ["problems", "ignored"].into_iter().flat_map(|list| summary[list].as_array().unwrap());
    let left_alone: BTreeMap<&str, &str> = left_alone
        .map(|problem| (problem["path"].as_str().unwrap(), problem["message"].as_str().unwrap()))
        .collect();
    let mut compared = 0;
    for file in rows(&corpus("ledger_files.csv").unwrap()) {
        let name = file["file"].strip_prefix("ledgers/").unwrap();
        let Some((lines, header_rows, tables)) = read.get(name) else {
            let message =
                left_alone.get(name).unwrap_or_else(|| panic!("{name} is neither read nor reported"));
            let explained = message.contains("web page")
                || message.contains("byte for byte")
                || NO_TABLE.iter().any(|(known, _)| name.starts_with(known));
            assert!(explained, "{name}: {message}");
            continue;
        };
        // The other parser counts rows that are not blank, the header and titles above it among them.
        let above: u64 = file["rows"].parse::<u64>().unwrap() - lines;
        assert!((*tables..=*header_rows).contains(&above), "{name}: {} rows, {lines} lines", file["rows"]);
        compared += 1;
    }
    assert!(compared > 675, "{compared}");
}

#[test]
fn other_published_files_are_read_or_reported() {
    for folder in ["derived", "edge_formats", "assets"] {
        let Some(audit) = audited(folder) else { return };
        if folder == "derived" {
            assert_eq!(audit.code, 0, "{}", audit.stderr);
            assert_eq!(audit.outcomes().get("breach"), None);
        }
    }
}

#[test]
fn derived_files_have_the_lines_of_their_originals() {
    let Some(audit) = audited("derived") else { return };
    let summary = audit.json("summary.json");
    let encodings: BTreeMap<&str, &str> = summary["sources"]
        .as_array()
        .unwrap()
        .iter()
        .map(|source| (source["source"].as_str().unwrap(), source["encoding"].as_str().unwrap()))
        .collect();
    assert_eq!(encodings["CHWE_April2020_utf16le_tab.csv"], "UTF-16 LE");
    assert_eq!(encodings["DfT_201307_utf16be.csv"], "UTF-16 BE");
    assert_eq!(encodings["DfT_201110_title_rows.ods"], "ODS workbook");
}
