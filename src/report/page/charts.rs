//! The charts: geometry from the counted findings. The template draws them, and prints the same figures as tables.

use std::collections::{BTreeMap, BTreeSet};

use faxban_core::Outcome;
use faxban_core::money::format_pounds_grouped;
use serde::Serialize;

use super::super::figures::grouped;
use super::super::tables::Group;
use super::super::{Report, shown_outcomes};
use super::scale::{HEIGHT, Scale, percent};

/// Organisations with a bar of their own.
const ORGANISATIONS: usize = 20;
/// Months with a column of their own; a longer time is shown by years.
const MONTHS: usize = 48;
/// Years among which those without findings are shown too.
const YEARS: i32 = 40;
/// Columns with a label below.
const LABELS: usize = 8;

/// All charts; one without data is none.
#[derive(Serialize)]
pub struct Charts {
    height: i128,
    outcomes: Vec<&'static str>,
    months: Option<Upright>,
    paid: Option<Upright>,
    classes: Option<Vec<Bar>>,
    organisations: Option<Vec<Bar>>,
    /// Organisations that share the last row.
    others: usize,
}

/// Bars that lie, one below the other.
#[derive(Serialize)]
struct Bar {
    /// Blank for the others together.
    label: String,
    parts: Vec<BarPart>,
    counts: Vec<u64>,
    total: u64,
}

#[derive(Serialize)]
struct BarPart {
    outcome: &'static str,
    lines: u64,
    x: String,
    width: String,
}

/// Columns that stand side by side along time.
#[derive(Serialize)]
pub struct Upright {
    /// What a column stands for, in a word.
    unit: &'static str,
    columns: Vec<Column>,
    ticks: Vec<Tick>,
    zero: String,
    /// Of lines without a date, which have no column.
    undated: Option<String>,
}

#[derive(Serialize)]
struct Column {
    label: String,
    /// Whether the label is written below.
    named: bool,
    centre: String,
    x: String,
    width: String,
    parts: Vec<ColumnPart>,
    figures: Vec<String>,
    total: String,
}

#[derive(Serialize)]
struct ColumnPart {
    series: &'static str,
    figure: String,
    y: String,
    height: String,
}

#[derive(Serialize)]
struct Tick {
    y: String,
    label: String,
}

/// Lines by outcome.
pub type Counts = BTreeMap<Outcome, u64>;

/// The charts of a report.
#[must_use]
pub fn charts(report: &Report) -> Charts {
    let label = |group: &Group| report.class_label(&group.key).to_owned();
    let outcomes = shown_outcomes(&report.tables.classes);
    let classes = ranked(&report.tables.classes, label);
    let mut organisations = ranked(&report.tables.organisations, |group| group.key.clone());
    let rest = organisations.split_off(organisations.len().min(ORGANISATIONS));
    let others = rest.len();
    let mut organisations = bars(organisations, &outcomes);
    if let (Some(bars), true) = (&mut organisations, others > 0) {
        let mut together = Counts::new();
        for (outcome, lines) in rest.into_iter().flat_map(|(_, counts)| counts) {
            *together.entry(outcome).or_default() += lines;
        }
        // Drawn at the scale of one organisation, many would dwarf it: they have figures, but no bar.
        bars.push(Bar { parts: Vec::new(), ..Bar::of(String::new(), &together, 1, &outcomes) });
    }
    Charts {
        height: HEIGHT,
        months: months(&report.tables.months, &outcomes),
        paid: paid(&report.tables.months),
        classes: bars(classes, &outcomes),
        outcomes: outcomes.iter().map(|outcome| outcome.as_str()).collect(),
        organisations,
        others,
    }
}

/// Groups with their counts, those with most lines first.
fn ranked(groups: &[Group], label: impl Fn(&Group) -> String) -> Vec<(String, Counts)> {
    let mut counted: BTreeMap<String, Counts> = BTreeMap::new();
    for group in groups {
        *counted.entry(label(group)).or_default().entry(group.outcome).or_default() += group.lines;
    }
    let mut ranked: Vec<_> = counted.into_iter().collect();
    ranked.sort_by_key(|(_, counts)| std::cmp::Reverse(counts.values().sum::<u64>()));
    ranked
}

fn bars(groups: Vec<(String, Counts)>, outcomes: &[Outcome]) -> Option<Vec<Bar>> {
    let longest = groups.iter().map(|(_, counts)| counts.values().sum::<u64>()).max()?;
    Some(groups.into_iter().map(|(label, counts)| Bar::of(label, &counts, longest, outcomes)).collect())
}

