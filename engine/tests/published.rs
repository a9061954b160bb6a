//! Headers of published ledgers: run with the folder of the test data in `FAXBAN_CORPUS`.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test fails by panicking and says why it was skipped"
)]

mod common;

use std::path::Path;

use common::RULES;
use faxban_core::SourceKind;
use faxban_engine::header::{self, Asked};
use faxban_engine::layout::{AmountOf, Layout};

/// No published ledger is taken for a table that proves less, and its one column of amounts is read as it stands.
#[test]
fn published_ledgers_stay_ledgers_with_one_amount() {
    let Some(corpus) = std::env::var_os("FAXBAN_CORPUS") else {
        eprintln!("skipped: FAXBAN_CORPUS is not set");
        return;
    };
    let mut files = csv::Reader::from_path(Path::new(&corpus).join("ledger_files.csv")).unwrap();
    let mut found = 0;
    for record in files.records() {
        let record = record.unwrap();
        let (file, text) = (record.get(0).unwrap(), record.get(7).unwrap());
        let cells: Vec<String> = text.split(" | ").map(str::to_owned).collect();
        let Some(header) = header::find(&[(1, cells)], &RULES, Asked::default()).unwrap() else { continue };
        let layout = Layout::new(header.mapping, header.names, 1);
        found += 1;
        assert_eq!(layout.kind, SourceKind::Ledger, "{file}: {text}");
        // Purchase cards say in which currency they bill.
        let billed = layout.currency.is_none_or(|column| layout.header[column].starts_with("BILLING"));
        let is_plain = match layout.amount_of {
            AmountOf::Nothing | AmountOf::Column(_) => billed,
            AmountOf::Signed { by_document, .. } => by_document,
            AmountOf::Sides { .. } | AmountOf::Product { .. } => false,
        };
        assert!(is_plain, "{file}: {text}: {:?}", layout.amount_of);
    }
    assert!(found > 500, "{found}");
}
