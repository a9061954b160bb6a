//! Bought, and on no register of the organisation: a machine that nobody watches.
//!
//! A purchase is on the register by its order number, serial number or asset tag; else by a line of the same model
//! acquired near that day, each of which stands for one purchase. What may be the one is said to be no more than that.

use std::collections::{BTreeMap, BTreeSet};

use faxban_core::{Confidence, Outcome, SourceKind};
use jiff::civil::Date;
use polars::prelude::PolarsResult;

use super::lines::{Item, Lines, Part, after, before};
use super::meet::meet;
use super::never_paid::titles;
use super::refunds::{By, Refunded};
use super::{Candidate, Check};

/// Register lines by day of acquisition, those without a day first.
type Open = BTreeSet<(Option<Date>, u32)>;

pub(super) fn check(lines: &Lines<'_>, refunded: &[Refunded]) -> PolarsResult<Vec<Candidate>> {
    let returned: BTreeSet<u32> =
        refunded.iter().filter(|pair| pair.by != By::Part).map(|pair| pair.purchase).collect();
    let own = |wanted: &dyn Fn(&Item<'_>) -> bool| -> Vec<(String, u32)> {
        let all = lines.numbered().filter(|(_, item)| wanted(item));
        all.flat_map(|(at, item)| item.own_keys().into_iter().map(move |key| (key, at))).collect()
    };
    let met = meet(&own(&|item| item.part == Part::Bought), &own(&|item| item.is_held()))?;
    let registered: BTreeSet<u32> = met.iter().flat_map(|meeting| &meeting.left).copied().collect();
    let taken: BTreeSet<u32> = met.iter().flat_map(|meeting| &meeting.right).copied().collect();
    let mut shelves = Shelves::new(lines, &taken);
    let mut registers: BTreeMap<&str, String> = BTreeMap::new();
    // In the order of days, so that the earlier purchase has the earlier line.
    let mut purchases: Vec<(Date, u32, &Item<'_>)> = lines
        .numbered()
        .filter(|(at, item)| item.part == Part::Bought && !registered.contains(at) && !returned.contains(at))
        .filter_map(|(at, item)| Some((item.line().date?, at, item)))
        .collect();
    purchases.sort_unstable_by_key(|(day, at, _)| (*day, *at));
    // Whoever names a model goes first: it is the better claim to a line.
    let (named, unnamed): (Vec<_>, Vec<_>) =
        purchases.into_iter().partition(|(_, _, item)| item.model.is_some());
    let mut candidates = Vec::new();
    for (day, at, item) in named.into_iter().chain(unnamed) {
        let searched = registers
            .entry(&item.organisation)
            .or_insert_with(|| titles(&lines.tables(&item.organisation, SourceKind::Register)));
        if searched.is_empty() {
            continue;
        }
        candidates.extend(shelves.look(lines, (day, at, item), searched));
    }
    Ok(candidates)
}

/// Register lines that no purchase has claimed, by organisation and model.
struct Shelves {
    models: BTreeMap<String, Open>,
    any: BTreeMap<String, Open>,
}

impl Shelves {
    fn new(lines: &Lines<'_>, taken: &BTreeSet<u32>) -> Self {
        let mut shelves = Self { models: BTreeMap::new(), any: BTreeMap::new() };
        for (at, item) in lines.numbered().filter(|(at, item)| item.is_held() && !taken.contains(at)) {
            let entry = (item.line().date, at);
            if let Some(model) = &item.model {
                shelves.models.entry(item.within("model", model)).or_default().insert(entry);
            }
            shelves.any.entry(item.organisation.clone()).or_default().insert(entry);
        }
        shelves
    }

    fn look(
        &mut self,
        lines: &Lines<'_>,
        (day, at, item): (Date, u32, &Item<'_>),
        searched: &str,
    ) -> Option<Candidate> {
        let days = lines.guide.days;
        let window =
            (Some(before(day, days.acquired_before)), 0)..=(Some(after(day, days.acquired_after)), u32::MAX);
        let perhaps = "not_registered_perhaps";
        let more = [("searched", searched.to_owned())];
        let tell = |right, sure, says: (&str, &[&str])| {
            lines.candidate(Check::NotRegistered, (at, right), sure, says, &more)
        };
        if let Some(model) = &item.model {
            let shelf = self.models.get(&item.within("model", model));
            if let Some(found) = shelf.and_then(|shelf| shelf.range(window).next()).copied() {
                self.claim(lines, found);
                return None;
            }
            if let Some(found) = shelf.and_then(|shelf| shelf.range(..(Some(Date::MIN), 0)).next()).copied() {
                self.claim(lines, found);
                return tell(Some(found.1), Confidence::Low, (perhaps, &["no_acquired"]));
            }
        } else if let Some(found) =
            self.any.get(&item.organisation).and_then(|shelf| shelf.range(window).next()).copied()
        {
            self.claim(lines, found);
            return tell(Some(found.1), Confidence::Low, (perhaps, &["near_day"]));
        }
        let why = if item.model.is_some() { "nothing_found" } else { "nothing_found_no_model" };
        let says = "not_registered";
        if item.finding.outcome == Outcome::Compliant {
            tell(None, Confidence::Low, (says, &[why, "bought_before"]))
        } else if item.model.is_some() && item.finding.confidence == Confidence::High {
            tell(None, Confidence::High, (says, &[why]))
        } else {
            tell(None, Confidence::Medium, (says, &[why]))
        }
    }

    /// A line stands for one purchase.
    fn claim(&mut self, lines: &Lines<'_>, found: (Option<Date>, u32)) {
        let Some(item) = lines.at(found.1) else { return };
        if let Some(shelf) =
            item.model.as_ref().and_then(|model| self.models.get_mut(&item.within("model", model)))
        {
            shelf.remove(&found);
        }
        if let Some(shelf) = self.any.get_mut(&item.organisation) {
            shelf.remove(&found);
        }
    }
}
