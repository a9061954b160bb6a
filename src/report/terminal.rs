//! What a person reads in the terminal after an audit: the verdict first, then what it rests on.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use comfy_table::{CellAlignment, Table, presets};
use faxban_core::money::format_pounds_grouped;
use faxban_core::{Outcome, SourceKind};

use super::figures::{grouped, plural};
use super::tables::Group;
use super::{FINDING_OUTCOMES, Report, SourceReport, decided, declared, exempted};
use crate::findings::Finding;

/// Findings shown in full; the rest is in `findings.csv`.
const WORST: usize = 8;
/// Warnings shown; the rest is in `summary.json`.
const WARNINGS: usize = 12;

/// The summary as text.
#[must_use]
pub fn summary(report: &Report, folder: &str) -> String {
    let mut out = String::new();
    head(report, &mut out);
    groups("By organisation", &report.tables.organisations, &mut out);
    groups("By class", &named_classes(report), &mut out);
    worst(report, &mut out);
    list("Other declarations", declared::sentences(report), &mut out);
    not_assessed(report, &mut out);
    list("Could not be read", report.problems.iter().map(|p| format!("{}: {}", p.path, p.message)), &mut out);
    list("Warnings", warnings(report), &mut out);
    foot(report, folder, &mut out);
    out
}

fn head(report: &Report, out: &mut String) {
    let pack = &report.pack;
    let _ =
        writeln!(out, "{} (pack {} {}), judged as of {}\n", pack.title, pack.id, pack.version, report.as_of);
    if !report.reconciled.is_balanced() {
        let _ = writeln!(out, "  THE TOTALS DO NOT RECONCILE: do not rely on this report.");
        for difference in report.reconciled.differences() {
            let _ = writeln!(out, "  {difference}");
        }
    }
    let counted = [
        (Outcome::Breach, "breach", "breaches"),
        (Outcome::Review, "for review", "for review"),
        (Outcome::Indicator, "indicator", "indicators"),
        (Outcome::Exempt, "exempt", "exempt"),
        (Outcome::Compliant, "compliant", "compliant"),
        (Outcome::Cleared, "cleared", "cleared"),
    ];
    let parts: Vec<String> = counted
        .iter()
        .map(|(outcome, one, many)| {
            plural(report.count(*outcome), one, many) + &decided::beside(report, *outcome)
        })
        .collect();
    let _ = writeln!(out, "  {}", parts.join("   "));
    for headline in decided::headline(report)
        .into_iter()
        .chain(exempted::headlines(report))
        .chain(declared::headlines(report))
    {
        let _ = writeln!(out, "  {headline}");
    }
    for (kind, money) in [(SourceKind::Ledger, "debit"), (SourceKind::Register, "stated cost")] {
        let audited = report.audited(kind);
        if audited.lines > 0 {
            let credit = format!(", {} credit", format_pounds_grouped(audited.credit));
            let _ = writeln!(
                out,
                "  {}: {} {money}{}",
                plural(
                    audited.lines,
                    &format!("{} line", kind.as_str()),
                    &format!("{} lines", kind.as_str())
                ),
                format_pounds_grouped(audited.debit),
                if audited.credit == 0 { "" } else { &credit },
            );
        }
    }
    let _ = writeln!(
        out,
        "  in {} of {}\n",
        plural(report.sources.len() as u64, "table", "tables"),
        plural(report.inputs.len() as u64, "file", "files"),
    );
}

fn named_classes(report: &Report) -> Vec<Group> {
    let named = |group: &Group| Group { key: report.class_label(&group.key).to_owned(), ..group.clone() };
    report.tables.classes.iter().map(named).collect()
}

fn groups(title: &str, groups: &[Group], out: &mut String) {
    if groups.is_empty() {
        return;
    }
    let mut rows: BTreeMap<&str, BTreeMap<&str, u64>> = BTreeMap::new();
    let mut pounds: BTreeMap<&str, i128> = BTreeMap::new();
    for group in groups {
        *rows.entry(&group.key).or_default().entry(&group.outcome).or_default() += group.lines;
        *pounds.entry(&group.key).or_default() += i128::from(group.pence);
    }
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    let titles = FINDING_OUTCOMES.iter().map(|outcome| outcome.as_str().to_owned());
    table.set_header(std::iter::once(title.to_owned()).chain(titles).chain(["paid (net)".to_owned()]));
    let shown = |row: &BTreeMap<&str, u64>, outcome: Outcome| {
        row.get(outcome.as_str()).map_or_else(|| "·".to_owned(), ToString::to_string)
    };
    for (key, row) in &rows {
        let counts = FINDING_OUTCOMES.iter().map(|outcome| shown(row, *outcome));
        let net = pounds
            .get(key)
            .copied()
            .filter(|net| *net != 0)
            .map_or_else(|| "·".to_owned(), format_pounds_grouped);
        table.add_row(std::iter::once((*key).to_owned()).chain(counts).chain([net]));
    }
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    for line in table.lines() {
        let _ = writeln!(out, " {}", line.trim_end());
    }
    out.push('\n');
}

