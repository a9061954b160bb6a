//! Refunds with the purchases that they belong to.
//!
//! Nothing is netted: a purchase that was refunded is a purchase still, and says so. A refund takes one purchase at
//! most: by the same order number and the opposite amount, else by the same supplier and description and the opposite
//! amount, nearest day first, unless both name an order; else, as a part, the only purchase of its order.

use std::collections::BTreeSet;

use faxban_core::{Confidence, SourceKind};
use hashbrown::HashSet;
use jiff::civil::Date;
use polars::prelude::PolarsResult;

use super::lines::{Item, Lines, plain};
use super::meet::{Keyed, meet};
use super::{Candidate, Check};
use crate::privacy::is_masked;

/// A ledger line, as far as pairing needs it.
#[derive(Debug, Clone, Default)]
pub struct Paid {
    /// Key of the organisation.
    pub organisation: String,
    /// Order number; blank when there is none.
    pub order: String,
    /// Supplier and description; blank when either is missing or masked.
    pub text: String,
    /// Amount; below zero for a refund.
    pub pence: i64,
    /// Its day.
    pub date: Option<Date>,
}

impl Paid {
    /// Supplier and description as one key.
    #[must_use]
    pub fn text(supplier: &str, description: &str) -> String {
        if is_masked(supplier) || is_masked(description) {
            return String::new();
        }
        let (supplier, description) = (plain(supplier), plain(description));
        if supplier.is_empty() || description.is_empty() {
            return String::new();
        }
        format!("{supplier}\u{1f}{description}")
    }
}

/// By what a refund belongs to a purchase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum By {
    /// Order number and amount.
    Order,
    /// Supplier, description and amount.
    Text,
    /// Order number; a part of the amount.
    Part,
}

/// A refund with its purchase, by their numbers in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Refunded {
    /// The purchase.
    pub purchase: u32,
    /// The refund.
    pub refund: u32,
    /// By what.
    pub by: By,
}

/// Pairs refunds with purchases, in the order of the purchases.
///
/// # Errors
/// When polars refuses a query.
pub fn pair(lines: &[Paid]) -> PolarsResult<Vec<Refunded>> {
    let mut pairing = Pairing { lines, taken: BTreeSet::new(), pairs: Vec::new() };
    let whole =
        |key: &str, paid: &Paid| format!("{}\u{1f}{key}\u{1f}{}", paid.organisation, paid.pence.abs());
    pairing
        .by(By::Order, &|paid| Some(&paid.order).filter(|key| !key.is_empty()).map(|key| whole(key, paid)))?;
    pairing
        .by(By::Text, &|paid| Some(&paid.text).filter(|key| !key.is_empty()).map(|key| whole(key, paid)))?;
    pairing.parts()?;
    pairing.pairs.sort_unstable();
    Ok(pairing.pairs)
}

struct Pairing<'a> {
    lines: &'a [Paid],
    taken: BTreeSet<u32>,
    pairs: Vec<Refunded>,
}

