//! Organisations that declared themselves fax free, and what their lines show after it.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::fs;

use common::{Audit, audit, faxban, file, rows};

const REGISTER: &str = "Asset Tag,Description,Status,Disposal date,Purchase date,Organisation
A1,Brother fax machine,In use,,,Alder NHS Trust
A2,Canon fax machine,Disposed,2021-06-30,,Alder NHS Trust
A3,Ricoh fax machine,Disposed,,2015-01-01,Alder NHS Trust
B1,Fax machine,Disposed,2021-06-30,,Beech NHS Trust
C1,Desk,In use,,,Cedar NHS Trust
,,In use,,,Beech NHS Trust
";
const LEDGER: &str = "Entity,Supplier,Date,Amount,Description
Alder NHS Trust,Inkwell,30/06/2021,10.00,Fax toner cartridge
Alder NHS Trust,Inkwell,01/07/2021,11.00,Fax toner cartridge
Alder NHS Trust,Inkwell,02/07/2021,-11.00,Fax toner cartridge
";

/// Audits a register and a ledger with declarations.
fn with(declarations: &str, arguments: &[&str]) -> Audit {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("register.csv"), REGISTER).unwrap();
    fs::write(folder.path().join("ledger.csv"), LEDGER).unwrap();
    let (_kept, list) = file("declared.csv", format!("organisation,declared,evidence,note\n{declarations}"));
    let mut all = vec!["--declarations", list.to_str().unwrap()];
    all.extend(arguments);
    audit(&[folder.path()], &all)
}

fn found(audit: &Audit) -> Vec<(String, String, String)> {
    let cell = |row: &common::Row, name: &str| row[name].clone();
    rows(&audit.file("declarations.csv"))
        .iter()
        .map(|row| (cell(row, "result"), cell(row, "row"), cell(row, "shown_on")))
        .collect()
}

fn after(rows: &[(&str, &str)]) -> Vec<(String, String, String)> {
    rows.iter()
        .map(|(row, day)| ("found after it".to_owned(), (*row).to_owned(), (*day).to_owned()))
        .collect()
}

#[test]
fn what_is_dated_or_held_after_it_is_named() {
    let audit = with("Alder NHS Trust,2021-06-30,Board paper 3,\n", &[]);
    assert_eq!(audit.code, 0, "{}", audit.stderr);
    assert_eq!(found(&audit), after(&[("3", "2021-07-01"), ("2", "2026-11-23")]));
    let told = "Alder NHS Trust declared itself fax free on 2021-06-30, but 2 lines show a fax product after that day: 1 breach, 1 indicator. 1 finding could be before or after it.";
    assert!(audit.stdout.contains(told), "{}", audit.stdout);
    let json = &audit.json("summary.json")["declared_fax_free"][0];
    assert_eq!(json["findings"], serde_json::json!({ "breach": 1, "indicator": 1 }));
    assert_eq!(json["finding_ids"].as_array().unwrap().len(), 2);
    assert_eq!((json["lines_audited"].as_u64(), json["undated_findings"].as_u64()), (Some(6), Some(1)));
}

#[test]
fn a_machine_was_held_until_it_was_disposed_of() {
    let audit = with("alder  nhs trust,29/06/2021,,\n", &[]);
    assert_eq!(
        found(&audit),
        after(&[("2", "2021-06-30"), ("3", "2021-07-01"), ("2", "2026-11-23"), ("3", "2021-06-30")])
    );
}

#[test]
fn nothing_is_held_after_the_day_of_the_audit() {
    let audit = with("Alder NHS Trust,2026-11-23,,\n", &[]);
    assert_eq!(found(&audit), [("no later lines".to_owned(), String::new(), String::new())]);
}

#[test]
fn nothing_found_says_in_how_much() {
    let audit = with("Beech NHS Trust,2021-06-30,,\n", &[]);
    let row = &rows(&audit.file("declarations.csv"))[0];
    assert_eq!(
        [&row["result"], &row["lines_audited"], &row["lines_assessable"]],
        ["nothing found", "2", "1"]
    );
    assert!(
        audit.stdout.contains(
            "nothing found after it in 2 lines, of which 1 could be assessed. Nothing found is not proof."
        ),
        "{}",
        audit.stdout
    );
}

/// A ledger that ends before the declaration cannot speak against it; a register of a later day can.
#[test]
fn only_what_goes_on_after_the_day_is_counted() {
    let (_folder, ledger) = file("ledger.csv", LEDGER);
    let told = |day: &str| {
        let (_kept, list) =
            file("declared.csv", format!("organisation,declared,evidence,note\nAlder NHS Trust,{day},,\n"));
        let audit = audit(&[&ledger], &["--declarations", list.to_str().unwrap()]);
        let json = audit.json("summary.json")["declared_fax_free"][0].clone();
        (found(&audit), json["sentence"].as_str().unwrap().to_owned(), json["lines_before"].as_u64())
    };
    let (rows, sentence, before) = told("2021-07-02");
    assert_eq!(rows, [("no later lines".to_owned(), String::new(), String::new())]);
    assert!(sentence.contains("no line after that day was audited: its files have 3 lines"), "{sentence}");
    assert_eq!(before, Some(3));
    let (rows, sentence, before) = told("2021-07-01");
    assert_eq!(rows, [("nothing found".to_owned(), String::new(), String::new())]);
    assert!(sentence.contains("nothing found after it in 3 lines"), "{sentence}");
    assert_eq!(before, Some(0));
    let audit = with("Alder NHS Trust,2026-11-01,,\n", &[]);
    let json = &audit.json("summary.json")["declared_fax_free"][0];
    assert_eq!((json["lines_audited"].as_u64(), json["lines_before"].as_u64()), (Some(3), Some(3)));
}

