//! Lines of a ledger: what was bought or paid for, and when.

use super::{Bench, Circumstances, DateFact, Draft};
use crate::outcome::{Duty, Outcome};
use crate::pack::Class;

pub(super) fn judge(bench: &Bench<'_>, class: &Class, line: &Circumstances) -> Option<Draft> {
    let duty = class.ledger;
    let (rule, outcome) = bench.verdict_of(class, duty, line)?;
    let refund = line.is_credit();
    if bench.as_of < rule.from {
        return Some(Draft::new(Outcome::Compliant, duty, "not_in_force"));
    }
    let (before, after) = match duty {
        Duty::RunningCost => ("cost_before", "cost_on_or_after"),
        Duty::Buy | Duty::Hold => ("bought_before", "bought_on_or_after"),
    };
    let mut draft = match &line.date {
        DateFact::Missing => Draft::new(Outcome::Review, duty, "no_date"),
        DateFact::Impossible(_) => Draft::new(Outcome::Review, duty, "impossible_date"),
        DateFact::Unreadable(_) => Draft::new(Outcome::Review, duty, "unreadable_date"),
        DateFact::Known { last, .. } if *last < rule.from => Draft::new(Outcome::Compliant, duty, before),
        DateFact::Known { first, .. } if *first > bench.as_of => {
            Draft::new(Outcome::Review, duty, "after_as_of")
        }
        DateFact::Known { first, .. } if *first < rule.from => {
            Draft::new(Outcome::Review, duty, "coarse_date")
        }
        // Money that comes back is no purchase; a person finds the purchase that it reverses.
        DateFact::Known { .. } if refund && outcome == Outcome::Breach => {
            Draft::new(Outcome::Review, duty, after)
        }
        DateFact::Known { .. } => Draft::new(outcome, duty, after),
    };
    if refund {
        draft.says.push("refund");
    }
    if line.foreign.is_some() {
        draft.says.push("foreign");
    }
    Some(draft)
}
