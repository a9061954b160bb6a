//! Personal data in the cells: in no output by default, in all of them when asked for.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::fs;
use std::path::Path;

use common::{Audit, audit, faxban, file};

/// What must not be seen, wherever it stands in [`LEDGER`].
const PERSONAL: [&str; 14] = [
    "Wibberley",
    "WIBBERLEY",
    "Ottoline",
    "Ampleforth",
    "Quennell",
    "qfarthing",
    "q.farthing",
    "01422 555123",
    "07700 900",
    "943 476 5919",
    "9434765870",
    "A765432",
    "12/03/1950",
    "Trubshaw",
];

/// Findings, cleared lines and a row with a cell too many.
const LEDGER: &str = "Entity,Supplier,Date,PO Number,Amount,Description,Requested By
Wharfemoor,MR T WIBBERLEY,01/02/2020,9434765919,10.00,Brother FAX-2840 for Dr Ottoline Ampleforth,Jane Trubshaw
Wharfemoor,Larkfield Ltd,02/02/2020,PO2,11.00,Fax machine FAO Mrs Quennell tel 07700 900456,
Wharfemoor,Larkfield Ltd,03/02/2020,PO3,12.00,Fax toner user: qfarthing <q.farthing@example.org> for 943 476 5919,
Wharfemoor,Larkfield Ltd,31/02/2020 Mrs Quennell,PO4,13.00,Fax machine MRN A765432 dob 12/03/1950,
Wharfemoor,Larkfield Ltd,04/02/2020,PO5,14.00,Contact: fax 01422 555123 for Mr Wibberley,
Wharfemoor,Larkfield Ltd,05/02/2020,PO6,15.00,Fax machine,Jane Trubshaw,for patient 9434765870
";

fn everything(audit: &Audit) -> String {
    let mut all = audit.stdout.clone() + &audit.stderr;
    for entry in fs::read_dir(audit.file("")).unwrap() {
        all += &String::from_utf8_lossy(&fs::read(entry.unwrap().path()).unwrap());
    }
    all
}

fn seen(text: &str) -> Vec<&'static str> {
    PERSONAL.into_iter().filter(|personal| text.contains(personal)).collect()
}

#[test]
fn no_output_shows_personal_data_by_default() {
    let (_folder, path) = file("ledger.csv", LEDGER);
    let audit = audit(&[&path], &[]);
    // The rejected row names a product: somebody has to read it.
    assert_eq!(audit.code, 3, "{}", audit.stderr);
    assert_eq!(audit.rows("findings.csv").len(), 4);
    assert_eq!(audit.rows("cleared.csv").len(), 1);
    assert_eq!(audit.rows("rejects.csv").len(), 1);
    assert_eq!(seen(&everything(&audit)), [""; 0]);
    let first = &audit.rows("findings.csv")[0];
    assert_eq!(first["description"], "Brother FAX-2840 for [name]");
    assert_eq!(first["supplier"], "[name]");
    assert_eq!(first["order_number"], "9434765919", "a number of ten digits in a column of codes is a code");
    assert_eq!(first["matched_text"], "FAX-2840");
}

#[test]
fn all_of_it_is_shown_when_asked_for() {
    let (_folder, path) = file("ledger.csv", LEDGER);
    let shown = audit(&[&path], &["--show-personal-data"]);
    // The column "Requested By" is not used, so it is seen in the rejected row only; so is the last number.
    assert_eq!(seen(&everything(&shown)), PERSONAL);
    assert_eq!(shown.json("manifest.json")["options"]["show-personal-data"], "yes");
    assert!(!shown.stdout.contains("personal data"), "{}", shown.stdout);
    assert_eq!(shown.json("summary.json")["masked"], serde_json::json!({}));
}

/// Whoever asks for the personal data gets the same findings, by the same ids.
#[test]
fn masking_changes_neither_identity_nor_verdict() {
    let (_folder, path) = file("ledger.csv", LEDGER);
    let (masked, shown) = (audit(&[&path], &[]), audit(&[&path], &["--show-personal-data"]));
    let of = |audit: &Audit| -> Vec<[String; 4]> {
        let rows = audit.rows("findings.csv").into_iter();
        rows.map(|row| ["finding_id", "outcome", "date", "rule"].map(|column| row[column].clone())).collect()
    };
    assert_eq!(of(&masked), of(&shown));
    assert_eq!(masked.text("reconciliation.csv"), shown.text("reconciliation.csv"));
}

#[test]
fn what_is_masked_is_counted() {
    let (_folder, path) = file("ledger.csv", LEDGER);
    let audit = audit(&[&path], &[]);
    assert_eq!(
        audit.json("summary.json")["masked"],
        serde_json::json!({
            "name": 7, "email": 1, "phone": 2, "nhs_number": 2, "hospital_number": 1, "date_of_birth": 1
        })
    );
    assert!(
        audit.stdout.contains(
            " 14 pieces of personal data are masked (7 names, 1 e-mail address, 2 phone numbers, 2 NHS numbers, \
             1 hospital number, 1 date of birth); --show-personal-data shows them."
        ),
        "{}",
        audit.stdout
    );
}

