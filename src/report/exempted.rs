//! Exemptions in the report: those that have ended come first, for their findings are back.

use serde::Serialize;

use super::Report;
use super::figures::plural;
use crate::exemptions::{SOON, Standing};

/// Exemptions named in a headline; all are in `summary.json`.
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

/// Lines for the top of the terminal's summary.
pub fn headlines(report: &Report) -> Vec<String> {
    let list = &report.listed.exemptions;
    let back: Vec<&Standing> = list.iter().filter(|standing| standing.is_back()).collect();
    let ending: Vec<&Standing> = list.iter().filter(|standing| standing.is_ending()).collect();
    let mut lines = Vec::new();
    if !back.is_empty() {
        let findings: usize = back.iter().map(|standing| standing.findings.len()).sum();
        lines.push(format!(
            "EXEMPTIONS HAVE ENDED: {}, so {}: {}",
            plural(back.len() as u64, "exemption", "exemptions"),
            plural(findings as u64, "finding is back", "findings are back"),
            named(&back, "ended"),
        ));
    }
    if !ending.is_empty() {
        lines.push(format!(
            "{} within {SOON} days: {}",
            plural(ending.len() as u64, "exemption ends", "exemptions end"),
            named(&ending, "ends"),
        ));
    }
    lines
}

fn named(all: &[&Standing], verb: &str) -> String {
    let name = |standing: &&Standing| {
        let Standing { subject, expires, approver, .. } = standing;
        format!("{subject} ({verb} {}, approved by {approver})", expires.as_deref().unwrap_or_default())
    };
    let mut names: Vec<String> = all.iter().take(NAMED).map(name).collect();
    if all.len() > NAMED {
        names.push(format!("and {} more", all.len() - NAMED));
    }
    names.join("; ")
}
