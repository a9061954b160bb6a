//! An earlier report, read from its own files, which are those that faxban wrote.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jiff::civil::Date;
use serde::Deserialize;

use super::{Row, Side};
use crate::decisions::Word;
use crate::findings::what;
use crate::folder::{Folder, rows};
use crate::organisations::plain;
use crate::report::figures::in_row;
use crate::report::tables::{self, NOT_STATED};
use crate::report::{Report, changes, csv_files, json};

/// A report as read.
#[derive(Debug)]
pub struct Past {
    /// Its as-of day.
    pub as_of: Date,
    /// Its pack.
    pub pack: Pack,
    /// SHA-256 of its manifest; blank for a report that is being made.
    pub manifest_sha256: String,
    /// Its tables.
    pub sources: Vec<Source>,
    /// Lines and pence by outcome.
    pub totals: Totals,
    /// Its findings.
    pub findings: Vec<Known>,
    /// Lines that it cleared, with the exclusion that explains them.
    pub cleared: BTreeMap<String, String>,
    /// What its own comparison with an earlier report says, by finding.
    pub changes: BTreeMap<String, Row>,
    /// Findings that are none of its own and of which reviewers decided that nothing is left to ask.
    pub closed: BTreeSet<String>,
    /// Tables by file and sheet.
    places: BTreeMap<(String, String), usize>,
    /// Tables by kind and organisation, as named and as written.
    owners: BTreeMap<(String, String), BTreeSet<usize>>,
}

/// Totals in `summary.json`.
#[derive(Debug, Default, Deserialize)]
pub struct Totals {
    /// By outcome.
    #[serde(default)]
    pub outcomes: BTreeMap<String, Tally>,
}

/// Lines and what they add up to, in pounds as written.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Tally {
    /// Lines.
    pub lines: u64,
    /// Net sum.
    #[serde(default)]
    pub net: String,
}

/// The pack in `summary.json`.
#[derive(Debug, Deserialize)]
pub struct Pack {
    /// Its name.
    pub id: String,
    /// Its version.
    pub version: String,
    /// Over its files.
    pub sha256: String,
    /// Duties with their first days.
    pub duties: Vec<Duty>,
}

/// A duty in `summary.json`.
#[derive(Debug, Deserialize)]
pub struct Duty {
    /// Its name.
    pub duty: String,
    /// Its first day.
    pub from: String,
}

/// A table in `summary.json`.
#[derive(Debug, Deserialize)]
pub struct Source {
    /// The file.
    pub source: String,
    /// The sheet.
    #[serde(default)]
    pub sheet: String,
    /// Ledger or register.
    pub kind: String,
    /// Lines in it.
    pub lines: u64,
    /// What they add up to.
    #[serde(default)]
    pub net: String,
    /// Columns by what they were taken for.
    #[serde(default)]
    pub columns: BTreeMap<String, String>,
    /// Organisations as written.
    #[serde(default)]
    pub organisations: BTreeMap<String, Tally>,
    /// How tables name them.
    #[serde(default)]
    pub organisations_named: BTreeMap<String, String>,
    /// Lines by month.
    #[serde(default)]
    pub lines_by_month: BTreeMap<String, u64>,
    /// Months without any.
    #[serde(default)]
    pub months_without_lines: Vec<String>,
    /// The last day that any line bears.
    #[serde(default)]
    pub last_date: Option<String>,
}

impl Source {
    /// The table as a person names it.
    #[must_use]
    pub fn title(&self) -> String {
        if self.sheet.is_empty() {
            self.source.clone()
        } else {
            format!("{}, sheet {}", self.source, self.sheet)
        }
    }

    /// Organisations as tables name them, with what each is called in the file: blank where no column says so.
    pub fn names(&self) -> impl Iterator<Item = (&str, &str)> {
        let whole = self.organisations.is_empty().then_some("");
        self.organisations
            .keys()
            .map(String::as_str)
            .chain(whole)
            .map(|written| (self.organisations_named.get(written).map_or(written, String::as_str), written))
    }

    /// Organisations as tables name them, with their lines.
    pub fn lines_by_organisation(&self) -> impl Iterator<Item = (&str, u64)> {
        self.names().map(|(named, written)| {
            (named, self.organisations.get(written).map_or(self.lines, |tally| tally.lines))
        })
    }
}

