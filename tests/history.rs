//! Many reports in a row.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::fs;
use std::path::Path;

use common::{faxban, rows};

fn report(folder: &Path, as_of: &str, machines: usize, extra: &[&str]) {
    let table = folder.join(format!("table-{as_of}.csv"));
    let lines: String =
        (0..machines).map(|at| format!("Wharfemoor,WM-{at},FAX-2840,Fax machine,In use\n")).collect();
    let rest = "Elsewhere,E-1,HP LaserJet,Printer,In use\n";
    fs::write(&table, format!("Organisation,Asset Tag,Model,Description,Status\n{lines}{rest}")).unwrap();
    let output = faxban()
        .args(["audit", "--quiet", "--as-of", as_of, "--out"])
        .arg(folder.join("reports").join(as_of))
        .arg(&table)
        .args(extra)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
}

fn history(folder: &Path, extra: &[&str]) -> (i32, String, String) {
    let output = faxban().arg("history").arg(folder.join("reports")).args(extra).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

#[test]
fn counts_go_up_and_down_in_the_order_of_the_days() {
    let folder = tempfile::tempdir().unwrap();
    report(folder.path(), "2026-10-31", 1, &[]);
    report(folder.path(), "2026-07-31", 7, &[]);
    report(folder.path(), "2026-08-31", 4, &[]);
    let (code, text, err) = history(folder.path(), &[]);
    assert_eq!((code, err.as_str()), (0, ""));
    for part in [
        "3 reports, as of 2026-07-31 to 2026-10-31",
        "Wharfemoor                █▅▂        7     1",
        "Elsewhere                 ▁▁▁        0     0",
        "No report for 2026-09.",
        "11,620 fax machines in the NHS (Labour FOI, Jun 2018)",
        "837 fax machines, in 144 of 199 trusts",
        "3 of 205 trusts with fax machines in everyday use",
    ] {
        assert!(text.contains(part), "{part} not in {text}");
    }
    assert!(!text.contains("different sets of rules"), "{text}");
}

#[test]
fn spreadsheets_and_programs_get_the_same_counts() {
    let folder = tempfile::tempdir().unwrap();
    report(folder.path(), "2026-07-31", 2, &[]);
    report(folder.path(), "2026-08-31", 3, &[]);
    let (_, csv, _) = history(folder.path(), &["--format", "csv"]);
    let path = folder.path().join("history.csv");
    fs::write(&path, csv).unwrap();
    let of = |row: &common::Row| {
        ["as_of", "organisation", "class", "breach", "lines"].map(|name| row[name].clone())
    };
    let rows: Vec<_> = rows(&path).iter().map(of).collect();
    assert_eq!(
        rows,
        [
            ["2026-07-31", "Wharfemoor", "fax_machine", "2", "2"],
            ["2026-07-31", "Elsewhere", "", "0", "1"],
            ["2026-08-31", "Wharfemoor", "fax_machine", "3", "3"],
            ["2026-08-31", "Elsewhere", "", "0", "1"],
        ]
    );
    let (_, json, _) = history(folder.path(), &["--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["reports"][1]["all"]["breach"], 3);
    assert_eq!(json["reports"][1]["lines_audited"], 4);
    assert_eq!(json["context"].as_array().unwrap().len(), 4);
}

#[test]
fn a_folder_holds_the_history_as_page_and_workbook() {
    let folder = tempfile::tempdir().unwrap();
    for (day, machines) in [("2026-07-31", 7), ("2026-08-31", 4), ("2026-10-31", 1)] {
        report(folder.path(), day, machines, &[]);
    }
    let out = folder.path().join("history");
    let read = |name: &str| fs::read(out.join(name)).unwrap();
    let (code, _, err) = history(folder.path(), &["--out", out.to_str().unwrap()]);
    assert_eq!(code, 0, "{err}");
    let names = ["history.html", "history.xlsx", "history.csv"];
    let first = names.map(read);
    fs::write(out.join("notes.txt"), "mine").unwrap();
    history(folder.path(), &["--out", out.to_str().unwrap()]);
    assert!(first == names.map(read), "the same reports give the same bytes");
    assert_eq!(fs::read_to_string(out.join("notes.txt")).unwrap(), "mine");
    let (_, printed, _) = history(folder.path(), &["--format", "csv"]);
    assert_eq!(String::from_utf8(read("history.csv")).unwrap(), printed);

    let page = String::from_utf8(read("history.html")).unwrap();
    for part in [
        "3 reports, as of <b>2026-07-31</b> to <b>2026-10-31</b>",
        "aria-label=\"Breaches: 7, 4, 1\"",
        "<h3>Months without a report</h3><p>2026-09</p>",
        "<th scope=\"row\" class=\"nowrap\">Jun 2018</th><td class=\"number\">11,620</td><td>fax machines in the NHS</td><td>Labour FOI, Jun 2018</td>",
        "No finding is not “fax free”",
        "script-src &#x27;none&#x27;",
    ] {
        assert!(page.contains(part), "{part} not in {page}");
    }
    assert!(!page.contains("<script") && !page.contains(" src=") && !page.contains(" style="));

    let mut book: calamine::Xlsx<_> = calamine::open_workbook(out.join("history.xlsx")).unwrap();
    let mut cells = |name: &str| -> Vec<Vec<String>> {
        let range = calamine::Reader::worksheet_range(&mut book, name).unwrap();
        range.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect()
    };
    let organisations = cells("Organisations");
    assert_eq!(organisations[0][2..], ["2026-07-31", "2026-08-31", "2026-10-31"]);
    assert_eq!(organisations[1], ["Elsewhere", "", "0", "0", "0"]);
    assert_eq!(organisations[2], ["Wharfemoor", "", "7", "4", "1"]);
    assert_eq!(cells("Classes")[1], ["fax_machine", "", "7", "4", "1"]);
    assert_eq!(cells("Counts").len(), rows(&out.join("history.csv")).len() + 1);
    assert_eq!(
        cells("Published counts")[1],
        ["Jun 2018", "11620", "", "fax machines in the NHS", "Labour FOI, Jun 2018"]
    );
    let mut archive = zip::ZipArchive::new(fs::File::open(out.join("history.xlsx")).unwrap()).unwrap();
    let mut chart = String::new();
    std::io::Read::read_to_string(&mut archive.by_name("xl/charts/chart1.xml").unwrap(), &mut chart).unwrap();
    assert_eq!(chart.matches("<c:ser>").count(), 3);
}

#[test]
fn reports_by_other_rules_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    report(folder.path(), "2026-07-31", 2, &[]);
    report(folder.path(), "2026-08-31", 2, &["--pack", "pagers"]);
    let (_, text, _) = history(folder.path(), &[]);
    assert!(text.contains("fax 1.0.0 (1)") && text.contains(" (2)"), "{text}");
    assert!(text.contains("2 different sets of rules"), "{text}");
}

#[test]
fn a_changed_report_is_left_out_and_named() {
    let folder = tempfile::tempdir().unwrap();
    report(folder.path(), "2026-07-31", 2, &[]);
    report(folder.path(), "2026-08-31", 2, &[]);
    let summary = folder.path().join("reports/2026-08-31/summary.json");
    let text = fs::read_to_string(&summary).unwrap();
    fs::write(&summary, text + " ").unwrap();
    let (code, text, err) = history(folder.path(), &[]);
    assert_eq!(code, 3);
    assert!(text.contains("One report, as of 2026-07-31"), "{text}");
    assert!(err.contains("summary.json was changed after faxban wrote it"), "{err}");
    let (code, _, err) = {
        let output = faxban().args(["history", "sample-data"]).output().unwrap();
        (output.status.code().unwrap(), (), String::from_utf8(output.stderr).unwrap())
    };
    assert_eq!(code, 2);
    assert!(err.contains("holds no report"), "{err}");
}
