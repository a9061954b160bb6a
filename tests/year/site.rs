//! The auditor's folder: what trusts send each month, the lists that people keep, and what faxban tells of them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use calamine::{Data, Reader, Xlsx};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use serde_json::Value;

use crate::common::{Row, copy, faxban, rows};

/// How a trust sends a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sent {
    /// A register: what is held on the day, the same file again and again.
    Picture,
    /// A ledger of the year so far, under a new name each month.
    SoFar,
    /// A ledger of the month; the file of the month before is taken away.
    Month,
}

/// A table as its trust keeps it.
struct Table {
    /// With `{month}` for the month.
    file: &'static str,
    sent: Sent,
    header: Vec<String>,
    lines: Vec<Vec<String>>,
    withheld: bool,
}

/// The folder over the months.
pub struct Site {
    folder: tempfile::TempDir,
    tables: BTreeMap<&'static str, Table>,
    /// What people call each finding: its asset tag or order number.
    called: BTreeMap<String, String>,
    /// The first month in which each was found.
    first: BTreeMap<String, String>,
    /// Months that told something else than expected.
    differences: Vec<String>,
}

fn cells(line: &str) -> Vec<String> {
    line.split(',').map(|cell| cell.trim().to_owned()).collect()
}

impl Site {
    /// A folder with `faxban.toml` and a copy of the built-in rules.
    pub fn new(config: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("faxban.toml"), config).unwrap();
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("rules"), &folder.path().join("rules"));
        Self {
            folder,
            tables: BTreeMap::new(),
            called: BTreeMap::new(),
            first: BTreeMap::new(),
            differences: Vec::new(),
        }
    }

    pub fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn list(&self, name: &str, text: &str) {
        fs::write(self.at(name), text).unwrap();
    }

    pub fn table(&mut self, name: &'static str, file: &'static str, sent: Sent, lines: &[&str]) {
        let (header, lines) = lines.split_first().unwrap();
        let lines = lines.iter().map(|line| cells(line)).collect();
        self.tables.insert(name, Table { file, sent, header: cells(header), lines, withheld: false });
    }

    /// A line more.
    pub fn add(&mut self, table: &str, line: &str) {
        self.tables.get_mut(table).unwrap().lines.push(cells(line));
    }

    /// The line that begins with this tag says something else in a column.
    pub fn set(&mut self, tag: &str, column: &str, text: &str) {
        let is_it = |table: &&mut Table| table.lines.iter().any(|line| line[0] == tag);
        let table = self.tables.values_mut().find(is_it).unwrap();
        let at = table.header.iter().position(|heading| heading == column).unwrap();
        table.lines.iter_mut().find(|line| line[0] == tag).unwrap()[at] = text.to_owned();
    }

    /// The line that begins with this tag is gone.
    pub fn drop_line(&mut self, tag: &str) {
        let before: usize = self.tables.values().map(|table| table.lines.len()).sum();
        self.tables.values_mut().for_each(|table| table.lines.retain(|line| line[0] != tag));
        assert_eq!(self.tables.values().map(|table| table.lines.len()).sum::<usize>() + 1, before, "{tag}");
    }

    pub fn rename(&mut self, table: &str, column: &str, to: &str) {
        let header = &mut self.tables.get_mut(table).unwrap().header;
        *header.iter_mut().find(|heading| *heading == column).unwrap() = to.to_owned();
    }

    /// The trust does not send its table.
    pub fn withhold(&mut self, table: &str, withheld: bool) {
        self.tables.get_mut(table).unwrap().withheld = withheld;
    }

    /// A rule file says something else.
    pub fn rule(&self, file: &str, was: &str, is: &str) {
        let path = self.at("rules").join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(was), "{file} does not say {was}");
        fs::write(path, text.replacen(was, is, 1)).unwrap();
    }

    /// A reviewer opens a month's workbook, fills in decisions (tag, word, by, on, reason), saves it under another
    /// name, and it is imported.
    pub fn review(&self, month: &str, decisions: &[[&str; 5]]) {
        let report = self.at("reports").join(month).join("findings.xlsx");
        let mut book: Xlsx<_> = calamine::open_workbook(report).unwrap();
        let sheet = book.worksheet_range("Findings").unwrap();
        let heading = |name: &str| {
            let mut header = sheet.rows().next().unwrap().iter();
            header.position(|cell| *cell == *name).unwrap()
        };
        let mut copy = Workbook::new();
        let page = copy.add_worksheet();
        page.set_name("Findings").unwrap();
        let mut filled = 0;
        for (row, cells) in (0..).zip(sheet.rows()) {
            let mut cells: Vec<String> = cells.iter().map(Data::to_string).collect();
            for [tag, word, by, on, reason] in decisions {
                if cells[heading("asset_id")] == *tag {
                    let filling = [
                        ("decision", word),
                        ("decided_by", by),
                        ("decided_on", on),
                        ("decision_reason", reason),
                    ];
                    filling.iter().for_each(|(name, cell)| cells[heading(name)] = (**cell).to_owned());
                    filled += 1;
                }
            }
            for (column, cell) in (0..).zip(cells) {
                page.write_string(row, column, cell).unwrap();
            }
        }
        assert_eq!(filled, decisions.len(), "a decision on a line that is not there");
        copy.save(self.at("reviewed.xlsx")).unwrap();
        let (code, out, err) =
            self.run(&["review", "import", "reviewed.xlsx", "--decisions", "decisions.csv"]);
        assert_eq!(code, 0, "{err}");
        assert!(out.contains(&format!("{} new decision", decisions.len())), "{out}");
    }

    fn run(&self, arguments: &[&str]) -> (i32, String, String) {
        let output = faxban().current_dir(self.folder.path()).args(arguments).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
    }

    /// The month's files arrive and are audited; what is told must be this, line by line.
    pub fn month(&mut self, as_of: &str, expected: &str) {
        // Nobody goes a month without paper.
        for (name, table) in self.tables.iter_mut().filter(|(_, table)| table.sent != Sent::Picture) {
            let line = format!("{name} {as_of}, {}-08, Inkwell Direct, Copier paper, 5, 20.00", &as_of[..7]);
            table.lines.push(cells(&line));
        }
        let _ = fs::remove_dir_all(self.at("books"));
        for table in self.tables.values().filter(|table| !table.withheld) {
            let path = self.at("books").join(table.file.replace("{month}", &as_of[..7]));
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            table.write(&path);
        }
        let (code, out, err) = self.run(&["audit", "--config", "faxban.toml", "--as-of", as_of]);
        assert!([0, 1, 3].contains(&code), "{err}");
        let told = self.told(as_of, code, &out);
        let expected: Vec<&str> = expected.lines().map(str::trim).collect();
        if told != expected {
            let only = |sign: &str, these: &[&str], others: &[&str]| -> Vec<String> {
                these
                    .iter()
                    .filter(|line| !others.contains(line))
                    .map(|line| format!("{sign} {line}"))
                    .collect()
            };
            let told: Vec<&str> = told.iter().map(String::as_str).collect();
            let lines = [only("told:    ", &told, &expected), only("expected:", &expected, &told)].concat();
            let lines = if lines.is_empty() { vec![told.join("\n")] } else { lines };
            self.differences.push(format!("{as_of}\n{}", lines.join("\n")));
        }
        assert_eq!(fs::read_link(self.at("reports/latest")).unwrap(), Path::new(as_of));
        for table in self.tables.values_mut().filter(|table| table.sent == Sent::Month) {
            table.lines.clear();
        }
    }

    /// The reports of the year.
    pub fn history(&self) -> Vec<Value> {
        let (code, csv, err) = self.run(&["history", "reports", "--format", "json"]);
        assert_eq!(code, 0, "{err}");
        let history: Value = serde_json::from_str(&csv).unwrap();
        history["reports"].as_array().unwrap().clone()
    }

    /// The year is over.
    pub fn end(self) {
        assert!(self.differences.is_empty(), "\n{}", self.differences.join("\n\n"));
    }

    /// Everything that the report tells people to look at.
    fn told(&mut self, as_of: &str, code: i32, out: &str) -> Vec<String> {
        let report = self.at("reports").join(as_of);
        let summary: Value =
            serde_json::from_str(&fs::read_to_string(report.join("summary.json")).unwrap()).unwrap();
        let findings = rows(&report.join("findings.csv"));
        for finding in &findings {
            let called = called(finding);
            self.first.entry(called.clone()).or_insert_with(|| as_of.to_owned());
            self.called.insert(finding["finding_id"].clone(), called);
        }
        let count = |outcome: &str| findings.iter().filter(|row| row["outcome"] == outcome).count();
        let outcomes = ["breach", "review", "indicator", "exempt", "compliant"];
        let counts = outcomes.map(|outcome| format!("{} {outcome}", count(outcome)));
        let mut told = vec![format!("code {code}: {}", counts.join(", "))];
        told.extend(headlines(out).map(|line| format!("! {line}")));
        told.extend(self.changes(&report.join("changes.csv")));
        let listed = out.lines().filter_map(|line| line.strip_prefix("  - "));
        told.extend(listed.map(|remark| format!("? {}", self.with_names(remark))));
        for decided in summary["decisions"]["decided"].as_array().into_iter().flatten() {
            let id = decided["finding_id"].as_str().unwrap();
            let (word, days) = (decided["decision"].as_str().unwrap(), &decided["age_days"]);
            told.push(format!("decided: {} {word}, {days} days ago", self.called[id]));
        }
        told
    }

    /// Rows of `changes.csv` but for those that persist, whose first month must be right all the same.
    fn changes(&self, path: &Path) -> Vec<String> {
        if !path.exists() {
            return Vec::new();
        }
        let mut told = Vec::new();
        for row in rows(path) {
            let called = &self.called[&row["finding_id"]];
            if row["first_seen"] != self.first[called] {
                told.push(format!("first_seen {} of {called}", row["first_seen"]));
            }
            if row["change"] != "persisting" {
                let cause = if row["cause"].is_empty() { "-" } else { &row["cause"] };
                told.push(format!("{} {cause} {called}", row["change"]));
            }
        }
        told.sort();
        told
    }

    fn with_names(&self, remark: &str) -> String {
        self.called.iter().fold(remark.to_owned(), |text, (id, called)| text.replace(id.as_str(), called))
    }
}

