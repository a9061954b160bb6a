//! What reviewers decide: taken over from the workbook, remembered, lapsed when the line says something else.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::fs;
use std::path::Path;
use std::process::Output;

use common::{Audit, Row, audit, faxban, rows};
use proptest::prelude::*;
use rust_xlsxwriter::Workbook;

const HEADER: &str = "Asset Tag,Description,Model,Status,Organisation\n";
const A1: &str = "A1,Brother fax machine,FAX-2840,In use,Alder NHS Trust\n";
const A2: &str = "A2,Canon fax machine,,In use,Alder NHS Trust\n";
const A3: &str = "A3,Fax machine for parts,,In use,Beech NHS Trust\n";

/// A folder with a register and a place for decisions.
struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        let desk = Self { folder: tempfile::tempdir().unwrap() };
        desk.register(&[A1, A2, A3]);
        desk
    }

    fn register(&self, lines: &[&str]) {
        fs::create_dir_all(self.at("books")).unwrap();
        fs::write(self.at("books/register.csv"), HEADER.to_owned() + &lines.concat()).unwrap();
    }

    fn at(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    fn audit(&self) -> Audit {
        let decisions = self.at("decisions.csv");
        let decisions = ["--decisions", decisions.to_str().unwrap()];
        let arguments = if self.at("decisions.csv").exists() { &decisions[..] } else { &[] };
        audit(&[&self.at("books")], arguments)
    }

    fn import(&self, file: &str, arguments: &[&str]) -> Output {
        faxban()
            .args(["review", "import"])
            .arg(self.at(file))
            .arg("--decisions")
            .arg(self.at("decisions.csv"))
            .args(arguments)
            .output()
            .unwrap()
    }

    /// Findings with decisions by asset: word, by, on, reason.
    fn decided(&self, decisions: &[(&str, [&str; 4])]) -> Vec<Row> {
        let mut findings = self.audit().rows("findings.csv");
        for (asset, cells) in decisions {
            let row = findings.iter_mut().find(|row| row["asset_id"] == *asset).unwrap();
            for (column, cell) in
                ["decision", "decided_by", "decided_on", "decision_reason"].iter().zip(cells)
            {
                row.insert((*column).to_owned(), (*cell).to_owned());
            }
        }
        findings
    }

    /// Reviews and takes the decisions over.
    fn decide(&self, decisions: &[(&str, [&str; 4])]) {
        workbook(&self.at("findings.xlsx"), "Findings", &self.decided(decisions));
        let run = self.import("findings.xlsx", &[]);
        assert_eq!(run.status.code(), Some(0), "{}", told(&run));
    }

    fn list(&self) -> Vec<Row> {
        rows(&self.at("decisions.csv"))
    }
}

fn told(run: &Output) -> String {
    String::from_utf8_lossy(&run.stdout).into_owned() + &String::from_utf8_lossy(&run.stderr)
}

/// Rows as a workbook's sheet, days as real dates.
fn workbook(path: &Path, sheet: &str, rows: &[Row]) {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    page.set_name(sheet).unwrap();
    let format = rust_xlsxwriter::Format::new().set_num_format("dd/mm/yyyy");
    for (column, name) in (0..).zip(rows[0].keys()) {
        page.write_string(0, column, name).unwrap();
        for (row, cells) in (1..).zip(rows) {
            let cell = &cells[name];
            match rust_xlsxwriter::ExcelDateTime::parse_from_str(cell) {
                Ok(day) if name == "decided_on" => {
                    page.write_datetime_with_format(row, column, &day, &format).unwrap();
                }
                _ => {
                    page.write_string(row, column, cell).unwrap();
                }
            }
        }
    }
    book.save(path).unwrap();
}

fn csv_file(path: &Path, rows: &[Row]) {
    let mut out = csv::Writer::from_path(path).unwrap();
    out.write_record(rows[0].keys()).unwrap();
    for row in rows {
        out.write_record(row.values()).unwrap();
    }
    out.flush().unwrap();
}

const CONFIRMED: [&str; 4] = ["confirmed", "A. Auditor", "2026-11-01", "Seen on ward 4"];
const FALSE_ALARM: [&str; 4] = ["false alarm", "A. Auditor", "2026-10-01", "Spare parts only"];

