//! What only two documents together show: a machine bought and on no register, one disposed of and still paid for,
//! one in two places.
//!
//! Every check is a file of its own over the same typed lines ([`lines`]). It names candidates, with why and how
//! sure; nothing is merged, and no outcome changes. Lines meet by keys that they have in common ([`meet`]), so that
//! time grows with their number and not with its square.

mod ended;
pub mod guide;
mod lease_overrun;
mod lines;
mod meet;
mod never_paid;
mod not_registered;
mod paid_after_disposal;
pub mod refunds;
mod same_machine;
mod several_pieces;

use faxban_core::{Confidence, Pack};
use polars::prelude::PolarsResult;

use crate::findings::Finding;
use crate::report::SourceReport;
use guide::Guide;
use lines::Lines;

/// A check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Check {
    /// Bought, and on no register.
    NotRegistered,
    /// On a register as disposed of, and still paid for.
    PaidAfterDisposal,
    /// On a register as in use, and never paid for.
    NeverPaid,
    /// The same machine twice.
    SameMachine,
    /// Several machines on one line.
    SeveralPieces,
    /// A lease paid for after its end.
    LeaseOverrun,
    /// A refund with its purchase.
    Refund,
}

impl Check {
    /// Every check, in the order of the report.
    pub const ALL: [Self; 7] = [
        Self::NotRegistered,
        Self::PaidAfterDisposal,
        Self::LeaseOverrun,
        Self::SameMachine,
        Self::SeveralPieces,
        Self::NeverPaid,
        Self::Refund,
    ];

    /// The name used in files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotRegistered => "not_registered",
            Self::PaidAfterDisposal => "paid_after_disposal",
            Self::NeverPaid => "never_paid",
            Self::SameMachine => "same_machine",
            Self::SeveralPieces => "several_pieces",
            Self::LeaseOverrun => "lease_overrun",
            Self::Refund => "refund",
        }
    }
}

/// Something to ask about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The check that names it.
    pub check: Check,
    /// Whose it is, as tables name organisations.
    pub organisation: String,
    /// What the papers say, and what to ask.
    pub sentence: String,
    /// How sure it is.
    pub sure: Confidence,
    /// The finding on the left.
    pub left: usize,
    /// The finding on the right, where there is one.
    pub right: Option<usize>,
    /// Why the two belong together, or what was looked through.
    pub why: String,
    /// What may be said to one organisation where others have a part in it: in the other line, in the tables.
    pub apart: Option<String>,
}

/// What was found, with how each check is called.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Crosschecked {
    /// Candidates by check, then in the order of the findings.
    pub candidates: Vec<Candidate>,
    /// The checks and their names in words.
    pub titles: Vec<(Check, String)>,
}

impl Crosschecked {
    /// How many candidates a check has.
    #[must_use]
    pub fn count(&self, check: Check) -> u64 {
        self.candidates.iter().filter(|candidate| candidate.check == check).count() as u64
    }
}

/// Runs every check.
///
/// # Errors
/// When polars refuses a query.
pub fn crosscheck(
    findings: &[Finding],
    sources: &[SourceReport],
    pack: &Pack,
    guide: &Guide,
) -> PolarsResult<Crosschecked> {
    let lines = Lines::new(findings, sources, pack, guide);
    let refunded = refunds::refunded(&lines)?;
    let ended = ended::ended(&lines)?;
    let mut candidates = not_registered::check(&lines, &refunded)?;
    candidates.extend(paid_after_disposal::check(&lines, &ended));
    candidates.extend(lease_overrun::check(&lines, &ended));
    candidates.extend(same_machine::check(&lines)?);
    candidates.extend(several_pieces::check(&lines));
    candidates.extend(never_paid::check(&lines)?);
    candidates.extend(refunds::check(&lines, &refunded));
    let place = |check: Check| Check::ALL.iter().position(|known| *known == check);
    candidates.sort_by_key(|candidate| (place(candidate.check), candidate.left, candidate.right));
    let titles = Check::ALL.iter().map(|check| (*check, guide.title(*check).to_owned())).collect();
    Ok(Crosschecked { candidates, titles })
}