impl Table {
    fn write(&self, path: &Path) {
        if path.extension().is_some_and(|extension| extension == "xlsx") {
            return self.workbook(path);
        }
        let mut out = csv::Writer::from_path(path).unwrap();
        for line in std::iter::once(&self.header).chain(&self.lines) {
            out.write_record(line).unwrap();
        }
        out.flush().unwrap();
    }

    /// As a trust makes it: a title above the table, days as real dates.
    fn workbook(&self, path: &Path) {
        let mut book = Workbook::new();
        let page = book.add_worksheet();
        page.write_string(0, 0, "Register of assets").unwrap();
        let format = Format::new().set_num_format("dd/mm/yyyy");
        for (row, line) in (2..).zip(std::iter::once(&self.header).chain(&self.lines)) {
            for (column, cell) in (0..).zip(line) {
                match ExcelDateTime::parse_from_str(cell) {
                    Ok(day) if cell.len() == 10 => {
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
}

/// What people call a line: by its tag, or its order; a refund bears the order's number, too.
fn called(finding: &Row) -> String {
    let of = |name: &str| Some(finding[name].clone()).filter(|cell| !cell.is_empty());
    let tag = of("asset_id").or_else(|| of("order_number")).unwrap_or_else(|| finding["description"].clone());
    if finding["amount"].starts_with('-') { format!("{tag}-refund") } else { tag }
}

/// What stands between the counts and the extent of the audit at the top of the summary.
fn headlines(out: &str) -> impl Iterator<Item = String> {
    let head = out.lines().skip(3).take_while(|line| !line.is_empty());
    let is_extent = |line: &str| {
        line.contains(" ledger lines: ") || line.contains(" register lines") || line.starts_with("in ")
    };
    head.map(|line| line.trim().to_owned()).filter(move |line| !is_extent(line))
}