impl Pairing<'_> {
    /// Lines that are not taken yet: refunds, and the purchases that one of them can meet.
    fn sides(&self, key: &dyn Fn(&Paid) -> Option<String>) -> (Vec<Keyed>, Vec<Keyed>) {
        let keyed = |wanted: fn(i64) -> bool| {
            let open = (0_u32..).zip(self.lines).filter(|(at, _)| !self.taken.contains(at));
            let some = open.filter(move |(_, paid)| wanted(paid.pence));
            some.filter_map(|(at, paid)| Some((key(paid)?, at)))
        };
        let refunds: Vec<Keyed> = keyed(|pence| pence < 0).collect();
        // Refunds are few: keys that none of them has would only fill memory.
        let purchases = {
            let known: HashSet<&str> = refunds.iter().map(|(key, _)| key.as_str()).collect();
            keyed(|pence| pence > 0).filter(|(key, _)| known.contains(key.as_str())).collect()
        };
        (purchases, refunds)
    }

    fn by(&mut self, by: By, key: &dyn Fn(&Paid) -> Option<String>) -> PolarsResult<()> {
        let (purchases, refunds) = self.sides(key);
        let day = |at: u32| self.lines.get(at as usize).and_then(|paid| paid.date);
        let has_order = |at: u32| self.lines.get(at as usize).is_some_and(|paid| !paid.order.is_empty());
        let mut pairs = Vec::new();
        for meeting in meet(&purchases, &refunds)? {
            let mut open: BTreeSet<(Option<Date>, u32)> =
                meeting.left.iter().map(|at| (day(*at), *at)).collect();
            // A refund that names its order has found its purchase by it, if there is one: those of other orders are none.
            let mut without_order: BTreeSet<(Option<Date>, u32)> =
                open.iter().filter(|(_, at)| !has_order(*at)).copied().collect();
            let mut refunds: Vec<(Option<Date>, u32)> =
                meeting.right.iter().map(|at| (day(*at), *at)).collect();
            refunds.sort_unstable();
            for (day, refund) in refunds {
                let fitting = if by == By::Text && has_order(refund) { &without_order } else { &open };
                let before = fitting.range(..=(day, u32::MAX)).next_back();
                let nearest = before.or_else(|| fitting.range((day, 0)..).next()).copied();
                if let Some(purchase) = nearest {
                    open.remove(&purchase);
                    without_order.remove(&purchase);
                    pairs.push(Refunded { purchase: purchase.1, refund, by });
                }
            }
        }
        self.keep(pairs);
        Ok(())
    }

    /// A smaller amount back on an order with one purchase.
    fn parts(&mut self) -> PolarsResult<()> {
        let order = |paid: &Paid| {
            Some(&paid.order)
                .filter(|key| !key.is_empty())
                .map(|key| format!("{}\u{1f}{key}", paid.organisation))
        };
        let (purchases, refunds) = self.sides(&order);
        let pence = |at: u32| self.lines.get(at as usize).map_or(0, |paid| paid.pence);
        let mut pairs = Vec::new();
        for meeting in meet(&purchases, &refunds)? {
            if let ([purchase], [refund]) = (meeting.left.as_slice(), meeting.right.as_slice())
                && pence(*purchase) > pence(*refund).saturating_neg()
            {
                pairs.push(Refunded { purchase: *purchase, refund: *refund, by: By::Part });
            }
        }
        self.keep(pairs);
        Ok(())
    }

    fn keep(&mut self, pairs: Vec<Refunded>) {
        self.taken.extend(pairs.iter().flat_map(|pair| [pair.purchase, pair.refund]));
        self.pairs.extend(pairs);
    }
}

/// The refunds among the findings.
pub(super) fn refunded(lines: &Lines<'_>) -> PolarsResult<Vec<Refunded>> {
    let paid: Vec<Paid> = lines.items.iter().map(paid).collect();
    pair(&paid)
}

/// Anything but a ledger line has no amount that could be paid back.
fn paid(item: &Item<'_>) -> Paid {
    let line = item.line();
    Paid {
        // A refund of toner is none of a machine.
        organisation: format!("{}\u{1f}{}", item.organisation, item.finding.class),
        order: item.order.clone().unwrap_or_default(),
        text: Paid::text(&line.supplier, &line.description),
        pence: line.pence.filter(|_| line.kind == Some(SourceKind::Ledger)).unwrap_or(0),
        date: line.date,
    }
}

pub(super) fn check(lines: &Lines<'_>, refunded: &[Refunded]) -> Vec<Candidate> {
    let told = |pair: &Refunded| {
        let (sure, sentence, why) = match pair.by {
            By::Order => (Confidence::High, "refunded", "same_order"),
            By::Text => (Confidence::Medium, "refunded", "same_text"),
            By::Part => (Confidence::Medium, "partly_refunded", "part_of_order"),
        };
        let sides = (pair.purchase, Some(pair.refund));
        lines.candidate(Check::Refund, sides, sure, (sentence, &[why]), &[])
    };
    refunded.iter().filter_map(told).collect()
}
