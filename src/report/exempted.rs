//! Exemptions in the report: those that have ended come first, for their findings are back.

use serde::Serialize;

use super::Report;
use super::figures::plural;
use crate::exemptions::{SOON, Standing};

/// Exemptions named in a headline.
const NAMED: usize = 3;

/// `exemptions` of `summary.json`.
#[derive(Debug, Serialize)]
pub struct ExemptionsJson {
    /// Exemptions that have ended while their findings are there.
    ended: usize,
    /// Findings that are back because of it.
    findings_back: usize,
    /// Exemptions with findings that end soon, and within how many days.
    end_soon: usize,
    soon_days: i32,
    list: Vec<Standing>,
}

impl ExemptionsJson {
    /// Of a report.
    #[must_use]
    pub fn of(report: &Report) -> Self {
        let list = &report.listed.exemptions;
        let back = list.iter().filter(|standing| standing.is_back());
        Self {
            ended: back.clone().count(),
            findings_back: back.map(|standing| standing.findings.len()).sum(),
            end_soon: list.iter().filter(|standing| standing.is_ending()).count(),
            soon_days: SOON,
            list: list.clone(),
        }
    }
}

/// That findings are back, and by which exemptions; none where none are.
#[must_use]
pub fn ended(report: &Report) -> Option<String> {
    let back: Vec<&Standing> = report.listed.exemptions.iter().filter(|one| one.is_back()).collect();
    let findings: usize = back.iter().map(|standing| standing.findings.len()).sum();
    (!back.is_empty()).then(|| {
        format!(
            "{}, so {}: {}",
            plural(back.len() as u64, "exemption", "exemptions"),
            plural(findings as u64, "finding is back", "findings are back"),
            named(&back, "ended"),
        )
    })
}

/// Those that the headline does not name.
pub fn further_ended(report: &Report) -> impl Iterator<Item = String> {
    let back = report.listed.exemptions.iter().filter(|standing| standing.is_back());
    back.skip(NAMED).map(|standing| name(standing, "ended"))
}

/// Exemptions that will soon cover their findings no more; none where none will.
#[must_use]
pub fn ending(report: &Report) -> Option<String> {
    let ending: Vec<&Standing> = report.listed.exemptions.iter().filter(|one| one.is_ending()).collect();
    (!ending.is_empty()).then(|| {
        format!(
            "{} within {SOON} days: {}",
            plural(ending.len() as u64, "exemption ends", "exemptions end"),
            named(&ending, "ends"),
        )
    })
}

fn named(all: &[&Standing], verb: &str) -> String {
    let mut names: Vec<String> = all.iter().take(NAMED).map(|standing| name(standing, verb)).collect();
    if all.len() > NAMED {
        names.push(format!("and {} more", all.len() - NAMED));
    }
    names.join("; ")
}

fn name(standing: &Standing, verb: &str) -> String {
    let Standing { subject, expires, approver, .. } = standing;
    format!("{subject} ({verb} {}, approved by {approver})", expires.as_deref().unwrap_or_default())
}
