//! `changes.csv`, and what else is told of a comparison: in `summary.json`, in the terminal.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write;

use faxban_read::visible;
use serde::Serialize;

use super::csv_files::inert;
use super::figures::{grouped, in_row, plural};
use crate::compare::{Change, Comparison, Remark, Row, Side};

/// The file's name.
pub const FILE_NAME: &str = "changes.csv";
/// Findings and tables shown of each sort.
const SHOWN: usize = 8;

const HEADER: [&str; 32] = [
    "finding_id",
    "change",
    "cause",
    "sentence",
    "first_seen",
    "last_seen",
    "outcome_before",
    "outcome_now",
    "class_before",
    "class_now",
    "status_before",
    "status_now",
    "organisation_code",
    "organisation",
    "kind",
    "source",
    "sheet",
    "row",
    "date",
    "amount",
    "text",
    "evidence",
    "id_before",
    "supplier",
    "description",
    "manufacturer",
    "model",
    "asset_id",
    "order_number",
    "state",
    "disposed",
    "known_by",
];

/// Writes `changes.csv`.
///
/// # Errors
/// When the writer fails.
pub fn write(comparison: &Comparison, out: impl Write) -> csv::Result<()> {
    let mut out = csv::WriterBuilder::new().has_headers(false).from_writer(out);
    out.write_record(HEADER)?;
    for row in &comparison.rows {
        let mut safe = row.clone();
        for cell in [
            &mut safe.sentence,
            &mut safe.status_before,
            &mut safe.status_now,
            &mut safe.organisation_code,
            &mut safe.organisation,
            &mut safe.source,
            &mut safe.sheet,
            &mut safe.text,
            &mut safe.evidence,
            &mut safe.supplier,
            &mut safe.description,
            &mut safe.manufacturer,
            &mut safe.model,
            &mut safe.asset_id,
            &mut safe.order_number,
        ] {
            *cell = inert(cell).into_owned();
        }
        out.serialize(safe)?;
    }
    out.flush().map_err(Into::into)
}

/// The comparison in `summary.json` and in `faxban compare --format json`.
#[derive(Debug, Serialize)]
pub struct ComparisonJson {
    before: Side,
    now: Side,
    changes: BTreeMap<&'static str, u64>,
    tables: Vec<Remark>,
}

/// What `summary.json` says of a comparison.
#[must_use]
pub fn counts(comparison: &Comparison) -> ComparisonJson {
    ComparisonJson {
        before: comparison.before.clone(),
        now: comparison.now.clone(),
        changes: Change::ALL.iter().map(|change| (change.as_str(), comparison.count(*change))).collect(),
        tables: comparison.remarks.clone(),
    }
}

/// What changed, in one sentence.
#[must_use]
pub fn headline(comparison: &Comparison) -> String {
    let since = &comparison.before.as_of;
    let of =
        |wanted: &dyn Fn(&Remark) -> bool| comparison.remarks.iter().filter(|remark| wanted(remark)).count();
    let stopped = of(&|remark| remark.what == "no_later_lines");
    let missing = of(&is_grave) - stopped;
    let mut tables = String::new();
    for (count, one, many) in [
        (missing, "table is missing or empty", "tables are missing or empty"),
        (stopped, "ledger ends where it did", "ledgers end where they did"),
        (comparison.remarks.len() - missing - stopped, "remark on another table", "remarks on other tables"),
    ] {
        if count > 0 {
            let _ = write!(tables, "; {}", plural(count as u64, one, many));
        }
    }
    if is_quiet(comparison) {
        let same = comparison.count(Change::Persisting);
        let same = plural(same, "finding is in both, the same", "findings are in both, the same");
        return format!("Nothing changed since the report of {since}: {same}");
    }
    let counts: Vec<String> = Change::ALL
        .iter()
        .map(|change| (comparison.count(*change), words(*change)))
        .filter(|(count, _)| *count > 0)
        .map(|(count, words)| format!("{} {words}", grouped(count)))
        .collect();
    let still = match comparison.still_missed() {
        0 => String::new(),
        still => format!("; of what vanished, {} before", plural(still, "went", "went")),
    };
    format!("Since the report of {since}: {}{still}{tables}", counts.join(", "))
}

