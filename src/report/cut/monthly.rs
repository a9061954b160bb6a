//! What changed, what lines show together and what the lists say, of one organisation: of a pair of lines of which
//! one is another's, its own line only.

use std::collections::{BTreeMap, BTreeSet};

use super::super::organisations::Organisation;
use super::super::{Report, SourceReport, tables};
use super::Cut;
use crate::compare::{Change, Comparison, Row};
use crate::crosscheck::{Candidate, Crosschecked};
use crate::decisions::{Applied, Lapsed, Vanished};
use crate::declarations::{self, Declared};
use crate::exemptions::Standing;
use crate::findings::Finding;
use crate::listed::Listed;
use crate::organisations::is_named;

/// Whose part of a report is cut out, and by what it is known.
pub(super) struct Own<'r> {
    report: &'r Report,
    findings: &'r [Finding],
    sources: &'r [SourceReport],
    /// Whether others have lines in any of its tables.
    shares: bool,
    /// Places of its findings: in the whole report, and here.
    places: BTreeMap<usize, usize>,
    ids: BTreeSet<&'r str>,
    /// Its codes and names, as written and as shown.
    names: BTreeSet<&'r str>,
    /// Its codes with their names, as tables show them.
    full: BTreeSet<String>,
}

impl<'r> Own<'r> {
    /// `kept` are the places in the whole report of the findings that went over.
    pub(super) fn new(
        report: &'r Report,
        organisation: &'r Organisation,
        kept: &[usize],
        findings: &'r [Finding],
        cut: &'r Cut,
    ) -> Self {
        let sources = cut.sources.as_slice();
        let mut names: BTreeSet<&str> =
            organisation.labels().filter(|name| !name.trim().is_empty()).collect();
        let mut full = BTreeSet::new();
        let mut know = |code: &'r str, name: &'r str| {
            names.extend([code, name].into_iter().filter(|name| !name.trim().is_empty()));
            full.insert(tables::organisation_name(code, name));
        };
        for finding in findings {
            know(&finding.line.organisation_code, &finding.line.organisation);
        }
        for of in sources.iter().flat_map(|source| &source.of_organisations) {
            know(&of.code, &of.name);
        }
        Self {
            report,
            findings,
            sources,
            shares: cut.shares,
            places: kept.iter().enumerate().map(|(here, there)| (*there, here)).collect(),
            ids: findings.iter().map(|finding| finding.id.as_str()).collect(),
            names,
            full,
        }
    }

    /// Whether what a person wrote in a list means it.
    fn is_meant(&self, written: &str) -> bool {
        self.names.iter().any(|name| is_named(written, name, name))
    }

    /// What lines show together.
    pub(super) fn crosschecked(&self) -> Crosschecked {
        let whole = &self.report.crosschecked;
        let own = |candidate: &Candidate| {
            let left = self.places.get(&candidate.left).copied();
            let right = candidate.right.map(|right| self.places.get(&right).copied());
            match (left, right) {
                (Some(left), None) => {
                    let apart = candidate.apart.clone().filter(|_| self.shares);
                    let sentence = apart.unwrap_or_else(|| candidate.sentence.clone());
                    Some(Candidate { left, sentence, ..candidate.clone() })
                }
                (Some(left), Some(Some(right))) => {
                    Some(Candidate { left, right: Some(right), ..candidate.clone() })
                }
                (Some(own), Some(None)) | (None, Some(Some(own))) => self.apart(candidate, own),
                (None, None | Some(None)) => None,
            }
        };
        Crosschecked {
            candidates: whole.candidates.iter().filter_map(own).collect(),
            titles: whole.titles.clone(),
        }
    }

    /// A pair of which the other line is another organisation's.
    fn apart(&self, candidate: &Candidate, own: usize) -> Option<Candidate> {
        let line = &self.findings.get(own)?.line;
        let (sentence, why) = match &candidate.apart {
            Some(sentence) => (sentence.clone(), candidate.why.clone()),
            None => (
                "It fits a line of another organisation; ask who made this report.".to_owned(),
                String::new(),
            ),
        };
        Some(Candidate {
            check: candidate.check,
            organisation: tables::organisation_name(&line.organisation_code, &line.organisation),
            sentence,
            sure: candidate.sure,
            left: own,
            right: None,
            why,
            apart: None,
        })
    }

