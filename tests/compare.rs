//! From one month to the next: every sort of change, and what must not be taken for one.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::{Row, faxban, rows};
use proptest::prelude::*;

const LEDGER: &str = "Entity,Supplier,Order date,PO Number,Quantity,Amount,Description\n";
const REGISTER: &str = "Organisation,Asset Tag,Model,Description,Status,Disposal Date\n";
const OCTOBER: &str = "2026-10-23";
const NOVEMBER: &str = "2026-11-23";

type Table<'a> = (&'a str, &'a str, &'a [&'a str]);

/// Months in a folder of their own.
struct Months {
    folder: tempfile::TempDir,
}

impl Months {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn report(&self, as_of: &str) -> PathBuf {
        self.folder.path().join("reports").join(as_of)
    }

    /// Audits tables of these lines.
    fn audit(&self, as_of: &str, tables: &[Table<'_>], extra: &[&str]) -> PathBuf {
        let inputs = self.folder.path().join(format!("inputs-{as_of}"));
        fs::create_dir_all(&inputs).unwrap();
        for (name, header, lines) in tables {
            fs::write(inputs.join(name), format!("{header}{}\n", lines.join("\n"))).unwrap();
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
    fn compare(&self, then: &[Table<'_>], now: &[Table<'_>]) -> Vec<Row> {
        self.audit(OCTOBER, then, &[]);
        self.later(now, &[])
    }

    /// November against October.
    fn later(&self, tables: &[Table<'_>], extra: &[&str]) -> Vec<Row> {
        let baseline = self.report(OCTOBER).display().to_string();
        let report = self.audit(NOVEMBER, tables, &[&["--baseline", &baseline], extra].concat());
        rows(&report.join("changes.csv"))
    }

    fn tables(&self) -> Vec<(String, String)> {
        let summary = fs::read_to_string(self.report(NOVEMBER).join("summary.json")).unwrap();
        let summary: serde_json::Value = serde_json::from_str(&summary).unwrap();
        let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
        let tables = summary["comparison"]["tables"].as_array().unwrap();
        tables.iter().map(|remark| (text(&remark["what"]), text(&remark["sentence"]))).collect()
    }
}

/// Change and cause of the finding whose text begins so.
fn of<'a>(changes: &'a [Row], text: &str) -> (&'a str, &'a str) {
    let found: Vec<&Row> = changes.iter().filter(|row| row["text"].contains(text)).collect();
    assert_eq!(found.len(), 1, "{text}: {changes:?}");
    (&found[0]["change"], &found[0]["cause"])
}

#[test]
fn a_register_tells_new_same_ended_and_vanished() {
    let months = Months::new();
    let then: &[&str] = &[
        "Wharfemoor,WM-1,FAX-2840,Fax machine one,In use,",
        "Wharfemoor,WM-2,FAX-2840,Fax machine two,In use,",
        "Wharfemoor,WM-3,FAX-2840,Fax machine three,In use,",
        "Wharfemoor,WM-4,FAX-2840,Fax machine four,In use,",
        "Wharfemoor,WM-5,FAX-2840,Fax machine five,Disposed,2021-01-01",
    ];
    let now: &[&str] = &[
        "Wharfemoor,WM-6,FAX-2840,Fax machine six,In use,",
        "Wharfemoor,WM-1,FAX-2840,Fax machine one,In use,",
        "Wharfemoor,WM-2,FAX-2840,Fax machine two,Disposed,2026-11-02",
        "Wharfemoor,WM-4,FAX-2840,Fax machine four,In storage,",
        "Wharfemoor,WM-5,FAX-2840,Fax machine five,Disposed,2021-01-01",
    ];
    // Another name of the file is no other table.
    let changes = months.compare(&[("register.csv", REGISTER, then)], &[("register-nov.csv", REGISTER, now)]);
    assert_eq!(changes.len(), 6);
    assert_eq!(of(&changes, "one"), ("persisting", ""));
    assert_eq!(of(&changes, "two"), ("resolved", "disposed"));
    assert_eq!(of(&changes, "three"), ("vanished", ""));
    assert_eq!(of(&changes, "four"), ("changed", "status"));
    assert_eq!(of(&changes, "five"), ("persisting", ""));
    assert_eq!(of(&changes, "six"), ("new", ""));
    let resolved = changes.iter().find(|row| row["change"] == "resolved").unwrap();
    assert!(resolved["sentence"].contains("as of 2026-11-02 (\"Disposed\")"), "{resolved:?}");
    assert_eq!(resolved["evidence"], "register-nov.csv, row 4");
    assert_eq!(months.tables(), []);
}

#[test]
fn a_ledger_is_missed_only_where_it_covers_the_month_again() {
    let months = Months::new();
    let october: &[&str] = &[
        "Wharfemoor,Inkwell,2026-09-01,P1,1,10.00,Fax machine one",
        "Wharfemoor,Inkwell,2026-09-02,P2,1,10.00,Chairs",
        "Wharfemoor,Inkwell,2026-10-01,P3,1,10.00,Fax machine two",
        "Wharfemoor,Inkwell,2026-10-02,P4,1,10.00,Desks",
        "Wharfemoor,Inkwell,2026-10-03,P5,1,10.00,Lamps",
        "Wharfemoor,Inkwell,,P6,1,10.00,Fax machine three",
    ];
    // October again, but for one line; one late invoice of September.
    let november: &[&str] = &[
        "Wharfemoor,Inkwell,2026-10-02,P4,1,10.00,Desks",
        "Wharfemoor,Inkwell,2026-10-03,P5,1,10.00,Lamps",
        "Wharfemoor,Inkwell,2026-11-03,P9,1,10.00,Fax machine four",
        "Wharfemoor,Inkwell,2026-10-04,P8,1,10.00,Fax machine five",
    ];
    let changes = months.compare(&[("ledger.csv", LEDGER, october)], &[("ledger.csv", LEDGER, november)]);
    assert_eq!(of(&changes, "one"), ("not_comparable", "other_period"));
    assert_eq!(of(&changes, "two"), ("vanished", ""));
    assert_eq!(of(&changes, "three"), ("not_comparable", "no_date"));
    assert_eq!(of(&changes, "four"), ("new", ""));
    assert_eq!(of(&changes, "five"), ("new", ""));
    let late = changes.iter().find(|row| row["text"].contains("five")).unwrap();
    assert!(late["sentence"].contains("recorded late"), "{late:?}");
}

#[test]
fn a_refund_in_a_later_ledger_is_evidence() {
    let months = Months::new();
    let then: &[&str] = &[
        "Wharfemoor,Inkwell,2026-10-01,P1,1,100.00,Brother FAX-2840",
        "Wharfemoor,Inkwell,2026-10-01,P2,1,200.00,Canon FAX-L170",
        "Wharfemoor,Inkwell,2026-10-03,P2,1,-200.00,Canon FAX-L170 back",
    ];
    let now: &[&str] = &[
        "Wharfemoor,Inkwell,2026-11-05,P1,1,-100.00,FAX-2840 returned",
        "Wharfemoor,Inkwell,2026-11-06,P7,1,-200.00,Canon FAX-L170 other",
    ];
    let changes = months.compare(&[("oct.csv", LEDGER, then)], &[("nov.csv", LEDGER, now)]);
    assert_eq!(of(&changes, "Brother FAX-2840"), ("resolved", "refunded"));
    let resolved = changes.iter().find(|row| row["change"] == "resolved").unwrap();
    assert_eq!(resolved["evidence"], "nov.csv, row 2");
    assert_eq!(of(&changes, "FAX-2840 returned"), ("new", ""));
    // Paid back before the first report: nothing new in it.
    assert_eq!(of(&changes, "FAX-L170 · Inkwell"), ("not_comparable", "other_period"));
}

#[test]
fn a_missing_table_resolves_nothing() {
    let months = Months::new();
    let wharfemoor: Table<'_> = ("a.csv", REGISTER, &["Wharfemoor,WM-1,FAX-2840,Fax machine one,In use,"]);
    let elsewhere: Table<'_> = ("b.csv", REGISTER, &["Elsewhere,E-1,FAX-2840,Fax machine two,In use,"]);
    let ledger: Table<'_> =
        ("c.csv", LEDGER, &["Wharfemoor,Inkwell,2026-10-01,P1,1,10.00,Fax machine three"]);
    let changes = months.compare(&[wharfemoor, elsewhere], &[elsewhere, ledger]);
    assert_eq!(of(&changes, "one"), ("not_comparable", "table_missing"));
    assert_eq!(of(&changes, "two"), ("persisting", ""));
    assert_eq!(of(&changes, "three"), ("new", "table_new"));
    let tables = months.tables();
    let whats: Vec<&str> = tables.iter().map(|(what, _)| what.as_str()).collect();
    assert_eq!(whats, ["new_table", "missing"]);
    assert!(tables[1].1.contains("The register of Wharfemoor (a.csv)"), "{tables:?}");
}

#[test]
fn first_seen_outlives_a_month_without_the_table() {
    let months = Months::new();
    let a: Table<'_> = ("a.csv", REGISTER, &["Wharfemoor,WM-1,FAX-2840,Fax machine one,In use,"]);
    let b: Table<'_> = ("b.csv", REGISTER, &["Elsewhere,E-1,FAX-2840,Fax machine two,In use,"]);
    let mut last = months.audit("2026-06-30", &[a, b], &[]);
    let mut seen = Vec::new();
    for (as_of, tables) in
        [("2026-07-31", &[a, b][..]), ("2026-08-31", &[b]), ("2026-09-30", &[b]), ("2026-10-31", &[a, b])]
    {
        let baseline = last.display().to_string();
        last = months.audit(as_of, tables, &["--baseline", &baseline]);
        let changes = rows(&last.join("changes.csv"));
        assert_eq!(of(&changes, "two"), ("persisting", ""));
        assert!(changes.iter().all(|row| row["first_seen"] == "2026-06-30"), "{changes:?}");
        let (change, cause) = of(&changes, "one");
        seen.push(format!("{change} {cause}"));
    }
    assert_eq!(
        seen,
        ["persisting ", "not_comparable table_missing", "not_comparable carried", "persisting back"]
    );
}

#[test]
fn a_renamed_column_makes_lines_incomparable_and_is_named() {
    let months = Months::new();
    let line = "Wharfemoor,WM-1,FAX-2840,Fax machine one,In use,";
    let renamed = REGISTER.replace("Asset Tag", "Kit bag");
    let changes = months.compare(&[("a.csv", REGISTER, &[line])], &[("a.csv", &renamed, &[line])]);
    assert_eq!(changes.len(), 2);
    assert!(
        changes.iter().all(|row| row["change"] == "not_comparable" && row["cause"] == "columns"),
        "{changes:?}"
    );
    let [(what, sentence)] = months.tables().try_into().unwrap();
    assert_eq!(what, "column_lost");
    assert!(
        sentence.contains("asset_id; it was \"Asset Tag\"") && sentence.contains("--map asset_id="),
        "{sentence}"
    );
}

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
    assert_eq!(of(&kept(&|_| true, 10, "Chair")), ["no_matches"]);
}

#[test]
fn exemptions_that_begin_and_end_are_changes() {
    let months = Months::new();
    let register: &[Table<'_>] = &[(
        "a.csv",
        REGISTER,
        &[
            "Wharfemoor,WM-1,FAX-2840,Fax machine one,In use,",
            "Wharfemoor,WM-2,FAX-2840,Fax machine two,In use,",
        ],
    )];
    let list = |expires: &str, asset: &str| -> String {
        format!("{asset},,Incident room,Chief,2026-01-01,{expires},")
    };
    let header = "finding_id,asset_id,organisation,reason,approver,from,expires,evidence\n";
    let (ends, begins) = (list("2026-11-01", ",WM-1"), list("2027-11-01", ",WM-2"));
    let (first, both) = ([ends.as_str()], [ends.as_str(), begins.as_str()]);
    let then = [register, &[("exemptions.csv", header, &first)]].concat();
    let now = [register, &[("exemptions.csv", header, &both)]].concat();
    let changes = months.compare(&then, &now);
    assert_eq!(of(&changes, "one"), ("changed", "exemption_ended"));
    assert_eq!(of(&changes, "two"), ("changed", "exemption_began"));
    let ended = changes.iter().find(|row| row["cause"] == "exemption_ended").unwrap();
    assert!(ended["sentence"].ends_with("The outcome was exempt and is breach."), "{ended:?}");
}

#[test]
fn an_as_of_day_past_a_deadline_is_a_cause() {
    let months = Months::new();
    let register: Table<'_> = ("a.csv", REGISTER, &["Wharfemoor,WM-1,FAX-2840,Fax machine one,In use,"]);
    let march = months.audit("2020-03-15", &[register], &[]).display().to_string();
    let april = months.audit("2020-04-15", &[register], &["--baseline", &march]);
    assert_eq!(of(&rows(&april.join("changes.csv")), "one"), ("changed", "as_of"));
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target)
        } else {
            drop(fs::copy(entry.path(), target))
        }
    }
}

