//! Decisions out of the workbook in which a reviewer wrote them, or out of a `findings.csv` with its columns filled.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read as _;
use std::ops::ControlFlow;
use std::path::Path;

use faxban_read::kind::{self, HEAD, Kind, WorkbookForm};
use faxban_read::workbook::Workbook;
use jiff::civil::Date;

use super::list::contradiction;
use super::{Decision, Word, columns};
use crate::lists::{self, List};

/// Sheets of findings begin with this.
pub const SHEET: &str = "Findings";

/// Columns that must be there: the finding, what is decided, and what identifies the line.
const COLUMNS: [&str; 14] = columns([
    "finding_id",
    "decision",
    "decided_by",
    "decided_on",
    "decision_reason",
    "organisation_code",
    "organisation",
]);

/// What files of findings say.
#[derive(Debug, Clone, Default)]
pub struct Imported {
    rows: Vec<(String, Decision)>,
    /// Sentences with sheet and row on what is wrong.
    pub faults: Vec<String>,
    /// Rows on which nothing is decided.
    pub undecided: u64,
}

impl Imported {
    /// Reads a workbook or a CSV file.
    ///
    /// # Errors
    /// A sentence, when the file as a whole is none of findings.
    pub fn read(&mut self, path: &Path) -> Result<(), String> {
        let name = path.display().to_string();
        let told = |error: std::io::Error| format!("{name} cannot be read: {error}");
        let mut head = Vec::new();
        File::open(path).and_then(|file| file.take(HEAD as u64).read_to_end(&mut head)).map_err(told)?;
        let form = match kind::sniff(&head) {
            Kind::Text(_) => return self.csv(path, &name),
            Kind::Ole => Some(WorkbookForm::Xls),
            Kind::Workbook(form) => Some(form),
            Kind::Zip => kind::look_into(File::open(path).map_err(told)?)
                .map_err(|sentence| format!("{name}: {sentence}"))?,
            _ => None,
        };
        let form =
            form.ok_or_else(|| format!("{name} is no workbook; give findings.xlsx or findings.csv"))?;
        let mut workbook = Workbook::open(File::open(path).map_err(told)?, form)
            .map_err(|error| format!("{name}: {error}"))?;
        let sheets = workbook.sheets();
        let mut seen = false;
        for sheet in sheets.iter().filter(|sheet| sheet.name.starts_with(SHEET)) {
            seen = true;
            let mut table = Table::new(format!("{name}, sheet {}", sheet.name));
            let mut fault = None;
            workbook
                .rows(&sheet.name, &mut |row, cells| match self.row(&mut table, row, cells) {
                    Ok(()) => ControlFlow::Continue(()),
                    Err(sentence) => {
                        fault = Some(sentence);
                        ControlFlow::Break(())
                    }
                })
                .map_err(|error| format!("{}: {error}", table.title))?;
            if let Some(sentence) = fault {
                return Err(sentence);
            }
        }
        if seen {
            return Ok(());
        }
        let names: Vec<&str> = sheets.iter().map(|sheet| sheet.name.as_str()).collect();
        Err(format!(
            "{name} has no sheet whose name begins with {SHEET}; its sheets are {}",
            names.join(", ")
        ))
    }

    fn csv(&mut self, path: &Path, name: &str) -> Result<(), String> {
        let list = List::open("a list of findings", path, name)?;
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(list.text.as_bytes());
        let mut table = Table::new(name.to_owned());
        for (record, row) in reader.records().zip(1..) {
            let record = record.map_err(|error| format!("{name}: {error}"))?;
            let cells: Vec<String> = record.iter().map(lists::bare).collect();
            self.row(&mut table, row, &cells)?;
        }
        Ok(())
    }

