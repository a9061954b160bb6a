//! What a month adds is in every form of the report, and only when there is something to say.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use std::fmt::Write as _;
use std::fs;

use calamine::{Data, Reader, Xlsx, open_workbook};
use common::{AS_OF, Audit, audit, faxban, file, rows, sample, second_month};

/// A section of the page, as text that a reader sees: without tags, with single spaces.
fn section(page: &str, id: &str) -> String {
    let (_, rest) = page.split_once(&format!("<section id=\"{id}\"")).unwrap_or_else(|| panic!("no {id}"));
    let (section, _) = rest.split_once("</section>").unwrap();
    let mut text = String::new();
    for part in section.split('<') {
        text += part.split_once('>').map_or(part, |(_, after)| after);
        text.push(' ');
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn sheet(audit: &Audit, name: &str) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = open_workbook(audit.file("findings.xlsx")).unwrap();
    let range = book.worksheet_range(name).unwrap();
    range.rows().map(|row| row.iter().map(shown).collect()).collect()
}

/// A cell as the CSV files would write it.
fn shown(cell: &Data) -> String {
    match cell {
        Data::DateTime(day) => {
            let (year, month, day, ..) = day.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        other => other.to_string(),
    }
}

#[test]
fn the_page_says_what_a_month_adds() {
    let audit = second_month(&[]);
    assert_eq!(audit.code, 0, "{}", audit.stderr);
    let page = audit.text("report.html");
    let verdict = section(&page, "verdict");
    for part in [
        "Declared fax free, but… Alderbeck NHS Trust declared itself fax free on 2020-04-01, but 3 lines show",
        "Exemptions have ended 1 exemption, so 1 finding is back: AL-1 (ended 2026-11-15, approved by Chief alpha).",
        "1 exemption ends within 30 days: BR-2",
        "Since the report of 2026-10-31: 1 new, 3 changed, 1 vanished without evidence, 1 resolved with evidence, 1 not comparable",
        "1 table is missing or empty",
    ] {
        assert!(verdict.contains(part), "{part} not in {verdict}");
    }
    let changes = section(&page, "changes");
    for part in [
        "What changed since the report of 2026-10-31",
        "was there in the last report (1 line) and is missing now. Was it sent?",
        "Fax machine alphanew · FAX-2840",
        "The register now says that it is gone, as of 2026-11-12",
        "No line of the register of Alderbeck NHS Trust shows it any more, and nothing says why",
        "It is not resolved.",
        "Findings that persist are only counted here",
    ] {
        assert!(changes.contains(part), "{part} not in {changes}");
    }
    assert!(!changes.contains("It is in both reports, the same."), "{changes}");
    let together = section(&page, "together");
    assert!(together.contains("The same machine twice (1)"), "{together}");
    for line in
        ["Fax machine alphaward", "Fax machine betaward", "How sure: high. Why: the same serial number."]
    {
        assert!(together.contains(line), "{line} not in {together}");
    }
    let exemptions = section(&page, "exemptions");
    for part in [
        "Somebody must look at 3 exemptions of 3",
        "Ended, and its findings are back",
        "Ends within 30 days",
        "Covers no breach or review here",
    ] {
        assert!(exemptions.contains(part), "{part} not in {exemptions}");
    }
    let decisions = section(&page, "decisions");
    for part in
        ["Confirmed : alphadecided", "A. Auditor, 2 Nov 2026 21 days ago", "matches no finding of this audit"]
    {
        assert!(decisions.contains(part), "{part} not in {decisions}");
    }
    let declared = section(&page, "declared");
    assert!(
        declared
            .contains("Nowhere NHS Trust declared itself fax free on 2020-04-01; no line of it was audited")
    );
    assert!(declared.contains("Fax machine betatwo"), "{declared}");
}

#[test]
fn where_nothing_was_given_nothing_is_said() {
    let page = audit(&[&sample("")], &[]).text("report.html");
    for id in ["declared", "changes", "decisions"] {
        assert!(
            !page.contains(&format!("<section id=\"{id}\"")) && !page.contains(&format!("\"#{id}\"")),
            "{id}"
        );
    }
    let (_folder, path) =
        file("a.csv", "Entity,Date,Supplier,Description,Amount\nTrust,2019-06-01,Firm,Paper,1.00\n");
    let quiet = audit(&[&path], &[]);
    let page = quiet.text("report.html");
    assert!(!page.contains("<section id=\"together\"") && !page.contains("<section id=\"exemptions\""));
    assert!(!quiet.text("summary.md").contains("Beside the findings"));
}

#[test]
fn a_month_in_which_nothing_changed_is_one_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let first = folder.path().join("first");
    let run = faxban()
        .args(["audit", "sample-data", "--quiet", "--as-of", "2026-11-01", "--out"])
        .arg(&first)
        .output();
    assert!(run.unwrap().status.success());
    let audit = audit(&[&sample("")], &["--baseline", first.to_str().unwrap()]);
    let changes = section(&audit.text("report.html"), "changes");
    assert!(
        changes
            .ends_with("Nothing changed since the report of 2026-11-01: 28 findings are in both, the same."),
        "{changes}"
    );
    assert!(audit.text("summary.md").contains("- Nothing changed since the report of 2026-11-01"));
}

#[test]
fn long_lists_stop_and_say_where_all_is() {
    let folder = tempfile::tempdir().unwrap();
    let first = folder.path().join("first");
    let head = "Entity,Date,Supplier,Description,Amount\nTrust,2019-06-01,Firm,Paper,1.00\n";
    let (_kept, before) = file("before.csv", head);
    let run = faxban()
        .args(["audit", "--quiet", "--as-of", "2026-10-31", "--out"])
        .args([&first, &before])
        .output();
    assert!(run.unwrap().status.success());
    let mut ledger = head.to_owned();
    for line in 0..300 {
        writeln!(ledger, "Trust,2019-06-02,Firm,\"Fax machine <img src=x> {line}\",1{line}.00").unwrap();
    }
    let (_kept, now) = file("now.csv", ledger);
    let audit = audit(&[&now], &["--baseline", first.to_str().unwrap()]);
    let page = audit.text("report.html");
    let changes = section(&page, "changes");
    assert!(changes.contains("The first 100 of 300; all in changes.csv."), "{changes}");
    assert_eq!(changes.matches("It is not in the last report.").count(), 100);
    assert!(!page.contains("<img"), "cells stay text");
    assert_eq!(rows(&audit.file("changes.csv")).len(), 300);
}

#[test]
fn the_same_audit_gives_the_same_bytes() {
    let audit = second_month(&[]);
    let kept = audit.kept.as_ref().unwrap().path();
    let at = |name: &str| kept.join(name);
    let again = kept.join("again");
    let run = faxban()
        .args(["audit", "--quiet", "--as-of", AS_OF])
        .arg(at("november"))
        .arg("--out")
        .arg(&again)
        .arg("--baseline")
        .arg(at("first"))
        .arg("--decisions")
        .arg(at("decisions.csv"))
        .arg("--declarations")
        .arg(at("declared.csv"))
        .arg("--exemptions")
        .arg(at("exempt.csv"))
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    for name in ["report.html", "findings.xlsx", "summary.md", "changes.csv", "declarations.csv"] {
        assert!(fs::read(audit.file(name)).unwrap() == fs::read(again.join(name)).unwrap(), "{name}");
    }
}

#[test]
fn the_sheets_hold_what_the_files_hold() {
    let audit = second_month(&[]);
    let book: Xlsx<_> = open_workbook(audit.file("findings.xlsx")).unwrap();
    assert_eq!(
        book.sheet_names(),
        [
            "Summary",
            "Findings",
            "Declared",
            "Changes",
            "Cross-check",
            "Exemptions",
            "Reconciliation",
            "Cleared",
            "Rejects",
            "Sources",
            "Method"
        ]
    );
    for (name, csv) in
        [("Declared", "declarations.csv"), ("Changes", "changes.csv"), ("Cross-check", "crosscheck.csv")]
    {
        let sheet = sheet(&audit, name);
        let mut reader = csv::Reader::from_path(audit.file(csv)).unwrap();
        let head: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
        assert_eq!(sheet[0], head, "{name}");
        let records: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert!(!records.is_empty() && sheet.len() == records.len() + 1, "{name}");
        for (row, record) in sheet[1..].iter().zip(&records) {
            for ((column, cell), expected) in head.iter().zip(row).zip(record) {
                let expected =
                    if column.ends_with("amount") { expected.trim_end_matches(".00") } else { expected };
                assert_eq!(cell, expected, "{name}: {column}");
            }
        }
    }
    let exemptions = sheet(&audit, "Exemptions");
    let standing: Vec<[&str; 2]> =
        exemptions[1..].iter().map(|row| [row[0].as_str(), row[2].as_str()]).collect();
    assert_eq!(
        standing,
        [
            ["AL-1", "ended, and its findings are back"],
            ["BR-2", "ends within 30 days"],
            ["ZZ-1", "covers no breach or review here"],
        ]
    );
    let summary: Vec<Vec<String>> = sheet(&audit, "Summary");
    for (start, target) in [
        ("Alderbeck NHS Trust declared itself fax free", "Declared"),
        ("Exemptions have ended:", "Exemptions"),
        ("Since the report of 2026-10-31:", "Changes"),
        ("1 thing to ask about", "Cross-check"),
    ] {
        let row = summary.iter().find(|row| row[0].starts_with(start)).unwrap_or_else(|| panic!("{start}"));
        assert!(row.iter().any(|cell| cell == target), "{row:?}");
    }
    let decisions = audit.folder.path().join("decisions.csv");
    let run = faxban()
        .args(["review", "import"])
        .arg(audit.file("findings.xlsx"))
        .arg("--decisions")
        .arg(&decisions)
        .output()
        .unwrap();
    let told = String::from_utf8(run.stdout).unwrap();
    assert!(
        run.status.success() && told.contains("rows are undecided"),
        "{told}{}",
        String::from_utf8_lossy(&run.stderr)
    );
}

#[test]
fn the_summary_has_the_headlines() {
    let summary = second_month(&[]).text("summary.md");
    let (_, month) = summary.split_once("## Beside the findings").unwrap();
    let (month, _) = month.split_once("## Organisations").unwrap();
    let starts = [
        "- Alderbeck NHS Trust declared itself fax free on 2020-04-01, but",
        "- Bramfold NHS Trust declared itself fax free on 2020-04-01, but",
        "- Exemptions have ended: 1 exemption, so 1 finding is back",
        "- 1 exemption ends within 30 days",
        "- Since the report of 2026-10-31: 1 new",
        "- 1 thing to ask about",
        "- 4 findings need attention",
    ];
    let lines: Vec<&str> = month.lines().filter(|line| line.starts_with('-')).collect();
    assert_eq!(lines.len(), starts.len(), "{month}");
    for (line, start) in lines.iter().zip(starts) {
        assert!(line.starts_with(start), "{start}: {line}");
    }
    assert!(summary.contains("`changes.csv`, `declarations.csv`, `summary.json`"), "{summary}");
}

/// However many warnings there are, these three are never cut off.
#[test]
fn what_is_grave_is_never_left_out_of_the_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let head = "Organisation,Asset Tag,Model,Description,Status\n";
    for month in ["before", "now"] {
        fs::create_dir(at(month)).unwrap();
    }
    let (mut register, mut exempt) = (head.to_owned(), "asset_id,reason,approver,expires\n".to_owned());
    let mut declared = "organisation,declared\n".to_owned();
    for number in 10..30 {
        writeln!(register, "Trust {number},T-{number},FAX-2840,Fax machine,In use").unwrap();
        writeln!(exempt, "T-{number},Reason,CIO,2026-11-01").unwrap();
        writeln!(declared, "Trust {number},2020-04-01").unwrap();
        let lost = format!("{head}Lost {number},L-{number},HP,Printer,In use\n");
        fs::write(at("before").join(format!("lost{number}.csv")), lost).unwrap();
        fs::write(
            at("now").join(format!("bare{number}.csv")),
            format!("Supplier,Amount\nFirm,{number}.00\n"),
        )
        .unwrap();
    }
    for month in ["before", "now"] {
        fs::write(at(month).join("register.csv"), &register).unwrap();
    }
    fs::write(at("exempt.csv"), exempt).unwrap();
    fs::write(at("declared.csv"), declared).unwrap();
    let run = faxban()
        .args(["audit", "--quiet", "--as-of", "2026-10-31", "--out"])
        .args([at("first"), at("before")])
        .output();
    assert!(run.unwrap().status.success());
    let path = |name: &str| at(name).to_str().unwrap().to_owned();
    let [first, exempt, declared] = ["first", "exempt.csv", "declared.csv"].map(path);
    let audit =
        audit(&[&at("now")], &["--baseline", &first, "--exemptions", &exempt, "--declarations", &declared]);
    let told = &audit.stdout;
    for number in 10..30 {
        for part in [
            format!("T-{number} (ended 2026-11-01, approved by CIO)"),
            format!("Trust {number} declared itself fax free on 2020-04-01, but"),
            format!("The register of Lost {number} (lost{number}.csv) was there in the last report"),
        ] {
            assert_eq!(told.matches(&part).count(), 1, "{part}: {told}");
        }
    }
    let json = audit.json("summary.json");
    let all: usize =
        json["sources"].as_array().unwrap().iter().map(|of| of["warnings"].as_array().unwrap().len()).sum();
    assert!(all > 12 && told.contains(" Warnings"), "{told}");
}