/// The words that matched still stand in the masked cell, so that they can be marked there.
#[test]
fn evidence_is_found_in_the_masked_cell() {
    let (_folder, path) = file("ledger.csv", LEDGER);
    let audit = audit(&[&path], &[]);
    for row in audit.rows("findings.csv") {
        assert!(row[&row["matched_column"]].contains(&row["matched_text"]), "{row:?}");
        assert!(row["evidence"].contains(&row["matched_text"]), "{row:?}");
    }
    let cleared = &audit.rows("cleared.csv")[0];
    assert_eq!(cleared["description"], "Contact: fax [phone] for [name]");
    for words in ["matched_text", "exclusion_text"] {
        assert!(
            cleared["description"].contains(&cleared[words]) && !cleared[words].is_empty(),
            "{cleared:?}"
        );
    }
}

#[test]
fn a_name_that_makes_a_line_doubtful_is_masked_in_the_reason() {
    let line = "wibberley@example.org ordered a fax machine";
    let ledger = format!("Supplier,Date,Amount,Description\nLarkfield Ltd,02/02/2020,11.00,{line}\n");
    let (_folder, path) = file("ledger.csv", &ledger);
    let reason =
        |extra: &[&str]| audit(&[&path], extra).rows("findings.csv").first().unwrap()["reason"].clone();
    assert!(reason(&[]).contains("the line also says \"[e-mail]\""), "{}", reason(&[]));
    assert!(reason(&["--show-personal-data"]).contains("wibberley"));
    let explained = faxban().args(["explain", "--date", "2020-02-02", "--text", line]).output().unwrap();
    assert!(!String::from_utf8_lossy(&explained.stdout).contains("wibberley"));
}

fn run(command: &str, path: &Path, place: &str, extra: &[&str]) -> String {
    let place = format!("{}{place}", path.display());
    let output = faxban().arg(command).arg(place).args(extra).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn explain_and_inspect_mask_too() {
    let (_folder, path) = file("ledger.csv", LEDGER);
    for (command, place) in
        [("inspect", ""), ("explain", ":2"), ("explain", ":4"), ("explain", ":5"), ("explain", ":6")]
    {
        assert_eq!(seen(&run(command, &path, place, &[])), [""; 0], "{command} {place}");
        let shown = run(command, &path, place, &["--show-personal-data"]);
        assert!(!seen(&shown).is_empty(), "{command} {place}: {shown}");
    }
    let text = ["explain", "--text", "Fax for Dr Wibberley, 01422 555123"];
    let said =
        |extra: &[&str]| String::from_utf8(faxban().args(text).args(extra).output().unwrap().stdout).unwrap();
    assert!(said(&[]).contains("\"Fax for [name], [phone]\""), "{}", said(&[]));
    assert!(said(&["--show-personal-data"]).contains("Dr Wibberley"));
}

#[test]
fn exemptions_are_masked_and_hold() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("register.csv"),
        "Asset Number,Description,Status\nA1,Fax machine,Mr Quennell has it\n",
    )
    .unwrap();
    fs::write(
        folder.path().join("exemptions.csv"),
        "finding_id,asset_id,organisation,reason,approver,from,expires,evidence\n,A1,,Kept for Dr Ampleforth,Mrs Wibberley,2026-01-01,2027-01-01,\n",
    )
    .unwrap();
    let audit = audit(&[folder.path()], &[]);
    let row = &audit.rows("findings.csv")[0];
    assert_eq!((row["outcome"].as_str(), row["exemption"].as_str()), ("exempt", "Kept for [name]"));
    assert_eq!(seen(&everything(&audit)), [""; 0]);
}

/// The words are data: a trust can add its own.
#[test]
fn own_words_are_used() {
    let rules = tempfile::tempdir().unwrap();
    let built_in =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/personal.toml")).unwrap();
    let own = built_in.replacen("person = [", "person = [\"für\", \"handed to\", ", 1);
    assert_ne!(own, built_in);
    fs::write(rules.path().join("personal.toml"), own).unwrap();
    let (_folder, path) = file(
        "ledger.csv",
        "Supplier,Date,Amount,Description\nX,01/02/2020,9,Fax machine handed to Trubshaw\n",
    );
    let described =
        |arguments: &[&str]| audit(&[&path], arguments).rows("findings.csv")[0]["description"].clone();
    assert_eq!(described(&[]), "Fax machine handed to Trubshaw");
    assert_eq!(described(&["--rules", rules.path().to_str().unwrap()]), "Fax machine handed to [name]");
    fs::write(rules.path().join("personal.toml"), "[names]\ntitels = []\n").unwrap();
    let refused = audit(&[&path], &["--rules", rules.path().to_str().unwrap()]);
    assert_eq!(refused.code, 2);
    assert!(
        refused.stderr.contains("personal.toml") && refused.stderr.contains("titels"),
        "{}",
        refused.stderr
    );
}
