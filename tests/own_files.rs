//! What stands in an audited folder and must not be counted: faxban's own files, and files that came twice.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::fs;
use std::path::Path;

use common::{AS_OF, Audit, audit, copy, faxban, file, rows, sample};

const LEDGER: &str = "Supplier,Date,Amount,Description
Inkwell,01/02/2020,10.00,Brother FAX-2840 fax machine
";

const DECLARATIONS: &str =
    "organisation,declared,evidence,note\nWharfemoor NHS Foundation Trust,2020-04-01,Board paper,\n";

/// What was left alone, with the reason.
fn left_alone(audit: &Audit) -> Vec<(String, String)> {
    let ignored = audit.json("summary.json")["ignored"].as_array().unwrap().clone();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    ignored.iter().map(|one| (text(&one["path"]), text(&one["message"]))).collect()
}

fn run(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let output = faxban().current_dir(folder).args(arguments).output().unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
}

/// The sample data with a report that has every file, and everything that an auditor keeps, among them.
fn auditors_folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    copy(&sample(""), &at("site"));
    fs::write(at("declared.csv"), DECLARATIONS).unwrap();
    let report = ["--declarations", "declared.csv", "--quiet", "--out"];
    let first = [&["audit", "site", "--as-of", "2026-10-31"], &report[..], &["first"]].concat();
    let second = [&["audit", "site", "--as-of", AS_OF, "--baseline", "first"], &report[..], &["second"]];
    for arguments in [first, second.concat()] {
        assert_eq!(run(folder.path(), &arguments), (0, String::new()));
    }
    assert_eq!(run(folder.path(), &["history", ".", "--out", "history"]).0, 0);
    for entry in fs::read_dir(at("second")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if name.ends_with(".csv") || name.ends_with(".xlsx") {
            fs::copy(at("second").join(&name), at("site/wharfemoor").join(format!("mine-{name}"))).unwrap();
        }
    }
    fs::copy(at("history/history.csv"), at("site/months.csv")).unwrap();
    fs::copy(at("history/history.xlsx"), at("site/months.xlsx")).unwrap();
    fs::copy(at("second/findings.xlsx"), at("site/reviewed-2026-10.xlsx")).unwrap();
    let finding = rows(&at("second/findings.csv"))[0]["finding_id"].clone();
    fs::write(
        at("site/decisions.csv"),
        format!("finding_id,decision,reason,by,on\n{finding},confirmed,,A,2026-11-02\n"),
    )
    .unwrap();
    // As a spreadsheet of another country saves it, with a byte-order mark.
    let columns = "\u{feff}finding_id;asset_id;organisation;reason;approver;from;expires;evidence\r\n";
    fs::write(at("site/wharfemoor/allowed.csv"), columns).unwrap();
    fs::write(at("site/declarations.csv"), DECLARATIONS).unwrap();
    folder
}

#[test]
fn what_faxban_writes_and_keeps_is_no_table_of_a_trust() {
    let folder = auditors_folder();
    let plain = audit(&[&sample("")], &[]);
    let full = audit(&[&folder.path().join("site")], &[]);
    assert_eq!(full.code, 0, "{}", full.stderr);
    assert_eq!(full.outcomes(), plain.outcomes());
    assert_eq!(full.text("findings.csv"), plain.text("findings.csv"));
    assert_eq!(full.json("manifest.json")["inputs"], plain.json("manifest.json")["inputs"]);
    let own: Vec<(String, String)> =
        left_alone(&full).into_iter().filter(|(_, reason)| reason.starts_with("faxban's own")).collect();
    for (name, reason) in [
        ("decisions.csv", "a list of decisions"),
        ("declarations.csv", "a list of declarations"),
        ("wharfemoor/allowed.csv", "a list of exemptions"),
        ("months.csv", "history.csv"),
        ("months.xlsx", "history.xlsx"),
        ("reviewed-2026-10.xlsx", "findings.xlsx"),
        ("wharfemoor/mine-findings.xlsx", "findings.xlsx"),
        ("wharfemoor/mine-findings.csv", "findings.csv"),
        ("wharfemoor/mine-cleared.csv", "cleared.csv"),
        ("wharfemoor/mine-rejects.csv", "rejects.csv"),
        ("wharfemoor/mine-mentions.csv", "mentions.csv"),
        ("wharfemoor/mine-reconciliation.csv", "reconciliation.csv"),
        ("wharfemoor/mine-crosscheck.csv", "crosscheck.csv"),
        ("wharfemoor/mine-changes.csv", "changes.csv"),
        ("wharfemoor/mine-declarations.csv", "declarations.csv"),
        ("wharfemoor/mine-files.csv", "files.csv"),
    ] {
        let told = own.iter().find(|(path, _)| path == name).map(|(_, reason)| reason.as_str());
        assert!(told.unwrap().contains(reason), "{name}: {told:?}");
    }
    assert_eq!(own.len(), 16, "{own:?}");
}

