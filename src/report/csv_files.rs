//! `findings.csv`, `cleared.csv`, `rejects.csv`, `reconciliation.csv`.

use std::borrow::Cow;
use std::io::Write;

use faxban_core::money::format_pounds;
use faxban_core::{Outcome, SourceKind};

use super::Report;
use crate::findings::{Cleared, Line};
use crate::tally::Tally;

const FINDINGS: [&str; 36] = [
    "finding_id",
    "outcome",
    "class",
    "duty",
    "confidence",
    "organisation_code",
    "organisation",
    "kind",
    "source",
    "sheet",
    "row",
    "date",
    "date_basis",
    "amount",
    "quantity",
    "supplier",
    "description",
    "manufacturer",
    "model",
    "asset_id",
    "order_number",
    "status",
    "rule",
    "matched_column",
    "matched_text",
    "criteria",
    "reason",
    "recommendation",
    "exemption",
    "cause",
    "management_response",
    "owner",
    "due_date",
    "evidence",
    "state",
    "disposed",
];
const CLEARED: [&str; 23] = [
    "organisation_code",
    "organisation",
    "kind",
    "source",
    "sheet",
    "row",
    "date",
    "date_basis",
    "amount",
    "quantity",
    "supplier",
    "description",
    "manufacturer",
    "model",
    "asset_id",
    "order_number",
    "rule",
    "exclusion",
    "reason",
    "matched_text",
    "matched_column",
    "exclusion_column",
    "exclusion_text",
];

/// Text that a spreadsheet would take for a formula is made inert; numbers are left alone.
#[must_use]
pub fn inert(cell: &str) -> Cow<'_, str> {
    let starts_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if starts_formula && !is_number(cell) { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

fn is_number(cell: &str) -> bool {
    let digits = cell.strip_prefix(['-', '+']).unwrap_or(cell);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b',')
}

/// Writes `findings.csv`.
///
/// # Errors
/// When the writer fails.
pub fn findings(report: &Report, out: impl Write) -> csv::Result<()> {
    let mut out = csv::Writer::from_writer(out);
    out.write_record(FINDINGS)?;
    for finding in &report.findings {
        let line = LineCells::of(report, &finding.line);
        let decisive = finding.decisive();
        let is_register = finding.line.kind == Some(SourceKind::Register);
        let disposed = finding.line.disposed.map(|day| day.to_string()).unwrap_or_default();
        for cell in [
            finding.id.as_str(),
            finding.outcome.as_str(),
            &finding.class,
            finding.duty.as_str(),
            finding.confidence.as_str(),
        ] {
            out.write_field(cell)?;
        }
        line.write(&mut out)?;
        for cell in [
            &*inert(&finding.line.status),
            finding.rule(),
            decisive.map_or("", |words| words.column.as_str()),
            &inert(decisive.map_or("", |words| words.text.as_str())),
            &finding.criteria,
            &inert(&finding.reason),
            &finding.recommendation,
            &inert(&finding.exemption),
            "",
            "",
            "",
            "",
            &inert(&finding.grounds),
            if is_register { finding.line.state.as_str() } else { "" },
            &disposed,
        ] {
            out.write_field(cell)?;
        }
        out.write_record(None::<&[u8]>)?;
    }
    out.flush().map_err(Into::into)
}

/// Writes `cleared.csv`.
///
/// # Errors
/// When the writer fails.
pub fn cleared(report: &Report, out: impl Write) -> csv::Result<()> {
    let mut out = csv::Writer::from_writer(out);
    out.write_record(CLEARED)?;
    for cleared in &report.cleared {
        LineCells::of(report, &cleared.line).write(&mut out)?;
        let Cleared { matched, explained, .. } = cleared;
        for cell in [
            &*matched.by,
            &explained.by,
            &cleared.reason,
            &inert(&matched.text),
            matched.column.as_str(),
            explained.column.as_str(),
            &inert(&explained.text),
        ] {
            out.write_field(cell)?;
        }
        out.write_record(None::<&[u8]>)?;
    }
    out.flush().map_err(Into::into)
}

/// Writes `rejects.csv`.
///
/// # Errors
/// When the writer fails.
pub fn rejects(report: &Report, out: impl Write) -> csv::Result<()> {
    let mut out = csv::Writer::from_writer(out);
    out.write_record(["source", "sheet", "row", "reason", "raw"])?;
    for source in &report.sources {
        for reject in &source.rejects {
            let row = reject.row.to_string();
            out.write_record([
                &*inert(&source.name),
                &inert(&source.sheet),
                &row,
                &reject.reason,
                &inert(&reject.raw),
            ])?;
        }
    }
    out.flush().map_err(Into::into)
}

/// Writes `reconciliation.csv`: a row an outcome and a total row a source, then all sources together.
///
/// # Errors
/// When the writer fails.
pub fn reconciliation(report: &Report, out: impl Write) -> csv::Result<()> {
    let mut out = csv::Writer::from_writer(out);
    out.write_record(["source", "sheet", "outcome", "lines", "debit", "credit", "net"])?;
    let mut row = |source: &str, sheet: &str, outcome: &str, tally: &Tally| {
        out.write_record([
            &*inert(source),
            &inert(sheet),
            outcome,
            &tally.lines.to_string(),
            &format_pounds(tally.debit),
            &format_pounds(tally.credit),
            &format_pounds(tally.net()),
        ])
    };
    for (source, account) in report.sources.iter().zip(report.reconciled.accounts()) {
        for outcome in Outcome::ALL {
            if let Some(tally) = account.outcomes.get(outcome).filter(|tally| tally.lines > 0) {
                row(&source.name, &source.sheet, outcome.as_str(), tally)?;
            }
        }
        row(&source.name, &source.sheet, "total", &account.control)?;
    }
    for outcome in Outcome::ALL {
        let tally = report.reconciled.outcome(*outcome);
        if tally.lines > 0 {
            row("(all sources)", "", outcome.as_str(), &tally)?;
        }
    }
    row("(all sources)", "", "total", &report.reconciled.control())?;
    out.flush().map_err(Into::into)
}

/// The cells that findings and cleared lines share, in the contract's order.
struct LineCells<'a> {
    line: &'a Line,
    source: &'a str,
    sheet: &'a str,
}

impl<'a> LineCells<'a> {
    fn of(report: &'a Report, line: &'a Line) -> Self {
        let (source, sheet) = report.place(line.source);
        Self { line, source, sheet }
    }

    fn write<W: Write>(&self, out: &mut csv::Writer<W>) -> csv::Result<()> {
        let line = self.line;
        let amount = line.pence.map(|pence| format_pounds(i128::from(pence))).unwrap_or_default();
        for cell in [
            &*inert(&line.organisation_code),
            &inert(&line.organisation),
            line.kind.map_or("", SourceKind::as_str),
            &inert(self.source),
            &inert(self.sheet),
            &line.row.to_string(),
            &line.date.map(|date| date.to_string()).unwrap_or_default(),
            &line.date_basis,
            &amount,
            &inert(&line.quantity),
            &inert(&line.supplier),
            &inert(&line.description),
            &inert(&line.manufacturer),
            &inert(&line.model),
            &inert(&line.asset_id),
            &inert(&line.order_number),
        ] {
            out.write_field(cell)?;
        }
        Ok(())
    }
}
