//! What a person reads in the terminal after an audit: the verdict first, then what it rests on.

use std::fmt::Write as _;

use comfy_table::{CellAlignment, Table, presets};
use faxban_core::money::format_pounds_grouped;
use faxban_read::visible;

use super::figures::plural;
use super::tables::{Group, Row, crossed};
use super::{FILES, Report, changes, crosscheck, decided, declared, digest, exempted, shown_outcomes};
use crate::output::ORGANISATIONS;

/// Findings shown in full; the rest is in `findings.csv`.
const WORST: usize = 8;
/// Warnings shown; the rest is in `summary.json`.
const WARNINGS: usize = 12;
/// Declarations named at the top; the rest is further down.
const NAMED: usize = 3;

/// The summary as text.
#[must_use]
pub fn summary(report: &Report, folder: &str, per_organisation: bool) -> String {
    let mut out = String::new();
    head(report, &mut out);
    groups("By organisation", &report.tables.organisations, &mut out);
    groups("By class", &digest::named_classes(report), &mut out);
    worst(report, &mut out);
    let against = declared::contradicted(report);
    everything("Further declarations", against.into_iter().skip(NAMED), &mut out);
    everything("Further exemptions that have ended", exempted::further_ended(report), &mut out);
    list("Other declarations", declared::others(report).into_iter(), &mut out);
    not_assessed(report, &mut out);
    together(report, &mut out);
    list(
        "Could not be read or audited",
        report.problems.iter().map(|p| format!("{}: {}", p.path, p.message)),
        &mut out,
    );
    list_from(
        "Products named outside the lines",
        digest::unplaced(report).into_iter(),
        "mentions.csv",
        &mut out,
    );
    list("Warnings", digest::warnings(report).into_iter(), &mut out);
    foot(report, folder, &mut out);
    if per_organisation {
        let _ = match report.organisations().len() {
            0 | 1 => writeln!(out, " There are not several organisations, so there is no report for each."),
            several => {
                writeln!(out, " A report for each of {several} organisations: {folder}/{ORGANISATIONS}")
            }
        };
    }
    out
}

fn head(report: &Report, out: &mut String) {
    let pack = &report.pack;
    let _ =
        writeln!(out, "{} (pack {} {}), judged as of {}\n", pack.title, pack.id, pack.version, report.as_of);
    if !report.reconciled.is_balanced() {
        let _ = writeln!(out, "  THE TOTALS DO NOT RECONCILE: do not rely on this report.");
        for difference in report.reconciled.differences() {
            let _ = writeln!(out, "  {}", visible::line(difference));
        }
    }
    let _ = writeln!(out, "  {}", digest::counts(report).join("   "));
    let ended = exempted::ended(report).map(|ended| format!("EXEMPTIONS HAVE ENDED: {ended}"));
    let headlines = [decided::headline(report), ended, exempted::ending(report)];
    let against = declared::contradicted(report);
    for headline in headlines.iter().flatten().chain(against.iter().take(NAMED)) {
        let _ = writeln!(out, "  {}", visible::line(headline));
    }
    if against.len() > NAMED {
        let _ = writeln!(out, "  and {} more, below and in {}", against.len() - NAMED, declared::FILE_NAME);
    }
    for audited in digest::audited(report) {
        let _ = writeln!(out, "  {audited}");
    }
    let _ = writeln!(out, "  in {}\n", digest::extent(report));
}

