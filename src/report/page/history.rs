//! `history.html`: how the counts of many reports went, for people who do not open a terminal.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use faxban_core::Outcome;
use minijinja::value::Serde;
use minijinja::{Value, context};
use serde::Serialize;

use super::charts::{self, Upright};
use super::scale::{HEIGHT, percent};
use super::{STYLE, policy, render};
use crate::history::{Counts, Entry, History};

const TEMPLATE: &str = concat!(
    include_str!("../../../templates/macros.html.j2"),
    include_str!("../../../templates/history.html.j2")
);

/// What is counted of a report.
const OUTCOMES: [Outcome; 3] = [Outcome::Breach, Outcome::Review, Outcome::Indicator];
/// Pixels of the highest bar in a line of bars.
const BAR: u64 = 20;

/// Writes the page.
///
/// # Errors
/// When the writer fails.
pub fn page(history: &History, out: impl Write) -> io::Result<()> {
    render(TEMPLATE, contents(history), out)
}

fn contents(history: &History) -> Value {
    let reports = &history.reports;
    let (first, last) = (reports.first(), reports.last());
    let day = |entry: Option<&Entry>| entry.map(|entry| entry.as_of.clone()).unwrap_or_default();
    context! {
        version => env!("CARGO_PKG_VERSION"),
        policy => policy::policy(STYLE, None),
        style => Value::from_safe_string(STYLE.to_owned()),
        charts => Serde(Legend { height: HEIGHT, outcomes: OUTCOMES.map(Outcome::as_str), others: 0 }),
        first => day(first),
        last => day(last),
        days => reports.iter().map(|entry| entry.as_of.clone()).collect::<Vec<_>>(),
        reports => Serde(every_report(reports)),
        chart => Serde(chart(reports)),
        rule_sets => reports.iter().map(|entry| entry.pack_sha256.as_str()).collect::<BTreeSet<_>>().len(),
        gaps => history.months_without_report.clone(),
        organisations => Serde(trends(reports, |entry| &entry.organisations, str::to_owned)),
        classes => Serde(trends(reports, |entry| &entry.classes, |class| class.replace('_', " "))),
        published => Serde(&history.context),
    }
}

/// What the macros that draw charts ask for.
#[derive(Serialize)]
struct Legend {
    height: i128,
    outcomes: [&'static str; 3],
    others: u64,
}

/// A report as a row.
#[derive(Serialize)]
struct ReportRow<'h> {
    as_of: &'h str,
    folder: &'h str,
    pack: &'h str,
    /// The same number for the same rules.
    rules: usize,
    lines: u64,
    counts: Counts,
}

fn every_report(reports: &[Entry]) -> Vec<ReportRow<'_>> {
    let mut known: Vec<&str> = Vec::new();
    let mut number = |hash| {
        known.iter().position(|one| *one == hash).unwrap_or_else(|| {
            known.push(hash);
            known.len() - 1
        }) + 1
    };
    reports
        .iter()
        .map(|entry| ReportRow {
            as_of: &entry.as_of,
            folder: &entry.folder,
            pack: &entry.pack,
            rules: number(entry.pack_sha256.as_str()),
            lines: entry.lines_audited,
            counts: entry.all,
        })
        .collect()
}

fn chart(reports: &[Entry]) -> Upright {
    let counts: Vec<charts::Counts> = reports
        .iter()
        .map(|entry| {
            let Counts { breach, review, indicator } = entry.all;
            OUTCOMES.into_iter().zip([breach, review, indicator]).collect()
        })
        .collect();
    let columns: Vec<_> = reports.iter().map(|entry| entry.as_of.clone()).zip(&counts).collect();
    charts::stacked("report as of", &OUTCOMES, &columns)
}

/// How a group's counts went.
#[derive(Serialize)]
struct Trend {
    name: String,
    bars: Vec<Bar>,
    /// In the order of the reports; none where a report knows nothing of it.
    breaches: Vec<Option<u64>>,
    review: Option<u64>,
    indicator: Option<u64>,
}

#[derive(Serialize)]
struct Bar {
    x: String,
    width: String,
    y: u64,
    height: u64,
    there: bool,
}

/// Every group of any report, those with most breaches in the last one first.
fn trends(
    reports: &[Entry],
    groups: fn(&Entry) -> &BTreeMap<String, Counts>,
    shown: impl Fn(&str) -> String,
) -> Vec<Trend> {
    let names: BTreeSet<&String> = reports.iter().flat_map(|entry| groups(entry).keys()).collect();
    let trend = |name: &String| {
        let counts: Vec<Option<Counts>> =
            reports.iter().map(|entry| groups(entry).get(name).copied()).collect();
        let breaches: Vec<Option<u64>> = counts.iter().map(|counts| counts.map(|of| of.breach)).collect();
        let last = counts.last().copied().flatten();
        Trend {
            name: shown(name),
            bars: bars(&breaches),
            breaches,
            review: last.map(|counts| counts.review),
            indicator: last.map(|counts| counts.indicator),
        }
    };
    let mut trends: Vec<Trend> = names.into_iter().map(trend).collect();
    trends.sort_by_key(|trend| std::cmp::Reverse(trend.breaches.last().copied().flatten()));
    trends
}

fn bars(numbers: &[Option<u64>]) -> Vec<Bar> {
    let most = numbers.iter().flatten().copied().max().unwrap_or(0).max(1);
    let hundredths = |at: usize| i128::try_from(at).unwrap_or(0) * 100;
    let bar = |(at, number): (usize, &Option<u64>)| {
        // No breach is a line at the bottom; no number is none.
        let height = number.map_or(0, |number| (number * BAR).div_ceil(most).max(1));
        Bar {
            x: percent(hundredths(at) + 10, hundredths(numbers.len())),
            width: percent(80, hundredths(numbers.len())),
            y: BAR - height,
            height,
            there: number.is_some(),
        }
    };
    numbers.iter().enumerate().map(bar).collect()
}
