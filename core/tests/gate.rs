//! The gate never holds back a record that a rule matches.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use common::PACK;
use faxban_core::text::{fold, fold_into};
use faxban_core::{Field, Row, SourceKind};
use proptest::prelude::*;

const COLUMNS: [Field; 5] =
    [Field::Description, Field::Model, Field::Manufacturer, Field::ExpenseType, Field::Supplier];

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
    let plain =
        proptest::collection::vec(piece, 0..4).prop_map(|pieces| pieces.join(" ").to_ascii_uppercase());
    (plain, 0..6_u8).prop_map(|(text, disguise)| match disguise {
        0 => text.chars().map(fullwidth).collect(),
        1 => text.replace('-', "\u{2011}").replace(' ', "\u{a0}"),
        2 => text.replace('-', "â€“").replace('E', "É"),
        _ => text,
    })
}

/// Letters and digits as East Asian fonts have them: ＦＡＸ.
fn fullwidth(sign: char) -> char {
    if sign.is_ascii_graphic() { char::from_u32(sign as u32 + 0xfee0).unwrap() } else { sign }
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
        let record = cells.join(",");
        let mut folded = Vec::new();
        fold_into(record.as_bytes(), &mut folded);
        let gate = PACK.gate(kind, columns);
        // A record that is not plain ASCII is folded like a cell.
        let admitted = gate.admits(&folded) || (!record.is_ascii() && gate.admits(fold(&record).as_bytes()));
        let found = PACK.matches(&row, kind);
        prop_assert!(admitted || found.hits.is_empty(), "{cells:?}: {found:?}");
    }
}