#[test]
fn init_makes_no_source_of_them_and_names_the_lists() {
    let folder = auditors_folder();
    assert_eq!(run(folder.path(), &["init", "site"]), (0, String::new()));
    let text = fs::read_to_string(folder.path().join("site/faxban.toml")).unwrap();
    for key in [
        "decisions = \"decisions.csv\"",
        "declarations = \"declarations.csv\"",
        "exemptions = [\"exemptions.csv\"]",
    ] {
        assert!(text.lines().any(|line| line == key), "{key} not in {text}");
    }
    for name in ["mine", "reviewed", "months"] {
        assert!(!text.contains(name), "{name} in {text}");
    }
    let arguments = ["audit", "--config", "site/faxban.toml", "--as-of", AS_OF, "-q"];
    assert_eq!(run(folder.path(), &arguments), (0, String::new()));
    let report = folder.path().join("site/reports").join(AS_OF);
    assert_eq!(
        rows(&report.join("findings.csv")).len(),
        audit(&[&sample("")], &[]).rows("findings.csv").len()
    );
    assert!(rows(&report.join("findings.csv")).iter().any(|row| row["decision"] == "confirmed"));
}

/// A name alone takes nothing out of the audit.
#[test]
fn a_table_of_a_trust_is_audited_whatever_it_is_called() {
    for name in ["decisions.csv", "findings.csv", "cleared.csv", "declarations.csv"] {
        let (_folder, path) = file(name, LEDGER);
        assert_eq!(audit(&[&path], &[]).rows("findings.csv").len(), 1, "{name}");
    }
    let register = "finding_id,asset_id,item,status\nF-1,A1,Brother FAX-2840 fax machine,In use\n";
    let (_folder, path) = file("register.csv", register);
    assert_eq!(audit(&[&path], &[]).rows("findings.csv").len(), 1);
}

#[test]
fn an_audit_of_nothing_else_is_a_problem() {
    let (_folder, path) = file("decisions.csv", "finding_id,decision,reason,by,on\n");
    let said = audit(&[&path], &["--quiet"]);
    assert_eq!(said.code, 3);
    assert!(said.stderr.contains("none of the files is a table of a trust"), "{}", said.stderr);
}

#[test]
fn a_file_that_came_twice_is_counted_once() {
    let folder = tempfile::tempdir().unwrap();
    let trust = folder.path().join("trust");
    fs::create_dir(&trust).unwrap();
    fs::write(trust.join("ledger.csv"), LEDGER).unwrap();
    let once = audit(&[folder.path()], &[]);
    fs::write(trust.join("ledger (1).csv"), LEDGER).unwrap();
    let twice = audit(&[folder.path()], &[]);
    assert_eq!(twice.code, 0, "{}", twice.stderr);
    assert_eq!(twice.outcomes(), once.outcomes());
    assert_eq!(twice.rows("findings.csv").len(), 1);
    let reason = "the same, byte for byte, as trust/ledger (1).csv; counted once";
    assert_eq!(left_alone(&twice), [("trust/ledger.csv".to_owned(), reason.to_owned())]);
    assert!(twice.stdout.contains(reason), "{}", twice.stdout);
    // The page writes a slash in another way.
    assert!(twice.text("report.html").contains("ledger.csv: the same, byte for byte, as trust"));
}

#[test]
fn a_file_that_two_organisations_sent_is_audited_for_both_and_told() {
    let folder = tempfile::tempdir().unwrap();
    for trust in ["east", "west"] {
        fs::create_dir(folder.path().join(trust)).unwrap();
        fs::write(folder.path().join(trust).join("ledger.csv"), LEDGER).unwrap();
    }
    let both = audit(&[folder.path()], &[]);
    assert_eq!(both.code, 0, "{}", both.stderr);
    let of: Vec<String> = both.rows("findings.csv").iter().map(|row| row["organisation"].clone()).collect();
    assert_eq!(of, ["east", "west"]);
    let warning = "west/ledger.csv: the same, byte for byte, as east/ledger.csv, of another organisation";
    assert!(both.stdout.contains(warning), "{}", both.stdout);
    // Where they are said to be of one organisation, they are.
    let one = audit(&[folder.path()], &["--org", "RX1"]);
    assert_eq!(one.rows("findings.csv").len(), 1);
}

