//! What `summary.json` says, as far as a report is made of it again.

use std::borrow::Cow;
use std::collections::BTreeMap;

use faxban_core::Outcome;
use faxban_core::columns::Mapping;
use faxban_core::personal::Counts;
use jiff::civil::Date;
use serde::Deserialize;

use crate::decisions::Applied;
use crate::declarations::{Declaration, Earlier};
use crate::exemptions::Standing;
use crate::layout::Layout;
use crate::reconcile::{Account, RowAccount};
use crate::report::figures::{Sums, pence};
use crate::report::files::FileRow;
use crate::report::mentions::Mentioned;
use crate::report::rolled::{PackOf, Part, Stated};
use crate::report::{DateReport, OrganisationLines, Problem, SourceReport};
use crate::screen::odd::Skip;
use crate::screen::sums::StatedTotal;
use crate::screen::{Month, Noted, Share};
use crate::tally::Tally;

/// The summary.
#[derive(Debug, Deserialize)]
pub struct Told {
    pub schema: String,
    pub as_of: String,
    pub pack: PackOf,
    pub differences: Vec<String>,
    pub totals: Totals,
    pub sources: Vec<Table>,
    pub problems: Vec<Problem>,
    pub ignored: Vec<Problem>,
    #[serde(default)]
    pub files: Vec<FileRow>,
    pub mentions: Vec<Mentioned>,
    pub remarks: Vec<String>,
    pub exemptions: ExemptionsTold,
    pub declared_fax_free: Vec<DeclaredTold>,
    pub decisions: Option<Applied>,
    pub comparison: Option<Compared>,
    #[serde(default)]
    pub results: Vec<Part>,
}

#[derive(Debug, Deserialize)]
pub struct Totals {
    pub outcomes: BTreeMap<Outcome, Sums>,
}

#[derive(Debug, Deserialize)]
pub struct ExemptionsTold {
    pub list: Vec<Standing>,
}

/// A declaration; what was found after it is looked up again.
#[derive(Debug, Deserialize)]
pub struct DeclaredTold {
    code: String,
    #[serde(flatten)]
    declaration: Declaration,
    earlier: Vec<Earlier>,
}

impl From<DeclaredTold> for Stated {
    fn from(DeclaredTold { code, declaration, earlier }: DeclaredTold) -> Self {
        Self { code, declaration, earlier }
    }
}

/// A comparison with an earlier report.
#[derive(Debug, Deserialize)]
pub struct Compared {
    pub before: Before,
}

#[derive(Debug, Deserialize)]
pub struct Before {
    pub as_of: String,
}

/// A table.
#[derive(Debug, Deserialize)]
pub struct Table {
    source: String,
    sheet: String,
    hidden: bool,
    encoding: String,
    separator: Option<String>,
    header_row: u64,
    rows_above_header: u64,
    #[serde(default)]
    rows: Option<RowAccount>,
    #[serde(default)]
    stated_totals: Vec<StatedTotal>,
    lines: u64,
    debit: String,
    credit: String,
    outcomes: BTreeMap<Outcome, Sums>,
    organisations: BTreeMap<String, Sums>,
    date_order: String,
    first_date: Option<Date>,
    last_date: Option<Date>,
    lines_by_month: BTreeMap<String, u64>,
    months_without_lines: Vec<String>,
    undated: Noted,
    unreadable_dates: Noted,
    impossible_dates: Noted,
    skipped: BTreeMap<String, u64>,
    warnings: Vec<String>,
    organisations_named: BTreeMap<String, String>,
    header: Vec<String>,
    mapping: Mapping,
    lines_by_organisation: Vec<OrganisationLines>,
    masked: Counts,
}

impl Table {
    /// The table and its account, without its rejected rows; none where a number is none.
    pub fn restored(self) -> Option<(SourceReport, Account)> {
        let sums = |sums: BTreeMap<Outcome, Sums>| tallies(&sums);
        let control = Tally { lines: self.lines, debit: pence(&self.debit)?, credit: pence(&self.credit)? };
        let source = SourceReport {
            name: self.source,
            sheet: self.sheet,
            hidden: self.hidden,
            layout: Layout::new(self.mapping, self.header, self.header_row),
            encoding: self.encoding,
            separator: self.separator.map(Cow::Owned),
            stated: self.stated_totals,
            date_order: self.date_order,
            dates: DateReport {
                first: self.first_date,
                last: self.last_date,
                months: self
                    .lines_by_month
                    .iter()
                    .map(|(written, lines)| Some((month(written)?, *lines)))
                    .collect::<Option<_>>()?,
                empty_months: self
                    .months_without_lines
                    .iter()
                    .map(|written| month(written))
                    .collect::<Option<_>>()?,
                blank: self.undated,
                unreadable: self.unreadable_dates,
                impossible: self.impossible_dates,
            },
            organisations: self
                .organisations
                .into_iter()
                .map(|(name, sums)| Some((name, Share::counted(sums.tally()?))))
                .collect::<Option<_>>()?,
            organisation_names: self.organisations_named,
            // Only a report for each organisation asks for these, and it is cut from an audit.
            folder: String::new(),
            codes: BTreeMap::new(),
            of_organisations: self.lines_by_organisation,
            skipped: self
                .skipped
                .iter()
                .map(|(reason, lines)| Some((skip(reason)?, Tally { lines: *lines, ..Tally::default() })))
                .collect::<Option<_>>()?,
            rejects: Vec::new(),
            masked: self.masked,
            warnings: self.warnings,
        };
        let rows = self.rows.unwrap_or(RowAccount { above: self.rows_above_header, ..RowAccount::default() });
        let notes = source.skipped.get(&Skip::Note).map_or(0, |tally| tally.lines);
        let account = Account { name: source.title(), control, outcomes: sums(self.outcomes)?, rows, notes };
        Some((source, account))
    }
}

/// Tallies of the sums of outcomes; none where a number is none.
pub fn tallies(sums: &BTreeMap<Outcome, Sums>) -> Option<BTreeMap<Outcome, Tally>> {
    sums.iter().map(|(outcome, sums)| Some((*outcome, sums.tally()?))).collect()
}

fn month(written: &str) -> Option<Month> {
    let (year, month) = written.rsplit_once('-')?;
    Some(Month { year: year.parse().ok()?, month: month.parse().ok()? })
}

fn skip(reason: &str) -> Option<Skip> {
    [Skip::Blank, Skip::RepeatedHeader, Skip::Total, Skip::Pivot, Skip::Note]
        .into_iter()
        .find(|skip| skip.as_str() == reason)
}
