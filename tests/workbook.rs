//! The workbook and the summary say what the CSV files say, and the text of a cell stays text in both.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use std::path::Path;

use calamine::{Data, Range, Reader, Xlsx, open_workbook};
use common::{Audit, audit, file, sample};

type Book = Xlsx<std::io::BufReader<std::fs::File>>;

fn book(audit: &Audit) -> Book {
    open_workbook(audit.file("findings.xlsx")).unwrap()
}

fn sheet(audit: &Audit, name: &str) -> Range<Data> {
    book(audit).worksheet_range(name).unwrap()
}

/// A cell as the CSV files would write it.
fn shown(cell: &Data, column: &str) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::String(text) => text.clone(),
        Data::Float(number) if column == "amount" => format!("{number:.2}"),
        Data::Float(number) => number.to_string(),
        Data::Int(number) => number.to_string(),
        Data::DateTime(day) => {
            let (year, month, day, ..) = day.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        other => panic!("{column}: {other:?}"),
    }
}

/// A list's sheets against its CSV file, cell by cell; what comes after the file's columns is blank.
fn assert_same(audit: &Audit, name: &str, csv: &str) {
    let sheet = sheet(audit, name);
    let mut rows = sheet.rows();
    let head: Vec<String> = rows.next().unwrap().iter().map(ToString::to_string).collect();
    let mut reader = csv::Reader::from_path(audit.file(csv)).unwrap();
    let columns: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    assert_eq!(head[..columns.len()], columns[..], "{name}");
    let mut compared = 0;
    for record in reader.records() {
        let record = record.unwrap();
        let row = rows.next().unwrap();
        for (index, column) in head.iter().enumerate() {
            let cell = record.get(index).unwrap_or_default();
            let cell = match cell.strip_prefix('\'') {
                Some(inert) if inert.starts_with(['=', '+', '-', '@', '\t', '\r']) => inert,
                _ => cell,
            };
            assert_eq!(shown(&row[index], column), cell, "{name}: {column} of {record:?}");
        }
        compared += 1;
    }
    assert!(compared > 0, "{csv} is empty");
    assert!(rows.next().is_none(), "{name} has more rows than {csv}");
}

#[test]
fn the_sheets_hold_what_the_csv_files_hold() {
    let audit = audit(&[&sample("")], &[]);
    assert_eq!(
        book(&audit).sheet_names(),
        [
            "Summary",
            "Findings",
            "Cross-check",
            "Exemptions",
            "Reconciliation",
            "Cleared",
            "Rejects",
            "Sources",
            "Method"
        ]
    );
    assert_same(&audit, "Findings", "findings.csv");
    assert_same(&audit, "Cleared", "cleared.csv");
    assert_same(&audit, "Rejects", "rejects.csv");
}

#[test]
fn amounts_and_dates_are_numbers_and_people_have_columns() {
    let audit = audit(&[&sample("")], &[]);
    let findings = sheet(&audit, "Findings");
    let head: Vec<String> = findings.rows().next().unwrap().iter().map(ToString::to_string).collect();
    let answers = ["decision", "decided_by", "decided_on", "decision_reason"];
    assert!(head.windows(answers.len()).any(|columns| columns == answers), "{head:?}");
    let column = |name: &str| {
        let at = head.iter().position(|head| head == name).unwrap();
        findings
            .rows()
            .skip(1)
            .map(|row| row[at].clone())
            .filter(|cell| *cell != Data::Empty)
            .collect::<Vec<_>>()
    };
    for (name, is_right) in [
        ("amount", (|cell| matches!(cell, Data::Float(_))) as fn(&Data) -> bool),
        ("row", |cell| matches!(cell, Data::Float(_))),
        ("date", |cell| matches!(cell, Data::DateTime(_))),
    ] {
        let cells = column(name);
        assert!(!cells.is_empty() && cells.iter().all(is_right), "{name}: {cells:?}");
    }
}

/// Hundredths of a number with at most two decimals: pence of pounds.
fn hundredths(number: &str) -> i64 {
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    format!("{whole}{part:0<2}").parse().unwrap()
}

#[test]
fn the_reconciliation_adds_up_and_says_so() {
    let audit = audit(&[&sample("")], &[]);
    let sheet = sheet(&audit, "Reconciliation");
    let mut totals = Vec::new();
    let mut sums = [0; 4];
    for row in sheet.rows().skip(5).filter(|row| row[2] != Data::Empty) {
        let figures = [3, 4, 5, 6].map(|column| match &row[column] {
            Data::Float(number) => hundredths(&number.to_string()),
            other => panic!("{other:?} in {row:?}"),
        });
        match row[2].to_string().as_str() {
            "sum of the outcomes" => {
                assert_eq!(sums, figures, "{row:?}");
                sums = [0; 4];
            }
            "counted while reading" => {
                assert_eq!(row[7].to_string(), "agrees", "{row:?}");
                totals.push((row[0].to_string(), row[1].to_string(), figures));
            }
            _ => sums.iter_mut().zip(figures).for_each(|(sum, figure)| *sum += figure),
        }
    }
    let mut expected: Vec<_> = audit
        .rows("reconciliation.csv")
        .into_iter()
        .filter(|row| row["outcome"] == "total")
        .map(|row| {
            let figures = ["lines", "debit", "credit", "net"].map(|name| hundredths(&row[name]));
            (row["source"].clone(), row["sheet"].clone(), figures)
        })
        .collect();
    // All tables together come first in the workbook and last in the file.
    expected.rotate_right(1);
    assert_eq!(expected.len(), 8);
    assert_eq!(totals, expected);

    let formulas = book(&audit).worksheet_formula("Reconciliation").unwrap();
    let count =
        |start: &str| formulas.used_cells().filter(|(_, _, formula)| formula.starts_with(start)).count();
    assert_eq!(count("SUM("), 8 * 4);
    assert_eq!(count("SUMIF("), 10 * 4);
    assert_eq!(count("IF("), 8 + 1);
}