/// The same id, another verdict, because the rules say so.
#[test]
fn other_rules_and_deadlines_are_causes() {
    let months = Months::new();
    let ledger: Table<'_> = (
        "a.csv",
        LEDGER,
        &[
            "Wharfemoor,Inkwell,2019-03-01,P1,1,10.00,Fax machine one",
            "Wharfemoor,Inkwell,2026-03-01,P1,1,10.00,Fax machine two",
            "Wharfemoor,Inkwell,2026-03-01,P1,1,10.00,Photocopier with fax three",
        ],
    );
    months.audit(OCTOBER, &[ledger], &[]);
    let rules = months.folder.path().join("rules");
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("rules"), &rules);
    let pack = rules.join("fax/pack.toml");
    let text = fs::read_to_string(&pack).unwrap();
    let stricter = text
        .replace("from = \"2019-01-01\"", "from = \"2019-06-01\"")
        .replace("from = 2019-01-01", "from = 2019-06-01")
        .replacen("[class.buy]\noutcome = \"review\"", "[class.buy]\noutcome = \"breach\"", 1);
    assert_ne!(stricter, text);
    fs::write(&pack, stricter).unwrap();
    let changes = months.later(&[ledger], &["--rules", &rules.display().to_string()]);
    assert_eq!(of(&changes, "one"), ("changed", "deadline+rules"));
    assert_eq!(of(&changes, "two"), ("persisting", ""));
    let three = changes.iter().find(|row| row["text"].contains("three")).unwrap();
    assert_eq!((three["outcome_before"].as_str(), three["outcome_now"].as_str()), ("review", "breach"));
    assert!(three["sentence"].contains("The rules are others (pack fax"), "{three:?}");
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
    let status = prop_oneof![Just("In use,"), Just("Disposed,2021-01-01"), Just("Disposed,"), Just(",")];
    (1..4_u8, 1..5_u8, status)
        .prop_map(|(trust, tag, status)| format!("Trust {trust},T-{tag},FAX-2840,Fax machine,{status}"))
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
        let mut told: Vec<String> = changes.into_iter().map(|row| row["finding_id"].clone()).collect();
        told.sort();
        prop_assert_eq!(told, expected);
        let (code, csv, _) = compare(&old, &old, &["--format", "csv"]);
        prop_assert_eq!(code, 0);
        prop_assert_eq!(csv.lines().count(), ids(&old).len() + 1);
        prop_assert!(csv.lines().skip(1).all(|row| row.contains(",persisting,")), "{}", csv);
    }
}
