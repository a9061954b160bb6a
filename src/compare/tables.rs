//! Tables that do not look as they did: what a silent month, a cut file or a renamed column would otherwise hide.
//!
//! Tables are matched by whose they are, their kind and the meaning of their columns, never by file name; files that
//! are alike in these are taken together. What is left over is matched by organisation and kind alone.

use std::collections::{BTreeMap, BTreeSet};

use faxban_core::money::{self, format_pounds_grouped};
use jiff::civil::Date;
use serde::Serialize;

use super::past::{Past, Source};
use crate::decisions::days_before;
use crate::organisations::plain;
use crate::report::figures::{grouped, plural};
use crate::report::tables::NOT_STATED;

/// Below so many lines a change says nothing.
const FEW: u64 = 10;
/// A ledger that ends so many days before its report, or fewer, is kept up to date.
const LATE: i32 = 45;
/// Reports that are so many days apart, or more, are of different months.
const MONTH: i32 = 28;
/// A ledger of so many lines a month has some in every month.
const MONTHLY: u64 = 3;
/// More organisations than these in a table are not named.
const NAMED: usize = 3;

/// From when on a difference between two months is worth a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Thresholds {
    /// So many percent of the last report's lines or pounds, or more.
    pub more_percent: u32,
    /// So many percent of them, or less.
    pub less_percent: u32,
    /// So many findings then, and none now.
    pub findings_to_none: u32,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self { more_percent: 300, less_percent: 50, findings_to_none: 5 }
    }
}

impl Thresholds {
    fn are_passed(self, was: u128, is: u128) -> bool {
        let (was_percent, is_percent) =
            (|percent: u32| was.saturating_mul(percent.into()), is.saturating_mul(100));
        let is_more = is_percent >= was_percent(self.more_percent).max(1) && is != was;
        is_more || is_percent <= was_percent(self.less_percent) && was > 0
    }
}

/// A table that does not look as it did.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Remark {
    /// Whose.
    pub organisation: String,
    /// Ledger or register.
    pub kind: String,
    /// What differs, in a word.
    pub what: &'static str,
    /// What differs, in a sentence.
    pub sentence: String,
}

/// Tables that are alike.
#[derive(Debug, Default)]
struct Alike<'a> {
    organisation: String,
    kind: String,
    columns: BTreeMap<&'a str, &'a str>,
    titles: Vec<String>,
    lines: u64,
    pence: i128,
    findings: u64,
    months: BTreeSet<&'a str>,
    empty_months: BTreeSet<&'a str>,
    last: Option<&'a str>,
}

pub(super) fn remarks(old: &Past, new: &Past, thresholds: Thresholds) -> Vec<Remark> {
    let (mut then, mut now) = (alike(old), alike(new));
    let (mut remarks, mut pairs) = (Vec::new(), Vec::new());
    let same: Vec<_> = then.keys().filter(|key| now.contains_key(*key)).cloned().collect();
    for key in same {
        if let (Some(was), Some(is)) = (then.remove(&key), now.remove(&key)) {
            compare(&was, &is, thresholds, &mut remarks);
            pairs.push((was, is));
        }
    }
    for was in then.into_values() {
        let likeness =
            |is: &Alike<'_>| was.columns.keys().filter(|field| is.columns.contains_key(*field)).count();
        let others = now.iter().filter(|(_, is)| is.is_kin(&was));
        let best = others.max_by_key(|(_, is)| likeness(is)).map(|(key, _)| key.clone());
        match best.and_then(|key| now.remove(&key)) {
            Some(is) => {
                compare(&was, &is, thresholds, &mut remarks);
                pairs.push((was, is));
            }
            None => was.say("missing", &mut remarks, |title| {
                format!(
                    "{title} was there in the last report ({}) and is missing now. Was it sent?",
                    plural(was.lines, "line", "lines")
                )
            }),
        }
    }
    for (was, is) in &pairs {
        // This month's file may have other columns, and then be a table of its own.
        let goes_on = now.values().any(|new| new.is_kin(is) && new.last > is.last);
        if !goes_on && was.has_stopped(is, (old.as_of, new.as_of)) {
            is.say("no_later_lines", &mut remarks, |title| {
                format!(
                    "{title} ends on {}, as it did in the last report. Was the file of this month sent?",
                    is.last.unwrap_or_default()
                )
            });
        }
    }
    for is in now.values() {
        is.say("new_table", &mut remarks, |title| {
            format!(
                "{title} is new: no such table was in the last report ({}).",
                plural(is.lines, "line", "lines")
            )
        });
    }
    remarks.sort();
    remarks
}

type Key = (String, String, BTreeSet<String>);

