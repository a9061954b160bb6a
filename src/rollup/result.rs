//! A result as read: what a report's files say, taken apart again where it was merged itself.

use std::collections::BTreeMap;

use faxban_core::Outcome;
use jiff::civil::Date;

use super::find::Given;
use super::rows::{Reader, Rejected, Row};
use super::told::{self, Told};
use super::{Refused, proof};
use crate::findings::{Cleared, Finding, Line};
use crate::folder::{Folder, rows};
use crate::reconcile::{Account, reconcile};
use crate::report::figures::{Sums, plural};
use crate::report::rolled::Part;
use crate::report::tables::NOT_STATED;
use crate::report::{InputReport, SourceReport, json};
use crate::tally::Tally;

/// The workbook: people write their answers into it, and may.
const ANSWERED: &str = "findings.xlsx";

/// A result that is not merged of others, under its own names.
#[derive(Debug)]
pub struct Loaded {
    /// What it says by itself.
    pub part: Part,
    /// Its files.
    pub inputs: Vec<InputReport>,
    /// Their tables.
    pub tables: Vec<(SourceReport, Account)>,
    /// Findings, by table and row.
    pub findings: Vec<Finding>,
    /// Cleared lines, by table and row.
    pub cleared: Vec<Cleared>,
}

/// Reads a report.
pub fn load(given: &Given) -> Result<Vec<Loaded>, Refused> {
    let name = given.path.display();
    let folder = Folder::open(&given.path).map_err(Refused::wrong)?;
    // Reports for each organisation inside it may have been sent away.
    let whole = folder.manifest.outputs.keys().filter(|file| *file != ANSWERED && !file.contains('/'));
    for file in whole {
        folder.file(file).map_err(Refused::wrong)?;
    }
    let bytes = folder.needed("summary.json").map_err(Refused::wrong)?;
    let other = |fault: String| {
        Refused::wrong(format!(
            "{name} is not as this faxban writes it ({fault}); audit its files again with this one"
        ))
    };
    let mut told: Told =
        serde_json::from_slice(&bytes).map_err(|error| other(format!("summary.json: {error}")))?;
    if told.schema != json::SCHEMA {
        return Err(other(format!("its summary.json is of the form {}", told.schema)));
    }
    if !told.differences.is_empty() {
        return Err(Refused::unbalanced(vec![format!(
            "{name}: its totals do not reconcile, so it cannot be counted: {}",
            told.differences.join("; ")
        )]));
    }
    let parts = std::mem::take(&mut told.results);
    let loaded = whole_of(given, &folder, told).map_err(other)?;
    let mut differences = proof::recounted(&loaded.findings, &loaded.cleared, &loaded.tables);
    let accounts: Vec<Account> = loaded.tables.iter().map(|(_, account)| account.clone()).collect();
    differences.extend(reconcile(accounts).differences().iter().cloned());
    differences.extend(stated(&loaded).map_err(other)?);
    if !differences.is_empty() {
        return Err(Refused::unbalanced(vec![format!(
            "{name}: its files do not agree with each other, so it cannot be counted: {}",
            differences.join("; ")
        )]));
    }
    loaded.apart(parts).map_err(other)
}

/// Everything that the files of a report hold, as one result.
fn whole_of(given: &Given, folder: &Folder, told: Told) -> Result<Loaded, String> {
    let as_of: Date = told.as_of.parse().map_err(|_| format!("as of \"{}\"", told.as_of))?;
    let mut tables = Vec::with_capacity(told.sources.len());
    for table in told.sources {
        tables.push(table.restored().ok_or("summary.json has a sum or a month that is none")?);
    }
    let places = (0..).zip(&tables);
    let places = places.map(|(at, (table, _))| ((table.name.clone(), table.sheet.clone()), at));
    let mut reader = Reader::new(places.collect(), as_of);
    let (mut findings, mut cleared) = (Vec::new(), Vec::new());
    for row in rows::<Row>(&folder.needed("findings.csv")?, "findings.csv")? {
        findings.push(reader.finding(row).map_err(|fault| format!("findings.csv: {fault}"))?);
    }
    for row in rows::<Row>(&folder.needed("cleared.csv")?, "cleared.csv")? {
        cleared.push(reader.cleared(row).map_err(|fault| format!("cleared.csv: {fault}"))?);
    }
    for row in rows::<Rejected>(&folder.needed("rejects.csv")?, "rejects.csv")? {
        let (table, reject) = reader.rejected(row).map_err(|fault| format!("rejects.csv: {fault}"))?;
        if let Some((table, _)) = tables.get_mut(table) {
            table.rejects.push(reject);
        }
    }
    let mut remarks = told.remarks;
    remarks.extend(told.comparison.map(|comparison| {
        format!(
            "What changed since the report of {} is told in its own report and not here; give the merged report of that day with --baseline.",
            comparison.before.as_of
        )
    }));
    let part = Part {
        name: given.called.clone(),
        called: given.called.clone(),
        manifest_sha256: folder.manifest_sha256.clone(),
        as_of: told.as_of,
        pack: told.pack,
        options: folder.manifest.options.clone(),
        lists: folder.manifest.lists.clone(),
        totals: told.totals.outcomes,
        left_out: Vec::new(),
        renamed: BTreeMap::new(),
        problems: told.problems,
        ignored: told.ignored,
        files: told.files,
        mentions: told.mentions,
        remarks,
        exemptions: told.exemptions.list,
        declarations: told.declared_fax_free.into_iter().map(Into::into).collect(),
        decisions: told.decisions,
    };
    Ok(Loaded { part, inputs: folder.manifest.inputs.clone(), tables, findings, cleared })
}

