//! Lines of tables that prove less than a ledger or a register does.

use super::{Bench, Circumstances, DateFact, Draft};
use crate::field::SourceKind;
use crate::outcome::{Duty, Outcome};
use crate::pack::Class;
use crate::status::State;

/// A request to buy: nothing is bought yet.
pub(super) fn requisition(bench: &Bench<'_>, class: &Class, line: &Circumstances) -> Option<Draft> {
    let duty = class.ledger;
    let (rule, outcome) = bench.verdict_of(class, duty, line)?;
    if bench.as_of < rule.from {
        return Some(Draft::new(Outcome::Compliant, duty, "not_in_force"));
    }
    if line.state == State::Rejected {
        return Some(Draft::new(Outcome::Compliant, duty, "request_rejected"));
    }
    let mut draft = match &line.date {
        DateFact::Known { last, .. } if *last < rule.from => {
            return Some(Draft::new(Outcome::Compliant, duty, "request_before"));
        }
        DateFact::Missing => Draft { outcome, duty, says: Vec::new() },
        DateFact::Impossible(_) => Draft::new(Outcome::Review, duty, "impossible_date"),
        DateFact::Unreadable(_) => Draft::new(Outcome::Review, duty, "unreadable_date"),
        DateFact::Known { first, .. } if *first > bench.as_of => {
            Draft::new(Outcome::Review, duty, "after_as_of")
        }
        DateFact::Known { first, .. } if *first < rule.from => {
            Draft::new(Outcome::Review, duty, "coarse_date")
        }
        DateFact::Known { .. } => Draft::new(outcome, duty, "request_dated"),
    };
    match line.state {
        State::Approved => draft.says.push("request_approved"),
        State::Ordered => draft.says.push("request_ordered"),
        State::Requested => draft.says.push("request_pending"),
        State::NotStated | State::Rejected => {}
        State::InUse | State::Held | State::Stored | State::Disposed | State::Lost | State::Unknown => {
            draft.says.push("status_unknown");
        }
    }
    Some(draft)
}

/// Goods on offer and names to choose from: no line says that anything was bought or is held.
pub(super) fn names(
    bench: &Bench<'_>,
    class: &Class,
    kind: SourceKind,
    line: &Circumstances,
) -> Option<Draft> {
    let duty = if kind.family() == SourceKind::Ledger { class.ledger } else { class.register };
    let (rule, outcome) = bench.verdict_of(class, duty, line)?;
    if bench.as_of < rule.from {
        let sentence = if duty == Duty::Hold { "before_phase_out" } else { "not_in_force" };
        return Some(Draft::new(Outcome::Compliant, duty, sentence));
    }
    Some(Draft { outcome, duty, says: Vec::new() })
}

/// A telephone line: it costs money until it is ceased, and then no more.
pub(super) fn telephone_line(bench: &Bench<'_>, class: &Class, line: &Circumstances) -> Option<Draft> {
    let duty = class.register;
    let (rule, outcome) = bench.verdict_of(class, duty, line)?;
    let draft = |outcome, sentence| Some(Draft::new(outcome, duty, sentence));
    if bench.as_of < rule.from {
        return draft(Outcome::Compliant, "not_in_force");
    }
    match (&line.disposed, line.state) {
        (DateFact::Known { first, .. }, _) if *first > bench.as_of => draft(outcome, "line_ceases_later"),
        (DateFact::Known { .. }, State::InUse | State::Held) => draft(Outcome::Review, "status_conflict"),
        (DateFact::Known { .. }, _) => draft(Outcome::Compliant, "line_ceased"),
        (DateFact::Impossible(_) | DateFact::Unreadable(_), _) => {
            draft(Outcome::Review, "disposed_unreadable")
        }
        // A line that was cancelled or withdrawn is not there any more.
        (DateFact::Missing, State::Disposed | State::Rejected) => draft(Outcome::Compliant, "line_gone"),
        (DateFact::Missing, State::InUse) => draft(outcome, "line_in_use"),
        (DateFact::Missing, State::NotStated | State::Held | State::Stored) => {
            Some(Draft { outcome, duty, says: Vec::new() })
        }
        (DateFact::Missing, State::Ordered | State::Requested | State::Approved) => draft(outcome, "ordered"),
        (DateFact::Missing, State::Lost | State::Unknown) => draft(outcome, "status_unknown"),
    }
}