fn alike(past: &Past) -> BTreeMap<Key, Alike<'_>> {
    let mut findings: BTreeMap<(&str, &str), u64> = BTreeMap::new();
    for known in &past.findings {
        *findings.entry((&known.source, &known.sheet)).or_default() += 1;
    }
    let mut all: BTreeMap<Key, Alike<'_>> = BTreeMap::new();
    for source in &past.sources {
        let organisation = whose(source);
        let key = (plain(&organisation), source.kind.clone(), source.columns.keys().cloned().collect());
        let entry = all.entry(key).or_insert_with(|| Alike {
            organisation,
            kind: source.kind.clone(),
            ..Alike::default()
        });
        entry.columns.extend(source.columns.iter().map(|(field, header)| (field.as_str(), header.as_str())));
        entry.titles.push(source.title());
        entry.lines += source.lines;
        entry.pence += money::parse(&source.net).map_or(0, |net| i128::from(net.pence));
        entry.findings +=
            findings.get(&(source.source.as_str(), source.sheet.as_str())).copied().unwrap_or(0);
        entry.months.extend(source.lines_by_month.keys().map(String::as_str));
        entry.last = entry.last.max(source.last_date.as_deref());
        entry.empty_months.extend(source.months_without_lines.iter().map(String::as_str));
    }
    all
}

fn whose(source: &Source) -> String {
    // However a name is written, it is one organisation's.
    let named = source.names().map(|(named, _)| named).filter(|name| !name.is_empty());
    let names: BTreeMap<String, &str> = named.map(|name| (plain(name), name)).collect();
    match names.len() {
        0 => NOT_STATED.to_owned(),
        few if few <= NAMED => names.into_values().collect::<Vec<_>>().join(", "),
        _ => "(several organisations)".to_owned(),
    }
}

impl Alike<'_> {
    /// Whether another table is of the same organisation and kind.
    fn is_kin(&self, other: &Self) -> bool {
        plain(&self.organisation) == plain(&other.organisation) && self.kind == other.kind
    }

    /// Whether a ledger that was kept month by month ends, a month later, where it did then.
    fn has_stopped(&self, is: &Self, (then, now): (Date, Date)) -> bool {
        let Some(last) = self.last.and_then(|last| last.parse::<Date>().ok()) else { return false };
        let months = (self.months.len() + self.empty_months.len()) as u64;
        self.kind == "ledger"
            && self.last == is.last
            && self.lines >= FEW.max(MONTHLY * months)
            && (0..=LATE).contains(&days_before(last, then))
            && days_before(then, now) >= MONTH
    }

    fn say(&self, what: &'static str, remarks: &mut Vec<Remark>, sentence: impl FnOnce(&str) -> String) {
        let files = match self.titles.as_slice() {
            [one] => one.clone(),
            [first, rest @ ..] => format!("{first} and {} more", rest.len()),
            [] => String::new(),
        };
        let title = format!("The {} of {} ({files})", self.kind, self.organisation);
        remarks.push(Remark {
            organisation: self.organisation.clone(),
            kind: self.kind.clone(),
            what,
            sentence: sentence(&title),
        });
    }
}

fn compare(was: &Alike<'_>, is: &Alike<'_>, thresholds: Thresholds, remarks: &mut Vec<Remark>) {
    let is_wild = |was, is| thresholds.are_passed(was, is);
    for (field, header) in was.columns.iter().filter(|(field, _)| !is.columns.contains_key(*field)) {
        is.say("column_lost", remarks, |title| {
            format!(
                "{title} has no column any more that is read as {field}; it was \"{header}\". If it was renamed, give its name with --map {field}=…"
            )
        });
    }
    if was.lines.max(is.lines) >= FEW && is_wild(was.lines.into(), is.lines.into()) {
        is.say("lines", remarks, |title| {
            format!(
                "{title} has {} instead of {}. Is it whole?",
                plural(is.lines, "line", "lines"),
                grouped(was.lines)
            )
        });
    } else if was.lines.max(is.lines) >= FEW && is_wild(was.pence.unsigned_abs(), is.pence.unsigned_abs()) {
        is.say("pounds", remarks, |title| {
            format!(
                "{title} comes to {} instead of {}. Is the amount still the same column?",
                format_pounds_grouped(is.pence),
                format_pounds_grouped(was.pence)
            )
        });
    }
    if is.lines == 0 && was.lines > 0 {
        is.say("no_lines", remarks, |title| {
            format!("{title} has no lines at all; it had {}.", grouped(was.lines))
        });
    }
    for months in runs(is.empty_months.difference(&was.empty_months).copied()) {
        is.say("empty_month", remarks, |title| match months.as_slice() {
            [first, .., last] => format!(
                "{title} has no line dated from {first} to {last} ({} months). Is a part missing?",
                months.len()
            ),
            _ => format!("{title} has no line dated in {}. Is a part missing?", months.concat()),
        });
    }
    if was.findings >= u64::from(thresholds.findings_to_none) && is.findings == 0 {
        is.say("no_matches", remarks, |title| {
            format!(
                "{title} had {} and has none. Unless everything went, its text may have moved to another column.",
                plural(was.findings, "finding", "findings")
            )
        });
    }
}

/// Months such as `2020-06`, those that follow each other together.
fn runs<'a>(months: impl Iterator<Item = &'a str>) -> Vec<Vec<&'a str>> {
    let number = |month: &str| {
        let (year, month) = month.split_once('-')?;
        Some(year.parse::<u32>().ok()? * 12 + month.parse::<u32>().ok()?)
    };
    let mut runs: Vec<Vec<&str>> = Vec::new();
    for month in months {
        match runs.last_mut() {
            Some(run) if run.last().and_then(|last| number(last)).map(|last| last + 1) == number(month) => {
                run.push(month);
            }
            _ => runs.push(vec![month]),
        }
    }
    runs
}