/// A month's silence does not make good what earlier months found.
#[test]
fn what_an_earlier_report_found_stands() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("declared.csv"), "organisation,declared\nAlder NHS Trust,2026-09-01\n").unwrap();
    let lines = |month: u8, what: &str| {
        format!(
            "Entity,Supplier,Date,Amount,Description\nAlder NHS Trust,Inkwell,2026-{month}-05,50.00,{what}\nAlder NHS Trust,Inkwell,2026-{month}-06,5.00,Paper\n"
        )
    };
    let run = |month: u8, what: &str, arguments: &[&str]| {
        fs::write(at("ledger.csv"), lines(month, what)).unwrap();
        let report = at(&format!("report-{month}"));
        let output = faxban()
            .arg("audit")
            .arg(at("ledger.csv"))
            .args(["--as-of", &format!("2026-{month}-28"), "--out"])
            .arg(&report)
            .arg("--declarations")
            .arg(at("declared.csv"))
            .args(arguments)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        (report, String::from_utf8(output.stdout).unwrap())
    };
    let (october, _) = run(10, "Fax machine", &[]);
    let id = rows(&october.join("findings.csv"))[0]["finding_id"].clone();
    let baseline = october.display().to_string();
    let (november, told) = run(11, "Chair", &["--baseline", &baseline]);
    let sentence = "Alder NHS Trust declared itself fax free on 2026-09-01; these files show nothing after it in 2 lines, of which 2 could be assessed. Nothing found is not proof. But earlier reports have 1 finding after that day that these files do not cover (1 breach; last seen 2026-10-28); nothing shows that it has ended.";
    assert!(told.contains(sentence), "{told}");
    let declared = rows(&november.join("declarations.csv"));
    assert_eq!(declared[0]["result"], "found in earlier report");
    // Carried along, it stands in the month after, too.
    let baseline = november.display().to_string();
    let (_, told) = run(12, "Chair", &["--baseline", &baseline]);
    assert!(told.contains("(1 breach; last seen 2026-10-28)"), "{told}");
    // Unless a reviewer called it a false alarm.
    fs::write(
        at("decisions.csv"),
        format!("finding_id,decision,by,on\n{id},false alarm,A. Auditor,2026-11-01\n"),
    )
    .unwrap();
    let decisions = at("decisions.csv").display().to_string();
    let (_, told) = run(12, "Chair", &["--baseline", &baseline, "--decisions", &decisions]);
    assert!(told.contains("nothing found after it in 2 lines"), "{told}");
}

#[test]
fn an_organisation_that_was_not_audited_is_told() {
    let audit = with("Alder NHS Foundation Trust,2021-06-30,,\n", &[]);
    assert_eq!(found(&audit), [("not audited".to_owned(), String::new(), String::new())]);
    let told = "no line of it was audited: either its files did not come, or its name is written in another way in them.";
    assert!(audit.stdout.contains(told), "{}", audit.stdout);
}

#[test]
fn a_code_names_the_organisation_too() {
    let audit = with("x1a,2021-06-30,,\n", &["--org", "X1A"]);
    assert_eq!(found(&audit).len(), 2, "{}", audit.stdout);
}

#[test]
fn a_false_alarm_stands_against_nobody() {
    let first = with("Alder NHS Trust,2021-06-30,,\n", &[]);
    let id = rows(&first.file("declarations.csv"))[1]["finding_id"].clone();
    let (_kept, decisions) =
        file("decisions.csv", format!("finding_id,decision,by,on\n{id},false alarm,A. Auditor,2026-11-01\n"));
    let second = with("Alder NHS Trust,2021-06-30,,\n", &["--decisions", decisions.to_str().unwrap()]);
    assert_eq!(found(&second), after(&[("3", "2021-07-01")]));
}

#[test]
fn without_declarations_there_is_no_such_file() {
    let (_folder, path) = file("ledger.csv", LEDGER);
    let audit = audit(&[&path], &[]);
    assert!(!audit.file("declarations.csv").exists());
    assert!(!audit.stdout.contains("declarations.csv"));
}

#[test]
fn what_cannot_be_understood_stops_the_run() {
    for (row, told) in [
        ("Alder NHS Trust,soon,,", "line 2: \"soon\" is no date"),
        ("Alder NHS Trust,,,", "line 2: a declaration has a day"),
        (",2020-01-01,,", "line 2: a declaration names its organisation"),
    ] {
        let audit = with(row, &[]);
        assert_eq!(audit.code, 2);
        assert!(audit.stderr.contains(told), "{told}: {}", audit.stderr);
    }
}

#[test]
fn a_ban_without_declarations_refuses_them() {
    let (_folder, list) = file("declared.csv", "organisation,declared\nAlder,2020-01-01\n");
    let run = faxban()
        .args(["audit", "sample-data", "--pack", "pagers", "--declarations"])
        .arg(&list)
        .output()
        .unwrap();
    assert_eq!(run.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&run.stderr).contains("knows of no declarations"));
}
