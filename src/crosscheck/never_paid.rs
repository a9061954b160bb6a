//! On a register as in use, and no payment for it in a ledger of the time: an idle machine, or an incomplete ledger.

use std::collections::{BTreeMap, BTreeSet};

use faxban_core::status::State;
use faxban_core::{Confidence, SourceKind};
use polars::prelude::PolarsResult;

use super::lines::{Item, Lines, Part};
use super::meet::meet;
use super::{Candidate, Check};
use crate::report::SourceReport;

pub(super) fn check(lines: &Lines<'_>) -> PolarsResult<Vec<Candidate>> {
    let is_payment = |item: &Item<'_>| matches!(item.part, Part::Bought | Part::Cost);
    let is_wanted = |item: &Item<'_>| {
        item.part == Part::Machine
            && !item.is_gone()
            && matches!(item.line().state, State::InUse | State::NotStated)
    };
    let keys = |wanted: &dyn Fn(&Item<'_>) -> bool| -> Vec<(String, u32)> {
        let all = lines.numbered().filter(|(_, item)| wanted(item));
        all.flat_map(|(at, item)| {
            let model = item.model.as_ref().map(|model| item.within("model", model));
            item.own_keys().into_iter().chain(model).map(move |key| (key, at))
        })
        .collect()
    };
    let met = meet(&keys(&is_wanted), &keys(&is_payment))?;
    let paid: BTreeSet<u32> = met.into_iter().flat_map(|meeting| meeting.left).collect();
    let vague: BTreeSet<&str> = lines
        .items
        .iter()
        .filter(|item| is_payment(item) && item.model.is_none())
        .map(|item| item.organisation.as_str())
        .collect();
    let mut ledgers: BTreeMap<&str, Option<Searched>> = BTreeMap::new();
    let open = lines.numbered().filter(|(at, item)| is_wanted(item) && !paid.contains(at));
    Ok(open
        .filter_map(|(at, item)| {
            let ledger =
                ledgers.entry(&item.organisation).or_insert_with(|| searched(lines, &item.organisation));
            let ledger =
                ledger.as_ref().filter(|ledger| item.line().date.is_none_or(|day| day <= ledger.last))?;
            let (sure, why) = if vague.contains(item.organisation.as_str()) {
                (Confidence::Low, "vague_payments")
            } else {
                (Confidence::Medium, "no_payment")
            };
            let say = |searched: &str| {
                let more = [("searched", searched.to_owned())];
                lines.candidate(Check::NeverPaid, (at, None), sure, ("never_paid", &[why]), &more)
            };
            // The days that a ledger covers are those of everybody in it.
            let apart = Some(say(&ledger.titles)?.sentence);
            Some(Candidate { apart, ..say(&ledger.told)? })
        })
        .collect())
}

/// The ledgers of an organisation.
struct Searched {
    last: jiff::civil::Date,
    titles: String,
    /// The same with the days that they cover.
    told: String,
}

fn searched(lines: &Lines<'_>, organisation: &str) -> Option<Searched> {
    let ledgers = lines.tables(organisation, SourceKind::Ledger);
    let last = ledgers.iter().filter_map(|ledger| ledger.dates.last).max()?;
    let first = ledgers.iter().filter_map(|ledger| ledger.dates.first).min()?;
    let titles = titles(&ledgers);
    let told = format!("{titles}, {first} to {last}");
    Some(Searched { last, titles, told })
}

/// Tables by name; many of them by number.
pub(super) fn titles(tables: &[&SourceReport]) -> String {
    match tables {
        [] => String::new(),
        [one] => one.title(),
        [first, rest @ ..] => format!("{} and {} more", first.title(), rest.len()),
    }
}
