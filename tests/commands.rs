//! What the commands and options do, as a user meets them.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use std::fs;
use std::io::Write;

use common::{audit, faxban, file, run};

const LEDGER: &str = "Supplier,Date,Amount,Description
Inkwell,01/02/2020,10.00,Brother FAX-2840 fax machine
Inkwell,02/06/2020,5.00,Thermal fax rolls
Inkwell,02/06/2018,5.00,Brother FAX-2840 fax machine
";

#[test]
fn inspect_shows_header_columns_and_rejects() {
    let said = run(&["inspect", "sample-data/calderbrook/card-transactions.csv"]);
    assert_eq!(said.code, 0);
    for part in [
        "UTF-8 with BOM, semicolon between cells; read as a ledger; header in row 1",
        "Transaction Description  description",
        "day before month: 3 dates allow nothing else",
        "rejected row 14",
    ] {
        assert!(said.out.contains(part), "{part} not in {}", said.out);
    }
    let hidden = run(&["inspect", "sample-data/wharfemoor/register.xlsx"]);
    assert!(hidden.out.contains("sheet Telecoms 2017 (hidden)"), "{}", hidden.out);
    assert_eq!(run(&["inspect", "no/such.csv"]).code, 3);
}

#[test]
fn explain_names_rule_exclusion_and_criteria() {
    let cleared = run(&["explain", "sample-data/wharfemoor/po-lines-2018-2020.csv:8"]);
    assert!(cleared.out.contains("exclusion medicine explains it"), "{}", cleared.out);
    assert!(cleared.out.contains("Outcome: cleared"), "{}", cleared.out);
    let found = run(&["explain", "sample-data/wharfemoor/register.xlsx:Assets:15", "--as-of", "2026-11-23"]);
    for part in
        ["it decides", "Outcome: breach", "Criteria: Fax machines are to be phased out", "Recommendation:"]
    {
        assert!(found.out.contains(part), "{part} not in {}", found.out);
    }
}

#[test]
fn explain_finds_members_of_archives() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("all.zip");
    let mut packer = zip::ZipWriter::new(fs::File::create(&path).unwrap());
    packer.start_file("in/ledger.csv", zip::write::SimpleFileOptions::default()).unwrap();
    packer.write_all(LEDGER.as_bytes()).unwrap();
    packer.finish().unwrap();
    let said = run(&["explain", &format!("{}/in/ledger.csv:2", path.display())]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.out.contains("Outcome: breach"), "{}", said.out);
}

#[test]
fn explain_says_which_tables_there_are_when_the_place_is_wrong() {
    for place in
        ["sample-data/wharfemoor/register.xlsx:Assets:99", "sample-data/wharfemoor/register.xlsx:Nope:3"]
    {
        let said = run(&["explain", place]);
        assert_eq!(said.code, 2);
        assert!(said.err.contains("Telecoms 2017"), "{}", said.err);
    }
}

#[test]
fn explain_a_text_by_its_date() {
    let of = |date: &str| {
        run(&["explain", "--text", "Canon FAX-L170", "--date", date, "--as-of", common::AS_OF]).out
    };
    assert!(of("2018-12-31").contains("Outcome: compliant"), "{}", of("2018-12-31"));
    assert!(of("2019-01-01").contains("Outcome: breach"), "{}", of("2019-01-01"));
}

/// What is explained is what an audit would say: a word that leaves open what was bought lowers it to review.
#[test]
fn explain_a_text_with_a_doubtful_word() {
    let told = run(&["explain", "--text", "Delivery of fax machine", "--date", "2021-05-01"]).out;
    assert!(told.contains("Outcome: review") && told.contains("also says \"Delivery\""), "{told}");
}

