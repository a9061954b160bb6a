//! A finding of one report only: gone, or come.
//!
//! A register is a picture of a day: if the organisation's register is there again, a line that is not is missed. A
//! ledger is of a period: a line is missed only if the organisation's ledger covers the line's month again, with half
//! as many lines of it at least; a stray late invoice does not cover a month. And where the columns by which lines
//! are known differ, nothing can be missed or new.

use std::collections::BTreeSet;

use super::past::{Known, Past, Source};
use super::{Change, Judged, carried, ended};
use crate::report::tables::NOT_STATED;

/// Columns that make up a finding's id.
const IDENTITY: [&str; 10] = [
    "asset_id",
    "serial",
    "order_number",
    "transaction_id",
    "supplier",
    "description",
    "manufacturer",
    "model",
    "date",
    "amount",
];

/// Only in the earlier report.
pub(super) fn gone((old, was): (&Past, &Known), new: &Past, refund: Option<&Known>) -> Judged {
    if let Some(refund) = refund {
        return ended::refunded(refund);
    }
    if let Some(exclusion) = new.cleared.get(&was.content()) {
        return cleared_now(exclusion);
    }
    let tables = new.tables_of(was);
    if tables.is_empty() {
        let sentence = format!(
            "The report of {} has no {} of {}; nothing can be said of this line.",
            new.as_of,
            was.kind,
            whose(was)
        );
        return Judged::new(Change::NotComparable, "table_missing", sentence);
    }
    let own = old.table(was).map(identity);
    if own.as_ref().is_some_and(|own| tables.iter().all(|table| identity(table) != *own)) {
        return Judged::new(Change::NotComparable, "columns", other_columns(own.as_ref(), &tables));
    }
    if was.kind == "ledger"
        && let Some(judged) = not_covered((old, was), (new, &tables))
    {
        return judged;
    }
    if let Some(judged) = ended::before(was, new.as_of) {
        return judged;
    }
    let mut sentence = format!(
        "No line of the {} of {} shows it any more, and nothing says why: it is gone, or its line says something else now. Ask what became of it.",
        was.kind,
        whose(was)
    );
    if old.pack.sha256 != new.pack.sha256 {
        sentence += " The rules are others than then, so the line may be there and no longer match.";
    }
    Judged::new(Change::Vanished, "", sentence)
}

/// The same line is there, and an exclusion explains it.
pub(super) fn cleared_now(exclusion: &str) -> Judged {
    let sentence = format!("The same line is now explained as none (exclusion {exclusion}).");
    Judged::new(Change::Changed, "cleared", sentence)
}

/// A ledger line whose month the later ledgers do not cover again.
fn not_covered((old, was): (&Past, &Known), (new, tables): (&Past, &[&Source])) -> Option<Judged> {
    let Some(month) = was.date.get(..7) else {
        let sentence =
            "The line has no date, so it cannot be said whether the ledgers of this report cover it.";
        return Some(Judged::new(Change::NotComparable, "no_date", sentence));
    };
    let lines = |tables: &[&Source]| -> u64 {
        tables.iter().filter_map(|table| table.lines_by_month.get(month)).sum()
    };
    let (then, now) = (lines(&old.tables_of(was)), lines(tables));
    (now * 2 < then || now == 0).then(|| {
        let sentence = format!(
            "The ledgers of {} in the report of {} do not cover {month} again ({now} lines of it; {then} then). A purchase stays on record.",
            whose(was),
            new.as_of
        );
        Judged::new(Change::NotComparable, "other_period", sentence)
    })
}

/// Only in the later report.
pub(super) fn come(old: &Past, (new, is): (&Past, &Known)) -> Judged {
    if let Some(exclusion) = old.cleared.get(&is.content()) {
        let sentence = format!("The same line was explained as none then (exclusion {exclusion}).");
        return Judged::new(Change::Changed, "cleared", sentence);
    }
    if let Some(row) = old.changes.get(&is.finding_id) {
        return carried::back(row, old, (new, is));
    }
    let tables = old.tables_of(is);
    if tables.is_empty() {
        let sentence = format!("The last report has no {} of {}.", is.kind, whose(is));
        return Judged::new(Change::New, "table_new", sentence);
    }
    let own = new.table(is).map(identity);
    let lost = || {
        let now: Vec<BTreeSet<&str>> = new.tables_of(is).into_iter().map(identity).collect();
        tables.iter().any(|table| !now.contains(&identity(table)))
    };
    if own.as_ref().is_some_and(|own| tables.iter().all(|table| identity(table) != *own)) && lost() {
        return Judged::new(Change::NotComparable, "columns", other_columns(own.as_ref(), &tables));
    }
    let mut sentence = "It is not in the last report.".to_owned();
    // What a register gives is the day of acquisition: when the line was written it does not say.
    let is_late = is.date.parse::<jiff::civil::Date>().is_ok_and(|day| day <= old.as_of);
    if is.kind == "ledger" && is_late {
        sentence +=
            &format!(" The line is dated {}, before that report's day: it was recorded late.", is.date);
    }
    if old.pack.sha256 != new.pack.sha256 {
        sentence += " The rules are others than then, so the line may have been there.";
    }
    Judged::new(Change::New, "", sentence)
}

fn whose(known: &Known) -> String {
    let name = super::full_name(known);
    if name == NOT_STATED { "this organisation".to_owned() } else { name }
}

/// The columns by which the lines of a table are known.
pub(super) fn identity(table: &Source) -> BTreeSet<&str> {
    let is_ledger = table.kind == "ledger";
    let counts = |field: &&str| is_ledger || !matches!(*field, "date" | "amount");
    IDENTITY.into_iter().filter(counts).filter(|field| table.columns.contains_key(*field)).collect()
}

pub(super) fn other_columns(own: Option<&BTreeSet<&str>>, tables: &[&Source]) -> String {
    let others: BTreeSet<&str> = tables.iter().flat_map(|table| identity(table)).collect();
    let own = own.cloned().unwrap_or_default();
    let differ: Vec<&str> = own.symmetric_difference(&others).copied().collect();
    format!(
        "Its table is read by other columns than in the other report ({}), so its lines cannot be known again. Map the columns alike with --map.",
        differ.join(", ")
    )
}