#[test]
fn an_audit_in_which_no_line_says_what_it_is_of_is_a_problem() {
    let silent = "Supplier,Date,Amount\nInkwell,01/02/2020,10.00\nPaper Mill,02/02/2020,20.00\n";
    let (folder, path) = file("ledger.csv", silent);
    let said = audit(&[&path], &["--quiet", "--fail-on", "breach"]);
    assert_eq!((said.code, said.stdout.as_str()), (3, ""));
    let told = "faxban: ledger.csv: nothing in its 2 lines says what was bought or held";
    assert!(said.stderr.contains(told), "{}", said.stderr);
    // One line that can be assessed is an answer, and the rest is told as a share.
    fs::write(folder.path().join("other.csv"), LEDGER).unwrap();
    let said = audit(&[folder.path()], &["--quiet", "--fail-on", "never"]);
    assert_eq!((said.code, said.stderr.as_str()), (0, ""));
}

#[test]
fn a_register_line_that_ends_before_it_begins_is_for_review() {
    let register = "Asset Tag,Description,Model,Status,Purchase Date,Disposal Date
A1,Fax machine,FAX-2840,Disposed,06/05/2014,01/03/2010
A2,Fax machine,FAX-2840,Disposed,06/05/2014,2014
A3,Fax machine,FAX-2840,Disposed,06/05/2014,06/05/2014
";
    let (_folder, path) = file("register.csv", register);
    let findings = audit(&[&path], &[]).rows("findings.csv");
    let outcome =
        |asset: &str| findings.iter().find(|row| row["asset_id"] == asset).unwrap()["outcome"].clone();
    assert_eq!(["A1", "A2", "A3"].map(outcome), ["review", "compliant", "compliant"]);
    let reason = "disposed of on 2010-03-01, before it was acquired on 2014-05-06: one of the dates is wrong";
    assert!(findings.iter().any(|row| row["reason"].contains(reason)), "{findings:?}");
}

#[test]
fn the_rules_built_in_can_be_written_out_changed_and_used() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| run(folder.path(), arguments);
    assert_eq!(run(&["rules", "export", "mine"]), (0, String::new()));
    for pack in ["fax", "pagers", "cctv"] {
        assert_eq!(run(&["rules", "check", "mine", "--pack", pack]), (0, String::new()));
    }
    let mine = folder.path().join("mine");
    for name in ["wording.toml", "context.csv", "fax/models.csv"] {
        let built_in = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules").join(name);
        assert_eq!(fs::read(mine.join(name)).unwrap(), fs::read(built_in).unwrap(), "{name}");
    }
    let own = audit(&[&sample("")], &["--rules", mine.to_str().unwrap()]);
    assert_eq!(own.text("findings.csv"), audit(&[&sample("")], &[]).text("findings.csv"));
    fs::write(mine.join("wording.toml"), "changed").unwrap();
    let (code, told) = run(&["rules", "export", "mine"]);
    assert_eq!(code, 2);
    assert!(told.contains("mine is not empty and stays as it is"), "{told}");
    assert_eq!(fs::read_to_string(mine.join("wording.toml")).unwrap(), "changed");
}

/// A trust answers in the workbook and puts its register beside the findings: only the findings are left alone.
#[test]
fn what_a_trust_puts_into_our_workbook_is_audited() {
    let mut book = rust_xlsxwriter::Workbook::new();
    for (name, rows) in [
        (
            "Findings",
            [["finding_id", "outcome", "decision", "model"], ["F-1", "breach", "", "Brother FAX-2840"]],
        ),
        ("Notes", [["seen on ward 4", "", "", ""], ["", "", "", ""]]),
        (
            "Ward 4",
            [
                ["Asset Tag", "Description", "Model", "Status"],
                ["W-1", "Fax machine", "Canon FAX-L170", "In use"],
            ],
        ),
    ] {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        for (row, cells) in (0..).zip(rows) {
            sheet.write_row(row, 0, cells).unwrap();
        }
    }
    let (_folder, path) = file("answer.xlsx", book.save_to_buffer().unwrap());
    let audit = audit(&[&path], &[]);
    assert_eq!(audit.code, 0, "{}", audit.stderr);
    let found: Vec<String> = audit
        .rows("findings.csv")
        .iter()
        .map(|row| format!("{} {}", row["sheet"], row["asset_id"]))
        .collect();
    assert_eq!(found, ["Ward 4 W-1"]);
    let left: Vec<String> = left_alone(&audit).into_iter().map(|(path, _)| path).collect();
    assert_eq!(left, ["answer.xlsx, sheet Findings", "answer.xlsx, sheet Notes"]);
}
