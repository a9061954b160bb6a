//! Lines of a register: what is held, since when, and whether it is gone.

use super::{Bench, Circumstances, DateFact, Draft};
use crate::outcome::{Duty, Outcome};
use crate::pack::Class;
use crate::status::State;

pub(super) fn judge(bench: &Bench<'_>, class: &Class, line: &Circumstances) -> Option<Draft> {
    if is_gone_before_it_came(line) {
        // Which of the dates is wrong is not known, so neither buying nor holding can be judged.
        bench.verdict_of(class, class.register, line)?;
        return Some(Draft::new(Outcome::Review, class.register, "disposed_before_acquired"));
    }
    let mut draft = holding(bench, class, line)?;
    if line.emergency && draft.outcome != Outcome::Compliant {
        draft.says.push("emergency");
    }
    acquisition(bench, class, line, &mut draft);
    if let Some(pages) = line.fax_pages
        && draft.outcome != Outcome::Compliant
    {
        draft.says.push(if pages > 0 { "fax_pages" } else { "no_fax_pages" });
    }
    Some(draft)
}

/// Whether the disposal is certainly before the acquisition, whatever days their months or years stand for.
fn is_gone_before_it_came(line: &Circumstances) -> bool {
    match (&line.acquired, &line.disposed) {
        (DateFact::Known { first, .. }, DateFact::Known { last, .. }) => last < first,
        _ => false,
    }
}

fn holding(bench: &Bench<'_>, class: &Class, line: &Circumstances) -> Option<Draft> {
    let duty = class.register;
    let (rule, outcome) = bench.verdict_of(class, duty, line)?;
    let draft = |outcome, sentence| Some(Draft::new(outcome, duty, sentence));
    let held = |sentence| {
        if bench.as_of < rule.from {
            draft(Outcome::Compliant, "before_phase_out")
        } else {
            draft(outcome, sentence)
        }
    };
    match (&line.disposed, line.state) {
        (DateFact::Known { first, .. }, _) if *first > bench.as_of => held("disposed_later"),
        (DateFact::Known { .. }, State::InUse | State::Held) => draft(Outcome::Review, "status_conflict"),
        (DateFact::Known { last, .. }, _) if *last < rule.from => {
            draft(Outcome::Compliant, "disposed_before")
        }
        (DateFact::Known { first, .. }, _) if *first < rule.from => draft(Outcome::Review, "disposed_coarse"),
        (DateFact::Known { .. }, _) => draft(outcome, "disposed_after"),
        (DateFact::Impossible(_) | DateFact::Unreadable(_), _) => {
            draft(Outcome::Review, "disposed_unreadable")
        }
        (DateFact::Missing, State::InUse) => held("held_in_use"),
        (DateFact::Missing, State::Held) => held("held_stated"),
        (DateFact::Missing, State::Stored) => held("held_stored"),
        (DateFact::Missing, State::NotStated) => held("held_not_stated"),
        (DateFact::Missing, State::Disposed) => draft(Outcome::Review, "disposed_undated"),
        (DateFact::Missing, State::Lost) => draft(Outcome::Review, "lost"),
        (DateFact::Missing, State::Ordered | State::Requested) => draft(Outcome::Review, "ordered"),
        (DateFact::Missing, State::Approved | State::Rejected | State::Unknown) => {
            draft(Outcome::Review, "status_unknown")
        }
    }
}

/// A register also tells when the thing was bought: that is a duty of its own.
fn acquisition(bench: &Bench<'_>, class: &Class, line: &Circumstances, draft: &mut Draft) {
    let method = line.method.trim();
    let bought = bench.verdict_of(class, Duty::Buy, line).filter(|(rule, _)| bench.as_of >= rule.from);
    if let (Some((rule, outcome)), Some(first)) = (bought, line.acquired.first())
        && first >= rule.from
        && first <= bench.as_of
    {
        draft.says.push("acquired_on_or_after");
        if outcome > draft.outcome {
            draft.outcome = outcome;
            draft.duty = Duty::Buy;
        }
    }
    if !method.is_empty() {
        draft.says.push("acquired_how");
    }
}
