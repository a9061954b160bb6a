//! Headers of published files: run with the folder of the test data in `FAXBAN_CORPUS`.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test fails by panicking and says why it was skipped"
)]

use std::path::PathBuf;

use faxban_core::Field;
use faxban_core::columns::{Synonyms, locate};

fn synonyms() -> Synonyms {
    Synonyms::parse(include_str!("../../rules/columns.toml")).unwrap()
}

fn corpus() -> Option<PathBuf> {
    let corpus = std::env::var_os("FAXBAN_CORPUS");
    if corpus.is_none() {
        eprintln!("skipped: FAXBAN_CORPUS is not set");
    }
    corpus.map(PathBuf::from)
}

/// Supplier, amount and date are found wherever a person would find them.
#[test]
fn supplier_amount_and_date_are_found_in_published_files() {
    let Some(corpus) = corpus() else { return };
    let synonyms = synonyms();
    let mut files = csv::Reader::from_path(corpus.join("ledger_files.csv")).unwrap();
    // Per field: what a header that a person would take for it contains.
    let looks: [(Field, &[&str]); 3] = [
        (Field::Supplier, &["suppl", "merchant name", "vendor"]),
        (Field::Amount, &["amount", "gross", "net"]),
        (Field::Date, &["date", "data"]),
    ];
    let mut tally = [(0_usize, 0_usize); 3];
    for record in files.records() {
        let record = record.unwrap();
        let (file, text) = (record.get(0).unwrap(), record.get(7).unwrap());
        let cells: Vec<String> = text.split(" | ").map(str::to_owned).collect();
        let header = locate(&[(1, cells.clone())], &synonyms, None);
        if cells.iter().filter(|cell| !cell.trim().is_empty()).count() < 3 {
            continue;
        }
        for ((field, words), (has, found)) in looks.iter().zip(&mut tally) {
            if !cells.iter().any(|cell| words.iter().any(|word| cell.to_lowercase().contains(word))) {
                continue;
            }
            *has += 1;
            if header.as_ref().is_some_and(|header| header.mapping.fields.contains_key(field)) {
                *found += 1;
            } else {
                eprintln!("{}: not found in {file}: {text}", field.as_str());
            }
        }
    }
    for ((field, _), (has, found)) in looks.iter().zip(tally) {
        eprintln!("{}: {found} of {has}", field.as_str());
        assert!(found * 100 >= has * 97, "{}: {found} of {has}", field.as_str());
    }
}

/// The header row of the published CSV files, compared with the one that another parser found.
#[test]
fn the_header_row_is_found_in_published_files() {
    let Some(corpus) = corpus() else { return };
    let synonyms = synonyms();
    let mut files = csv::Reader::from_path(corpus.join("ledger_files.csv")).unwrap();
    let (mut looked, mut found) = (0_usize, 0_usize);
    for record in files.records() {
        let record = record.unwrap();
        let (file, format) = (record.get(0).unwrap(), record.get(2).unwrap());
        // The first letters will do: the list cuts long headers off, and £ depends on the encoding.
        let start =
            |text: &str| text.chars().filter(char::is_ascii_alphanumeric).take(30).collect::<String>();
        let expected = start(record.get(7).unwrap());
        if expected.is_empty() || !format.starts_with("csv") {
            continue;
        }
        let separator = if format.contains(":semi") { b';' } else { b',' };
        let Ok(bytes) = std::fs::read(corpus.join(file)) else { continue };
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(separator)
            .from_reader(&bytes[..]);
        let rows: Vec<(u64, Vec<String>)> = reader
            .byte_records()
            .take(60)
            .filter_map(Result::ok)
            .map(|row| row.iter().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect())
            .zip(1..)
            .map(|(row, number)| (number, row))
            .collect();
        looked += 1;
        let names = locate(&rows, &synonyms, None).map(|header| header.names.join(" ")).unwrap_or_default();
        if start(&names) == expected {
            found += 1;
        } else {
            eprintln!("\"{names}\" is the header of {file} instead of \"{expected}\"");
        }
    }
    eprintln!("header row: {found} of {looked}");
    assert!(found * 100 >= looked * 97, "{found} of {looked}");
}
