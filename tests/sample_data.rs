//! The sample data comes out as its description says, twice the same, and as it should look.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use common::{Audit, audit, rows, sample};

fn sample_audit() -> Audit {
    audit(&[&sample("")], &[])
}

type Place = (String, String, String);

/// Outcome and class by source, sheet and row.
fn found(audit: &Audit) -> BTreeMap<Place, (String, String)> {
    let mut all = BTreeMap::new();
    for (file, outcome) in
        [("findings.csv", None), ("cleared.csv", Some("cleared")), ("rejects.csv", Some("rejected"))]
    {
        for row in audit.rows(file) {
            let place = (row["source"].clone(), row["sheet"].clone(), row["row"].clone());
            let outcome = outcome.map_or_else(|| row["outcome"].clone(), str::to_owned);
            all.insert(place, (outcome, row.get("class").cloned().unwrap_or_default()));
        }
    }
    all
}

#[test]
fn every_line_has_the_outcome_that_is_written_beside() {
    let audit = sample_audit();
    assert_eq!(audit.code, 0, "{}", audit.stderr);
    let expected: BTreeMap<Place, (String, String)> =
        rows(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sample_data/expected.csv"))
            .into_iter()
            .map(|row| {
                let cell = |name: &str| row[name].clone();
                ((cell("source"), cell("sheet"), cell("row")), (cell("outcome"), cell("class")))
            })
            .collect();
    assert_eq!(found(&audit), expected);
}

#[test]
fn every_outcome_occurs() {
    let outcomes = sample_audit().outcomes();
    for outcome in [
        "rejected",
        "skipped",
        "not_assessable",
        "clear",
        "cleared",
        "compliant",
        "exempt",
        "indicator",
        "review",
        "breach",
    ] {
        assert!(outcomes.get(outcome).is_some_and(|lines| *lines > 0), "{outcome}: {outcomes:?}");
    }
}

#[test]
fn the_same_run_twice_gives_the_same_bytes() {
    let (one, other) = (sample_audit(), sample_audit());
    let mut files: Vec<_> =
        fs::read_dir(one.file("")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    files.sort();
    assert_eq!(
        files,
        [
            "cleared.csv",
            "crosscheck.csv",
            "files.csv",
            "findings.csv",
            "findings.xlsx",
            "manifest.json",
            "mentions.csv",
            "reconciliation.csv",
            "rejects.csv",
            "report.html",
            "summary.json",
            "summary.md"
        ]
    );
    for name in files {
        let name = name.to_str().unwrap();
        let bytes = |audit: &Audit| fs::read(audit.file(name)).unwrap();
        assert!(bytes(&one) == bytes(&other), "{name}");
    }
}

#[test]
fn what_a_user_sees() {
    let audit = sample_audit();
    let report = audit.file("").display().to_string();
    let shown = audit.stdout.replace(report.trim_end_matches('/'), "REPORT");
    insta::assert_snapshot!("terminal", shown);
    insta::assert_snapshot!("page", audit.text("summary.md"));
    insta::assert_snapshot!("findings", audit.text("findings.csv"));
    insta::assert_snapshot!("reconciliation", audit.text("reconciliation.csv"));
    insta::assert_snapshot!("summary", audit.text("summary.json"));
}

#[test]
fn the_manifest_holds_the_hash_of_every_file() {
    use sha2::{Digest, Sha256};
    let audit = sample_audit();
    let manifest = audit.json("manifest.json");
    let hash = |path: &Path| {
        Sha256::digest(fs::read(path).unwrap()).iter().map(|byte| format!("{byte:02x}")).collect::<String>()
    };
    let inputs = manifest["inputs"].as_array().unwrap();
    assert_eq!(inputs.len(), 6);
    for input in inputs {
        let name = input["name"].as_str().unwrap();
        assert_eq!(input["sha256"].as_str().unwrap(), hash(&sample(name)), "{name}");
    }
    for (name, output) in manifest["outputs"].as_object().unwrap() {
        assert_eq!(output["sha256"].as_str().unwrap(), hash(&audit.file(name)), "{name}");
    }
}