    /// What changed of its findings, and of tables that are its alone.
    pub(super) fn comparison(&self) -> Option<Comparison> {
        let whole = self.report.comparison.as_ref()?;
        let rows = whole.rows.iter().filter(|row| self.has_row(row)).cloned().map(told_alone);
        Some(Comparison {
            before: whole.before.clone(),
            now: whole.now.clone(),
            rows: rows.collect(),
            remarks: whole
                .remarks
                .iter()
                .filter(|remark| self.full.contains(&remark.organisation))
                .cloned()
                .collect(),
        })
    }

    fn has_row(&self, row: &Row) -> bool {
        if self.ids.contains(row.finding_id.as_str()) {
            return true;
        }
        // A finding of this report that is not its own is another's, whatever it is called.
        if !row.outcome_now.is_empty() {
            return false;
        }
        let full = tables::organisation_name(&row.organisation_code, &row.organisation);
        let by = if row.organisation_code.is_empty() { &row.organisation } else { &row.organisation_code };
        self.full.contains(&full) || self.names.contains(by.as_str())
    }

    /// What the lists say of it.
    pub(super) fn listed(&self) -> Listed {
        let whole = &self.report.listed;
        Listed {
            files: whole.files.clone(),
            exemptions: whole.exemptions.iter().filter_map(|standing| self.standing(standing)).collect(),
            declared: whole.declared.iter().filter_map(|declared| self.declared(declared)).collect(),
            decisions: whole.decisions.as_ref().map(|applied| self.applied(applied)),
        }
    }

    fn standing(&self, standing: &Standing) -> Option<Standing> {
        let findings: Vec<String> =
            standing.findings.iter().filter(|id| self.ids.contains(id.as_str())).cloned().collect();
        // One that covers findings of others is theirs, too; one that covers none belongs to whom it names.
        let is_own =
            !findings.is_empty() || standing.findings.is_empty() && self.is_meant(&standing.organisation);
        is_own.then(|| Standing { findings, ..standing.clone() })
    }

    /// Its declaration, held against its own findings anew: one name may stand for several organisations.
    fn declared(&self, declared: &Declared) -> Option<Declared> {
        let written = &declared.declaration.organisation;
        let mut after = declared.after.iter().filter_map(|(at, _)| self.places.get(at));
        let line = after.next().and_then(|at| self.findings.get(*at)).map(|finding| &finding.line);
        let name = match line {
            Some(line) if line.organisation_code.is_empty() => &line.organisation,
            Some(line) => &line.organisation_code,
            None => self.is_meant(written).then_some(written)?,
        };
        let mut asked = declared.declaration.clone();
        asked.organisation.clone_from(name);
        let compared =
            declarations::compare(vec![asked], self.findings, self.sources, None, self.report.as_of).pop()?;
        let (declaration, code) = (declared.declaration.clone(), declared.code.clone());
        Some(Declared { declaration, code, ..compared })
    }

    fn applied(&self, applied: &Applied) -> Applied {
        let lapsed: Vec<Lapsed> =
            applied.lapsed.iter().filter(|lapsed| self.is_meant(&lapsed.organisation)).cloned().collect();
        let vanished: Vec<Vanished> =
            applied.vanished.iter().filter(|gone| self.is_meant(&gone.organisation)).cloned().collect();
        let decided = self.findings.iter().filter(|finding| finding.decision.is_some()).count();
        Applied { given: (decided + lapsed.len() + vanished.len()) as u64, lapsed, vanished }
    }
}

/// Lines of a month are counted over a whole table, so their number tells of others who share it.
fn told_alone(row: Row) -> Row {
    if row.change != Change::NotComparable || row.cause != "other_period" {
        return row;
    }
    let sentence =
        "The ledgers of this report do not cover the month of the line again. A purchase stays on record.";
    Row { sentence: sentence.to_owned(), ..row }
}
