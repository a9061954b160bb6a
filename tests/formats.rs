//! The same table in every form that trusts publish comes to the same lines, pence and outcomes.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use common::{Audit, audit, faxban, file, sample};

/// Cells need no quotes in any of the dialects; the pound sign differs between encodings.
const TABLE: &[[&str; 5]] = &[
    ["Entity", "Supplier", "Date", "Description", "Amount (£)"],
    ["Larchwood Trust", "Inkwell", "14/11/2019", "Brother FAX-2840 fax machine", "£149.00"],
    ["Larchwood Trust", "Inkwell", "15/11/2018", "Brother FAX-2840 fax machine", "£151.00"],
    ["Larchwood Trust", "Inkwell", "30/04/2020", "Toner for fax machine – black", "(£18.60)"],
    ["Larchwood Trust", "Halifax plc", "30/04/2020", "Halifax savings", "12.50-"],
    ["Larchwood Trust", "Café Nord", "30/04/2020", "Sandwiches", "£7.05"],
    ["Total", "", "", "", "£275.95"],
];

fn text(separator: &str, line_end: &str) -> String {
    TABLE.iter().flat_map(|row| [row.join(separator), line_end.to_owned()]).collect()
}

fn windows_1252(text: &str) -> Vec<u8> {
    text.chars()
        .map(|sign| match sign {
            '–' => 0x96,
            other => u8::try_from(u32::from(other)).unwrap(),
        })
        .collect()
}

fn utf_16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(bytes).collect()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut packer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in members {
        packer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        packer.write_all(bytes).unwrap();
    }
    packer.finish().unwrap().into_inner()
}

/// What must not depend on the form: rows, amounts and outcomes of findings; totals by outcome.
fn essence(audit: &Audit) -> (Vec<[String; 5]>, Vec<[String; 5]>) {
    let findings = audit.rows("findings.csv").into_iter();
    let findings = findings
        .map(|row| ["row", "outcome", "date", "amount", "description"].map(|column| row[column].clone()));
    let totals = audit.rows("reconciliation.csv").into_iter().filter(|row| row["source"] == "(all sources)");
    let totals =
        totals.map(|row| ["outcome", "lines", "debit", "credit", "net"].map(|column| row[column].clone()));
    (findings.collect(), totals.collect())
}

fn reference() -> (Vec<[String; 5]>, Vec<[String; 5]>) {
    let (_folder, path) = file("table.csv", text(",", "\n"));
    essence(&audit(&[&path], &[]))
}

#[test]
fn the_reference_is_right() {
    let (findings, totals) = reference();
    let outcomes: Vec<_> = findings.iter().map(|row| (row[0].as_str(), row[1].as_str())).collect();
    assert_eq!(outcomes, [("2", "breach"), ("3", "compliant"), ("4", "indicator")]);
    let of = |outcome: &str| totals.iter().find(|row| row[0] == outcome).map(|row| row[1..].join(" "));
    assert_eq!(of("breach").as_deref(), Some("1 149.00 0.00 149.00"));
    assert_eq!(of("indicator").as_deref(), Some("1 0.00 -18.60 -18.60"));
    assert_eq!(of("cleared").as_deref(), Some("1 0.00 -12.50 -12.50"));
    assert_eq!(of("clear").as_deref(), Some("1 7.05 0.00 7.05"));
    assert_eq!(of("skipped").as_deref(), Some("1 275.95 0.00 275.95"));
}

