//! `summary.json`: its own versioned form, not a dump of internals. Fields may be added; none goes away or changes
//! meaning within a version.

use std::collections::BTreeMap;

use faxban_core::Outcome;
use faxban_core::columns::Mapping;
use faxban_core::money::format_pounds;
use faxban_core::pack::Certainty;
use faxban_core::personal::Counts;
use serde::Serialize;

use super::changes::{self, ComparisonJson};
use super::crosscheck::{self, CheckJson};
use super::decided::DecisionsJson;
use super::declared::DeclaredJson;
use super::exempted::ExemptionsJson;
use super::figures::Sums;
use super::files::FileRow;
use super::mentions::Mentioned;
use super::rolled::Part;
use super::tables::Group;
use super::{OrganisationLines, Problem, Report, SourceReport};
use crate::findings::Finding;
use crate::privacy;
use crate::reconcile::{Account, RowAccount};
use crate::screen::sums::StatedTotal;
use crate::screen::{Noted, Share};

/// Version of the form.
pub const SCHEMA: &str = "faxban-summary/1";

/// The whole summary.
#[derive(Debug, Serialize)]
pub struct Summary {
    schema: &'static str,
    as_of: String,
    pack: PackJson,
    reconciles: bool,
    differences: Vec<String>,
    totals: Totals,
    by_organisation: Vec<GroupJson>,
    by_class: Vec<GroupJson>,
    by_month: Vec<GroupJson>,
    by_supplier: Vec<GroupJson>,
    rules: Vec<RuleJson>,
    sources: Vec<SourceJson>,
    problems: Vec<Problem>,
    ignored: Vec<Problem>,
    /// What became of every file, sheet and archive member, as in files.csv.
    files: Vec<FileRow>,
    /// Products named outside what was read as lines; those in lines are findings.
    mentions: Vec<Mentioned>,
    remarks: Vec<String>,
    limitations: Vec<String>,
    /// Pieces of personal data that are masked, by kind.
    masked: Counts,
    /// How each exemption stands.
    exemptions: ExemptionsJson,
    declared_fax_free: Vec<DeclaredJson>,
    /// What reviewers decided; none without a list of decisions.
    decisions: Option<DecisionsJson>,
    /// What lines show only together, by check.
    crosscheck: Vec<CheckJson>,
    /// What changed since an earlier report, if one was given.
    comparison: Option<ComparisonJson>,
    /// The results that it was merged from, each with what it says by itself.
    #[serde(skip_serializing_if = "<[Part]>::is_empty")]
    results: Vec<Part>,
}

#[derive(Debug, Serialize)]
struct PackJson {
    id: String,
    title: String,
    version: String,
    sha256: String,
    rules_from: String,
    instruments: Vec<faxban_core::pack::Instrument>,
    duties: Vec<DutyJson>,
}

#[derive(Debug, Serialize)]
struct DutyJson {
    duty: &'static str,
    instrument: String,
    from: String,
    /// Last day; none where no end is known.
    to: Option<String>,
    certainty: Certainty,
    criteria: String,
    note: String,
}

#[derive(Debug, Serialize)]
struct Totals {
    files: usize,
    sources: usize,
    lines: u64,
    debit: String,
    credit: String,
    net: String,
    outcomes: BTreeMap<&'static str, Sums>,
}

#[derive(Debug, Serialize)]
struct GroupJson {
    key: String,
    outcome: String,
    lines: u64,
    net: String,
}

impl From<&Group> for GroupJson {
    fn from(group: &Group) -> Self {
        Self {
            key: group.key.clone(),
            outcome: group.outcome.as_str().to_owned(),
            lines: group.lines,
            net: format_pounds(i128::from(group.pence)),
        }
    }
}

#[derive(Debug, Serialize)]
struct RuleJson {
    rule: String,
    class: String,
    matched: u64,
    /// Sources in which no column that the rule reads is there.
    not_assessable_in: Vec<String>,
}

