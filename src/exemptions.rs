//! Exemptions: a person's permission for a finding, with reason, approver and expiry.
//!
//! They are read from `exemptions.csv` and `exemptions.toml` at the top of an audited folder and from files given
//! with `--exemptions`. What they cover stays a finding, counted and shown; what they no longer cover is told loudly.

mod csv;
mod standing;
mod toml;

use faxban_core::Outcome;
use faxban_core::judge::Exemption;
use jiff::civil::Date;

use crate::exempt::{Exempting, Granted};
use crate::findings::Line;
use crate::lists::{self, List};
use crate::organisations;

pub use self::csv::{COLUMNS, NEEDED};
pub use standing::{SOON, Standing, State};

/// The names under which lists are found at the top of an audited folder.
pub const FILE_NAMES: [&str; 2] = ["exemptions.csv", "exemptions.toml"];

/// What a list is called.
pub const LIST: &str = "a list of exemptions";

/// An exemption as somebody wrote it.
#[derive(Debug, Clone, Default)]
struct Written {
    place: String,
    finding_id: String,
    asset_id: String,
    organisation: String,
    reason: String,
    approver: String,
    from: String,
    expires: String,
    evidence: String,
}

/// An exemption of the list.
#[derive(Debug, Clone)]
struct Listed {
    place: String,
    finding_id: String,
    asset_id: String,
    organisation: String,
    exemption: Exemption,
    /// Findings that it decided on, with what became of them.
    covers: Vec<(String, Outcome)>,
    /// Whether another one was taken for a finding that it names too.
    stood_back: bool,
}

/// All exemptions of an audit.
#[derive(Debug, Clone, Default)]
pub struct Exemptions {
    listed: Vec<Listed>,
    /// Sentences on two that cover the same finding over the same days.
    doubles: Vec<String>,
}

impl Exemptions {
    /// Adds a list: TOML if its name says so, else CSV.
    ///
    /// # Errors
    /// A sentence that names the file and line: an exemption that cannot be read must stop the audit,
    /// for it would otherwise be taken for none or for one without end.
    pub fn add(&mut self, list: &List) -> Result<(), String> {
        let is_toml = list.file.name.to_lowercase().ends_with(".toml");
        for written in if is_toml { toml::read(list)? } else { csv::read(list)? } {
            self.listed.push(written.check()?);
        }
        Ok(())
    }
}

impl Exempting for Exemptions {
    /// The exemption for a finding, by its id or by its asset; of several the one that is live, then the one that ends
    /// last.
    fn covering(&mut self, finding_id: &str, line: &Line, as_of: Date) -> Option<Granted> {
        let mut all: Vec<usize> =
            (0..self.listed.len()).filter(|at| self.listed[*at].covers(finding_id, line)).collect();
        all.sort_by_key(|at| {
            let exemption = &self.listed[*at].exemption;
            std::cmp::Reverse((
                exemption.is_live(as_of),
                !exemption.has_ended(as_of),
                exemption.expires.unwrap_or(Date::MAX),
            ))
        });
        let (index, others) = all.split_first()?;
        for other in others {
            self.listed[*other].stood_back = true;
            let (taken, spare) = (&self.listed[*index], &self.listed[*other]);
            if overlap(&taken.exemption, &spare.exemption) {
                self.doubles.push(format!(
                    "Two exemptions cover {finding_id}: {} is used, {} is not needed.",
                    taken.place, spare.place
                ));
            }
        }
        Some(Granted { index: *index, exemption: self.listed[*index].exemption.clone() })
    }

    fn note(&mut self, granted: &Granted, finding_id: &str, outcome: Outcome) {
        if let Some(listed) = self.listed.get_mut(granted.index) {
            listed.covers.push((finding_id.to_owned(), outcome));
        }
    }
}

fn overlap(one: &Exemption, other: &Exemption) -> bool {
    let begins_before_end = |one: &Exemption, other: &Exemption| {
        one.from.zip(other.expires).is_none_or(|(from, expires)| from <= expires)
    };
    begins_before_end(one, other) && begins_before_end(other, one)
}

impl Listed {
    fn covers(&self, finding_id: &str, line: &Line) -> bool {
        let is_here = || {
            self.organisation.is_empty()
                || organisations::is_named(&self.organisation, &line.organisation_code, &line.organisation)
        };
        (!self.finding_id.is_empty() && self.finding_id == finding_id)
            || (!self.asset_id.is_empty() && self.asset_id.eq_ignore_ascii_case(&line.asset_id) && is_here())
    }

    /// What it is for, in words.
    fn subject(&self) -> &str {
        if self.asset_id.is_empty() { &self.finding_id } else { &self.asset_id }
    }
}

impl Written {
    fn check(self) -> Result<Listed, String> {
        let fault = |what: &str| format!("{}: {what}", self.place);
        if self.finding_id.is_empty() && self.asset_id.is_empty() {
            return Err(fault("an exemption names a finding_id or an asset_id"));
        }
        if self.reason.is_empty() || self.approver.is_empty() {
            return Err(fault("an exemption needs a reason and an approver"));
        }
        let from = lists::day(&self.from).map_err(|text| fault(&text))?;
        let expires = lists::day(&self.expires).map_err(|text| fault(&text))?;
        if from.zip(expires).is_some_and(|(from, expires)| expires < from) {
            return Err(fault("the exemption ends before it begins"));
        }
        Ok(Listed {
            exemption: Exemption {
                reason: self.reason,
                approver: self.approver,
                from,
                expires,
                evidence: self.evidence,
            },
            place: self.place,
            finding_id: self.finding_id,
            asset_id: self.asset_id,
            organisation: self.organisation,
            covers: Vec::new(),
            stood_back: false,
        })
    }
}