/// What agrees and what conflicts is told, and stands in the report.
#[test]
fn evidence_is_shown() {
    let (_folder, path) = file(
        "assets.csv",
        "Asset Tag,Item Name,Manufacturer,Model,Category,Status\n\
         1,Fax for reception,Brother,2840,Fax machines,In use\n\
         2,Fax machine,HP,LaserJet 1005w,Office,In use\n",
    );
    let audited = audit(&[&path], &[]);
    let findings = audited.rows("findings.csv");
    assert_eq!((findings[0]["outcome"].as_str(), findings[0]["confidence"].as_str()), ("breach", "high"));
    assert!(findings[0]["evidence"].contains("agrees"), "{:?}", findings[0]);
    assert_eq!((findings[1]["outcome"].as_str(), findings[1]["confidence"].as_str()), ("review", "low"));
    assert!(findings[1]["reason"].contains("contradicts itself"), "{:?}", findings[1]);
    let told = run(&["explain", &format!("{}:3", path.display())]);
    assert!(told.out.contains("a model that is listed without fax"), "{}", told.out);
}

#[test]
fn explain_says_of_a_nearly_blank_row_what_the_audit_does() {
    let ledger = "Supplier,Payment Date,Amount,Description,Invoice Number\n\
                  Inkwell,01/02/2020,5.00,Paper,T1\n\
                  ,,,Brother,\n\
                  ,,,see below,\n";
    let (_folder, path) = file("ledger.csv", ledger);
    let skipped = audit(&[&path], &[]).rows("reconciliation.csv");
    let skipped = skipped.iter().find(|row| row["outcome"] == "skipped").map(|row| row["lines"].as_str());
    assert_eq!(skipped, Some("2"));
    let outcome = |row: u64| run(&["explain", &format!("{}:{row}", path.display())]).out;
    assert!(outcome(3).contains("Outcome: skipped\n"), "{}", outcome(3));
    assert!(outcome(4).contains("Outcome: skipped\n"), "{}", outcome(4));
}

#[test]
fn fail_on_sets_the_exit_code() {
    let (_folder, path) = file("ledger.csv", LEDGER);
    assert_eq!(audit(&[&path], &[]).code, 0);
    assert_eq!(audit(&[&path], &["--fail-on", "breach"]).code, 1);
    let (_folder, refunded) =
        file("refund.csv", "Supplier,Date,Amount,Description\nX,01/02/2020,-9,Fax machine\n");
    assert_eq!(audit(&[&refunded], &["--fail-on", "breach"]).code, 0);
    assert_eq!(audit(&[&refunded], &["--fail-on", "review"]).code, 1);
}

#[test]
fn quiet_says_nothing_when_all_is_well() {
    let (_folder, path) = file("ledger.csv", LEDGER);
    let quiet = audit(&[&path], &["--quiet"]);
    assert_eq!((quiet.stdout.as_str(), quiet.stderr.as_str()), ("", ""));
    assert_eq!(quiet.rows("findings.csv").len(), 3);
}

#[test]
fn the_summary_as_json_is_the_file() {
    let (_folder, path) = file("ledger.csv", LEDGER);
    let json = audit(&[&path], &["--format", "json"]);
    assert_eq!(json.stdout, json.text("summary.json"));
    assert_eq!(json.json("summary.json")["reconciles"], true);
}

/// Faults and progress are no part of what a script reads.
#[test]
fn json_alone_is_on_standard_output() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("ledger.csv"), LEDGER).unwrap();
    fs::write(folder.path().join("broken.csv"), "").unwrap();
    let json = audit(&[folder.path()], &["--format", "json", "--per-organisation"]);
    assert_eq!(json.code, 3);
    assert_eq!(json.stdout, json.text("summary.json"));
    assert!(json.stderr.contains("broken.csv"), "{}", json.stderr);
}

/// `faxban audit … | head` is no fault, however much is left unread.
#[test]
fn a_reader_that_goes_away_is_no_fault() {
    let (_folder, path) = file("ledger.csv", LEDGER);
    let out = path.with_file_name("out");
    for format in ["text", "json"] {
        let mut child = faxban()
            .arg("audit")
            .arg(&path)
            .args(["--as-of", common::AS_OF, "--format", format, "--out"])
            .arg(&out)
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let ended = child.wait_with_output().unwrap();
        assert_eq!(ended.status.code(), Some(0), "{format}");
        assert_eq!(String::from_utf8_lossy(&ended.stderr), "", "{format}");
        assert!(out.join("manifest.json").is_file());
    }
}