impl Bar {
    fn of(label: String, counts: &Counts, longest: u64, outcomes: &[Outcome]) -> Self {
        let lines = |outcome: &Outcome| counts.get(outcome).copied().unwrap_or(0);
        let width = |lines: u64| percent(lines.into(), longest.into());
        let mut total = 0_u64;
        let mut parts = Vec::new();
        for outcome in outcomes {
            let lines = lines(outcome);
            if lines > 0 {
                parts.push(BarPart {
                    outcome: outcome.as_str(),
                    lines,
                    x: width(total),
                    width: width(lines),
                });
            }
            total += lines;
        }
        Self { label, parts, counts: outcomes.iter().map(lines).collect(), total }
    }
}

fn months(groups: &[Group], outcomes: &[Outcome]) -> Option<Upright> {
    let (periods, by_year) = periods(groups)?;
    let mut counted: BTreeMap<&str, Counts> = BTreeMap::new();
    for group in groups {
        *counted.entry(period(&group.key, by_year)).or_default().entry(group.outcome).or_default() +=
            group.lines;
    }
    let undated = counted.remove("").map(|counts| grouped(counts.values().sum()));
    let none = Counts::new();
    let columns: Vec<(String, &Counts)> = periods
        .iter()
        .map(|period| (readable(period), counted.get(period.as_str()).unwrap_or(&none)))
        .collect();
    Some(Upright { undated, ..stacked(unit(by_year), outcomes, &columns) })
}

/// Columns of outcomes on top of each other.
#[must_use]
pub fn stacked(unit: &'static str, outcomes: &[Outcome], named: &[(String, &Counts)]) -> Upright {
    let highest = named.iter().map(|(_, counts)| counts.values().sum::<u64>()).max().unwrap_or(0);
    let scale = Scale::of(0, highest.into(), 1);
    let column = |(index, (name, counts)): (usize, &(String, &Counts))| {
        let mut below = 0_u64;
        let mut parts = Vec::new();
        let mut figures = Vec::new();
        for outcome in outcomes {
            let lines = counts.get(outcome).copied().unwrap_or(0);
            figures.push(grouped(lines));
            if lines > 0 {
                parts.push(ColumnPart {
                    series: outcome.as_str(),
                    figure: grouped(lines),
                    y: scale.y((below + lines).into()),
                    height: scale.height(0, lines.into()),
                });
            }
            below += lines;
        }
        Column { parts, figures, total: grouped(below), ..Column::at(index, named.len(), name.clone()) }
    };
    Upright {
        unit,
        columns: named.iter().enumerate().map(column).collect(),
        ticks: ticks(&scale, |value| grouped(u64::try_from(value).unwrap_or(0))),
        zero: scale.y(0),
        undated: None,
    }
}

fn paid(groups: &[Group]) -> Option<Upright> {
    let spent: Vec<Group> = groups.iter().filter(|group| group.pence != 0).cloned().collect();
    let (periods, by_year) = periods(&spent)?;
    let mut sums: BTreeMap<&str, i128> = BTreeMap::new();
    for group in &spent {
        *sums.entry(period(&group.key, by_year)).or_default() += i128::from(group.pence);
    }
    let dated = || sums.iter().filter(|(period, _)| !period.is_empty()).map(|(_, pence)| *pence);
    let scale = Scale::of(dated().min()?, dated().max()?, 100);
    let column = |(index, name): (usize, &String)| {
        let pence = sums.get(name.as_str()).copied().unwrap_or(0);
        let figure = format_pounds_grouped(pence);
        let part = ColumnPart {
            series: "paid",
            figure: figure.clone(),
            y: scale.y(pence.max(0)),
            height: scale.height(0, pence),
        };
        let parts = if pence == 0 { Vec::new() } else { vec![part] };
        Column { parts, total: figure, ..Column::at(index, periods.len(), readable(name)) }
    };
    let pounds = |pence| format_pounds_grouped(pence).trim_end_matches(".00").to_owned();
    Some(Upright {
        unit: unit(by_year),
        columns: periods.iter().enumerate().map(column).collect(),
        ticks: ticks(&scale, pounds),
        zero: scale.y(0),
        undated: sums.get("").map(|pence| format_pounds_grouped(*pence)),
    })
}

const fn unit(by_year: bool) -> &'static str {
    if by_year { "year" } else { "month" }
}

