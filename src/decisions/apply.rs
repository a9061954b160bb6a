//! Decisions beside the findings of an audit: which belong to one, which have lapsed, which belong to none.

use std::collections::BTreeMap;

use faxban_core::personal::{Content, Counts};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Decided, Decision, Decisions};
use crate::findings::{Finding, Line};
use crate::organisations;
use crate::privacy::{Privacy, is_masked};

/// What became of the decisions in an audit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Applied {
    /// How many the list has.
    pub given: u64,
    /// Decisions whose line says something else now.
    pub lapsed: Vec<Lapsed>,
    /// Decisions whose line is no finding any more.
    pub vanished: Vec<Vanished>,
}

/// A decision whose line says something else now.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Lapsed {
    /// The finding that was decided.
    pub finding_id: String,
    /// What was decided.
    pub decision: String,
    /// Who decided.
    pub by: String,
    /// When.
    pub on: String,
    /// The asset or order by which it is known again.
    pub known_by: String,
    /// Whose it is.
    pub organisation: String,
    /// The findings that it belongs to now.
    pub now: Vec<String>,
}

/// A decision that matches nothing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Vanished {
    /// The finding that was decided.
    pub finding_id: String,
    /// What was decided.
    pub decision: String,
    /// Who decided.
    pub by: String,
    /// When.
    pub on: String,
    /// Whose it was.
    pub organisation: String,
    /// What it was.
    pub description: String,
    /// Whether any line of that organisation was audited.
    pub audited: bool,
}

/// Days from one day to another; below nought if the other is earlier.
#[must_use]
pub fn days_before(on: Date, as_of: Date) -> i32 {
    on.until(as_of).map_or(0, |age| age.get_days())
}

/// Puts decisions beside their findings, as they may be shown, and reports on the others. `is_audited` says of an
/// organisation whether any of its lines was audited.
pub fn apply(
    decisions: &Decisions,
    findings: &mut [Finding],
    as_of: Date,
    privacy: Privacy<'_>,
    is_audited: &dyn Fn(&str) -> bool,
) -> Applied {
    let shown = |text: &str, content| privacy.shown(text, content).into_owned();
    let mut left: BTreeMap<&str, &Decision> =
        decisions.iter().map(|decision| (decision.finding_id.as_str(), decision)).collect();
    let mut applied = Applied { given: left.len() as u64, ..Applied::default() };
    for finding in findings.iter_mut() {
        let Some(decision) = left.remove(finding.id.as_str()) else { continue };
        let mut decided = Decided {
            word: decision.word,
            reason: decision.reason.clone(),
            by: decision.by.clone(),
            on: decision.on,
            age_days: days_before(decision.on, as_of),
        };
        let counts: &mut Counts = &mut finding.line.masked;
        privacy.mask(&mut decided.reason, Content::Free, counts);
        privacy.mask(&mut decided.by, Content::Free, counts);
        finding.decision = Some(decided);
    }
    let index = Index::new(findings, privacy);
    for decision in left.values() {
        let (finding_id, word, on) =
            (decision.finding_id.clone(), decision.word.as_str().to_owned(), decision.on.to_string());
        let by = shown(&decision.by, Content::Free);
        let organisation = shown(&decision.organisation, Content::Party);
        match index.now(decision) {
            Some((known_by, now)) => applied.lapsed.push(Lapsed {
                finding_id,
                decision: word,
                by,
                on,
                known_by: shown(&known_by, Content::Code),
                organisation,
                now,
            }),
            None => applied.vanished.push(Vanished {
                finding_id,
                decision: word,
                by,
                on,
                description: shown(&decision.description, Content::Free),
                audited: is_audited(&decision.organisation),
                organisation,
            }),
        }
    }
    applied
}

/// Findings by asset and by order number. One report masks what another shows, so both are masked to be compared.
struct Index<'a> {
    assets: BTreeMap<String, Vec<&'a Finding>>,
    orders: BTreeMap<String, Vec<&'a Finding>>,
    privacy: Privacy<'a>,
}

impl<'a> Index<'a> {
    fn new(findings: &'a [Finding], privacy: Privacy<'a>) -> Self {
        let by = |key: fn(&Line) -> &str| {
            let mut by: BTreeMap<String, Vec<&Finding>> = BTreeMap::new();
            for finding in findings.iter().filter(|finding| !key(&finding.line).is_empty()) {
                by.entry(masked(privacy, key(&finding.line)).to_lowercase()).or_default().push(finding);
            }
            by
        };
        Self { assets: by(|line| &line.asset_id), orders: by(|line| &line.order_number), privacy }
    }

    /// What the line of a decision is now called: by its asset or, without one, by its order.
    fn now(&self, decision: &Decision) -> Option<(String, Vec<String>)> {
        let (title, key, findings) = if decision.asset_id.is_empty() {
            ("order", &decision.order_number, &self.orders)
        } else {
            ("asset", &decision.asset_id, &self.assets)
        };
        if key.is_empty() {
            return None;
        }
        let key = masked(self.privacy, key);
        let is_masked = is_masked(&key);
        let same = |finding: &&&Finding| {
            let line = &finding.line;
            line.kind.is_some_and(|kind| kind.as_str() == decision.kind)
                && organisations::is_named(
                    &decision.organisation,
                    &line.organisation_code,
                    &line.organisation,
                )
        };
        let mut now: Vec<&Finding> =
            findings.get(&key.to_lowercase())?.iter().filter(same).copied().collect();
        // An order has several lines: one that was decided by itself is not the line that is looked for.
        if decision.asset_id.is_empty() || is_masked {
            now.retain(|finding| finding.decision.is_none());
        }
        // A mask hides which of several it is.
        if is_masked && now.len() > 1 {
            return None;
        }
        let mut now: Vec<String> = now.iter().map(|finding| finding.id.clone()).collect();
        now.sort();
        (!now.is_empty()).then(|| (format!("{title} {key}"), now))
    }
}

fn masked(privacy: Privacy<'_>, number: &str) -> String {
    privacy.masked(number, Content::Code).into_owned()
}
