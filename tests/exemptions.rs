//! Exemptions hold for their days only, and say so when they end, cover nothing or cannot be read.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::fs;

use common::{Audit, audit, rows};

const REGISTER: &str = "Asset Tag,Description,Status,Organisation
A1,Brother fax machine,In use,Alder NHS Trust
A2,Canon fax machine,In use,Alder NHS Trust
A1,Ricoh fax machine,In use,Beech NHS Trust
A3,Desk,In use,Alder NHS Trust
";
const HEADER: &str = "asset_id,organisation,reason,approver,from,expires,evidence\n";

/// Audits the register with a list at the top of its folder.
fn with(name: &str, list: &str) -> Audit {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("register.csv"), REGISTER).unwrap();
    fs::write(folder.path().join(name), list).unwrap();
    audit(&[folder.path()], &[])
}

fn csv(rows: &str) -> Audit {
    with("exemptions.csv", &format!("{HEADER}{rows}"))
}

fn outcomes(audit: &Audit) -> Vec<String> {
    audit.rows("findings.csv").iter().map(|row| row["outcome"].clone()).collect()
}

fn summary(audit: &Audit) -> serde_json::Value {
    audit.json("summary.json")["exemptions"].clone()
}

#[test]
fn the_last_day_is_included_and_the_day_after_is_not() {
    let last = csv("A2,,Kept,CIO,,2026-11-23,Minute 4\n");
    assert_eq!(outcomes(&last), ["breach", "exempt", "breach"]);
    assert!(last.stdout.contains("1 exemption ends within 30 days: A2 (ends 2026-11-23, approved by CIO)"));
    assert!(!last.stdout.contains("EXEMPTIONS HAVE ENDED"));

    let ended = csv("A2,,Kept,CIO,,2026-11-22,Minute 4\n");
    assert_eq!(outcomes(&ended), ["breach", "breach", "breach"]);
    assert!(
        ended.stdout.contains(
            "EXEMPTIONS HAVE ENDED: 1 exemption, so 1 finding is back: A2 (ended 2026-11-22, approved by CIO)"
        ),
        "{}",
        ended.stdout
    );
    let finding = &ended.rows("findings.csv")[1];
    assert!(
        finding["reason"].contains("approved by CIO ended on 2026-11-22: the finding is back"),
        "{}",
        finding["reason"]
    );
    assert_eq!(summary(&ended)["findings_back"], 1);
    assert_eq!(summary(&ended)["list"][0]["state"], "ended");
    assert_eq!(summary(&ended)["list"][0]["findings"][0], finding["finding_id"]);
}

#[test]
fn an_end_is_announced_thirty_days_before() {
    let soon = csv("A2,,Kept,CIO,,2026-12-23,\n");
    assert!(soon.stdout.contains("ends within 30 days"), "{}", soon.stdout);
    assert_eq!(summary(&soon)["end_soon"], 1);
    let later = csv("A2,,Kept,CIO,,2026-12-24,\n");
    assert!(!later.stdout.contains("ends within 30 days"), "{}", later.stdout);
    assert_eq!(summary(&later)["list"][0]["state"], "live");
}

#[test]
fn the_first_day_is_included() {
    assert_eq!(outcomes(&csv("A2,,Kept,CIO,2026-11-23,2027-12-31,\n"))[1], "exempt");
    let early = csv("A2,,Kept,CIO,2026-11-24,2027-12-31,\n");
    assert_eq!(outcomes(&early)[1], "breach");
    assert!(early.stdout.contains("has not begun"), "{}", early.stdout);
}

#[test]
fn evidence_is_kept_and_shown() {
    let audit = csv("A2,,Kept,CIO,,2027-12-31,Board paper 7\n");
    assert!(audit.rows("findings.csv")[1]["reason"].contains("(evidence: Board paper 7)"));
    assert_eq!(summary(&audit)["list"][0]["evidence"], "Board paper 7");
}

#[test]
fn an_organisation_keeps_its_exemption_to_itself() {
    let audit = csv("A1,BEECH nhs trust,Kept,CIO,,2027-12-31,\n");
    assert_eq!(outcomes(&audit), ["breach", "breach", "exempt"]);
}