    /// Takes a row; an error concerns the whole table.
    fn row(&mut self, table: &mut Table, row: u64, cells: &[String]) -> Result<(), String> {
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            return Ok(());
        }
        let Some(places) = table.places else {
            table.places = Some(places(&table.title, cells)?);
            return Ok(());
        };
        let cells = places.map(|at| cells.get(at).map(|cell| cell.trim().to_owned()).unwrap_or_default());
        let [_, word, by, on, reason, ..] = &cells;
        if [word, by, on, reason].iter().all(|cell| cell.is_empty()) {
            self.undecided += 1;
            return Ok(());
        }
        let place = format!("{}, row {row}", table.title);
        match decision(cells) {
            Ok(decision) => self.rows.push((place, decision)),
            Err(sentence) => self.faults.push(format!("{place}: {sentence}")),
        }
        Ok(())
    }

    /// The last decision on each finding, whatever the order of rows and files; those that contradict each other are
    /// faults and left out, as are those that are dated after today: they would hold against any that is yet to come.
    pub fn settle(&mut self, today: Date) -> Vec<(String, Decision)> {
        let mut by_finding: BTreeMap<String, Vec<(String, Decision)>> = BTreeMap::new();
        for (place, decision) in std::mem::take(&mut self.rows) {
            if decision.on > today {
                self.faults.push(format!(
                    "{place}: decided_on of {} is {}, after today ({today}); write the day on which it was decided",
                    decision.finding_id, decision.on
                ));
                continue;
            }
            by_finding.entry(decision.finding_id.clone()).or_default().push((place, decision));
        }
        let mut settled = Vec::new();
        for mut said in by_finding.into_values() {
            let last = said.iter().map(|(_, decision)| decision.on).max();
            said.retain(|(_, decision)| Some(decision.on) == last);
            // What is said the same twice may stand in different rows, one of them with more of its line.
            said.sort_by(|(_, one), (_, other)| order(one).cmp(&order(other)));
            let (first, rest) = match said.split_first() {
                Some((first, rest)) => (first.clone(), rest),
                None => continue,
            };
            let contradicting: Vec<_> =
                rest.iter().filter(|(_, decision)| !decision.says_the_same(&first.1)).collect();
            for (place, _) in &contradicting {
                self.faults.push(format!("{place}: {} ({})", contradiction(&first.1), first.0));
            }
            if contradicting.is_empty() {
                settled.push(first);
            }
        }
        settled
    }
}

fn order(decision: &Decision) -> [&str; 11] {
    [
        decision.word.as_str(),
        &decision.by,
        &decision.reason,
        &decision.organisation,
        &decision.kind,
        &decision.asset_id,
        &decision.order_number,
        &decision.description,
        &decision.manufacturer,
        &decision.model,
        &decision.rule,
    ]
}

/// A table of findings as it is read.
struct Table {
    title: String,
    places: Option<[usize; COLUMNS.len()]>,
}

impl Table {
    const fn new(title: String) -> Self {
        Self { title, places: None }
    }
}

fn places(title: &str, header: &[String]) -> Result<[usize; COLUMNS.len()], String> {
    let mut places = [0; COLUMNS.len()];
    for (column, place) in COLUMNS.iter().zip(&mut places) {
        let mut at = header.iter().enumerate().filter(|(_, heading)| heading.trim() == *column);
        match (at.next(), at.next()) {
            (Some((only, _)), None) => *place = only,
            (None, _) => {
                return Err(format!(
                    "{title}: column {column} is missing in the first row; review a findings.xlsx that faxban wrote and leave its columns their names"
                ));
            }
            (Some(_), Some(_)) => return Err(format!("{title}: column {column} stands there twice")),
        }
    }
    Ok(places)
}

fn decision(cells: [String; COLUMNS.len()]) -> Result<Decision, String> {
    let [finding_id, word, by, on, reason, code, name, kind, cells @ ..] = cells;
    let [asset_id, order_number, description, manufacturer, model, rule] = cells;
    if !finding_id.starts_with("F-") {
        return Err(format!("\"{finding_id}\" is no finding_id"));
    }
    if word.is_empty() {
        return Err(format!("{finding_id} has columns of a decision filled, but no decision"));
    }
    let word = Word::parse(&word)?;
    if by.is_empty() {
        return Err(format!("decided_by is blank: say who decided on {finding_id}"));
    }
    let on = lists::day(&on)?
        .ok_or_else(|| format!("decided_on is blank: say on which day {finding_id} was decided"))?;
    let organisation = if name.is_empty() { code } else { name };
    Ok(Decision {
        finding_id,
        word,
        reason,
        by,
        on,
        organisation,
        kind,
        asset_id,
        order_number,
        description,
        manufacturer,
        model,
        rule,
    })
}
