//! Findings counted by organisation, class, month and supplier: lazy queries over one frame.

use std::collections::BTreeMap;

use faxban_core::{Outcome, SourceKind};
use polars::prelude::{
    Column, DataFrame, DataType, IntoColumn, IntoLazy, NamedFrom, PolarsError, PolarsResult, Series,
    SortMultipleOptions, col, len,
};
use serde::Serialize;

use super::FINDING_OUTCOMES;
use crate::findings::Finding;

/// A group of findings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Group {
    /// What they have in common.
    pub key: String,
    /// Their outcome.
    pub outcome: Outcome,
    /// How many.
    pub lines: u64,
    /// What those of ledgers add up to, in pence; what a register says of cost is another quantity.
    pub pence: i64,
}

/// The findings in several ways; every list is sorted by key and outcome.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tables {
    /// By organisation (code and name as one text where there is a code).
    pub organisations: Vec<Group>,
    /// By class.
    pub classes: Vec<Group>,
    /// By month of the line's date; blank for undated lines.
    pub months: Vec<Group>,
    /// By supplier.
    pub suppliers: Vec<Group>,
    /// By rule.
    pub rules: Vec<Group>,
}

/// What groups with the same key come to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// What they have in common.
    pub key: String,
    /// Lines by outcome.
    pub lines: BTreeMap<Outcome, u64>,
    /// What those of ledgers add up to, in pence.
    pub pence: i128,
}

/// Groups with the outcomes side by side, by key.
#[must_use]
pub fn crossed(groups: &[Group]) -> Vec<Row> {
    let mut rows: BTreeMap<&str, Row> = BTreeMap::new();
    for group in groups {
        let row = rows.entry(&group.key).or_default();
        group.key.clone_into(&mut row.key);
        *row.lines.entry(group.outcome).or_default() += group.lines;
        row.pence += i128::from(group.pence);
    }
    rows.into_values().collect()
}

/// The same with the gravest first.
#[must_use]
pub fn gravest_first(groups: &[Group]) -> Vec<Row> {
    let mut rows = crossed(groups);
    let count = |row: &Row| FINDING_OUTCOMES.map(|outcome| row.lines.get(&outcome).copied().unwrap_or(0));
    rows.sort_by_key(|row| std::cmp::Reverse(count(row)));
    rows
}

pub use crate::organisations::{NOT_STATED, organisation_name};

/// Counts the findings.
///
/// # Errors
/// When polars refuses the frame or a query.
pub fn count(findings: &[Finding]) -> PolarsResult<Tables> {
    let frame = frame(findings)?;
    Ok(Tables {
        organisations: by(&frame, "organisation")?,
        classes: by(&frame, "class")?,
        months: by(&frame, "month")?,
        suppliers: by(&frame, "supplier")?,
        rules: by(&frame, "rule")?,
    })
}

fn frame(findings: &[Finding]) -> PolarsResult<DataFrame> {
    let text = |name: &str, cell: &dyn Fn(&Finding) -> String| -> Column {
        Series::new(name.into(), findings.iter().map(cell).collect::<Vec<_>>()).into_column()
    };
    let columns = vec![
        text("organisation", &|f| organisation_name(&f.line.organisation_code, &f.line.organisation)),
        text("class", &|f| f.class.clone()),
        text("outcome", &|f| f.outcome.as_str().to_owned()),
        text("month", &|f| f.line.date.map(|date| date.strftime("%Y-%m").to_string()).unwrap_or_default()),
        text("supplier", &|f| f.line.supplier.clone()),
        text("rule", &|f| f.rule().to_owned()),
        Series::new("pence".into(), findings.iter().map(paid).collect::<Vec<i64>>()).into_column(),
    ];
    DataFrame::new(findings.len(), columns)
}

fn paid(finding: &Finding) -> i64 {
    finding.line.pence.filter(|_| finding.line.kind == Some(SourceKind::Ledger)).unwrap_or(0)
}

fn by(frame: &DataFrame, key: &str) -> PolarsResult<Vec<Group>> {
    let groups = frame
        .clone()
        .lazy()
        .group_by([col(key), col("outcome")])
        .agg([len().cast(DataType::UInt64).alias("lines"), col("pence").sum()])
        .sort([key, "outcome"], SortMultipleOptions::default())
        .collect()?;
    let (keys, outcomes) = (groups.column(key)?.str()?.clone(), groups.column("outcome")?.str()?.clone());
    let (lines, pence) = (groups.column("lines")?.u64()?.clone(), groups.column("pence")?.i64()?.clone());
    let group = |row| {
        Some(Group {
            key: keys.get(row)?.to_owned(),
            outcome: outcomes.get(row)?.parse().ok()?,
            lines: lines.get(row)?,
            pence: pence.get(row)?,
        })
    };
    let all: Option<Vec<Group>> = (0..groups.height()).map(group).collect();
    all.ok_or_else(|| PolarsError::NoData("a group of findings lacks a value".into()))
}
