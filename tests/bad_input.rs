//! Input that cannot be read: one clear sentence, the right exit code, and the rest is audited.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::fs;
use std::path::Path;

use common::{audit, faxban, file, sample};

const GOOD: &str =
    "Supplier,Date,Amount,Description\nInkwell,01/02/2020,10.00,Brother FAX-2840 fax machine\n";

/// Audits a bad file beside a good one.
fn beside_a_good_file(name: &str, content: &[u8], sentence: &str) {
    let (folder, _) = file(name, content);
    fs::write(folder.path().join("good.csv"), GOOD).unwrap();
    let audit = audit(&[folder.path()], &[]);
    assert_eq!(audit.code, 3, "{name}: {}", audit.stdout);
    assert_eq!(audit.outcomes()["breach"], 1, "the rest is audited");
    let said: Vec<&str> = audit.stdout.lines().filter(|line| line.contains(name)).collect();
    assert_eq!(said.len(), 1, "one sentence on {name}: {said:?}");
    assert!(said.iter().all(|line| line.contains(sentence)), "{said:?}");
}

#[test]
fn an_empty_file() {
    beside_a_good_file("empty.csv", b"", "is empty");
}

#[test]
fn binary_junk() {
    let junk: Vec<u8> = (0..4096_u32).map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes()[0]).collect();
    beside_a_good_file("junk.csv", &junk, "neither text nor a workbook");
}

#[test]
fn a_web_page() {
    beside_a_good_file("page.csv", b"<!DOCTYPE html>\n<html><body>404</body></html>", "web page");
}

#[test]
fn a_truncated_workbook() {
    let whole = fs::read(sample("wharfemoor/register.xlsx")).unwrap();
    beside_a_good_file("cut.xlsx", whole.get(..whole.len() / 2).unwrap(), "cut short");
}

#[test]
fn a_truncated_gzip() {
    let whole = fs::read(sample("saltersea/catalogue-orders.psv.gz")).unwrap();
    beside_a_good_file("cut.csv.gz", whole.get(..whole.len() / 2).unwrap(), "cannot be read");
}

#[test]
fn a_table_without_a_header() {
    beside_a_good_file("numbers.csv", b"1,2,3\n4,5,6\n", "could not find a header row");
}

#[cfg(unix)]
#[test]
fn an_unreadable_file() {
    use std::os::unix::fs::PermissionsExt;
    let (folder, path) = file("locked.csv", GOOD);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read(&path).is_ok() {
        return; // Whoever may read everything cannot be refused.
    }
    let audit = audit(&[folder.path()], &[]);
    assert_eq!(audit.code, 3);
    assert!(audit.stdout.contains("permission denied"), "{}", audit.stdout);
}

#[test]
fn a_missing_path() {
    let (_folder, good) = file("good.csv", GOOD);
    let audit = audit(&[Path::new("no/such/place"), &good], &[]);
    assert_eq!(audit.code, 3);
    assert!(audit.stdout.contains("no/such/place: there is no such file or folder"), "{}", audit.stdout);
    assert_eq!(audit.outcomes()["breach"], 1);
}

#[test]
fn a_folder_without_tables() {
    let (folder, _) = file("README.md", "# Nothing yet");
    for (name, said) in
        [("README.md", "no file that could be a table"), ("letter.pdf", "letter.pdf: it is a PDF")]
    {
        fs::write(folder.path().join(name), "%PDF-1.7").unwrap();
        let audit = audit(&[folder.path()], &[]);
        assert_eq!(audit.code, 3);
        assert!(audit.stderr.contains(said), "{}", audit.stderr);
        assert!(!audit.file("manifest.json").exists(), "a report on nothing");
    }
}