#[test]
fn the_day_of_the_audit_decides() {
    let (_folder, path) = file("ledger.csv", LEDGER);
    let out = path.with_file_name("out");
    let early = faxban()
        .arg("audit")
        .arg(&path)
        .args(["--as-of", "2018-06-30", "--quiet", "--out"])
        .arg(&out)
        .status();
    assert!(early.unwrap().success());
    let outcomes: Vec<String> =
        common::rows(&out.join("findings.csv")).into_iter().map(|row| row["outcome"].clone()).collect();
    assert_eq!(outcomes, ["compliant", "compliant", "compliant"], "the ban is not in force yet");
    assert_eq!(run(&["audit", "x.csv", "--as-of", "31/06/2020"]).code, 2);
}

#[test]
fn kind_and_map_override_what_was_guessed() {
    let (_folder, path) =
        file("odd.csv", "Wotsit,Wer,Wann\nBrother FAX-2840 fax machine,Ward 4,01/02/2020\n");
    assert_eq!(audit(&[&path], &[]).code, 3, "no column is known");
    let mapped =
        audit(&[&path], &["--kind", "register", "--map", "description=Wotsit", "--map", "location=#2"]);
    assert_eq!(mapped.code, 0, "{}", mapped.stdout);
    let rows = mapped.rows("findings.csv");
    assert_eq!((rows[0]["kind"].as_str(), rows[0]["outcome"].as_str()), ("register", "breach"));
}

#[test]
fn organisations_come_from_the_option_or_the_list() {
    let (_folder, path) = file("ledger.csv", LEDGER);
    let given = audit(&[&path], &["--org", "RX1"]);
    assert!(given.rows("findings.csv").iter().all(|row| row["organisation_code"] == "RX1"));
    let list = file(
        "etr.csv",
        "\"RZ9\",\"LARCHWOOD HOSPITALS NHS FOUNDATION TRUST\",\"Y63\",\"QHM\",\"\",\"\",\"\",\"\",\"\",\"\",\"20190401\",\"\"\n",
    );
    let (_folder, named) = file(
        "named.csv",
        "Entity,Supplier,Date,Amount,Description\nLarchwood Hospitals NHS FT,X,01/02/2020,9,Fax machine\n",
    );
    let found = audit(&[&named], &["--organisations", list.1.to_str().unwrap()]);
    assert_eq!(found.rows("findings.csv")[0]["organisation_code"], "RZ9", "{}", found.stdout);
}

#[test]
fn exemptions_hold_for_their_time_only() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("register.csv"),
        "Asset Number,Description,Status\nA1,Fax machine,In use\nA2,Fax machine,In use\n",
    )
    .unwrap();
    fs::write(
        folder.path().join("exemptions.csv"),
        "finding_id,asset_id,organisation,reason,approver,from,expires,evidence\n,A1,,Kept for incidents,CIO,2026-01-01,2027-01-01,\n,A2,,Kept for incidents,CIO,2019-01-01,2020-01-01,\n",
    )
    .unwrap();
    let outcomes: Vec<String> =
        audit(&[folder.path()], &[]).rows("findings.csv").iter().map(|row| row["outcome"].clone()).collect();
    assert_eq!(outcomes, ["exempt", "breach"]);
}

#[test]
fn an_earlier_report_is_replaced_and_never_audited() {
    let (folder, path) = file("ledger.csv", LEDGER);
    let out = folder.path().join("report");
    let audited = || {
        let run = faxban()
            .arg("audit")
            .arg(folder.path())
            .args(["--as-of", common::AS_OF, "--out"])
            .arg(&out)
            .output();
        assert_eq!(run.unwrap().status.code(), Some(0));
        fs::read(out.join("manifest.json")).unwrap()
    };
    let first = audited();
    assert_eq!(audited(), first, "findings.csv of the first run is no ledger");
    fs::write(&path, LEDGER.replace("10.00", "11.00")).unwrap();
    assert_ne!(audited(), first);
}