#[test]
fn decisions_of_a_workbook_stand_beside_their_findings() {
    let desk = Desk::new();
    desk.decide(&[("A1", CONFIRMED), ("A3", FALSE_ALARM)]);
    let audit = desk.audit();
    let findings = audit.rows("findings.csv");
    let cells = |at: usize| {
        ["outcome", "decision", "decided_by", "decided_on", "decision_reason"]
            .map(|name| findings[at][name].clone())
    };
    assert_eq!(cells(0), ["breach", "confirmed", "A. Auditor", "2026-11-01", "Seen on ward 4"]);
    assert_eq!(cells(1), ["breach", "", "", "", ""]);
    assert_eq!(cells(2), ["breach", "false_alarm", "A. Auditor", "2026-10-01", "Spare parts only"]);
    for part in [
        "3 breaches (2 decided: 1 confirmed, 1 false alarm)",
        "2 findings need attention (breach or review, no false alarm), 1 of them undecided",
        "Decided: confirmed by A. Auditor on 2026-11-01, 22 days ago: Seen on ward 4",
    ] {
        assert!(audit.stdout.contains(part), "{part}: {}", audit.stdout);
    }
    assert!(!audit.stdout.contains("Fax machine for parts"), "{}", audit.stdout);
    let json = &audit.json("summary.json")["decisions"];
    assert_eq!((&json["needs_attention"], &json["undecided"]), (&2.into(), &1.into()));
    assert_eq!(
        json["by_outcome"]["breach"],
        serde_json::json!({"confirmed": 1, "false_alarm": 1, "undecided": 1})
    );
    assert_eq!(json["decided"][0]["age_days"], 22);
    assert_eq!(audit.outcomes()["breach"], 3);
}

#[test]
fn without_decisions_nothing_is_said_of_them() {
    let audit = Desk::new().audit();
    assert!(audit.stdout.contains("  3 breaches   0 for review"), "{}", audit.stdout);
    assert!(!audit.stdout.contains("attention"));
    assert!(audit.json("summary.json")["decisions"].is_null());
}

#[test]
fn a_decision_follows_its_line_to_another_row_and_file() {
    let desk = Desk::new();
    desk.decide(&[("A1", CONFIRMED)]);
    desk.register(&[A3, A2, A1]);
    fs::rename(desk.at("books/register.csv"), desk.at("books/november.csv")).unwrap();
    let audit = desk.audit();
    let decided: Vec<_> = audit
        .rows("findings.csv")
        .iter()
        .map(|row| (row["asset_id"].clone(), row["decision"].clone()))
        .collect();
    let pair = |asset: &str, word: &str| (asset.to_owned(), word.to_owned());
    assert_eq!(decided, [pair("A3", ""), pair("A2", ""), pair("A1", "confirmed")]);
    assert!(!audit.stdout.contains("lapsed"));
}

#[test]
fn a_decision_lapses_when_its_line_says_something_else() {
    let desk = Desk::new();
    desk.decide(&[("A1", CONFIRMED)]);
    let was = desk.list()[0]["finding_id"].clone();
    desk.register(&[&A1.replace("FAX-2840", "FAX-T106"), A2, A3]);
    let audit = desk.audit();
    let now = audit.rows("findings.csv")[0].clone();
    assert_eq!(now["decision"], "");
    let json = &audit.json("summary.json")["decisions"];
    assert_eq!(json["lapsed"][0]["finding_id"], was);
    assert_eq!(json["lapsed"][0]["now"], serde_json::json!([now["finding_id"]]));
    assert_eq!(json["vanished"].as_array().unwrap().len(), 0);
    let sentence = format!(
        "has lapsed: asset A1 of Alder NHS Trust says something else now and is {}",
        now["finding_id"]
    );
    assert!(audit.stdout.contains(&sentence), "{}", audit.stdout);
    assert!(audit.stdout.contains("1 decision has lapsed"), "{}", audit.stdout);
}

#[test]
fn the_same_tag_at_another_trust_is_another_thing() {
    let desk = Desk::new();
    desk.decide(&[("A1", CONFIRMED)]);
    desk.register(&[&A1.replace("Alder", "Beech"), A2]);
    let json = &desk.audit().json("summary.json")["decisions"];
    assert_eq!(json["lapsed"].as_array().unwrap().len(), 0);
    assert_eq!(json["vanished"][0]["audited"], true);
}

#[test]
fn a_decision_that_matches_nothing_is_told() {
    let desk = Desk::new();
    desk.decide(&[("A3", FALSE_ALARM)]);
    desk.register(&[A1, A2]);
    let audit = desk.audit();
    assert!(
        audit.stdout.contains("matches no finding of this audit; no line of Beech NHS Trust was audited."),
        "{}",
        audit.stdout
    );
}

#[test]
fn a_false_alarm_does_not_fail_a_run() {
    let desk = Desk::new();
    desk.register(&[A3]);
    desk.decide(&[("A3", FALSE_ALARM)]);
    let decisions = desk.at("decisions.csv");
    let run = |more: &[&str]| audit(&[&desk.at("books")], &[&["--fail-on", "breach"], more].concat()).code;
    assert_eq!((run(&[]), run(&["--decisions", decisions.to_str().unwrap()])), (1, 0));
}