#[derive(Debug, Serialize)]
struct SourceJson {
    source: String,
    sheet: String,
    hidden: bool,
    kind: &'static str,
    encoding: String,
    separator: Option<String>,
    header_row: u64,
    rows_above_header: u64,
    /// Rows that are no records, and all rows of the file or sheet; zeros where they were not counted.
    rows: RowAccount,
    /// Totals that the table states, with what its lines add up to.
    stated_totals: Vec<StatedTotal>,
    lines: u64,
    debit: String,
    credit: String,
    net: String,
    outcomes: BTreeMap<&'static str, Sums>,
    columns: BTreeMap<&'static str, String>,
    guessed_columns: Vec<String>,
    unmapped_columns: Vec<String>,
    further_columns: Vec<String>,
    organisations: BTreeMap<String, Sums>,
    date_order: String,
    first_date: Option<String>,
    last_date: Option<String>,
    lines_by_month: BTreeMap<String, u64>,
    months_without_lines: Vec<String>,
    undated: Noted,
    unreadable_dates: Noted,
    impossible_dates: Noted,
    skipped: BTreeMap<&'static str, u64>,
    rejected: usize,
    warnings: Vec<String>,
    /// How findings name the organisations.
    organisations_named: BTreeMap<String, String>,
    /// Every column's header, and what each column was taken for, by its place.
    header: Vec<String>,
    mapping: Mapping,
    /// Lines of each organisation, as declarations are held against them.
    lines_by_organisation: Vec<OrganisationLines>,
    /// Pieces of personal data that are masked in its lines and rows, by kind.
    masked: Counts,
}

/// The summary of a report.
#[must_use]
pub fn summary(report: &Report) -> Summary {
    let groups = |groups: &[Group]| groups.iter().map(GroupJson::from).collect();
    let control = report.reconciled.control();
    let pack = &report.pack;
    Summary {
        schema: SCHEMA,
        as_of: report.as_of.to_string(),
        pack: PackJson {
            id: pack.id.clone(),
            title: pack.title.clone(),
            version: pack.version.clone(),
            sha256: report.pack_hash.clone(),
            rules_from: report.rules_from.clone(),
            instruments: pack.instruments.clone(),
            duties: pack
                .duties
                .iter()
                .map(|rule| DutyJson {
                    duty: rule.duty.as_str(),
                    instrument: pack
                        .instruments
                        .get(rule.instrument)
                        .map(|text| text.id.clone())
                        .unwrap_or_default(),
                    from: rule.from.to_string(),
                    to: rule.to.map(|to| to.to_string()),
                    certainty: rule.certainty,
                    criteria: rule.criteria.to_string(),
                    note: rule.note.clone(),
                })
                .collect(),
        },
        reconciles: report.reconciled.is_balanced(),
        differences: report.reconciled.differences().to_vec(),
        totals: Totals {
            files: report.inputs.len(),
            sources: report.sources.len(),
            lines: control.lines,
            debit: format_pounds(control.debit),
            credit: format_pounds(control.credit),
            net: format_pounds(control.net()),
            outcomes: Outcome::ALL
                .iter()
                .map(|outcome| (outcome.as_str(), Sums::plain(&report.reconciled.outcome(*outcome))))
                .collect(),
        },
        by_organisation: groups(&report.tables.organisations),
        by_class: groups(&report.tables.classes),
        by_month: groups(&report.tables.months),
        by_supplier: groups(&report.tables.suppliers),
        rules: rules(report),
        sources: sources(report),
        problems: report.problems.clone(),
        ignored: report.ignored.clone(),
        files: report.fates.iter().map(FileRow::from).collect(),
        mentions: report.mentions.clone(),
        remarks: report.remarks.clone(),
        limitations: pack.limitations.clone(),
        masked: report.masked(),
        exemptions: ExemptionsJson::of(report),
        declared_fax_free: DeclaredJson::all(report),
        decisions: DecisionsJson::of(report),
        crosscheck: crosscheck::counts(report),
        comparison: report.comparison.as_ref().map(changes::counts),
        results: report.rolled.clone(),
    }
}

fn sources(report: &Report) -> Vec<SourceJson> {
    let mut masked: BTreeMap<usize, Vec<&Counts>> = BTreeMap::new();
    for Finding { line, .. } in &report.findings {
        masked.entry(line.source).or_default().push(&line.masked);
    }
    for (source, of_cleared) in report.cleared.masked() {
        masked.entry(*source).or_default().push(of_cleared);
    }
    let accounts = report.sources.iter().zip(report.reconciled.accounts());
    let of = |(at, (table, account)): (usize, (&SourceReport, &Account))| {
        let of_lines = masked.remove(&at).unwrap_or_default();
        source(table, account, privacy::total(of_lines.into_iter().chain([&table.masked])))
    };
    accounts.enumerate().map(of).collect()
}

