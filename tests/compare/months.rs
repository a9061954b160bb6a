//! Two months of reports, for the tests of what changed between them.

#![allow(dead_code, reason = "each test binary uses a part")]

use std::fs;
use std::path::PathBuf;

use crate::common::{Row, faxban, rows};

pub const LEDGER: &str = "Entity,Supplier,Order date,PO Number,Quantity,Amount,Description\n";
pub const REGISTER: &str = "Organisation,Asset Tag,Model,Description,Status,Disposal Date\n";
pub const OCTOBER: &str = "2026-10-23";
pub const NOVEMBER: &str = "2026-11-23";

pub type Table<'a> = (&'a str, &'a str, &'a [&'a str]);

/// Months in a folder of their own.
pub struct Months {
    pub folder: tempfile::TempDir,
}

impl Months {
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub fn report(&self, as_of: &str) -> PathBuf {
        self.folder.path().join("reports").join(as_of)
    }

    /// Audits tables of these lines.
    pub fn audit(&self, as_of: &str, tables: &[Table<'_>], extra: &[&str]) -> PathBuf {
        let inputs = self.folder.path().join(format!("inputs-{as_of}"));
        fs::create_dir_all(&inputs).unwrap();
        for (name, header, lines) in tables {
            let path = inputs.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, format!("{header}{}\n", lines.join("\n"))).unwrap();
        }
        let report = self.report(as_of);
        let output = faxban()
            .args(["audit", "--quiet", "--as-of", as_of, "--out"])
            .args([&report, &inputs])
            .args(extra)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        report
    }

    /// Two months audited and compared, the rows by what they are of.
    pub fn compare(&self, then: &[Table<'_>], now: &[Table<'_>]) -> Vec<Row> {
        self.audit(OCTOBER, then, &[]);
        self.later(now, &[])
    }

    /// November against October.
    pub fn later(&self, tables: &[Table<'_>], extra: &[&str]) -> Vec<Row> {
        let baseline = self.report(OCTOBER).display().to_string();
        let report = self.audit(NOVEMBER, tables, &[&["--baseline", &baseline], extra].concat());
        rows(&report.join("changes.csv"))
    }

    pub fn tables(&self) -> Vec<(String, String)> {
        let summary = fs::read_to_string(self.report(NOVEMBER).join("summary.json")).unwrap();
        let summary: serde_json::Value = serde_json::from_str(&summary).unwrap();
        let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
        let tables = summary["comparison"]["tables"].as_array().unwrap();
        tables.iter().map(|remark| (text(&remark["what"]), text(&remark["sentence"]))).collect()
    }
}

/// Change and cause of the finding whose text begins so.
pub fn of<'a>(changes: &'a [Row], text: &str) -> (&'a str, &'a str) {
    let found: Vec<&Row> = changes.iter().filter(|row| row["text"].contains(text)).collect();
    assert_eq!(found.len(), 1, "{text}: {changes:?}");
    (&found[0]["change"], &found[0]["cause"])
}