#[test]
fn every_dialect_encoding_and_package() {
    let plain = text(",", "\n");
    let quoted = plain.replace("Café Nord", "\"Café Nord\"").replace(",Sandwiches,", ",\"Sandwiches\",");
    let forms: Vec<(&str, Vec<u8>)> = vec![
        ("tabs.tsv", text("\t", "\n").into()),
        ("tabs.csv", text("\t", "\n").into()),
        ("semicolons.csv", text(";", "\n").into()),
        ("pipes.psv", text("|", "\n").into()),
        ("tildes.txt", text("~", "\n").into()),
        ("crlf.csv", text(",", "\r\n").into()),
        ("cr.csv", text(",", "\r").into()),
        ("no-last-line-end.csv", plain.trim_end().into()),
        ("quoted.csv", quoted.into()),
        ("bom.csv", format!("\u{feff}{plain}").into()),
        ("cp1252.csv", windows_1252(&plain)),
        ("utf-16-le.csv", utf_16(&plain, u16::to_le_bytes)),
        ("utf-16-be.csv", utf_16(&plain, u16::to_be_bytes)),
        ("utf-16-tabs.csv", utf_16(&text("\t", "\r\n"), u16::to_le_bytes)),
        ("packed.csv.gz", gzip(plain.as_bytes())),
        ("packed.zip", zip(&[("inside/table.csv", plain.as_bytes())])),
        ("packed.csv", gzip(plain.as_bytes())),
    ];
    let expected = reference();
    for (name, bytes) in forms {
        let (_folder, path) = file(name, bytes);
        let audit = audit(&[&path], &[]);
        assert_eq!(audit.code, 0, "{name}: {}", audit.stdout);
        assert_eq!(essence(&audit), expected, "{name}");
    }
}

#[test]
fn line_ends_of_three_kinds_in_a_small_file() {
    let line = |n: u32| format!("A{n}\tBrother FAX-2840 laser fax machine\tIn use\tWard {n}\t14/01/2014");
    let ends = ["\r", "\n", "\r", "\r\n", "\r", "\r\n", "\n", "\r", "\r\n", "\r", "\r\n", "\n", "\n", "\r"];
    let lines: Vec<String> = (1..ends.len() as u32).map(line).collect();
    let header = "Asset Number\tShort Description\tStatus\tBuilding\tDate of Purchase".to_owned();
    let text: String =
        std::iter::once(&header).chain(&lines).zip(ends).map(|(line, end)| line.clone() + end).collect();
    let (_folder, path) = file("register.csv", text);
    assert_eq!(audit(&[&path], &[]).rows("findings.csv").len(), lines.len());
}

#[test]
fn standard_input() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("report");
    let mut run = faxban()
        .args(["audit", "-", "--as-of", common::AS_OF, "--out"])
        .arg(&out)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    run.stdin.take().unwrap().write_all(text(",", "\n").as_bytes()).unwrap();
    assert_eq!(run.wait().unwrap().code(), Some(0));
    let piped = Audit { folder, code: 0, stdout: String::new(), stderr: String::new(), kept: None };
    assert_eq!(essence(&piped), reference());
}

#[test]
fn a_workbook_that_is_called_csv() {
    let bytes = fs::read(sample("wharfemoor/register.xlsx")).unwrap();
    let (_folder, path) = file("register.csv", &bytes);
    let (_other, real) = file("register.xlsx", &bytes);
    let expected = essence(&audit(&[&real], &[]));
    assert!(expected.0.len() > 5);
    assert_eq!(essence(&audit(&[&path], &[])), expected);
}

#[test]
fn all_members_of_an_archive_are_audited() {
    let plain = text(",", "\n");
    let workbook = fs::read(sample("wharfemoor/register.xlsx")).unwrap();
    let (_folder, path) = file(
        "all.zip",
        zip(&[("one.csv", plain.as_bytes()), ("register.xlsx", &workbook), ("note.pdf", b"%PDF-")]),
    );
    let audit = audit(&[&path], &[]);
    // The PDF could hold a register.
    assert_eq!(audit.code, 3, "{}", audit.stdout);
    let mut sources: Vec<String> =
        audit.rows("findings.csv").into_iter().map(|mut row| row.remove("source").unwrap()).collect();
    sources.dedup();
    assert_eq!(sources, ["all.zip/one.csv", "all.zip/register.xlsx"]);
}

