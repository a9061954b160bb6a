//! Small inputs of kinds met in the field, each with what is right of it.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a test fails by panicking"
)]

mod common;

use std::path::{Path, PathBuf};

use common::{Audit, audit};

fn corpus() -> Option<PathBuf> {
    let folder = std::env::var_os("FAXBAN_CORPUS").map(|folder| Path::new(&folder).join("field"));
    let found = folder.filter(|folder| folder.is_dir());
    if found.is_none() {
        eprintln!("skipped: FAXBAN_CORPUS does not name the folder of public test data");
    }
    found
}

/// What is right of an input: exit code, findings by row and outcome, net in pounds, and a part of what is said of it.
struct Right {
    file: &'static str,
    code: i32,
    found: &'static [(&'static str, &'static str)],
    net: &'static str,
    said: &'static str,
}

const fn right(
    file: &'static str,
    found: &'static [(&'static str, &'static str)],
    net: &'static str,
    said: &'static str,
) -> Right {
    Right { file, code: 0, found, net, said }
}

const BREACH_2: &[(&str, &str)] = &[("2", "breach")];
const BREACH_3: &[(&str, &str)] = &[("3", "breach")];

fn all() -> Vec<Right> {
    vec![
        right("A1-second-header-wins.csv", BREACH_2, "0.00", ""),
        right("A1-second-header-wins-ledger.csv", BREACH_2, "219.00", ""),
        right("A2-unquoted-comma-blank-column.csv", &[("4", "breach")], "352.69", "row 4"),
        right("A5-excel-subtotals.csv", &[("2", "breach"), ("3", "breach")], "408.00", "3 totals"),
        right("B2-stray-cell.xls", &[("3", "breach"), ("6", "breach"), ("9", "breach")], "3394.94", ""),
        right("B2-stray-cell.ods", &[("3", "breach"), ("6", "breach"), ("9", "breach")], "3394.94", ""),
        right("C1-1904-general.xlsx", BREACH_3, "144.20", ""),
        right("C2-locale-swapped.xlsx", &[("3", "review")], "0.00", "American settings"),
        right("C3-date-forms.csv", &[("2", "breach"), ("3", "breach"), ("4", "breach")], "1534.50", ""),
        right("D1-description-unknown-code-known.csv", BREACH_2, "244.20", ""),
        right("D2-expense-description.csv", BREACH_2, "244.20", "Expense Description"),
        right("D3-dr-cr-column.csv", &[("2", "breach"), ("3", "review")], "45.20", ""),
        right("D4-debit-credit-columns.csv", BREACH_2, "153.80", ""),
        right("D6-disposed-yes-no.csv", &[("2", "breach"), ("3", "compliant")], "0.00", ""),
        right("D8-headers-not-known.csv", BREACH_2, "244.20", ""),
        right("D10-currency-column.csv", BREACH_2, "301.00", "EUR"),
        right("E1-note-beside-line.xlsx", BREACH_3, "0.00", "row 3"),
        right("F1-ods-newline-between-cells.ods", BREACH_3, "144.20", ""),
        right("F2-error-value.xlsx", BREACH_3, "144.20", "B2"),
        right("F3-macro-sheet.xlsm", BREACH_3, "144.20", ""),
        right("F5-workbook-at-root.xlsx", BREACH_3, "144.20", ""),
        right("F6-dimension-A0.xlsx", BREACH_3, "144.20", ""),
        right("F7-string-index.xlsx", BREACH_3, "144.20", "B2"),
        right("F8-utf16-parts.xlsx", BREACH_3, "144.20", ""),
        right("G1-formula-without-value.xlsx", BREACH_3, "0.00", "formulas"),
        right("H1-utf32le.csv", BREACH_3, "144.20", ""),
        right("H2-nul-byte.csv", BREACH_3, "144.20", "NUL"),
        right("H4-single-quotes.csv", BREACH_3, "144.20", ""),
        right("H8-stray-quote-in-header.csv", BREACH_2, "244.20", ""),
        right("H9-decimal-comma.csv", BREACH_3, "144.20", "decimal comma"),
        right("I2-xml-spreadsheet-2003.xls", BREACH_3, "144.20", ""),
        right(
            "I3-zip-made-on-a-mac.zip",
            &[("3", "breach"), ("6", "breach"), ("9", "breach")],
            "3394.94",
            "",
        ),
        right("J1-hidden-copy-of-sheet.xlsx", BREACH_3, "144.20", "counted once"),
        right("J3-hidden-row-and-column.xlsx", BREACH_3, "144.20", "hidden"),
    ]
}

/// Pounds of the lines that were audited: totals and rows that could not be read count for nothing.
fn net(audit: &Audit) -> i64 {
    let rows = audit.rows("reconciliation.csv").into_iter();
    let lines = rows.filter(|row| {
        row["source"] == "(all sources)"
            && !["total", "skipped", "rejected"].contains(&row["outcome"].as_str())
    });
    lines.map(|row| pence(&row["net"])).sum()
}

fn pence(pounds: &str) -> i64 {
    pounds.replace('.', "").parse().unwrap()
}

#[test]
fn inputs_from_the_field_come_out_right() {
    let Some(folder) = corpus() else { return };
    for Right { file, code, found, net: pounds, said } in all() {
        let report = audit(&[&folder.join(file)], &[]);
        let rows = report.rows("findings.csv").into_iter();
        let findings: Vec<(String, String)> =
            rows.map(|row| (row["row"].clone(), row["outcome"].clone())).collect();
        let wanted: Vec<(String, String)> =
            found.iter().map(|(row, outcome)| ((*row).to_owned(), (*outcome).to_owned())).collect();
        assert_eq!((findings, report.code), (wanted, code), "{file}: {}", report.stdout);
        assert_eq!(net(&report), pence(pounds), "{file}");
        let summary = report.json("summary.json");
        assert!(summary.to_string().contains(said), "{file}: {said}");
    }
}

#[test]
fn a_table_without_a_header_is_read_by_the_numbers_of_its_columns() {
    let Some(folder) = corpus() else { return };
    let path = folder.join("D9-map-without-header.csv");
    let columns =
        ["--map", "date=#1", "--map", "supplier=#2", "--map", "description=#3", "--map", "amount=#4"];
    let report = audit(&[&path], &columns);
    let rows = report.rows("findings.csv");
    assert_eq!((rows.len(), rows[0]["row"].as_str(), rows[0]["outcome"].as_str()), (1, "2", "breach"));
    assert_eq!(net(&report), 14_420);
}

#[test]
fn what_cannot_be_read_is_said_at_once_and_leaves_no_report() {
    let Some(folder) = corpus() else { return };
    for (file, said) in [("B1-ole-loop.xls", "damaged"), ("I1-password.xlsx", "password")] {
        let report = audit(&[&folder.join(file)], &[]);
        assert_eq!(report.code, 3, "{file}");
        assert!(report.stderr.contains(said), "{file}: {}", report.stderr);
        assert!(!report.file("manifest.json").exists(), "{file}");
    }
}