#[test]
fn what_covers_nothing_or_is_not_needed_or_has_no_end_is_told() {
    let audit = csv("A9,,Kept,CIO,,2027-12-31,\nA2,,Kept,CIO,,,\n");
    assert!(audit.stdout.contains("The exemption for A9 (exemptions.csv, line 2) covers no finding"));
    assert!(audit.stdout.contains("The exemption for A2 (exemptions.csv, line 3) has no expiry"));
    assert_eq!(outcomes(&audit)[1], "exempt");
}

#[test]
fn two_for_the_same_days_are_told_and_a_renewal_is_not() {
    let double = csv("A2,,Kept,CIO,,2027-12-31,\nA2,,Kept too,CIO,,2028-12-31,\n");
    assert!(double.stdout.contains("exemptions.csv, line 3 is used, exemptions.csv, line 2 is not needed"));
    let renewed = csv("A2,,Kept,CIO,,2025-12-31,\nA2,,Kept on,CIO,2026-01-01,2027-12-31,\n");
    assert_eq!(renewed.rows("findings.csv")[1]["exemption"], "Kept on");
    for word in ["Two exemptions", "HAVE ENDED", "covers no finding"] {
        assert!(!renewed.stdout.contains(word), "{word}: {}", renewed.stdout);
    }
}

#[test]
fn toml_says_the_same() {
    let list = "# kept under version control\n[[exemption]]\nasset_id = \"A2\"\nreason = \"Kept\"\napprover = \"CIO\"\nexpires = 2026-11-23\nevidence = \"Minute 4\"\n";
    let (toml, csv) = (with("exemptions.toml", list), csv("A2,,Kept,CIO,,2026-11-23,Minute 4\n"));
    assert_eq!(toml.text("findings.csv"), csv.text("findings.csv"));
}

#[test]
fn files_given_are_read_beside_those_found_and_are_no_tables() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("register.csv"), REGISTER).unwrap();
    let list = |asset: &str| format!("{HEADER}{asset},Alder NHS Trust,Kept,CIO,,2027-12-31,\n");
    fs::write(folder.path().join("exemptions.csv"), list("A1")).unwrap();
    let more = folder.path().join("more.csv");
    fs::write(&more, list("A2")).unwrap();
    let audit = audit(&[folder.path()], &["--exemptions", more.to_str().unwrap()]);
    assert_eq!(audit.code, 0, "{}", audit.stdout);
    assert_eq!(outcomes(&audit), ["exempt", "exempt", "breach"]);
    let manifest = audit.json("manifest.json");
    assert_eq!(manifest["inputs"].as_array().unwrap().len(), 1);
    assert_eq!(manifest["lists"].as_array().unwrap().len(), 2);
    assert_eq!(rows(&audit.file("rejects.csv")).len(), 0);
}

#[test]
fn what_cannot_be_understood_stops_the_run() {
    for (name, list, told) in [
        (
            "exemptions.csv",
            format!("{HEADER}A1,,Kept,CIO,,next year,\n"),
            "exemptions.csv, line 2: \"next year\" is no date",
        ),
        ("exemptions.csv", format!("{HEADER}A1,,Kept,CIO,,2027,\n"), "line 2: \"2027\" is no date"),
        (
            "exemptions.csv",
            format!("{HEADER}A1,,Kept,,,2027-01-01,\n"),
            "line 2: an exemption needs a reason and an approver",
        ),
        (
            "exemptions.csv",
            format!("{HEADER},,Kept,CIO,,2027-01-01,\n"),
            "line 2: an exemption names a finding_id or an asset_id",
        ),
        (
            "exemptions.csv",
            format!("{HEADER}A1,,Kept,CIO,2027-01-01,2026-01-01,\n"),
            "line 2: the exemption ends before it begins",
        ),
        (
            "exemptions.csv",
            "asset_id,reason,approver,expiry\n".to_owned(),
            "line 1: column \"expiry\" is not known",
        ),
        (
            "exemptions.toml",
            "\n[[exemption]]\nasset_id = \"A1\"\nexpires = 7\n".to_owned(),
            "exemptions.toml, line 2: an exemption needs",
        ),
        (
            "exemptions.toml",
            "\n[[exemption]]\nasset = \"A1\"\n".to_owned(),
            "exemptions.toml, line 3: unknown field `asset`",
        ),
    ] {
        let audit = with(name, &list);
        assert_eq!(audit.code, 2, "{told}: {}", audit.stdout);
        assert!(audit.stderr.contains(told), "{told}: {}", audit.stderr);
        assert!(!audit.file("").exists());
    }
}
