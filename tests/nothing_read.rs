//! Where no line was audited nothing is written: the last report, `latest` and the figures stay as they were.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use common::{AS_OF, Said, faxban};

const LEDGER: &str = "Supplier,Date,Amount,Description
Inkwell,01/02/2020,10.00,Brother FAX-2840 fax machine
";

fn run(folder: &Path, arguments: &[&str]) -> Said {
    faxban().current_dir(folder).args(arguments).output().unwrap().into()
}

/// Every file of a folder and below it, with its bytes.
fn everything(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            files.extend(
                everything(&path).into_iter().map(|(below, bytes)| (format!("{name}/{below}"), bytes)),
            );
        } else {
            files.insert(name, fs::read(&path).unwrap());
        }
    }
    files
}

#[test]
fn an_audit_of_nothing_leaves_the_last_report_as_it_was() {
    let site = tempfile::tempdir().unwrap();
    let at = |name: &str| site.path().join(name);
    for (name, text) in [
        ("good.csv", LEDGER),
        ("header.csv", "Supplier,Date,Amount,Description\n"),
        ("total.csv", "Supplier,Date,Amount,Description\nTotal,,10.00,\n"),
        ("extra.csv", "Supplier,Date,Amount,Description\nInkwell,01/02/2020,5.00,Fax machine,stray\n"),
        ("blank.csv", ""),
        ("letter.pdf", "%PDF-1.7"),
        ("own.csv", "finding_id,decision,reason,by,on\n"),
    ] {
        fs::write(at(name), text).unwrap();
    }
    fs::create_dir(at("empty")).unwrap();
    let audit = |path: &str, more: &[&str]| {
        let common =
            ["audit", path, "--as-of", AS_OF, "--out", "reports/{as_of}", "--metrics", "faxban.prom"];
        run(site.path(), &[&common[..], more].concat())
    };
    let good = audit("good.csv", &["--quiet"]);
    assert_eq!((good.code, good.err.as_str()), (0, ""));
    let before = everything(site.path());
    assert!(before.keys().any(|name| name.starts_with("reports/latest/")), "{:?}", before.keys());
    for (path, told) in [
        ("mistyped.csv", "mistyped.csv: there is no such file or folder; check the path"),
        ("empty", "empty: the folder holds no file that could be a table; check the path"),
        ("header.csv", "header.csv: there is no line below its header"),
        ("total.csv", "total.csv: there is no line below its header"),
        ("extra.csv", "extra.csv: 1 of its 1 row could not be read"),
        ("blank.csv", "blank.csv: the file is empty"),
        ("letter.pdf", "letter.pdf: it is a PDF"),
        ("own.csv", "none of the files is a table of a trust"),
    ] {
        for more in [&["--quiet"][..], &[], &["--format", "json"], &["--per-organisation"]] {
            let said = audit(path, more);
            assert_eq!((said.code, said.out.as_str()), (3, ""), "{path} {more:?}: {}", said.err);
            assert!(
                said.err.contains(&format!("faxban: {told}")) || said.err.contains(told),
                "{path}: {}",
                said.err
            );
            let end = "faxban: nothing was audited, so no report was written; the last report is as it was\n";
            assert!(said.err.ends_with(end), "{path}: {}", said.err);
        }
        assert_eq!(everything(site.path()), before, "{path}");
    }
    let logged = audit("mistyped.csv", &["--quiet", "--log", "json"]);
    assert_eq!(logged.code, 3);
    let lines: Vec<serde_json::Value> =
        logged.err.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(
        (lines[0]["event"].as_str(), lines[0]["path"].as_str()),
        (Some("problem"), Some("mistyped.csv"))
    );
    assert_eq!((lines[1]["event"].as_str(), lines[1]["code"].as_u64()), (Some("done"), Some(3)));
    assert_eq!(everything(site.path()), before);
}

#[test]
fn a_report_is_written_as_soon_as_one_line_was_audited() {
    let site = tempfile::tempdir().unwrap();
    fs::write(site.path().join("good.csv"), LEDGER).unwrap();
    let said = run(site.path(), &["audit", "good.csv", "mistyped.csv", "--quiet", "--out", "report"]);
    assert_eq!(said.code, 3);
    assert!(site.path().join("report/manifest.json").is_file());
}

/// Lines that do not fit into memory have no place to wait: their file is a problem, and where no other was audited
/// nothing is written.
#[cfg(target_os = "linux")]
#[test]
fn a_temporary_folder_that_cannot_be_written_is_a_problem() {
    let site = tempfile::tempdir().unwrap();
    fs::write(site.path().join("good.csv"), LEDGER).unwrap();
    let many = LEDGER.to_owned() + &"Inkwell,01/02/2020,10.00,Brother FAX-2840 fax machine\n".repeat(9000);
    fs::write(site.path().join("many.csv"), many).unwrap();
    let good = run(site.path(), &["audit", "good.csv", "--quiet", "--as-of", AS_OF, "--out", "report"]);
    assert_eq!((good.code, good.err.as_str()), (0, ""));
    let before = everything(site.path());
    let audit = |files: &[&str]| {
        let output = faxban()
            .current_dir(site.path())
            .arg("audit")
            .args(files)
            .args(["--as-of", AS_OF, "--out", "report", "--quiet"])
            .env("TMPDIR", "/proc/nowhere")
            .output()
            .unwrap();
        let said = Said::from(output);
        assert_eq!((said.code, said.out.as_str()), (3, ""), "{}", said.err);
        assert!(said.err.contains("lines that do not fit into memory cannot be written"), "{}", said.err);
        assert!(said.err.contains("with TMPDIR you can name another folder"), "{}", said.err);
    };
    audit(&["many.csv"]);
    assert_eq!(everything(site.path()), before);
    audit(&["many.csv", "good.csv"]);
    let files = fs::read_to_string(site.path().join("report/files.csv")).unwrap();
    assert!(files.contains("no_room"), "{files}");
}
