//! A lease or hire paid for after its end: after the day in the register, or after the day that the line itself names.

use std::collections::BTreeSet;

use faxban_core::Confidence;

use super::ended::{Ended, is_lease_payment, until};
use super::lines::{Lines, after};
use super::{Candidate, Check};

pub(super) fn check(lines: &Lines<'_>, ended: &[Ended]) -> Vec<Candidate> {
    let overrun = ended.iter().filter(|pair| pair.lease);
    let told: BTreeSet<u32> = overrun.clone().map(|pair| pair.payment).collect();
    let by_register = overrun.filter_map(|pair| {
        let sides = (pair.held, Some(pair.payment));
        let more = [("ended", pair.on.to_string())];
        lines.candidate(Check::LeaseOverrun, sides, pair.sure, ("lease_after_end", &[pair.why]), &more)
    });
    let payments = lines.numbered().filter(|(at, item)| is_lease_payment(item, lines) && !told.contains(at));
    let by_itself = payments.filter_map(|(at, item)| {
        let until = until(item, lines)?;
        let limit = after(until, lines.guide.days.last_bill);
        item.line().date.filter(|day| *day > limit)?;
        let more = [("until", until.to_string())];
        let says = ("lease_after_until", &["own_words"][..]);
        lines.candidate(Check::LeaseOverrun, (at, None), Confidence::High, says, &more)
    });
    by_register.chain(by_itself).collect()
}