/// A finding in `findings.csv`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
#[allow(missing_docs, reason = "the columns are described in docs/report.md")]
pub struct Known {
    pub finding_id: String,
    pub outcome: String,
    pub class: String,
    pub duty: String,
    pub confidence: String,
    pub organisation_code: String,
    pub organisation: String,
    pub kind: String,
    pub source: String,
    pub sheet: String,
    pub row: String,
    pub date: String,
    pub amount: String,
    pub quantity: String,
    pub supplier: String,
    pub description: String,
    pub manufacturer: String,
    pub model: String,
    pub asset_id: String,
    pub order_number: String,
    pub status: String,
    pub exclusion: String,
    pub exemption: String,
    pub decision: String,
    pub state: String,
    pub disposed: String,
}

impl Known {
    /// What it is, in its own words.
    #[must_use]
    pub fn what(&self) -> String {
        what([&self.description, &self.manufacturer, &self.model, &self.supplier])
    }

    /// Where it is.
    #[must_use]
    pub fn place(&self) -> String {
        let sheet = if self.sheet.is_empty() { String::new() } else { format!(", sheet {}", self.sheet) };
        format!("{}{sheet}{}", self.source, in_row(&self.row))
    }

    /// The line's content, by which a cleared line, which has no id, is known again.
    #[must_use]
    pub fn content(&self) -> String {
        let cells = [
            &self.organisation_code,
            &self.organisation,
            &self.kind,
            &self.date,
            &self.amount,
            &self.supplier,
            &self.description,
            &self.manufacturer,
            &self.model,
            &self.asset_id,
            &self.order_number,
        ];
        cells.map(|cell| plain(cell)).join("\u{1f}")
    }
}

/// An organisation as tables name it.
#[must_use]
pub fn full_name(known: &Known) -> String {
    tables::organisation_name(&known.organisation_code, &known.organisation)
}

#[derive(Deserialize)]
struct Summary {
    schema: String,
    as_of: String,
    pack: Pack,
    totals: Totals,
    sources: Vec<Source>,
    #[serde(default)]
    decisions: Option<Decisions>,
}

/// Decisions in `summary.json`, as far as they belong to no finding of the report.
#[derive(Default, Deserialize)]
struct Decisions {
    #[serde(default)]
    vanished: Vec<Apart>,
}

#[derive(Deserialize)]
struct Apart {
    finding_id: String,
    decision: String,
}

impl Decisions {
    /// That a machine was there explains nothing of its line going.
    fn closed(self) -> BTreeSet<String> {
        let explain = |apart: &Apart| Word::parse(&apart.decision).is_ok_and(|word| word != Word::Confirmed);
        self.vanished.into_iter().filter(explain).map(|apart| apart.finding_id).collect()
    }
}

impl Past {
    /// Reads a report's folder.
    ///
    /// # Errors
    /// A sentence, when the folder is no report, or not as faxban wrote it.
    pub fn load(folder: &Path) -> Result<Self, String> {
        let name = folder.display();
        let folder = Folder::open(folder)?;
        let files = Files {
            summary: folder.needed("summary.json")?,
            findings: folder.needed("findings.csv")?,
            cleared: folder.needed("cleared.csv")?,
            changes: folder.file(changes::FILE_NAME)?.unwrap_or_default(),
        };
        let past = files.read().map_err(|error| format!("{name} is not as faxban writes it: {error}"))?;
        Ok(Self { manifest_sha256: folder.manifest_sha256, ..past })
    }

    /// A report that is being made, by the same files that it will have.
    ///
    /// # Errors
    /// A sentence, when they cannot be made.
    pub fn of(report: &Report) -> Result<Self, String> {
        let (mut findings, mut cleared) = (Vec::new(), Vec::new());
        let told = |error: csv::Error| error.to_string();
        csv_files::findings(report, &mut findings).map_err(told)?;
        csv_files::cleared(report, &mut cleared).map_err(told)?;
        let summary = serde_json::to_vec(&json::summary(report)).map_err(|error| error.to_string())?;
        Files { summary, findings, cleared, changes: Vec::new() }.read()
    }

