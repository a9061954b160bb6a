//! How each exemption stands on the day of the audit: live, soon to end, ended, and what it covers.

use faxban_core::Outcome;
use faxban_core::personal::{Content, Counts};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Exemptions, Listed};
use crate::privacy::Privacy;

/// An exemption that ends within so many days is announced.
pub const SOON: i32 = 30;

/// How an exemption stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It holds.
    Live,
    /// It holds, and ends within [`SOON`] days.
    EndsSoon,
    /// Its last day is past.
    Ended,
    /// Its first day has not come.
    NotBegun,
}

/// An exemption as the report shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// File and line.
    pub place: String,
    /// The finding or asset that it is for.
    pub subject: String,
    /// Whose asset it is; blank for any organisation's.
    pub organisation: String,
    /// Why.
    pub reason: String,
    /// Who allowed it.
    pub approver: String,
    /// First day.
    pub from: Option<String>,
    /// Last day, inclusive.
    pub expires: Option<String>,
    /// Where the permission can be read.
    pub evidence: String,
    /// How it stands.
    pub state: State,
    /// Findings that it covers or, once it has ended, that are back.
    pub findings: Vec<String>,
}

impl Standing {
    /// Whether findings are back because it has ended.
    #[must_use]
    pub fn is_back(&self) -> bool {
        self.state == State::Ended && !self.findings.is_empty()
    }

    /// Whether it will soon cover its findings no more.
    #[must_use]
    pub fn is_ending(&self) -> bool {
        self.state == State::EndsSoon && !self.findings.is_empty()
    }
}

impl Exemptions {
    /// How each exemption stands on a day, as it may be shown.
    #[must_use]
    pub fn standing(&self, as_of: Date, privacy: Privacy<'_>) -> Vec<Standing> {
        let shown = |text: &str, content| privacy.shown(text, content).into_owned();
        let day = |day: Option<Date>| day.map(|day| day.to_string());
        self.listed
            .iter()
            .map(|listed| Standing {
                place: listed.place.clone(),
                subject: shown(listed.subject(), Content::Code),
                organisation: shown(&listed.organisation, Content::Party),
                reason: shown(&listed.exemption.reason, Content::Free),
                approver: shown(&listed.exemption.approver, Content::Free),
                from: day(listed.exemption.from),
                expires: day(listed.exemption.expires),
                evidence: shown(&listed.exemption.evidence, Content::Free),
                state: listed.state(as_of),
                findings: listed.in_force().map(str::to_owned).collect(),
            })
            .collect()
    }

    /// Sentences on exemptions that cover nothing, are not needed or have no end, as they may be shown.
    #[must_use]
    pub fn remarks(&self, as_of: Date, privacy: Privacy<'_>) -> Vec<String> {
        let mut remarks = Vec::new();
        for listed in &self.listed {
            let of = format!("The exemption for {} ({})", listed.subject(), listed.place);
            if listed.covers.is_empty() && !listed.stood_back {
                remarks.push(format!("{of} covers no finding of this audit."));
            } else if let Some((id, outcome)) = listed.covers.iter().find(|(_, outcome)| !needs_one(*outcome))
            {
                remarks.push(format!("{of} is not needed for {id}, which is {outcome}."));
            }
            if listed.exemption.expires.is_none() {
                remarks.push(format!("{of} has no expiry; give it one."));
            }
            if listed.state(as_of) == State::NotBegun && !listed.covers.is_empty() {
                remarks.push(format!("{of} has not begun."));
            }
        }
        remarks.extend(self.doubles.iter().cloned());
        remarks.iter_mut().for_each(|text| privacy.mask(text, Content::Code, &mut Counts::new()));
        remarks
    }
}

/// An exemption changes breach and review only.
fn needs_one(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Breach | Outcome::Review | Outcome::Exempt)
}

impl Listed {
    fn in_force(&self) -> impl Iterator<Item = &str> {
        self.covers.iter().filter(|(_, outcome)| needs_one(*outcome)).map(|(id, _)| id.as_str())
    }

    fn state(&self, as_of: Date) -> State {
        let exemption = &self.exemption;
        let left = exemption.expires.and_then(|last| as_of.until(last).ok()).map(|left| left.get_days());
        if exemption.has_ended(as_of) {
            State::Ended
        } else if !exemption.is_live(as_of) {
            State::NotBegun
        } else if left.is_some_and(|days| days <= SOON) {
            State::EndsSoon
        } else {
            State::Live
        }
    }
}