fn worst(report: &Report, out: &mut String) {
    let mut findings = report.most_serious();
    findings.retain(|finding| {
        matches!(finding.outcome, Outcome::Breach | Outcome::Review | Outcome::Indicator) && finding.is_open()
    });
    if findings.is_empty() {
        return;
    }
    let _ = writeln!(out, " The findings that matter most{}", more(findings.len(), WORST, "findings.csv"));
    for finding in findings.iter().take(WORST) {
        let (source, sheet) = report.place(finding.line.source);
        let sheet = if sheet.is_empty() { String::new() } else { format!(", sheet {sheet}") };
        let amount =
            finding.line.pence.map(|pence| format!(", {}", format_pounds_grouped(i128::from(pence))));
        let _ = writeln!(
            out,
            "  {:<9} {source}{sheet}, row {}{}  [{}]",
            finding.outcome,
            finding.line.row,
            amount.unwrap_or_default(),
            finding.id
        );
        let _ = writeln!(out, "            {}", what(finding));
        let _ = writeln!(out, "            {}", finding.reason);
        if let Some(decided) = &finding.decision {
            let _ = writeln!(out, "            {}", decided::sentence(decided));
        }
    }
    out.push('\n');
}

/// The line's own words, shortened for a terminal.
fn what(finding: &Finding) -> String {
    let text: String = finding.line.what().chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().count() > 96 { format!("{}…", text.chars().take(95).collect::<String>()) } else { text }
}

fn not_assessed(report: &Report, out: &mut String) {
    let tally = report.reconciled.outcome(Outcome::NotAssessable);
    if tally.lines == 0 {
        return;
    }
    let audited: u64 =
        [SourceKind::Ledger, SourceKind::Register].iter().map(|kind| report.audited(*kind).lines).sum();
    let share = tally.lines * 100 / audited.max(1);
    let blind: Vec<String> = report
        .sources
        .iter()
        .filter(|source| source.layout.assessable.is_empty())
        .map(SourceReport::title)
        .collect();
    let _ = writeln!(
        out,
        " Could not be assessed: {} ({share} %), {} debit: nothing in them says what was bought or held.",
        plural(tally.lines, "line", "lines"),
        format_pounds_grouped(tally.debit),
    );
    if !blind.is_empty() {
        let _ = writeln!(
            out,
            "   {} without any column that says so: {}{}",
            plural(blind.len() as u64, "table", "tables"),
            blind.iter().take(4).cloned().collect::<Vec<_>>().join("; "),
            if blind.len() > 4 { format!("; and {} more", blind.len() - 4) } else { String::new() }
        );
    }
    out.push('\n');
}

/// Warnings on exemptions, then on tables; one that many tables share is said once.
pub fn warnings(report: &Report) -> impl Iterator<Item = String> {
    let mut places: BTreeMap<&str, Vec<&SourceReport>> = BTreeMap::new();
    let mut order = Vec::new();
    for source in &report.sources {
        for warning in &source.warnings {
            let sources = places.entry(warning).or_default();
            if sources.is_empty() {
                order.push(warning.as_str());
            }
            sources.push(source);
        }
    }
    let said = move |warning: &str| match places.get(warning).map_or(&[][..], Vec::as_slice) {
        [source] => format!("{}: {warning}", source.title()),
        [first, rest @ ..] => {
            let others = plural(rest.len() as u64, "other table", "other tables");
            format!("{} and {others}: {warning}", first.title())
        }
        [] => warning.to_owned(),
    };
    report.remarks.clone().into_iter().chain(decided::remarks(report)).chain(order.into_iter().map(said))
}

fn list(title: &str, items: impl Iterator<Item = String>, out: &mut String) {
    let items: Vec<String> = items.collect();
    if items.is_empty() {
        return;
    }
    let _ = writeln!(out, " {title}{}", more(items.len(), WARNINGS, "summary.json"));
    for item in items.iter().take(WARNINGS) {
        let _ = writeln!(out, "  - {item}");
    }
    out.push('\n');
}

fn more(all: usize, shown: usize, file: &str) -> String {
    if all > shown { format!(" ({shown} of {all}; all in {file})") } else { String::new() }
}

fn foot(report: &Report, folder: &str, out: &mut String) {
    let control = report.reconciled.control();
    let [skipped, rejected] = [Outcome::Skipped, Outcome::Rejected].map(|outcome| report.count(outcome));
    if report.reconciled.is_balanced() {
        let _ = writeln!(
            out,
            " Reconciled: all {} read and {} net are accounted for ({} audited, {} skipped, {} rejected).",
            plural(control.lines, "line", "lines"),
            format_pounds_grouped(control.net()),
            grouped(control.lines - skipped - rejected),
            grouped(skipped),
            grouped(rejected),
        );
    }
    if let Some(sentence) = masked(report) {
        let _ = writeln!(out, " {sentence}");
    }
    if let Some(limitation) = report.pack.limitations.first() {
        let _ = writeln!(out, " {limitation}");
    }
    let _ = writeln!(
        out,
        " Results: {folder} (report.html, findings.csv, cleared.csv, rejects.csv, reconciliation.csv, {}summary.json, manifest.json)",
        if report.listed.declared.is_empty() { String::new() } else { format!("{}, ", declared::FILE_NAME) }
    );
}

/// What is masked, by kind, and how to see it.
fn masked(report: &Report) -> Option<String> {
    let counts = report.masked();
    let kinds: Vec<String> = counts
        .iter()
        .map(|(kind, pieces)| {
            let (one, many) = kind.words();
            plural(*pieces, one, many)
        })
        .collect();
    let pieces = counts.values().sum::<u64>();
    (pieces > 0).then(|| {
        format!(
            "{} of personal data {} masked ({}); --show-personal-data shows {}.",
            plural(pieces, "piece", "pieces"),
            if pieces == 1 { "is" } else { "are" },
            kinds.join(", "),
            if pieces == 1 { "it" } else { "them" },
        )
    })
}
