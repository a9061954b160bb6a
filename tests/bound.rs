//! Whose line it is decides whether there is a breach: a body that no text binds has none.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

const BOUGHT: &str = "2021-05-04,Office Direct,Brother FAX-2840 laser fax machine,199.00";

/// Audits a folder of files by name; the outcome and the kind of body of each finding, by the organisation's name.
fn audited(files: &[(&str, String)]) -> BTreeMap<String, (String, String)> {
    let folder = TempDir::new().unwrap();
    let input = folder.path().join("input");
    for (name, text) in files {
        let path = input.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    run(&input, &folder.path().join("report"))
}

fn run(input: &Path, report: &Path) -> BTreeMap<String, (String, String)> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_faxban"));
    command.arg("audit").arg(input).arg("--out").arg(report).args(["--as-of", "2026-11-23", "--quiet"]);
    let config = input.join("faxban.toml");
    if config.is_file() {
        command.arg("--config").arg(config);
    }
    let output = command.output().unwrap();
    assert!(matches!(output.status.code(), Some(0 | 1)), "{}", String::from_utf8_lossy(&output.stderr));
    let findings = fs::read(report.join("findings.csv")).unwrap();
    let mut reader = csv::Reader::from_reader(findings.as_slice());
    let rows = reader.deserialize::<BTreeMap<String, String>>().map(Result::unwrap);
    rows.map(|row| (row["organisation"].clone(), (row["outcome"].clone(), row["body"].clone()))).collect()
}

fn expect(found: &BTreeMap<String, (String, String)>, expected: &[(&str, &str, &str)]) {
    assert_eq!(found.len(), expected.len(), "{found:?}");
    for (name, outcome, body) in expected {
        let (is, of) = &found[*name];
        assert_eq!((is.as_str(), of.as_str()), (*outcome, *body), "{name}");
    }
}

#[test]
fn a_name_in_a_column_says_who_is_bound() {
    let named = |name: &str| format!("Department of Health,{name},{BOUGHT}\n");
    let bodies = [
        ("Wharfemoor University Hospitals NHS Trust", "breach", "nhs_trust"),
        ("WHARFEMOOR TEACHING HOSPITALS NHS FT", "breach", "nhs_foundation_trust"),
        ("Wharfemoor", "breach", ""),
        ("Day Surgery", "breach", ""),
        ("NHS Wharfemoor CCG", "review", "clinical_commissioning_group"),
        ("NHS Wharfemoor ICB", "review", "integrated_care_board"),
        ("NHS Resolution", "review", "arms_length_body"),
        ("Mill Lane Surgery", "review", "gp_practice"),
        ("Wharfemoor Metropolitan Borough Council", "out_of_scope", "council"),
        ("Wharfemoor University Health Board", "out_of_scope", "devolved_nhs"),
        ("Welsh Ambulance Services University NHS Trust", "out_of_scope", "devolved_nhs"),
        ("Cabinet Office", "out_of_scope", "central_government"),
        ("University of Wharfemoor", "out_of_scope", "other_public"),
        ("Sunnybank Care Home", "out_of_scope", "private"),
    ];
    let header = "Department family,Entity,Date,Supplier,Description,Amount\n".to_owned();
    let text = bodies.iter().fold(header, |text, (name, ..)| text + &named(name));
    expect(&audited(&[("spend.csv", text)]), &bodies);
}

#[test]
fn a_department_that_is_not_for_health_speaks_for_its_bodies() {
    let text = format!(
        "Department family,Entity,Date,Supplier,Description,Amount\nDefra,Marsh Board,{BOUGHT}\nDepartment of Health,Moor Board,{BOUGHT}\n"
    );
    expect(
        &audited(&[("spend.csv", text)]),
        &[("Marsh Board", "out_of_scope", "central_government"), ("Moor Board", "breach", "")],
    );
}

#[test]
fn words_within_a_department_and_a_folder_beside_what_is_typed_clear_nothing() {
    let folder = TempDir::new().unwrap();
    let input = folder.path().join("South District Council");
    fs::create_dir_all(&input).unwrap();
    let header = "Department family,Date,Supplier,Description,Amount\n";
    fs::write(input.join("spend.csv"), format!("{header}CAB laboratory,{BOUGHT}\n")).unwrap();
    let report = folder.path().join("report");
    let mut command = Command::new(env!("CARGO_BIN_EXE_faxban"));
    command.arg("audit").arg(&input).arg("--out").arg(&report);
    command.args(["--as-of", "2026-11-23", "--quiet", "--org", "R0A"]);
    assert!(command.output().unwrap().status.success());
    let row = &common::rows(&report.join("findings.csv"))[0];
    assert_eq!((row["outcome"].as_str(), row["body"].as_str()), ("breach", "nhs_trust"));
    let named = format!(
        "Department family,Entity,Date,Supplier,Description,Amount\nCAB laboratory,Marsh Site,{BOUGHT}\n"
    );
    expect(&audited(&[("spend.csv", named)]), &[("Marsh Site", "breach", "")]);
}

