//! On a register as disposed of, and still paid for: consumables, maintenance, a line after the disposal.

use super::ended::Ended;
use super::lines::Lines;
use super::{Candidate, Check};

pub(super) fn check(lines: &Lines<'_>, ended: &[Ended]) -> Vec<Candidate> {
    let told = |pair: &Ended| {
        let sides = (pair.held, Some(pair.payment));
        let more = [("ended", pair.on.to_string())];
        lines.candidate(
            Check::PaidAfterDisposal,
            sides,
            pair.sure,
            ("paid_after_disposal", &[pair.why]),
            &more,
        )
    };
    ended.iter().filter(|pair| !pair.lease).filter_map(told).collect()
}
