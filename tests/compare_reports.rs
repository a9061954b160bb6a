//! Two reports side by side: tables that do not look as they did, the command, and what is refused.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;
#[path = "compare/months.rs"]
mod months;

use std::fs;
use std::path::Path;

use common::{Row, faxban, rows};
use months::{LEDGER, Months, NOVEMBER, OCTOBER, REGISTER, Table};
use proptest::prelude::*;

#[test]
fn tables_that_do_not_look_as_they_did_are_named() {
    let months = Months::new();
    let line = |month: usize, at: usize, pounds: usize, what: &str| {
        format!("Wharfemoor,Inkwell,2026-{month:02}-01,P{month}-{at},1,{pounds}.00,{what}")
    };
    let full: Vec<String> = (1..=9)
        .flat_map(|month| {
            (0..4).map(move |at| line(month, at, 10, if at == 0 { "Fax machine" } else { "Chair" }))
        })
        .collect();
    let full: Vec<&str> = full.iter().map(String::as_str).collect();
    let of = |lines: &[String]| -> Vec<String> {
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let months = Months::new();
        months.compare(&[("ledger.csv", LEDGER, &full)], &[("ledger.csv", LEDGER, &lines)]);
        months.tables().into_iter().map(|(what, _)| what).collect()
    };
    let kept = |keep: &dyn Fn(usize) -> bool, pounds: usize, what: &str| -> Vec<String> {
        (1..=9)
            .filter(|month| keep(*month))
            .flat_map(|month| (0..4).map(move |at| line(month, at, pounds, what)))
            .collect()
    };
    months.compare(&[("ledger.csv", LEDGER, &full)], &[("ledger.csv", LEDGER, &full)]);
    assert_eq!(months.tables(), []);
    assert_eq!(of(&kept(&|month| month <= 4, 10, "Fax machine")), ["lines"]);
    assert_eq!(of(&kept(&|_| true, 31, "Fax machine")), ["pounds"]);
    assert_eq!(of(&kept(&|_| true, 20, "Fax machine")), [""; 0], "twice as much is no wild change");
    assert_eq!(of(&kept(&|month| month != 5, 10, "Fax machine")), ["empty_month"]);
    assert_eq!(
        of(&kept(&|month| !(4..=6).contains(&month), 10, "Fax machine")),
        ["empty_month"],
        "told once"
    );
    assert_eq!(of(&kept(&|_| true, 10, "Chair")), ["no_matches"]);
}

/// A trust of few lines wants to hear sooner, one of many later.
#[test]
fn thresholds_are_those_of_the_configuration() {
    let months = Months::new();
    let line = |at: usize, what: &str| format!("Wharfemoor,Inkwell,2026-09-01,P{at},1,10.00,{what}");
    let lines = |count: usize, machines: usize| -> String {
        let what = |at| if at < machines { "Fax machine" } else { "Chair" };
        (0..count).map(|at| line(at, what(at))).collect::<Vec<_>>().join("\n")
    };
    let (then, now) = (lines(20, 2), lines(25, 0));
    months.audit(OCTOBER, &[("ledger.csv", LEDGER, &[&then])], &[]);
    months.later(&[("ledger.csv", LEDGER, &[&now])], &[]);
    assert_eq!(months.tables(), []);
    let config = months.folder.path().join("faxban.toml");
    fs::write(&config, "[thresholds]\nmore_percent = 125\nless_percent = 90\nfindings_to_none = 2\n")
        .unwrap();
    let config = config.display().to_string();
    let (code, json, err) = compare(
        &months.report(OCTOBER),
        &months.report(NOVEMBER),
        &["--format", "json", "--config", &config],
    );
    assert_eq!(code, 0, "{err}");
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let whats = json["tables"].as_array().unwrap().iter().map(|remark| remark["what"].as_str().unwrap());
    assert_eq!(whats.collect::<Vec<_>>(), ["lines", "no_matches"]);
    months.later(&[("ledger.csv", LEDGER, &[&now])], &["--config", &config]);
    assert_eq!(months.tables().len(), 2);
    let manifest = fs::read_to_string(months.report(NOVEMBER).join("manifest.json")).unwrap();
    assert!(manifest.contains("more_percent: 125; less_percent: 90; findings_to_none: 2"), "{manifest}");
    // One percent less is nothing.
    fs::write(&config, "[thresholds]\nmore_percent = 126\nfindings_to_none = 3\n").unwrap();
    months.later(&[("ledger.csv", LEDGER, &[&now])], &["--config", &config]);
    assert_eq!(months.tables(), []);
}

