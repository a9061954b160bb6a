//! Exemptions, as far as judging needs them: somebody who knows which one covers a finding.

use faxban_core::Outcome;
use faxban_core::judge::Exemption;
use jiff::civil::Date;

use crate::findings::Line;

/// An exemption chosen for a finding.
#[derive(Debug, Clone)]
pub struct Granted {
    /// Its place in the list.
    pub index: usize,
    /// What the judge needs.
    pub exemption: Exemption,
}

/// Who knows the exemptions.
pub trait Exempting {
    /// The exemption for a finding, by its id or by its asset.
    fn covering(&mut self, finding_id: &str, line: &Line, as_of: Date) -> Option<Granted>;
    /// Notes what became of a finding under its exemption.
    fn note(&mut self, granted: &Granted, finding_id: &str, outcome: Outcome);
}

/// Nothing is exempt.
#[derive(Debug, Clone, Copy, Default)]
pub struct Nothing;

impl Exempting for Nothing {
    fn covering(&mut self, _: &str, _: &Line, _: Date) -> Option<Granted> {
        None
    }

    fn note(&mut self, _: &Granted, _: &str, _: Outcome) {}
}
