//! A report cut to one organisation, so that each trust can be sent its own and nothing of the others.
//!
//! A table that only it has lines in goes over whole. Of a table that it shares go its own lines and what is counted of
//! them; the others' names, counts and rows stay behind, and so does whatever cannot be told apart: rows that could
//! not be read, totals, dates. The accounts of the cut are reconciled anew.

mod monthly;

use std::collections::{BTreeMap, BTreeSet};

use faxban_core::Outcome;
use faxban_core::personal::Counts;
use faxban_read::fate::{Fate, FileFate};

use self::monthly::Own;
use super::organisations::Organisation;
use super::{DateReport, InputReport, Report, SourceReport, tables};
use crate::audit::warnings;
use crate::cleared::ClearedLines;
use crate::findings::{Finding, Line};
use crate::reconcile::{Account, reconcile};
use crate::screen::Share;
use crate::tally::Tally;

/// What a cut says of a table that others have lines in.
const SHARED: &str = "other organisations have lines in this table, too; its rejected, total and blank rows and the dates that it covers are left out here";

/// What goes over, and what is left behind.
#[derive(Default)]
struct Cut {
    sources: Vec<SourceReport>,
    accounts: Vec<Account>,
    /// New index of a source by its old one.
    moved: BTreeMap<usize, usize>,
    rejects_left: usize,
    /// Whether others have lines in any of the tables.
    shares: bool,
    /// Files and sheets that are its own alone.
    whole: BTreeSet<(String, String)>,
}

impl Report {
    /// The report of one organisation.
    ///
    /// # Errors
    /// When its findings cannot be counted.
    pub fn cut(&self, organisation: &Organisation) -> Result<Self, String> {
        let owns = |line: &Line| organisation.owns(line);
        let mut findings: Vec<Finding> =
            self.findings.iter().filter(|finding| owns(&finding.line)).cloned().collect();
        let judged = judged(&findings, &self.cleared, organisation);
        let mut cut = Cut::default();
        for (index, (source, account)) in self.sources.iter().zip(self.reconciled.accounts()).enumerate() {
            let (own, others): (Vec<&str>, Vec<&str>) =
                source.written().partition(|written| organisation.owns_written(source, written));
            if own.is_empty() {
                continue;
            }
            cut.moved.insert(index, cut.sources.len());
            if others.is_empty() {
                cut.whole.insert((source.name.clone(), source.sheet.clone()));
                cut.sources.push(source.clone());
                cut.accounts.push(account.clone());
            } else {
                let shares = own.iter().filter_map(|name| source.organisations.get_key_value(*name));
                let shares: BTreeMap<String, Share> =
                    shares.map(|(name, share)| (name.clone(), *share)).collect();
                cut.shares = true;
                cut.rejects_left += source.rejects.len();
                let outcomes = judged.get(&index).cloned().unwrap_or_default();
                cut.accounts.push(shared_account(&account.name, outcomes, &shares));
                cut.sources.push(of_shared(source, shares));
            }
        }
        let moved = |line: &mut Line| {
            let source = cut.moved.get(&line.source).copied();
            line.source = source.unwrap_or(line.source);
            source.is_some()
        };
        let kept: Vec<usize> = (0..)
            .zip(&self.findings)
            .filter(|(_, finding)| owns(&finding.line) && cut.moved.contains_key(&finding.line.source))
            .map(|(place, _)| place)
            .collect();
        findings.retain_mut(|finding| moved(&mut finding.line));
        let mut cleared = ClearedLines::default();
        for line in self.cleared.of_owners(|owner| organisation.owns_lines_of(owner)) {
            let mut line = line.map_err(|error| error.to_string())?.into_owned();
            if moved(&mut line.line) {
                cleared.push(line).map_err(|error| error.to_string())?;
            }
        }
        let counted = tables::count(&findings)
            .map_err(|error| format!("the findings could not be counted: {error}"))?;
        let mut options = self.options.clone();
        options.insert("organisation".to_owned(), organisation.title.clone());
        let own = Own::new(self, organisation, &kept, &findings, &cut);
        let (listed, crosschecked, comparison) = (own.listed(), own.crosschecked(), own.comparison());
        Ok(Self {
            as_of: self.as_of,
            pack: self.pack.clone(),
            pack_hash: self.pack_hash.clone(),
            rules_from: self.rules_from.clone(),
            options,
            inputs: self.inputs(&cut),
            remarks: self.left_behind(&cut, organisation),
            problems: Vec::new(),
            ignored: Vec::new(),
            fates: fates(&cut),
            sources: cut.sources,
            findings,
            cleared,
            mentions: self
                .mentions
                .iter()
                .filter(|one| cut.whole.contains(&(one.source.clone(), one.sheet.clone())))
                .cloned()
                .collect(),
            listed,
            crosschecked,
            comparison: None,
            rolled: Vec::new(),
            reconciled: reconcile(cut.accounts),
            tables: counted,
        }
        .with(comparison))
    }