fn ticks(scale: &Scale, label: impl Fn(i128) -> String) -> Vec<Tick> {
    scale.ticks().map(|value| Tick { y: scale.y(value), label: label(value) }).collect()
}

impl Column {
    fn at(index: usize, count: usize, label: String) -> Self {
        let [at, of] = [index, count].map(|number| i128::try_from(number).unwrap_or(0) * 100);
        Self {
            label,
            named: index.is_multiple_of(count.div_ceil(LABELS).max(1)),
            centre: percent(at + 50, of),
            x: percent(at + 12, of),
            width: percent(76, of),
            parts: Vec::new(),
            figures: Vec::new(),
            total: String::new(),
        }
    }
}

/// `2019-06` by itself, or its year.
fn period(month: &str, by_year: bool) -> &str {
    if by_year { month.split('-').next().unwrap_or_default() } else { month }
}

/// `2019-06` as `Jun 2019`; a year as it is.
fn readable(period: &str) -> String {
    const NAMES: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let named = period.split_once('-').and_then(|(year, month)| {
        let index = month.parse::<usize>().ok()?.checked_sub(1)?;
        Some(format!("{} {year}", NAMES.get(index)?))
    });
    named.unwrap_or_else(|| period.to_owned())
}

/// Every month from the first to the last of the groups; or every year where that would be too many.
fn periods(groups: &[Group]) -> Option<(Vec<String>, bool)> {
    let found: BTreeSet<&str> = groups.iter().map(|group| group.key.as_str()).collect();
    let number = |month: &&str| {
        let (year, month) = month.split_once('-')?;
        Some(year.parse::<i32>().ok()? * 12 + month.parse::<i32>().ok()? - 1)
    };
    let numbers: Vec<i32> = found.iter().filter_map(number).collect();
    let (first, last) = (*numbers.iter().min()?, *numbers.iter().max()?);
    let months = || first..=last;
    if months().count() <= MONTHS {
        let name = |number: i32| format!("{:04}-{:02}", number.div_euclid(12), number.rem_euclid(12) + 1);
        return Some((months().map(name).collect(), false));
    }
    let years = first.div_euclid(12)..=last.div_euclid(12);
    let name = |year: i32| format!("{year:04}");
    if years.end() - years.start() < YEARS {
        return Some((years.map(name).collect(), true));
    }
    let with: BTreeSet<i32> = numbers.iter().map(|number| number.div_euclid(12)).collect();
    Some((with.into_iter().map(name).collect(), true))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::FINDING_OUTCOMES;

    fn group(month: &str, lines: u64, pence: i64) -> Group {
        Group { key: month.to_owned(), outcome: Outcome::Breach, lines, pence }
    }

    fn labels(groups: &[Group]) -> Vec<String> {
        let columns = months(groups, &FINDING_OUTCOMES).map(|chart| chart.columns).unwrap_or_default();
        columns.into_iter().map(|column| column.label).collect()
    }

    #[test]
    fn a_month_without_findings_has_its_place() {
        assert_eq!(
            labels(&[group("2019-11", 1, 0), group("2020-02", 1, 0)]),
            ["Nov 2019", "Dec 2019", "Jan 2020", "Feb 2020"]
        );
    }

    #[test]
    fn a_long_time_is_shown_by_years_and_a_wrong_century_leaves_no_desert() {
        assert_eq!(
            labels(&[group("2015-11", 1, 0), group("2020-02", 1, 0)]),
            ["2015", "2016", "2017", "2018", "2019", "2020"]
        );
        assert_eq!(labels(&[group("1901-01", 1, 0), group("2020-02", 1, 0)]), ["1901", "2020"]);
    }

    #[test]
    fn money_that_came_back_hangs_below_zero() {
        let chart =
            paid(&[group("2019-01", 1, 30_000), group("2019-02", 1, -10_000), group("", 1, 500)]).unwrap();
        let places: Vec<_> = chart
            .columns
            .iter()
            .map(|c| (c.total.as_str(), c.parts[0].y.as_str(), c.parts[0].height.as_str()))
            .collect();
        assert_eq!(places, [("£300.00", "0.00", "150.00"), ("-£100.00", "150.00", "50.00")]);
        assert_eq!((chart.zero.as_str(), chart.undated.as_deref()), ("150.00", Some("£5.00")));
    }

    #[test]
    fn undated_findings_alone_have_no_chart() {
        assert!(months(&[group("", 3, 0)], &FINDING_OUTCOMES).is_none());
    }
}