#[test]
fn a_later_decision_holds_and_an_earlier_one_does_not() {
    let desk = Desk::new();
    desk.decide(&[("A1", CONFIRMED)]);
    desk.decide(&[("A1", ["remediated", "B. Auditor", "2026-11-10", ""])]);
    assert_eq!(desk.list()[0]["decision"], "remediated");
    desk.decide(&[("A1", CONFIRMED)]);
    assert_eq!((desk.list().len(), desk.list()[0]["decision"].as_str()), (1, "remediated"));
}

#[test]
fn two_of_the_same_day_contradict_each_other() {
    let desk = Desk::new();
    desk.decide(&[("A1", CONFIRMED)]);
    let before = desk.list();
    csv_file(
        &desk.at("findings.csv"),
        &desk.decided(&[("A1", ["accepted", "B. Auditor", "2026-11-01", ""])]),
    );
    let run = desk.import("findings.csv", &[]);
    assert_eq!(run.status.code(), Some(2));
    assert!(
        told(&run).contains("was decided otherwise on the same day, 2026-11-01: confirmed by A. Auditor"),
        "{}",
        told(&run)
    );
    assert_eq!(desk.list(), before);
}

#[test]
fn wrong_rows_are_named_and_nothing_is_written() {
    let desk = Desk::new();
    let wrong = desk.decided(&[
        ("A1", CONFIRMED),
        ("A2", ["perhaps", "A. Auditor", "2026-11-01", ""]),
        ("A3", ["accepted", "", "2026-11-01", ""]),
    ]);
    workbook(&desk.at("findings.xlsx"), "Findings 2", &wrong);
    let run = desk.import("findings.xlsx", &[]);
    assert_eq!(run.status.code(), Some(2));
    let said = told(&run);
    assert!(said.contains("sheet Findings 2, row 3: \"perhaps\" is no decision; write one of confirmed, false alarm, remediated, accepted"), "{said}");
    assert!(said.contains("sheet Findings 2, row 4: decided_by is blank"), "{said}");
    assert!(!desk.at("decisions.csv").exists());

    let run = desk.import("findings.xlsx", &["--keep-going"]);
    assert_eq!(run.status.code(), Some(3));
    assert!(told(&run).contains("1 new decision, "), "{}", told(&run));
    assert_eq!(desk.list().len(), 1);
}

#[test]
fn a_day_that_is_none_is_wrong() {
    let desk = Desk::new();
    for on in ["", "31/02/2026", "November"] {
        csv_file(&desk.at("findings.csv"), &desk.decided(&[("A1", ["confirmed", "A. Auditor", on, ""])]));
        assert_eq!(desk.import("findings.csv", &[]).status.code(), Some(2), "{on}");
    }
}

#[test]
fn a_decision_of_a_day_that_has_not_come_is_refused() {
    let desk = Desk::new();
    let later = ["confirmed", "A. Auditor", "2999-01-01", ""];
    csv_file(&desk.at("findings.csv"), &desk.decided(&[("A1", later), ("A2", CONFIRMED)]));
    let run = desk.import("findings.csv", &[]);
    assert_eq!(run.status.code(), Some(2));
    assert!(told(&run).contains("is 2999-01-01, after today ("), "{}", told(&run));
    assert!(!desk.at("decisions.csv").exists());
    assert_eq!(desk.import("findings.csv", &["--keep-going"]).status.code(), Some(3));
    assert_eq!(desk.list().len(), 1);
}

#[test]
fn other_workbooks_are_refused() {
    let desk = Desk::new();
    workbook(&desk.at("other.xlsx"), "Summary", &desk.decided(&[]));
    let run = desk.import("other.xlsx", &[]);
    assert_eq!(run.status.code(), Some(2));
    assert!(
        told(&run).contains("has no sheet whose name begins with Findings; its sheets are Summary"),
        "{}",
        told(&run)
    );

    let mut rows = desk.decided(&[("A1", CONFIRMED)]);
    rows.iter_mut().for_each(|row| drop(row.remove("decided_by")));
    workbook(&desk.at("cut.xlsx"), "Findings", &rows);
    let run = desk.import("cut.xlsx", &[]);
    assert_eq!(run.status.code(), Some(2));
    assert!(told(&run).contains("column decided_by is missing"), "{}", told(&run));

    fs::write(desk.at("letter.xlsx"), "%PDF-1.7").unwrap();
    assert_eq!(desk.import("letter.xlsx", &[]).status.code(), Some(2));
    assert!(!desk.at("decisions.csv").exists());
}