/// What of the totals that a result states is not the sum over its tables.
fn stated(loaded: &Loaded) -> Result<Vec<String>, String> {
    let stated = told::tallies(&loaded.part.totals).ok_or("summary.json has a total that is none")?;
    let mut differences = Vec::new();
    for outcome in Outcome::ALL {
        let sum: Tally = loaded.tables.iter().filter_map(|(_, account)| account.outcomes.get(outcome)).sum();
        let stated = stated.get(outcome).copied().unwrap_or_default();
        if sum != stated {
            differences.push(format!(
                "it states {} {outcome}, and its tables have {}",
                plural(stated.lines, "line", "lines"),
                plural(sum.lines, "line", "lines"),
            ));
        }
    }
    Ok(differences)
}

impl Loaded {
    /// The results that it was merged from, each under its own names; itself where there are none.
    fn apart(self, parts: Vec<Part>) -> Result<Vec<Self>, String> {
        if parts.is_empty() {
            return Ok(vec![self]);
        }
        let alone = parts.len() == 1;
        let mut results = Vec::with_capacity(parts.len());
        for part in parts {
            // A name has no stroke, so that no other one begins like it.
            let prefix = if alone { String::new() } else { format!("{}/", part.name) };
            results.push(self.taken(part, &prefix)?);
        }
        let lines = |one: &Self| one.findings.len() + one.cleared.len() + one.tables.len() + one.inputs.len();
        if results.iter().map(lines).sum::<usize>() != lines(&self) {
            return Err("summary.json does not say of which result every table is".to_owned());
        }
        Ok(results)
    }

    /// One of the results that it was merged from.
    fn taken(&self, part: Part, prefix: &str) -> Result<Self, String> {
        let mut moved: BTreeMap<usize, usize> = BTreeMap::new();
        let mut tables = Vec::new();
        for (at, (table, account)) in self.tables.iter().enumerate() {
            let Some(own) = table.name.strip_prefix(prefix) else { continue };
            moved.insert(at, tables.len());
            let mut table = SourceReport { name: own.to_owned(), ..table.clone() };
            if !prefix.is_empty() {
                unnamed(&mut table, &part.called);
            }
            let account = Account { name: table.title(), ..account.clone() };
            tables.push((table, account));
        }
        let own = |line: &Line| {
            let source = *moved.get(&line.source)?;
            let mut line = Line { source, ..line.clone() };
            if !prefix.is_empty() && line.organisation_written.is_empty() && line.organisation == part.called
            {
                line.organisation.clear();
            }
            Some(line)
        };
        let finding = |finding: &Finding| {
            let id = part.renamed.get(&finding.id).unwrap_or(&finding.id).clone();
            Some(Finding { id, line: own(&finding.line)?, ..finding.clone() })
        };
        let cleared = |cleared: &Cleared| Some(Cleared { line: own(&cleared.line)?, ..cleared.clone() });
        let input = |input: &InputReport| {
            Some(InputReport { name: input.name.strip_prefix(prefix)?.to_owned(), ..input.clone() })
        };
        Ok(Self {
            inputs: self.inputs.iter().filter_map(input).collect(),
            findings: self.findings.iter().filter_map(finding).collect(),
            cleared: self.cleared.iter().filter_map(cleared).collect(),
            tables,
            part,
        })
    }

    /// Lines and pence of every outcome of some tables.
    pub fn totals_of(&self, tables: &[usize]) -> BTreeMap<Outcome, Sums> {
        let mut totals: BTreeMap<Outcome, Tally> = BTreeMap::new();
        for (_, account) in tables.iter().filter_map(|at| self.tables.get(*at)) {
            for (outcome, tally) in &account.outcomes {
                totals.entry(*outcome).or_default().merge(tally);
            }
        }
        totals.iter().map(|(outcome, tally)| (*outcome, Sums::plain(tally))).collect()
    }

    /// The tables of a file.
    pub fn tables_of(&self, input: &InputReport) -> Vec<usize> {
        let inside = |table: &SourceReport| {
            let rest = table.name.strip_prefix(&input.name);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        (0..).zip(&self.tables).filter(|(_, (table, _))| inside(table)).map(|(at, _)| at).collect()
    }
}

/// Takes the name of a result back from what names no organisation.
fn unnamed(table: &mut SourceReport, called: &str) {
    for (written, named) in &mut table.organisation_names {
        if written.is_empty() && named == called {
            NOT_STATED.clone_into(named);
        }
    }
    for of in table.of_organisations.iter_mut().filter(|of| of.code.is_empty() && of.name == called) {
        of.name.clear();
    }
}

/// Gives the name of a result to what names no organisation, as an audit gives that of a folder.
pub fn name(loaded: &mut Loaded) {
    let called = &loaded.part.called;
    for (table, _) in &mut loaded.tables {
        for named in table.organisation_names.values_mut().filter(|named| *named == NOT_STATED) {
            called.clone_into(named);
        }
        for of in table.of_organisations.iter_mut().filter(|of| of.code.is_empty() && of.name.is_empty()) {
            called.clone_into(&mut of.name);
        }
    }
    let findings = loaded.findings.iter_mut().map(|finding| &mut finding.line);
    for line in findings.chain(loaded.cleared.iter_mut().map(|cleared| &mut cleared.line)) {
        if line.organisation_code.is_empty() && line.organisation.is_empty() {
            called.clone_into(&mut line.organisation);
        }
    }
}
