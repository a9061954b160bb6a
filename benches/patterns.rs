//! Prints what the fax pack looks for, as JSON, for measuring other engines with the same patterns:
//! `cargo bench --bench patterns > patterns.json`.

#![allow(clippy::print_stdout, clippy::expect_used, reason = "a tool of the developer's")]

use faxban::rules::Rules;
use faxban_core::{Field, SourceKind};

fn main() {
    let pack = Rules::load(None, faxban::rules::DEFAULT_PACK).expect("the built-in rules load").pack.clone();
    let gate = pack.gate(SourceKind::Ledger, &[Field::Supplier, Field::Description, Field::ExpenseType]);
    let literals: Vec<_> = gate.literals().iter().map(|literal| String::from_utf8_lossy(literal)).collect();
    let patterns: Vec<_> = pack.patterns().collect();
    println!("{}", serde_json::json!({ "patterns": patterns, "literals": literals }));
}