fn groups(title: &str, groups: &[Group], out: &mut String) {
    if groups.is_empty() {
        return;
    }
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    let outcomes = shown_outcomes(groups);
    let titles = outcomes.iter().map(|outcome| outcome.as_str().replace('_', " "));
    table.set_header(std::iter::once(title.to_owned()).chain(titles).chain(["paid (net)".to_owned()]));
    for Row { key, lines, pence } in crossed(groups) {
        let shown = |outcome| lines.get(outcome).map_or_else(|| "·".to_owned(), ToString::to_string);
        let net = if pence == 0 { "·".to_owned() } else { format_pounds_grouped(pence) };
        let key = visible::line(&key).into_owned();
        table.add_row(std::iter::once(key).chain(outcomes.iter().map(shown)).chain([net]));
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
    let findings: Vec<_> = digest::worst(report).into_iter().filter(|finding| finding.is_open()).collect();
    if findings.is_empty() {
        return;
    }
    let _ = writeln!(out, " The findings that matter most{}", more(findings.len(), WORST, "findings.csv"));
    for finding in findings.into_iter().take(WORST) {
        let place = digest::place(report, finding);
        let _ = writeln!(out, "  {:<9} {}  [{}]", finding.outcome, visible::line(&place), finding.id);
        let decided = finding.decision.as_ref().map(decided::sentence);
        for said in [digest::what(finding), finding.reason.clone()].into_iter().chain(decided) {
            let _ = writeln!(out, "            {}", visible::line(&said));
        }
    }
    out.push('\n');
}

/// What lines show together, and what changed since an earlier report.
fn together(report: &Report, out: &mut String) {
    let told = crosscheck::told(report);
    for line in &told {
        let _ = writeln!(out, " {line}");
    }
    if !told.is_empty() {
        out.push('\n');
    }
    if let Some(comparison) = &report.comparison {
        out.push_str(&changes::told(comparison));
    }
}

fn not_assessed(report: &Report, out: &mut String) {
    let Some((sentence, blind)) = digest::not_assessed(report) else { return };
    let _ = writeln!(out, " Could not be assessed: {sentence}.");
    if !blind.is_empty() {
        let _ = writeln!(
            out,
            "   {} without any column that says so: {}{}",
            plural(blind.len() as u64, "table", "tables"),
            visible::line(&blind.iter().take(4).cloned().collect::<Vec<_>>().join("; ")),
            if blind.len() > 4 { format!("; and {} more", blind.len() - 4) } else { String::new() }
        );
    }
    out.push('\n');
}

/// What is too grave to be left out, however much of it there is.
fn everything(title: &str, items: impl Iterator<Item = String>, out: &mut String) {
    let items: Vec<String> = items.collect();
    if items.is_empty() {
        return;
    }
    let _ = writeln!(out, " {title}");
    for item in items {
        let _ = writeln!(out, "  - {}", visible::line(&item));
    }
    out.push('\n');
}

fn list(title: &str, items: impl Iterator<Item = String>, out: &mut String) {
    list_from(title, items, "summary.json", out);
}

/// The first items of a list that is whole in a file.
fn list_from(title: &str, items: impl Iterator<Item = String>, file: &str, out: &mut String) {
    let items: Vec<String> = items.collect();
    if items.is_empty() {
        return;
    }
    let _ = writeln!(out, " {title}{}", more(items.len(), WARNINGS, file));
    for item in items.iter().take(WARNINGS) {
        let _ = writeln!(out, "  - {}", visible::line(item));
    }
    out.push('\n');
}

fn more(all: usize, shown: usize, file: &str) -> String {
    if all > shown { format!(" ({shown} of {all}; all in {file})") } else { String::new() }
}

fn foot(report: &Report, folder: &str, out: &mut String) {
    if let Some(sentence) = digest::reconciled(report) {
        let _ = writeln!(out, " Reconciled: {sentence}.");
    }
    if let Some(sentence) = digest::masked(report) {
        let _ = writeln!(out, " {sentence}");
    }
    if let Some(limitation) = report.pack.limitations.first() {
        let _ = writeln!(out, " {limitation}");
    }
    let declared = (!report.listed.declared.is_empty()).then_some(declared::FILE_NAME);
    let changes = report.comparison.is_some().then_some(changes::FILE_NAME);
    let files: Vec<&str> = FILES.into_iter().chain(declared).chain(changes).collect();
    let _ = writeln!(out, " Results: {folder} ({})", files.join(", "));
}
