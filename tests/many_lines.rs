//! More lines than fit into memory wait on disk; nothing of it shows.

mod common;

use std::fmt::Write as _;

use calamine::{Reader, Xlsx, open_workbook};
use common::{audit, faxban, file};

/// More than stay in memory, of two organisations: every second line is explained, every hundredth a finding.
const LINES: usize = 30_000;

fn ledger() -> String {
    let mut text = "Organisation,Supplier,Date,Amount,Description\n".to_owned();
    for line in 0..LINES {
        let trust = if line % 3 == 0 { "North Trust" } else { "South Trust" };
        let description = match line {
            _ if line % 100 == 0 => "Fax machine",
            _ if line % 2 == 0 => "Halifax rent",
            _ => "Paper",
        };
        let _ = writeln!(text, "{trust},Inkwell {line},01/02/2020,{line}.00,{description}");
    }
    text
}

#[test]
fn every_line_comes_back_in_its_place() {
    let (_folder, path) = file("ledger.csv", ledger());
    let audited = audit(&[&path], &["--per-organisation"]);
    let cleared: Vec<usize> = (0..LINES).filter(|line| line % 2 == 0 && line % 100 != 0).collect();
    let suppliers =
        |rows: Vec<common::Row>| rows.into_iter().map(|row| row["supplier"].clone()).collect::<Vec<_>>();
    let expected = |lines: &[usize]| lines.iter().map(|line| format!("Inkwell {line}")).collect::<Vec<_>>();
    assert_eq!(suppliers(audited.rows("cleared.csv")), expected(&cleared));
    assert_eq!(audited.rows("findings.csv").len(), LINES / 100);
    assert_eq!(audited.outcomes()["cleared"], cleared.len() as u64);
    let (north, south): (Vec<usize>, Vec<usize>) = cleared.iter().partition(|line| **line % 3 == 0);
    for (name, own) in [("north-trust", north), ("south-trust", south)] {
        let rows = audited.rows(&format!("organisations/{name}/cleared.csv"));
        assert_eq!(suppliers(rows), expected(&own), "{name}");
    }
    let mut workbook: Xlsx<_> = open_workbook(audited.file("findings.xlsx")).unwrap();
    let sheet = workbook.worksheet_range("Cleared").unwrap();
    assert_eq!(sheet.height(), cleared.len() + 1);
}

#[test]
fn a_disk_that_refuses_is_told() {
    let (folder, path) = file("ledger.csv", ledger());
    let out = folder.path().join("report");
    let nowhere = folder.path().join("no/such/folder");
    let run =
        faxban().arg("audit").arg(&path).arg("--out").arg(&out).env("TMPDIR", nowhere).output().unwrap();
    let said = String::from_utf8_lossy(&run.stderr).into_owned();
    assert_eq!(run.status.code(), Some(3), "{said}");
    assert!(!out.exists(), "a report on nothing");
    assert!(said.contains("ledger.csv: ") && said.contains("TMPDIR"), "{said}");
}