fn rules(report: &Report) -> Vec<RuleJson> {
    let mut matched: BTreeMap<&str, u64> = BTreeMap::new();
    let found = report.findings.iter().map(|finding| (finding.rule(), 1));
    let cleared = report.cleared.rules().iter().map(|(rule, lines)| (rule.as_str(), *lines));
    for (rule, lines) in found.chain(cleared) {
        *matched.entry(rule).or_default() += lines;
    }
    report
        .pack
        .rules
        .iter()
        .map(|rule| RuleJson {
            rule: rule.id.clone(),
            class: report.pack.classes.get(rule.class).map(|class| class.id.clone()).unwrap_or_default(),
            matched: matched.get(rule.id.as_str()).copied().unwrap_or(0),
            not_assessable_in: report
                .sources
                .iter()
                .filter(|source| rule.kinds.contains(&source.layout.kind))
                .filter(|source| !rule.columns.iter().any(|column| source.layout.column(*column).is_some()))
                .map(SourceReport::title)
                .collect(),
        })
        .collect()
}

fn source(source: &SourceReport, account: &Account, masked: Counts) -> SourceJson {
    let mapping = &source.layout.mapping;
    let tallies = |(name, share): (&String, &Share)| (name.clone(), Sums::plain(&share.control()));
    SourceJson {
        source: source.name.clone(),
        sheet: source.sheet.clone(),
        hidden: source.hidden,
        kind: source.layout.kind.as_str(),
        encoding: source.encoding.clone(),
        separator: source.separator.as_deref().map(str::to_owned),
        header_row: source.layout.header_row,
        rows_above_header: account.rows.above,
        rows: account.rows,
        stated_totals: source.stated.clone(),
        lines: account.control.lines,
        debit: format_pounds(account.control.debit),
        credit: format_pounds(account.control.credit),
        net: format_pounds(account.control.net()),
        outcomes: account
            .outcomes
            .iter()
            .map(|(outcome, tally)| (outcome.as_str(), Sums::plain(tally)))
            .collect(),
        columns: mapping
            .fields
            .iter()
            .map(|(field, column)| (field.as_str(), column.header.clone()))
            .collect(),
        guessed_columns: mapping
            .fields
            .iter()
            .filter(|(_, column)| column.recognised.is_guess())
            .map(|(field, column)| format!("{} as {}", column.header, field.as_str()))
            .collect(),
        unmapped_columns: mapping.unmapped.iter().map(|(_, header)| header.clone()).collect(),
        further_columns: mapping
            .duplicates
            .iter()
            .map(|(field, _, header)| format!("{header} (a further {})", field.as_str()))
            .collect(),
        organisations: source.organisations.iter().map(tallies).collect(),
        date_order: source.date_order.clone(),
        first_date: source.dates.first.map(|date| date.to_string()),
        last_date: source.dates.last.map(|date| date.to_string()),
        lines_by_month: source
            .dates
            .months
            .iter()
            .map(|(month, lines)| (month.to_string(), *lines))
            .collect(),
        months_without_lines: source.dates.empty_months.iter().map(ToString::to_string).collect(),
        undated: source.dates.blank,
        unreadable_dates: source.dates.unreadable,
        impossible_dates: source.dates.impossible,
        skipped: source.skipped.iter().map(|(reason, tally)| (reason.as_str(), tally.lines)).collect(),
        rejected: source.rejects.len(),
        warnings: source.warnings.clone(),
        organisations_named: source
            .organisation_names
            .iter()
            // A table without a column that says whose it is has one owner, under a blank.
            .filter(|(written, _)| {
                source.organisations.contains_key(*written)
                    || source.organisations.is_empty() && written.is_empty()
            })
            .map(|(written, named)| (written.clone(), named.clone()))
            .collect(),
        header: source.layout.header.clone(),
        mapping: mapping.clone(),
        lines_by_organisation: source.of_organisations.clone(),
        masked,
    }
}