#[test]
fn a_header_below_titles_and_in_two_rows() {
    let plain = text(",", "\n");
    let (_, lines) = plain.split_once('\n').unwrap();
    let titled = format!(
        "Larchwood Trust,,,,\nSpend for the year,,,,\n,,,,\n,,Date of,,Amount\nEntity,Supplier,payment,Description,(£)\n{lines}"
    );
    let (_folder, path) = file("titled.csv", titled);
    let (findings, totals) = essence(&audit(&[&path], &[]));
    let expected = reference();
    assert_eq!(totals, expected.1);
    let rows: Vec<&str> = findings.iter().map(|row| row[0].as_str()).collect();
    assert_eq!(rows, ["6", "7", "8"], "places are the rows that a person sees");
}

#[test]
fn a_quotation_mark_that_would_swallow_the_rest() {
    let spoilt = text(",", "\n")
        .replace("Brother FAX-2840 fax machine,£149.00", "\"Brother FAX-2840 fax machine,£149.00");
    let (_folder, path) = file("quote.csv", spoilt);
    let audit = audit(&[&path], &[]);
    let (findings, totals) = essence(&audit);
    let expected = reference();
    assert_eq!(totals, expected.1);
    assert_eq!(findings.len(), expected.0.len());
    assert!(audit.stdout.contains("quotation mark"), "{}", audit.stdout);
}

#[test]
fn a_long_workbook_comes_to_the_same_as_its_lines_in_text() {
    // Long enough for several batches on their way from the thread that reads to the one that screens.
    let lines: Vec<[String; 4]> = (0..12_000)
        .map(|line| {
            let what = if line % 1000 == 7 { "Brother FAX-2840 laser fax" } else { "Nitrile gloves, box" };
            [
                format!("{:02}/{:02}/2020", line % 28 + 1, line % 12 + 1),
                format!("Supplier {} Ltd", line % 97),
                format!("{what} {}", "of the usual kind ".repeat(line % 3)),
                format!("{}.{:02}", line, line % 100),
            ]
        })
        .collect();
    let header = ["Date", "Supplier", "Description", "Amount"];
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    let mut text = header.join(",") + "\n";
    sheet.write_row(0, 0, header).unwrap();
    for (row, line) in (1..).zip(&lines) {
        sheet.write_row(row, 0, line).unwrap();
        text += &format!("{},{},\"{}\",{}\n", line[0], line[1], line[2], line[3]);
    }
    let folder = tempfile::tempdir().unwrap();
    let (workbook, csv) = (folder.path().join("long.xlsx"), folder.path().join("long.csv"));
    book.save(&workbook).unwrap();
    fs::write(&csv, text).unwrap();
    let beside: Vec<PathBuf> = (0..64).map(|number| folder.path().join(format!("{number}.csv"))).collect();
    beside.iter().for_each(|path| fs::write(path, "Date,Supplier,Description,Amount\n").unwrap());
    let reference = essence(&audit(&[&csv], &[]));
    assert_eq!(reference.0.len(), 12);
    assert_eq!(essence(&audit(&[&workbook], &[])), reference, "alone, on all cores");
    let among: Vec<&Path> =
        std::iter::once(workbook.as_path()).chain(beside.iter().map(PathBuf::as_path)).collect();
    assert_eq!(essence(&audit(&among, &[])), reference, "among others, on one core");
}

#[test]
fn a_column_is_month_first_however_its_dates_are_written() {
    // Two of them could be read either way.
    let days = ["01/25/2020", "04/03/2020", "02/28/2020", "03/04/2020"];
    let forms: [fn(&str) -> String; 4] = [
        |day| day.to_owned(),
        |day| day.replace("/20", "/"),
        |day| format!("{day} 00:00"),
        |day| format!("'{}", day.replace('/', " / ")),
    ];
    for form in forms {
        let lines = days.map(|day| format!("Acme,Fax machine,{},100.00\n", form(day)));
        let table = format!("Supplier,Description,Date,Amount\n{}", lines.concat());
        let (_folder, path) = file("table.csv", table);
        let read: Vec<_> =
            audit(&[&path], &[]).rows("findings.csv").into_iter().map(|row| row["date"].clone()).collect();
        assert_eq!(read, ["2020-01-25", "2020-04-03", "2020-02-28", "2020-03-04"], "{}", form(days[0]));
    }
}
