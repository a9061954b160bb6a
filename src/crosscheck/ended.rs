//! Payments after an end: what two checks have in common, disposals and leases.
//!
//! A payment is for a thing that is gone only if nothing else explains it: by the same number; by the same model when
//! no other of that model is held; without a model, when everything that the organisation registers is gone.

use std::collections::{BTreeMap, BTreeSet};

use faxban_core::dates::{self, DateOrder};
use faxban_core::{Confidence, Field};
use jiff::civil::Date;
use polars::prelude::PolarsResult;

use super::lines::{Item, Lines, Part, after, says};
use super::meet::{Meeting, meet};

/// A payment after the end of a register line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ended {
    /// The register line.
    pub held: u32,
    /// The payment.
    pub payment: u32,
    /// The day on which it ended.
    pub on: Date,
    /// Whether the payment and the register line are both of a lease or hire.
    pub lease: bool,
    /// How sure it is.
    pub sure: Confidence,
    /// Why the two belong together.
    pub why: &'static str,
}

pub(super) fn ended(lines: &Lines<'_>) -> PolarsResult<Vec<Ended>> {
    let mut search = Search { lines, done: BTreeSet::new(), found: Vec::new() };
    for (kind, number) in [("serial", serial as Key), ("tag", tag)] {
        let key = |item: &Item<'_>| Some(item.within(kind, number(item)?));
        search.by(&key, (Confidence::High, "same_number"))?;
    }
    search.by(&|item| Some(item.within("model", item.model.as_ref()?)), (Confidence::High, "same_model"))?;
    search.by(
        &|item| Some(item.within("all", "")).filter(|_| item.is_held() || item.model.is_none()),
        (Confidence::Low, "all_gone"),
    )?;
    Ok(search.found)
}

type Key = for<'a> fn(&'a Item<'_>) -> Option<&'a str>;

fn serial<'a>(item: &'a Item<'_>) -> Option<&'a str> {
    item.serial.as_deref()
}

fn tag<'a>(item: &'a Item<'_>) -> Option<&'a str> {
    item.tag.as_deref()
}

struct Search<'a, 'b> {
    lines: &'a Lines<'b>,
    done: BTreeSet<u32>,
    found: Vec<Ended>,
}

impl Search<'_, '_> {
    fn by(
        &mut self,
        key: &dyn Fn(&Item<'_>) -> Option<String>,
        (sure, why): (Confidence, &'static str),
    ) -> PolarsResult<()> {
        let held = self.lines.keyed(Item::is_held, key);
        let payments = self.lines.keyed(|item| item.part == Part::Cost, key);
        for Meeting { left, right } in meet(&held, &payments)? {
            // A payment that meets something by number or model is settled, whether it is late or not.
            let open: Vec<u32> = right.into_iter().filter(|payment| self.done.insert(*payment)).collect();
            let Some(ends) = self.ends(&left) else { continue };
            let Some((last, held)) = ends.iter().next_back() else { continue };
            let limit = after(*last, self.lines.guide.days.last_bill);
            for payment in open {
                let Some(item) = self.lines.at(payment) else { continue };
                if item.line().date.is_some_and(|day| day > limit) {
                    let lease = is_lease_payment(item, self.lines)
                        && self.lines.at(*held).is_some_and(|held| is_leased(held, self.lines));
                    self.found.push(Ended { held: *held, payment, on: *last, lease, sure, why });
                }
            }
        }
        Ok(())
    }

    /// The end of every line; none when one of them has not ended, or nobody knows when.
    fn ends(&self, held: &[u32]) -> Option<BTreeMap<Date, u32>> {
        held.iter().map(|at| Some((end(self.lines.at(*at)?, self.lines)?, *at))).collect()
    }
}

/// When a register line ended: disposed of, or a lease up to a day that its own words name.
fn end(item: &Item<'_>, lines: &Lines<'_>) -> Option<Date> {
    let stated = || Some(item).filter(|item| is_leased(item, lines)).and_then(|item| until(item, lines));
    item.line().disposed.or_else(stated)
}

fn cell<'a>(item: &'a Item<'_>, field: Field) -> &'a str {
    item.line().cells.get(field).unwrap_or_default()
}

/// Whether a register line is of a lease or hire.
fn is_leased(item: &Item<'_>, lines: &Lines<'_>) -> bool {
    [Field::AcquisitionMethod, Field::Description, Field::Status]
        .into_iter()
        .any(|field| says(cell(item, field), &lines.guide.words.lease))
}

/// Whether a payment is of a lease or hire.
pub(super) fn is_lease_payment(item: &Item<'_>, lines: &Lines<'_>) -> bool {
    item.part == Part::Cost && says(cell(item, Field::Description), &lines.guide.words.lease)
}

/// The day after "until" and the like in a line's own words.
pub(super) fn until(item: &Item<'_>, lines: &Lines<'_>) -> Option<Date> {
    [Field::Description, Field::AcquisitionMethod, Field::Status].into_iter().find_map(|field| {
        let text = cell(item, field).to_lowercase();
        let words: Vec<&str> = text.split_whitespace().collect();
        (1..words.len()).find_map(|start| {
            let before = words.get(..start)?.join(" ");
            let leads = lines.guide.words.until.iter().any(|lead| {
                before.strip_suffix(lead.as_str()).is_some_and(|rest| !rest.ends_with(char::is_alphanumeric))
            });
            if !leads {
                return None;
            }
            (1..=3).rev().find_map(|count| {
                let span = words.get(start..start + count)?.join(" ");
                let date = span.trim_end_matches([')', '.', ',', ';', ']']);
                let is_written_out = date.contains(['/', '-', '.', ' ']);
                let parsed = dates::parse(date, DateOrder::DayMonth).ok().filter(|_| is_written_out)?;
                Some(match parsed.precision {
                    dates::Precision::Day => parsed.date,
                    dates::Precision::Month => parsed.date.last_of_month(),
                    dates::Precision::Year => parsed.date.last_of_year(),
                })
            })
        })
    })
}