    /// The files that the cut's tables stand in, with the records that went over.
    fn inputs(&self, cut: &Cut) -> Vec<InputReport> {
        let lines = |input: &InputReport| {
            let inside = |source: &SourceReport| {
                let rest = source.name.strip_prefix(&input.name);
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            };
            let accounts = cut.sources.iter().zip(&cut.accounts).filter(|(source, _)| inside(source));
            let records: Vec<u64> = accounts.map(|(_, account)| account.control.lines).collect();
            (!records.is_empty()).then(|| records.iter().sum())
        };
        let with_records =
            |input: &InputReport| Some(InputReport { records: lines(input)?, ..input.clone() });
        self.inputs.iter().filter_map(with_records).collect()
    }

    /// What the reader of a cut should know of what is not in it.
    fn left_behind(&self, cut: &Cut, organisation: &Organisation) -> Vec<String> {
        let mut remarks = vec![format!(
            "This is the part of {} of a report on several organisations; of tables that it shares with others, it has its own lines only.",
            organisation.title
        )];
        if cut.rejects_left > 0 {
            remarks.push(format!(
                "Rows of shared tables that could not be read cannot be given to an organisation and are left out: {}.",
                cut.rejects_left
            ));
        }
        if !self.problems.is_empty() {
            remarks.push(format!(
                "Files that could not be read belong to no organisation and are left out: {}. The whole report names them.",
                self.problems.len()
            ));
        }
        if let Some(comparison) = &self.comparison {
            remarks.push(format!(
                "Of the comparison with the report of {}, it has what is said of its own lines; what is said of tables that it shares is left out.",
                comparison.before.as_of
            ));
        }
        remarks
    }
}

/// The tables that went over, with the lines that did.
fn fates(cut: &Cut) -> Vec<Fate> {
    let tables = cut.sources.iter().zip(&cut.accounts);
    let fate = |(source, account): (&SourceReport, &Account)| Fate {
        sheet: source.sheet.clone(),
        lines: Some(account.control.lines),
        ..Fate::new(source.name.clone(), FileFate::Audited, "")
    };
    tables.map(fate).collect()
}

/// What was judged, by table.
fn judged(
    findings: &[Finding],
    cleared: &ClearedLines,
    organisation: &Organisation,
) -> BTreeMap<usize, BTreeMap<Outcome, Tally>> {
    let mut all: BTreeMap<usize, BTreeMap<Outcome, Tally>> = BTreeMap::new();
    for Finding { outcome, line, .. } in findings {
        all.entry(line.source).or_default().entry(*outcome).or_default().add(line.pence);
    }
    for (owner, tally) in cleared.owners().filter(|(owner, _)| organisation.owns_lines_of(owner)) {
        all.entry(owner.source).or_default().entry(Outcome::Cleared).or_default().merge(tally);
    }
    all
}

/// The account of an organisation's lines in a table: as counted while screening, and by what became of them.
fn shared_account(
    name: &str,
    outcomes: BTreeMap<Outcome, Tally>,
    shares: &BTreeMap<String, Share>,
) -> Account {
    let mut account = Account { name: name.to_owned(), outcomes, ..Account::default() };
    for share in shares.values() {
        account.control.merge(&share.control());
        account.outcomes.entry(Outcome::Clear).or_default().merge(&share.clear());
        account.outcomes.entry(Outcome::NotAssessable).or_default().merge(&share.not_assessable());
    }
    account
}

/// What a cut may tell of a table that others have lines in.
fn of_shared(source: &SourceReport, shares: BTreeMap<String, Share>) -> SourceReport {
    let mut warnings = warnings::of_columns(&source.layout, source.hidden);
    warnings.push(SHARED.to_owned());
    SourceReport {
        name: source.name.clone(),
        sheet: source.sheet.clone(),
        hidden: source.hidden,
        layout: source.layout.clone(),
        encoding: source.encoding.clone(),
        separator: source.separator.clone(),
        stated: Vec::new(),
        date_order: String::new(),
        dates: DateReport::default(),
        folder: source.folder.clone(),
        codes: source.codes.iter().filter(|(name, _)| shares.contains_key(*name)).map(owned).collect(),
        organisation_names: source
            .organisation_names
            .iter()
            .filter(|(name, _)| shares.contains_key(*name))
            .map(owned)
            .collect(),
        of_organisations: source
            .organisations
            .keys()
            .zip(&source.of_organisations)
            .filter(|(name, _)| shares.contains_key(*name))
            .map(|(_, of)| of.clone())
            .collect(),
        organisations: shares,
        skipped: BTreeMap::new(),
        rejects: Vec::new(),
        masked: Counts::new(),
        warnings,
    }
}

fn owned((name, code): (&String, &String)) -> (String, String) {
    (name.clone(), code.clone())
}
