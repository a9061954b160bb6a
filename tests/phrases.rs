//! What was bought is not always what is named: the words around a product say so, and where they do not, a person looks.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use std::fmt::Write as _;

use common::{audit, file};

/// Lines of a ledger after the ban, with what becomes of each: an outcome, or the exclusion that clears it.
const LINES: [(&str, &str); 54] = [
    ("Fax machine", "breach"),
    ("2 no fax machines for A&E reception", "breach"),
    ("Fax machine with stand", "breach"),
    ("Replacement fax machine, old one beyond repair", "breach"),
    ("Canon i-SENSYS L170 plain paper fax", "breach"),
    ("Brother FAX-2840 & 2 toner cartridges", "breach"),
    ("Peiriant ffacs newydd", "breach"),
    ("Table for fax machine", "bought-furniture"),
    ("Fax machine table", "bought-furniture"),
    ("Desk and fax machine", "review"),
    ("Desk, chair, fax machine", "review"),
    ("Copier, less fax", "without-it"),
    ("A3 device - Fax: No, Duplex: Yes", "without-it"),
    ("Extra handset in place of the ward fax", "in-its-place"),
    ("Qtrly mtce fax machine", "indicator"),
    ("Fax machine rntl, Q2", "indicator"),
    ("Pick up roller for fax machine", "indicator"),
    ("Insurance for fax machine", "bought-insurance"),
    ("Pat test: kettle, fax, toaster", "bought-test"),
    ("Clear out old fax machines, basement", "clearing-out"),
    ("Relocate office: 12 desks, 1 fax", "moving"),
    ("Refresher: telephone, email and fax skills", "learning"),
    ("Framed facsimile of the charter", "book-facsimile"),
    ("Fax machine for ward 3 - cancelled", "review"),
    ("Fax machine for training room", "breach"),
    ("Delivery of fax machine", "review"),
    ("Post room fax machine", "breach"),
    ("Incident room fax machine", "breach"),
    ("Relocation team fax machine", "breach"),
    ("Moving & handling fax machine", "breach"),
    ("2nd floor fax machine", "breach"),
    ("Fax machine for conference room", "breach"),
    ("Storage - fax machine", "review"),
    ("Course for staff, fax machine", "review"),
    ("Fax machine, not installed", "review"),
    ("Insurance claims fax machine", "review"),
    ("Pipettes 10ml, order through fax machine", "review"),
    ("Prototype fax machine, wooden", "review"),
    ("Unit ZX4471B for fax machine", "review"),
    ("Haematology day unit: new desktop fax machine", "breach"),
    ("Wimbledon ward fax machine", "breach"),
    ("Brothr FAX-2840", "breach"),
    ("Pcard Argos 0234 fax machine", "breach"),
    ("REQ 4471/A fax machine", "breach"),
    ("FAX MACHINE LABOUR WARD", "breach"),
    ("Labour ward fax machine", "breach"),
    ("Fax machine, labour 1 hr", "indicator"),
    ("Fax machine for max fax clinic", "breach"),
    ("Reapir fax machine", "review"),
    ("Clear out old fax, supply new Brother FAX-2840", "review"),
    ("Move old fax to store, new fax machine", "review"),
    ("TN2220 + Brother FAX-2840", "breach"),
    ("Replaced fax machine, ward 3", "review"),
    ("Cardioligy: fax machine", "breach"),
];

#[test]
fn the_words_around_a_product_say_what_was_bought() {
    let mut text = "Date,Supplier,Description,Amount\n".to_owned();
    for (number, (description, _)) in LINES.iter().enumerate() {
        let _ = writeln!(text, "2021-03-01,Larkfield Ltd,\"{description}\",{}.00", 100 + number);
    }
    let (_folder, path) = file("ledger.csv", text.as_str());
    let audit = audit(&[&path], &[]);
    let (found, cleared) = (audit.rows("findings.csv"), audit.rows("cleared.csv"));
    let fate = |row: usize| {
        let row = row.to_string();
        let outcome = found.iter().find(|line| line["row"] == row).map(|line| line["outcome"].as_str());
        let by = || cleared.iter().find(|line| line["row"] == row).map(|line| line["exclusion"].as_str());
        outcome.or_else(by).unwrap_or("nothing").to_owned()
    };
    let wrong: Vec<String> = LINES
        .iter()
        .enumerate()
        .map(|(number, (description, expected))| (description, *expected, fate(number + 2)))
        .filter(|(_, expected, became)| expected != became)
        .map(|(description, expected, became)| format!("{description}: {became}, not {expected}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A word that leaves it open is named where the auditor reads why.
#[test]
fn a_doubtful_word_is_named_in_the_reason() {
    let (_folder, path) = file(
        "ledger.csv",
        "Date,Supplier,Description,Amount\n2021-03-01,Larkfield Ltd,Delivery of fax machine,20.00\n",
    );
    let audit = audit(&[&path], &[]);
    let found = audit.rows("findings.csv");
    assert!(found[0]["reason"].contains("\"Delivery\""), "{}", found[0]["reason"]);
    assert!(
        found[0]["evidence_words"].contains("delivery-or-installation"),
        "{}",
        found[0]["evidence_words"]
    );
}

/// Machines bought or held on lines that also speak of repairs, removals, furniture, messages and the like.
#[test]
fn no_machine_is_cleared_by_the_words_beside_it() {
    let lines = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/machines/beside-other-words.csv");
    let run = common::faxban().args(["rules", "backtest", "--format", "json", lines]).output().unwrap();
    let result: serde_json::Value = serde_json::from_slice(&run.stdout).unwrap();
    assert_eq!(result["lines"], 150);
    let cleared: Vec<&serde_json::Value> =
        result["wrong"].as_array().unwrap().iter().filter(|wrong| wrong["found"] == "none").collect();
    assert!(cleared.is_empty(), "{cleared:#?}");
}