/// A ledger whose cells would like to be something else than text.
fn hostile() -> (tempfile::TempDir, std::path::PathBuf) {
    let long = format!("Fax machine {}", "x".repeat(40_000));
    let rows = [
        "Entity,Order date,Supplier,Description,Amount".to_owned(),
        r#""=1+1 | Trust",2019-05-01,+1,"=HYPERLINK(""http://evil.example"",""fax machine"")",10.00"#.to_owned(),
        r#""=1+1 | Trust",2019-05-02,-2+3,<script>alert(1)</script> fax machine,11.00"#.to_owned(),
        r#""=1+1 | Trust",2019-07-02,@SUM(A1),"Fax machine [click](http://evil.example) **now** _x0041_",12.00"#.to_owned(),
        format!("\"=1+1 | Trust\",,Long Ltd,{long},13.00"),
    ];
    file("lines.csv", rows.join("\n"))
}

#[test]
fn hostile_text_is_text_in_the_workbook() {
    let (_folder, path) = hostile();
    let audit = audit(&[&path], &[]);
    let findings = sheet(&audit, "Findings");
    let cells: Vec<String> = findings.rows().flatten().map(ToString::to_string).collect();
    for text in [
        "=HYPERLINK(\"http://evil.example\",\"fax machine\")",
        "+1",
        "-2+3",
        "@SUM(A1)",
        "<script>alert(1)</script> fax machine",
    ] {
        assert!(cells.iter().any(|cell| cell == text), "{text} is not there");
    }
    let longest = cells.iter().max_by_key(|cell| cell.len()).unwrap();
    assert_eq!(longest.chars().count(), 32_767);
    assert!(longest.ends_with('…'));
    let mut book = book(&audit);
    for name in book.sheet_names() {
        let formulas = book.worksheet_formula(&name).unwrap();
        for (_, _, formula) in formulas.used_cells() {
            let is_ours = ["SUM(", "SUMIF(", "IF("].iter().any(|start| formula.starts_with(start));
            assert!(is_ours && matches!(name.as_str(), "Summary" | "Reconciliation"), "{name}: {formula}");
        }
    }
    let archive = std::fs::File::open(audit.file("findings.xlsx")).unwrap();
    let archive = zip::ZipArchive::new(archive).unwrap();
    let parts: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    assert!(parts.len() > 10 && !parts.iter().any(|name| name.contains("externalLink")), "{parts:?}");
}

#[test]
fn hostile_text_is_text_in_the_summary() {
    let (_folder, path) = hostile();
    let summary = audit(&[&path], &[]).text("summary.md");
    assert!(summary.contains(r"| =1+1 \| Trust |"), "{summary}");
    assert!(summary.contains(r"\<script\>alert(1)\</script\> fax machine"), "{summary}");
    assert!(summary.contains(r"\[click\](http\://evil.example) \*\*now\*\*"), "{summary}");
}

#[test]
fn the_months_have_no_gap_and_undated_lines_are_there() {
    let (_folder, path) = hostile();
    let summary = sheet(&audit(&[&path], &[]), "Summary");
    let names: Vec<String> = summary.rows().map(|row| row[0].to_string()).collect();
    let at = names.iter().position(|name| name == "By month").unwrap();
    assert_eq!(names[at + 1..at + 6], ["2019-05", "2019-06", "2019-07", "no date", "all"]);
}

#[test]
fn nothing_found_is_no_empty_workbook() {
    let (_folder, path) = file(
        "lines.csv",
        "Entity,Date,Supplier,Description,Amount\nTrust,2019-05-01,A Ltd,Paper clips,1.00\n",
    );
    let audit = audit(&[&path], &[]);
    assert_eq!(sheet(&audit, "Findings").rows().count(), 1);
    let said: String = sheet(&audit, "Summary").rows().flatten().map(ToString::to_string).collect();
    assert!(said.contains("0 breaches") && said.contains("No finding is not \"fax free\""), "{said}");
    assert!(audit.text("summary.md").contains("No line was found"));
}

#[test]
fn the_method_cites_what_binds() {
    let audit = audit(&[Path::new(&sample(""))], &[]);
    let said: Vec<String> = sheet(&audit, "Method").rows().flatten().map(ToString::to_string).collect();
    for words in [
        "https://www.gov.uk/government/news/health-and-social-care-secretary-bans-fax-machines-in-nhs",
        "it is inferred from the text",
        "Duty: buy, from 1 January 2019",
        "23 November 2026",
    ] {
        assert!(said.iter().any(|cell| cell.contains(words)), "{words}");
    }
    let manifest = audit.json("manifest.json");
    let pack = manifest["packs"][0]["sha256"].as_str().unwrap();
    assert!(said.iter().any(|cell| cell == pack));
    let sources = sheet(&audit, "Sources");
    let first = manifest["inputs"][0]["sha256"].as_str().unwrap();
    assert!(sources.rows().flatten().any(|cell| *cell == *first));
}