    /// Whether a report of this pack and day can be compared with this one.
    ///
    /// # Errors
    /// A sentence, when it is of another pack or an earlier day.
    pub fn check_precedes(&self, pack: &str, as_of: Date) -> Result<(), String> {
        if self.pack.id != pack {
            return Err(format!(
                "the earlier report is by the pack {}, the later one by {pack}: they look for different things",
                self.pack.id
            ));
        }
        if self.as_of > as_of {
            return Err(format!(
                "the earlier report is as of {}, after the later one ({as_of}); give the earlier one first",
                self.as_of
            ));
        }
        Ok(())
    }

    /// What it is called among the options of a later report.
    #[must_use]
    pub fn named(&self) -> String {
        format!("the report of {} with manifest {}", self.as_of, self.manifest_sha256)
    }

    /// The report in a comparison.
    #[must_use]
    pub fn side(&self) -> Side {
        Side {
            as_of: self.as_of.to_string(),
            pack: format!("{} {}", self.pack.id, self.pack.version),
            pack_sha256: self.pack.sha256.clone(),
            manifest_sha256: self.manifest_sha256.clone(),
        }
    }

    /// Tables of a finding's organisation and kind.
    #[must_use]
    pub fn tables_of(&self, known: &Known) -> Vec<&Source> {
        let names = [full_name(known), known.organisation.clone(), known.organisation_code.clone()];
        let names = names.iter().filter(|name| !name.is_empty());
        let mut tables: BTreeSet<usize> = names
            .filter_map(|name| self.owners.get(&(known.kind.clone(), plain(name))))
            .flatten()
            .copied()
            .collect();
        // Where nothing says whose a table is, all of them are everybody's.
        if known.organisation.is_empty() && known.organisation_code.is_empty() {
            tables.extend(self.owners.get(&(known.kind.clone(), String::new())).into_iter().flatten());
        }
        tables.into_iter().filter_map(|at| self.sources.get(at)).collect()
    }

    /// The table in which a finding stands.
    #[must_use]
    pub fn table(&self, known: &Known) -> Option<&Source> {
        self.sources.get(*self.places.get(&(known.source.clone(), known.sheet.clone()))?)
    }
}

/// The files of a report that are read.
struct Files {
    summary: Vec<u8>,
    findings: Vec<u8>,
    cleared: Vec<u8>,
    changes: Vec<u8>,
}

impl Files {
    fn read(&self) -> Result<Past, String> {
        let summary: Summary =
            serde_json::from_slice(&self.summary).map_err(|error| format!("summary.json: {error}"))?;
        if summary.schema != json::SCHEMA {
            return Err(format!("its summary.json is of another form ({})", summary.schema));
        }
        let cleared: Vec<Known> = rows(&self.cleared, "cleared.csv")?;
        let changes: Vec<Row> = rows(&self.changes, changes::FILE_NAME)?;
        let mut places = BTreeMap::new();
        let mut owners: BTreeMap<(String, String), BTreeSet<usize>> = BTreeMap::new();
        for (at, source) in summary.sources.iter().enumerate() {
            places.insert((source.source.clone(), source.sheet.clone()), at);
            let names = source.names().flat_map(|(named, written)| {
                // Nobody's table has no name; one that a folder or a configuration names has no other.
                [Some(named), Some(written).filter(|written| !written.is_empty() || named == NOT_STATED)]
            });
            for name in names.flatten() {
                owners.entry((source.kind.clone(), plain(name))).or_default().insert(at);
            }
        }
        Ok(Past {
            as_of: summary.as_of.parse().map_err(|_| format!("\"{}\" is no as-of day", summary.as_of))?,
            pack: summary.pack,
            manifest_sha256: String::new(),
            sources: summary.sources,
            totals: summary.totals,
            findings: rows(&self.findings, "findings.csv")?,
            cleared: cleared.into_iter().map(|line| (line.content(), line.exclusion)).collect(),
            closed: summary.decisions.unwrap_or_default().closed(),
            places,
            owners,
            changes: changes.into_iter().map(|row| (row.finding_id.clone(), row)).collect(),
        })
    }
}
