//! What an audit said of each of its files.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use super::common::{AS_OF, Row, rows};

/// Sheet and row.
pub type Place = (String, u64);

#[derive(Clone, Debug)]
pub struct Finding {
    pub place: Place,
    pub outcome: String,
    pub class: String,
    pub pence: i64,
}

/// A sentence about a file.
#[derive(Clone, Debug)]
pub struct Telling {
    pub sheet: String,
    pub text: String,
    /// The rows that it names.
    pub rows: BTreeSet<u64>,
    /// It names some rows and counts others.
    pub more: bool,
}

/// What was said of one file.
#[derive(Clone, Debug, Default)]
pub struct Said {
    pub findings: Vec<Finding>,
    pub cleared: BTreeSet<Place>,
    pub rejects: BTreeSet<Place>,
    /// Row 0 stands for the sheet or the file.
    pub mentions: BTreeSet<Place>,
    pub tellings: Vec<Telling>,
    /// Lines, debit and credit of those that were judged.
    pub judged: (i64, i64, i64),
    pub rejected: i64,
    /// Each sheet was read as a table.
    pub sheets: BTreeSet<String>,
}

/// Outcomes of lines that were judged; all others are of rows, or sums of these.
const JUDGED: [&str; 8] =
    ["not_assessable", "clear", "cleared", "compliant", "exempt", "indicator", "review", "breach"];

/// Returns the rows that a sentence names, and whether it leaves others out.
pub fn rows_named(text: &str) -> (BTreeSet<u64>, bool) {
    let words: Vec<&str> =
        text.split([' ', ',', '(', ')', ';', ':']).filter(|word| !word.is_empty()).collect();
    let mut rows = BTreeSet::new();
    let mut more = false;
    let mut index = 0;
    while index < words.len() {
        if !["row", "rows", "line", "lines"].contains(&words[index].to_lowercase().as_str()) {
            index += 1;
            continue;
        }
        index += 1;
        let mut last = None;
        while let Some(word) = words.get(index) {
            let word = word.trim_end_matches('.');
            let next = words
                .get(index + 1)
                .is_some_and(|next| next.starts_with("more") || next.starts_with("other"));
            let range =
                word.split_once(['-', '–']).map(|(first, end)| (first.parse::<u64>(), end.parse::<u64>()));
            match (word.parse::<u64>(), range) {
                (Ok(_), _) if next => more = true,
                (Ok(row), _) => {
                    if let Some(first) = last.take_if(|_| words[index - 1] == "to") {
                        rows.extend(first..=row);
                    }
                    rows.insert(row);
                    last = Some(row);
                }
                (_, Some((Ok(first), Ok(end)))) => rows.extend(first..=end),
                _ if ["and", "to", "more", "others"].contains(&word) => {}
                _ => break,
            }
            index += 1;
        }
    }
    (rows, more)
}

fn pence(text: &str) -> i64 {
    if text.is_empty() { 0 } else { text.replace('.', "").parse().unwrap() }
}

fn place(row: &Row) -> Place {
    (whole_sheet(&row["sheet"]).to_owned(), row["row"].parse().unwrap_or(0))
}

/// The sheet in which a table stands that is named by its first row, as "Assets (from row 40)".
fn whole_sheet(name: &str) -> &str {
    match name.strip_suffix(')').unwrap_or(name).rsplit_once("from row ") {
        Some((sheet, row)) if row.bytes().all(|byte| byte.is_ascii_digit()) => {
            sheet.trim_end_matches('(').trim_end()
        }
        _ => name,
    }
}

/// Reads a report; the files are told apart by their first folder.
pub fn read(report: &Path) -> BTreeMap<String, Said> {
    let mut all: BTreeMap<String, Said> = BTreeMap::new();
    let of = |row: &Row| row["source"].split('/').next().unwrap_or_default().to_owned();
    let list = |name: &str| if report.join(name).exists() { rows(&report.join(name)) } else { Vec::new() };
    for row in list("findings.csv") {
        all.entry(of(&row)).or_default().findings.push(Finding {
            place: place(&row),
            outcome: row["outcome"].clone(),
            class: row["class"].clone(),
            pence: pence(&row["amount"]),
        });
    }
    for row in list("cleared.csv") {
        all.entry(of(&row)).or_default().cleared.insert(place(&row));
    }
    for row in list("rejects.csv") {
        all.entry(of(&row)).or_default().rejects.insert(place(&row));
    }
    // Places where a product is named outside what was read as a line; a report may not have the list yet.
    for row in list("mentions.csv") {
        all.entry(of(&row)).or_default().mentions.insert(place(&row));
    }
    for row in list("reconciliation.csv") {
        let said = all.entry(of(&row)).or_default();
        let lines: i64 = row["lines"].parse().unwrap();
        if row["outcome"] == "rejected" {
            said.rejected += lines;
        }
        if JUDGED.contains(&row["outcome"].as_str()) {
            said.judged.0 += lines;
            said.judged.1 += pence(&row["debit"]);
            said.judged.2 += pence(&row["credit"]);
        }
        said.sheets.insert(whole_sheet(&row["sheet"]).to_owned());
    }
    let summary: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(report.join("summary.json")).unwrap()).unwrap();
    let mut tell = |path: &str, text: &str| {
        let (file, sheet) = path.split_once(", sheet ").unwrap_or((path, ""));
        let file = file.split('/').next().unwrap_or_default();
        let (rows, more) = rows_named(text);
        // The first product in a table that was not read is an example.
        let more = more || text.contains("was not audited");
        let sheet = whole_sheet(sheet);
        let telling = Telling { sheet: sheet.to_owned(), text: text.to_owned(), rows, more };
        all.entry(file.to_owned()).or_default().tellings.push(telling);
    };
    for source in summary["sources"].as_array().unwrap() {
        let path =
            format!("{}, sheet {}", source["source"].as_str().unwrap(), source["sheet"].as_str().unwrap());
        for warning in source["warnings"].as_array().unwrap() {
            tell(&path, warning.as_str().unwrap());
        }
    }
    for list in ["problems", "ignored"] {
        for problem in summary[list].as_array().unwrap() {
            tell(problem["path"].as_str().unwrap(), problem["message"].as_str().unwrap());
        }
    }
    all
}

/// Audits a folder and says what was said of each of the folders in it; the error is what the program printed.
pub fn audit(folder: &Path) -> Result<BTreeMap<String, Said>, String> {
    let out = tempfile::tempdir().unwrap();
    let report = out.path().join("report");
    let program = std::env::var_os("FAXBAN_BIN").unwrap_or_else(|| env!("CARGO_BIN_EXE_faxban").into());
    let run = Command::new(program)
        .args(["audit", "--quiet", "--as-of", AS_OF, "--out"])
        .arg(&report)
        .arg(folder)
        .output()
        .unwrap();
    if !matches!(run.status.code(), Some(0 | 3)) || !report.join("summary.json").exists() {
        return Err(format!("{:?}: {}", run.status.code(), String::from_utf8_lossy(&run.stderr)));
    }
    Ok(read(&report))
}