fn compare(old: &Path, new: &Path, extra: &[&str]) -> (i32, String, String) {
    let output = faxban().arg("compare").args([old, new]).args(extra).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

#[test]
fn the_command_tells_what_the_audit_wrote() {
    let months = Months::new();
    let a: Table<'_> = ("a.csv", REGISTER, &["Wharfemoor,WM-1,FAX-2840,Fax machine one,In use,"]);
    let b: Table<'_> = ("a.csv", REGISTER, &["Wharfemoor,WM-2,FAX-2840,Fax machine two,In use,"]);
    months.compare(&[a], &[b]);
    let (old, new) = (months.report(OCTOBER), months.report(NOVEMBER));
    let (code, csv, _) = compare(&old, &new, &["--format", "csv"]);
    assert_eq!((code, csv), (0, fs::read_to_string(new.join("changes.csv")).unwrap()));
    let (_, text, _) = compare(&old, &new, &[]);
    assert!(text.contains("1 new   0 changed   1 vanished without evidence"), "{text}");
    let (_, json, _) = compare(&old, &new, &["--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["changes"]["vanished"], 1);
    let manifest = fs::read_to_string(new.join("manifest.json")).unwrap();
    assert!(
        manifest.contains("\"changes.csv\"") && manifest.contains("the report of 2026-10-23"),
        "{manifest}"
    );
    assert!(!old.join("changes.csv").exists());
}

#[test]
fn a_report_changed_by_hand_is_refused() {
    let months = Months::new();
    let a: Table<'_> = ("a.csv", REGISTER, &["Wharfemoor,WM-1,FAX-2840,Fax machine one,In use,"]);
    months.compare(&[a], &[a]);
    let (old, new) = (months.report(OCTOBER), months.report(NOVEMBER));
    let findings = old.join("findings.csv");
    let text = fs::read_to_string(&findings).unwrap();
    fs::write(&findings, text.replace("breach", "compliant")).unwrap();
    let (code, out, err) = compare(&old, &new, &[]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("findings.csv was changed after faxban wrote it"), "{err}");
    let (code, _, err) = compare(months.folder.path(), &new, &[]);
    assert_eq!(code, 2);
    assert!(err.contains("is no report of faxban"), "{err}");
    let output = faxban()
        .args(["audit", "sample-data", "--baseline"])
        .arg(&old)
        .arg("--out")
        .arg(months.folder.path().join("other"))
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(!months.folder.path().join("other").exists(), "nothing is written against a changed report");
}

#[test]
fn only_an_earlier_report_of_the_same_pack_can_be_compared() {
    let months = Months::new();
    let a: Table<'_> = ("a.csv", REGISTER, &["Wharfemoor,WM-1,FAX-2840,Fax machine one,In use,"]);
    months.audit(OCTOBER, &[a], &[]);
    months.audit(NOVEMBER, &[a], &["--pack", "pagers"]);
    let (october, pagers) = (months.report(OCTOBER), months.report(NOVEMBER));
    let (code, _, err) = compare(&october, &pagers, &[]);
    assert_eq!(code, 2);
    assert!(err.contains("they look for different things"), "{err}");
    let september = months.audit("2026-09-30", &[a], &[]);
    let (code, _, err) = compare(&october, &september, &[]);
    assert_eq!(code, 2);
    assert!(err.contains("give the earlier one first"), "{err}");
}

fn line() -> impl Strategy<Value = String> {
    let what = prop_oneof![
        Just("Brother FAX-2840"),
        Just("Toner for fax"),
        Just("Photocopier with fax"),
        Just("Chair")
    ];
    (1..4_u8, 8..12_u8, 1..4_u8, prop_oneof![Just(10), Just(-10)], what).prop_map(
        |(trust, month, order, pounds, what)| {
            format!("Trust {trust},Inkwell,2026-{month:02}-01,P{order},1,{pounds}.00,{what}")
        },
    )
}

fn held() -> impl Strategy<Value = String> {
    let words = prop_oneof![Just("Fax machine"), Just("Fax machine on a ward")];
    let status = prop_oneof![Just("In use,"), Just("Disposed,2021-01-01"), Just("Disposed,"), Just(",")];
    (1..4_u8, 1..5_u8, words, status)
        .prop_map(|(trust, tag, words, status)| format!("Trust {trust},T-{tag},FAX-2840,{words},{status}"))
}

fn ids(report: &Path) -> Vec<String> {
    rows(&report.join("findings.csv")).into_iter().map(|row| row["finding_id"].clone()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn every_finding_is_in_one_row_and_nothing_changes_by_itself(
        then in (prop::collection::vec(line(), 1..12), prop::collection::vec(held(), 1..8)),
        now in (prop::collection::vec(line(), 1..12), prop::collection::vec(held(), 1..8)),
    ) {
        let months = Months::new();
        let text = |lines: &Vec<String>| lines.join("\n");
        let (a, b, c, d) = (text(&then.0), text(&then.1), text(&now.0), text(&now.1));
        let changes = months.compare(
            &[("l.csv", LEDGER, &[&a]), ("r.csv", REGISTER, &[&b])],
            &[("l.csv", LEDGER, &[&c]), ("r.csv", REGISTER, &[&d])],
        );
        let (old, new) = (months.report(OCTOBER), months.report(NOVEMBER));
        let mut expected = [ids(&old), ids(&new)].concat();
        expected.sort();
        expected.dedup();
        // A line that says something else under the same tag is told once, by both its ids.
        let ids_of = |row: &Row| [row["finding_id"].clone(), row["id_before"].clone()];
        let mut told: Vec<String> = changes.iter().flat_map(ids_of).filter(|id| !id.is_empty()).collect();
        told.sort();
        prop_assert_eq!(told, expected);
        let (code, csv, _) = compare(&old, &old, &["--format", "csv"]);
        prop_assert_eq!(code, 0);
        prop_assert_eq!(csv.lines().count(), ids(&old).len() + 1);
        prop_assert!(csv.lines().skip(1).all(|row| row.contains(",persisting,")), "{}", csv);
    }
}
