//! Figures for monitoring, in the text form that node_exporter collects.

use std::fmt::Write as _;

use super::Report;

/// The figures of a report; `at` is when it was made, in seconds since 1970.
#[must_use]
pub fn text(report: &Report, at: i64) -> String {
    let mut out = String::new();
    head(&mut out, "faxban_findings", "Findings by outcome and organisation.");
    for group in &report.tables.organisations {
        let (outcome, organisation) = (label(group.outcome.as_str()), label(&group.key));
        let _ = writeln!(
            out,
            "faxban_findings{{outcome=\"{outcome}\",organisation=\"{organisation}\"}} {}",
            group.lines
        );
    }
    let lines: u64 = report.inputs.iter().map(|input| input.records).sum();
    for (name, help, figure) in [
        ("faxban_lines_total", "Lines read.", i64::try_from(lines).unwrap_or(i64::MAX)),
        ("faxban_inputs", "Files read.", i64::try_from(report.inputs.len()).unwrap_or(i64::MAX)),
        (
            "faxban_problems",
            "Files missing or not readable.",
            i64::try_from(report.problems.len()).unwrap_or(i64::MAX),
        ),
        (
            "faxban_reconciles",
            "Whether every line and penny is accounted for.",
            i64::from(report.reconciled.is_balanced()),
        ),
        ("faxban_last_run_timestamp_seconds", "When the last report was made.", at),
    ] {
        head(&mut out, name, help);
        let _ = writeln!(out, "{name} {figure}");
    }
    out
}

fn head(out: &mut String, name: &str, help: &str) {
    let _ = writeln!(out, "# HELP {name} {help}\n# TYPE {name} gauge");
}

fn label(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}