#[test]
fn what_a_masked_report_brings_back_contradicts_nothing() {
    let desk = Desk::new();
    desk.decide(&[("A1", ["confirmed", "Mrs Wibberley", "2026-11-01", "Seen by Dr Ampleforth"])]);
    let audit = desk.audit();
    assert_eq!(audit.rows("findings.csv")[0]["decided_by"], "[name]");
    assert!(!(audit.stdout.clone() + &audit.text("summary.json")).contains("Wibberley"));
    let before = desk.list();
    fs::copy(audit.file("findings.csv"), desk.at("findings.csv")).unwrap();
    let run = desk.import("findings.csv", &[]);
    assert_eq!(run.status.code(), Some(0), "{}", told(&run));
    assert_eq!(desk.list(), before);
}

/// Which of two masked tags it is nobody can tell; where there is one, it is that one, masked or not.
#[test]
fn a_decision_lapses_under_a_masked_tag_too() {
    let desk = Desk::new();
    let named = A1.replace("A1", "Mrs Wibberley");
    let other = A2.replace("A2", "Dr Ampleforth");
    desk.register(&[&named, A2]);
    desk.decide(&[("[name]", CONFIRMED)]);
    assert_eq!(desk.list()[0]["asset_id"], "[name]");
    desk.register(&[&named.replace("FAX-2840", "FAX-T106"), A2]);
    let count =
        |audit: &Audit, what: &str| audit.json("summary.json")["decisions"][what].as_array().unwrap().len();
    let counts = |audit: &Audit| (count(audit, "lapsed"), count(audit, "vanished"));
    assert_eq!(counts(&desk.audit()), (1, 0));
    let decisions = desk.at("decisions.csv");
    let shown = ["--decisions", decisions.to_str().unwrap(), "--show-personal-data"];
    assert_eq!(counts(&audit(&[&desk.at("books")], &shown)), (1, 0));
    let list = fs::read_to_string(&decisions).unwrap();
    fs::write(&decisions, list.replace("[name]", "Mrs Wibberley")).unwrap();
    assert_eq!(counts(&desk.audit()), (1, 0));
    desk.register(&[&named.replace("FAX-2840", "FAX-T106"), &other]);
    assert_eq!(counts(&desk.audit()), (0, 1));
}

#[test]
fn the_list_says_how_old_decisions_are() {
    let desk = Desk::new();
    desk.decide(&[("A1", CONFIRMED), ("A3", FALSE_ALARM)]);
    let run = faxban()
        .args(["review", "list", "--as-of", "2026-11-02", "--decisions"])
        .arg(desk.at("decisions.csv"))
        .output()
        .unwrap();
    let shown = told(&run);
    assert!(shown.contains("2026-11-01  1 day ago") && shown.contains("2026-10-01  32 days ago"), "{shown}");
}

#[test]
fn false_alarms_become_examples_that_their_rule_reads() {
    let desk = Desk::new();
    desk.register(&["A1,\"Fax machine, 15\"\" \\ \"\"old\"\"\",FAX-2840,In use,Alder NHS Trust\n"]);
    desk.decide(&[("A1", FALSE_ALARM)]);
    let rule = desk.list()[0]["rule"].clone();
    let run = faxban()
        .args(["review", "export-examples", "--decisions"])
        .arg(desk.at("decisions.csv"))
        .output()
        .unwrap();
    let text = String::from_utf8(run.stdout).unwrap();
    assert!(text.starts_with(&format!("# rule {rule}\n")), "{text}");
    let read: toml::Table = text.parse().unwrap();
    let example = &read["no_match"][0];
    assert_eq!(example["description"].as_str(), Some("Fax machine, 15\" \\ \"old\""));
    assert_eq!((example["kind"].as_str(), example["model"].as_str()), (Some("register"), Some("FAX-2840")));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_rows_makes_no_difference_and_a_second_import_no_change(
        words in prop::collection::vec((0..3_usize, 0..4_usize, 1..28_u8), 1..8),
        seed in any::<u64>(),
    ) {
        let desk = Desk::new();
        let findings = desk.decided(&[]);
        let word = ["confirmed", "false alarm", "remediated", "accepted"];
        let mut rows: Vec<Row> = words.iter().map(|(line, at, day)| {
            let mut row = findings[*line].clone();
            row.insert("decision".into(), word[*at].into());
            row.insert("decided_by".into(), "A. Auditor".into());
            row.insert("decided_on".into(), format!("2026-11-{day:02}"));
            row
        }).collect();
        let imported = |rows: &[Row]| {
            let desk = Desk::new();
            csv_file(&desk.at("findings.csv"), rows);
            desk.import("findings.csv", &["--keep-going"]);
            let once = fs::read(desk.at("decisions.csv")).unwrap();
            desk.import("findings.csv", &["--keep-going"]);
            prop_assert_eq!(&once, &fs::read(desk.at("decisions.csv")).unwrap());
            Ok(once)
        };
        let one = imported(&rows)?;
        let turn = usize::try_from(seed % rows.len() as u64).unwrap();
        rows.rotate_left(turn);
        rows.reverse();
        prop_assert_eq!(one, imported(&rows)?);
    }
}