/// Whether there is nothing to tell but that nothing changed.
#[must_use]
pub fn is_quiet(comparison: &Comparison) -> bool {
    comparison.remarks.is_empty() && comparison.rows.iter().all(|row| row.change == Change::Persisting)
}

/// A table that was not sent may hold anything, so what says so is never left out for others.
fn is_grave(remark: &Remark) -> bool {
    matches!(remark.what, "missing" | "no_lines" | "no_later_lines")
}

/// Remarks on tables, the grave ones first.
#[must_use]
pub fn remarks(comparison: &Comparison) -> Vec<&Remark> {
    let (grave, others): (Vec<&Remark>, Vec<&Remark>) =
        comparison.remarks.iter().partition(|remark| is_grave(remark));
    grave.into_iter().chain(others).collect()
}

/// The comparison as text.
#[must_use]
pub fn told(comparison: &Comparison) -> String {
    let (before, now) = (&comparison.before, &comparison.now);
    let mut out = format!(" What changed from {} to {}", before.as_of, now.as_of);
    if before.pack_sha256 == now.pack_sha256 {
        let _ = writeln!(out, " (the same rules: pack {})", now.pack);
    } else {
        let _ = writeln!(out, " (other rules: pack {} then, {} now)", before.pack, now.pack);
    }
    let counts: Vec<String> = Change::ALL
        .iter()
        .map(|change| format!("{} {}", grouped(comparison.count(*change)), words(*change)))
        .collect();
    let _ = writeln!(out, "  {}", counts.join("   "));
    for change in [Change::New, Change::Changed, Change::Vanished, Change::Resolved] {
        rows(comparison, change, &mut out);
    }
    if !comparison.remarks.is_empty() {
        let remarks = remarks(comparison);
        let shown = remarks.iter().filter(|remark| is_grave(remark)).count().max(SHOWN);
        let _ = writeln!(out, " Tables that do not look as they did{}", more(remarks.len(), shown));
        for remark in remarks.iter().take(shown) {
            let _ = writeln!(out, "  - {}", visible::line(&remark.sentence));
        }
    }
    out.push('\n');
    out
}

/// What became of findings, in words that go behind a number.
#[must_use]
pub const fn words(change: Change) -> &'static str {
    match change {
        Change::New => "new",
        Change::Changed => "changed",
        Change::Resolved => "resolved with evidence",
        Change::Vanished => "vanished without evidence",
        Change::NotComparable => "not comparable",
        Change::Persisting => "persisting",
    }
}

fn rows(comparison: &Comparison, change: Change, out: &mut String) {
    let rows: Vec<&Row> = comparison.rows.iter().filter(|row| row.change == change).collect();
    if rows.is_empty() {
        return;
    }
    let _ = writeln!(
        out,
        " {}{}",
        plural(rows.len() as u64, words(change), words(change)),
        more(rows.len(), SHOWN)
    );
    for row in rows.iter().take(SHOWN) {
        let outcome = if row.outcome_now.is_empty() { &row.outcome_before } else { &row.outcome_now };
        let sheet = if row.sheet.is_empty() { String::new() } else { format!(", sheet {}", row.sheet) };
        let text: String = row.text.chars().filter(|c| !c.is_control()).take(96).collect();
        let place = format!("  {outcome:<9} {}{sheet}{}  [{}]", row.source, in_row(&row.row), row.finding_id);
        let _ = writeln!(out, "{}", visible::line(&place));
        let _ = writeln!(out, "            {text}");
        let _ = writeln!(out, "            {}", visible::line(&row.sentence));
    }
}

fn more(all: usize, shown: usize) -> String {
    if all > shown { format!(" ({shown} of {all} shown)") } else { String::new() }
}