#[test]
fn a_folder_and_the_configuration_say_it_too() {
    let text = || format!("Date,Supplier,Description,Amount\n{BOUGHT}\n");
    let other = || text().replace("199.00", "201.00");
    let config = "[[source]]\nfiles = \"north/*.csv\"\norganisation = \"North\"\nbody = \"council\"\n\n[[source]]\nfiles = \"**/*.csv\"\n";
    let files = [
        ("north/spend.csv", text()),
        ("South District Council/spend.csv", other()),
        ("faxban.toml", config.to_owned()),
    ];
    expect(
        &audited(&files),
        &[("North", "out_of_scope", "council"), ("South District Council", "out_of_scope", "council")],
    );
}

#[test]
fn a_kind_that_there_is_not_is_told_with_the_kinds_that_there_are() {
    let folder = TempDir::new().unwrap();
    let config = folder.path().join("faxban.toml");
    fs::write(&config, "[[source]]\nfiles = \"*.csv\"\nbody = \"city\"\n").unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_faxban")).arg("audit").arg("--config").arg(config).output();
    let output = output.unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2));
    assert!(said.contains("city") && said.contains("gp_practice"), "{said}");
}

/// Real ledgers of many publishers, a bought machine written below the last line of each.
#[test]
fn no_publisher_that_is_not_bound_has_a_breach() {
    let Some(ledgers) = common::corpus("ledgers") else { return };
    let folder = TempDir::new().unwrap();
    let mut firsts: BTreeMap<PathBuf, PathBuf> = BTreeMap::new();
    let mut waiting = vec![ledgers];
    while let Some(at) = waiting.pop() {
        let mut entries: Vec<PathBuf> =
            fs::read_dir(&at).unwrap().map(|entry| entry.unwrap().path()).collect();
        entries.sort();
        for path in entries {
            if path.is_dir() {
                waiting.push(path);
            } else if path.extension().is_some_and(|ending| ending == "csv") {
                firsts.entry(at.clone()).or_insert(path);
            }
        }
    }
    let mut planted = 0;
    let mut breaches = 0;
    for (number, path) in firsts.values().enumerate() {
        let bytes = fs::read(path).unwrap();
        let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
        let Some(planted_in) = with_a_machine(&text) else { continue };
        let input = folder.path().join(format!("in{number}"));
        fs::create_dir_all(&input).unwrap();
        fs::write(input.join("spend.csv"), planted_in).unwrap();
        let found = run(&input, &folder.path().join(format!("out{number}")));
        planted += usize::from(found.values().any(|(outcome, _)| outcome != "compliant"));
        for (outcome, body) in found.values() {
            breaches += usize::from(outcome == "breach");
            let is_bound = matches!(body.as_str(), "" | "nhs_trust" | "nhs_foundation_trust");
            assert!(is_bound || outcome != "breach", "{}: {outcome} of {body}", path.display());
        }
    }
    assert!(planted > 20 && breaches > 5, "{planted}, {breaches}");
}

/// A ledger with a column for descriptions, and its last line again: a machine, on a day on which the duty holds.
fn with_a_machine(text: &str) -> Option<String> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().ok()?;
    let is_header = |row: &csv::StringRecord| row.iter().filter(|cell| !cell.trim().is_empty()).count() > 3;
    let (above, header) = rows.iter().enumerate().find(|(_, row)| is_header(row))?;
    let place = |words: &[&str]| {
        let has = |heading: &str| words.iter().any(|word| heading.to_lowercase().contains(word));
        header.iter().position(has)
    };
    let (day, amount) = (place(&["date"])?, place(&["amount", "gross"])?);
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    for (at, row) in rows.iter().enumerate() {
        let more = if at == above { "Product description" } else { "" };
        writer.write_record(row.iter().take(header.len()).chain([more])).ok()?;
    }
    let is_line =
        |row: &&csv::StringRecord| row.len() == header.len() && row.iter().all(|cell| cell.len() < 80);
    let last = rows.iter().skip(above + 1).rfind(is_line)?;
    let cells = last.iter().enumerate().map(|(column, cell)| match column {
        column if column == day => "2021-05-04",
        column if column == amount => "1200.00",
        _ => cell,
    });
    writer.write_record(cells.chain(["Brother FAX-2840 laser fax machine"])).ok()?;
    String::from_utf8(writer.into_inner().ok()?).ok()
}
