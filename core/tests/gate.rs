//! The gate never holds back a record that a rule matches.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use faxban_core::text::fold_into;
use faxban_core::{Field, Pack, Row, SourceKind};
use proptest::prelude::*;

const COLUMNS: [Field; 5] =
    [Field::Description, Field::Model, Field::Manufacturer, Field::ExpenseType, Field::Supplier];

static PACK: LazyLock<Pack> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../rules/fax");
    let files = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.display().to_string(), fs::read_to_string(path).unwrap()));
    Pack::load_unchecked(&files.collect()).unwrap()
});

/// What rules look for, as somebody could write it, and words of no meaning.
fn words() -> impl Strategy<Value = String> {
    let written = PACK.rules.iter().flat_map(|rule| &rule.written);
    let mut known: Vec<String> = written
        .filter(|text| !text.contains(['\\', '[', '(']))
        .map(|text| text.replace('*', ""))
        .chain(PACK.patterns().map(|pattern| pattern.replace(|c: char| !c.is_ascii_alphanumeric(), " ")))
        .collect();
    known.extend(["KX-FT 932", "MFC L2750DW", "LaserJet M426fdw", "fax machine"].map(str::to_owned));
    let piece = prop_oneof![proptest::sample::select(known), "[ A-Za-z0-9/&.-]{0,12}"];
    proptest::collection::vec(piece, 0..4).prop_map(|pieces| pieces.join(" ").to_ascii_uppercase())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn what_matches_is_admitted(
        cells in proptest::collection::vec(words(), COLUMNS.len()),
        mapped in 1..=COLUMNS.len(),
        register in any::<bool>(),
    ) {
        let kind = if register { SourceKind::Register } else { SourceKind::Ledger };
        let columns = &COLUMNS[..mapped];
        let mut row = Row::new();
        for (column, cell) in columns.iter().zip(&cells) {
            row.set(*column, cell);
        }
        let mut folded = Vec::new();
        fold_into(cells.join(",").as_bytes(), &mut folded);
        let admitted = PACK.gate(kind, columns).admits(&folded);
        let found = PACK.matches(&row, kind);
        prop_assert!(admitted || found.hits.is_empty(), "{cells:?}: {found:?}");
    }
}