#[test]
fn a_mapping_that_names_nothing() {
    let (_folder, good) = file("good.csv", GOOD);
    let audit = audit(&[&good], &["--map", "description=Narrative"]);
    assert_eq!(audit.code, 3);
    assert!(audit.stdout.contains("Narrative") && audit.stdout.contains("Description"), "{}", audit.stdout);
    assert!(audit.file("manifest.json").exists(), "it is audited by its own headings");
    let unknown = faxban().args(["audit", "x.csv", "--map", "colour=Red"]).output().unwrap();
    assert_eq!(unknown.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("is not a column that faxban knows"));
}

#[test]
fn a_target_folder_that_holds_something_else() {
    let (folder, good) = file("good.csv", GOOD);
    fs::create_dir(folder.path().join("mine")).unwrap();
    fs::write(folder.path().join("mine/thesis.txt"), "years of work").unwrap();
    let target = folder.path().join("mine");
    let run = faxban().arg("audit").arg(&good).arg("--out").arg(&target).output().unwrap();
    assert_eq!(run.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&run.stderr).contains("holds other files"));
    assert_eq!(fs::read_to_string(target.join("thesis.txt")).unwrap(), "years of work");
}

#[test]
fn quiet_runs_still_say_what_could_not_be_read() {
    let (_folder, good) = file("good.csv", GOOD);
    let audit = audit(&[Path::new("no/such/place"), &good], &["--quiet"]);
    assert_eq!((audit.code, audit.stdout.as_str()), (3, ""));
    assert_eq!(audit.stderr.lines().count(), 1, "{}", audit.stderr);
}

#[test]
fn what_mentions_a_product_outside_the_columns_that_rules_read_is_not_passed_over() {
    let ledger = "Supplier,Payment Date,Amount,Description,Invoice Number\n\
                  Inkwell,01/02/2020,5.00,Paper,T1\n\
                  ,,,,see below\n\
                  ,,,,Fax Machine\n\
                  Inkwell,01/02/2020,6.00,Paper,T2,Fax Machine\n\
                  Inkwell,01/02/2020,7.00,Paper,T3,see below\n";
    let (_folder, path) = file("ledger.csv", ledger);
    let audit = audit(&[&path], &[]);
    assert_eq!(audit.rows("rejects.csv").len(), 2);
    let places: Vec<(String, String)> = audit
        .rows("mentions.csv")
        .into_iter()
        .map(|row| (row["row"].clone(), row["place"].clone()))
        .collect();
    let place = |row: &str, kind: &str| (row.to_owned(), kind.to_owned());
    assert_eq!(places, [place("4", "note"), place("5", "rejected")]);
    assert_eq!(audit.code, 3, "{}", audit.stdout);
    let lines = |outcome: &str| {
        let all = audit.rows("reconciliation.csv");
        let row =
            all.iter().find(|row| row["source"] == "(all sources)" && row["outcome"] == outcome).cloned();
        row.unwrap()["lines"].clone()
    };
    assert_eq!([lines("skipped"), lines("clear")], ["2", "1"]);
}

#[test]
fn a_table_of_which_most_rows_cannot_be_read_is_no_clean_result() {
    let lines = |extra: usize, whole: usize| {
        let mut text = "Supplier,Payment Date,Amount,Description\n".to_owned();
        text.push_str(&"Inkwell,01/02/2020,5.00,Desk,stray\n".repeat(extra));
        text.push_str(&"Inkwell,01/02/2020,5.00,Paper\n".repeat(whole));
        text
    };
    for (extra, whole, code) in [(6, 0, 3), (6, 5, 3), (5, 6, 0), (1, 20, 0)] {
        let (_folder, path) = file("ledger.csv", lines(extra, whole));
        let audit = audit(&[&path], &[]);
        assert_eq!(audit.code, code, "{extra} {whole}: {}", audit.stdout);
        assert_eq!(audit.file("summary.json").exists(), whole > 0);
        let told = format!("ledger.csv: {extra} of its {} rows could not be read", extra + whole);
        // Where no line could be audited no report is written, and the terminal alone says why.
        let said = audit.stdout.clone() + &audit.stderr;
        assert_eq!(said.contains(&told), code == 3, "{said}");
    }
}
