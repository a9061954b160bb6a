//! Findings that an earlier comparison could not compare, or missed: kept until their table or line is back, or evidence of
//! their end; one that is missed, until a reviewer has decided what became of it, too.
//!
//! What is remembered of them is their row in the last `changes.csv`.

use std::collections::BTreeSet;

use super::one::{self, identity, other_columns};
use super::past::{Known, Past};
use super::{Change, Judged, Row, ended};

/// The cause of what is missed for another month.
pub(super) const STILL: &str = "still";

/// The finding of a row as it was when a report last had it.
pub(super) fn known(row: &Row) -> Known {
    let last = |now: &str, before: &str| if now.is_empty() { before } else { now }.to_owned();
    Known {
        finding_id: row.finding_id.clone(),
        outcome: last(&row.outcome_now, &row.outcome_before),
        class: last(&row.class_now, &row.class_before),
        status: last(&row.status_now, &row.status_before),
        organisation_code: row.organisation_code.clone(),
        organisation: row.organisation.clone(),
        kind: row.kind.clone(),
        source: row.source.clone(),
        sheet: row.sheet.clone(),
        row: row.row.clone(),
        date: row.date.clone(),
        amount: row.amount.clone(),
        supplier: row.supplier.clone(),
        description: row.description.clone(),
        manufacturer: row.manufacturer.clone(),
        model: row.model.clone(),
        asset_id: row.asset_id.clone(),
        order_number: row.order_number.clone(),
        state: row.state.clone(),
        disposed: row.disposed.clone(),
        ..Known::default()
    }
}

/// Its row in this comparison.
pub(super) fn row((row, was): (&Row, &Known), judged: Judged) -> Row {
    let Judged { change, cause, sentence, evidence } = judged;
    Row {
        change,
        cause,
        sentence,
        evidence,
        outcome_before: was.outcome.clone(),
        outcome_now: String::new(),
        class_before: was.class.clone(),
        class_now: String::new(),
        status_before: was.status.clone(),
        status_now: String::new(),
        ..row.clone()
    }
}

/// Not in the last report and not in this one; none when nothing more can be said of it.
pub(super) fn judge((row, was): (&Row, &Known), new: &Past, refund: Option<&Known>) -> Option<Judged> {
    if let Some(refund) = refund {
        return Some(ended::refunded(refund));
    }
    if let Some(exclusion) = new.cleared.get(&was.content()) {
        return Some(one::cleared_now(exclusion));
    }
    if row.change == Change::Vanished {
        return (!new.closed.contains(&row.finding_id)).then(|| {
            let sentence = format!(
                "No line shows it since the report of {}, and still nothing says why. Ask what became of it.",
                row.last_seen
            );
            Judged::new(Change::Vanished, STILL, sentence)
        });
    }
    let tables = new.tables_of(was);
    let known_by: BTreeSet<&str> = row.known_by.split_whitespace().collect();
    let now: Vec<BTreeSet<&str>> = tables.iter().map(|table| identity(table)).collect();
    // Known by fewer columns than its table has again: what it was is known again under another id.
    let has_more = now.iter().any(|now| known_by.is_subset(now) && known_by != *now);
    let is_same = now.contains(&known_by);
    if row.cause == "columns" && has_more && !is_same {
        return None;
    }
    // A ledger's month may be covered by a stray line only; a purchase stays on record.
    if row.kind == "ledger" || known_by.is_empty() || !(has_more || is_same) {
        let sentence = format!(
            "The report of {} was the last that has it; its table, or its month, has not come back.",
            row.last_seen
        );
        return Some(Judged::new(Change::NotComparable, "carried", sentence));
    }
    if !is_same {
        let sentence = other_columns(Some(&known_by), &tables);
        return Some(Judged::new(Change::NotComparable, "columns", sentence));
    }
    Some(match ended::before(was, new.as_of) {
        Some(judged) => judged,
        None => {
            let sentence = format!(
                "The table is back, and no line of it shows this any more: the report of {} was the last that has it, and nothing says why. It is gone, or its line says something else now. Ask what became of it.",
                row.last_seen
            );
            Judged::new(Change::Vanished, "", sentence)
        }
    })
}

/// Not in the last report, but in an earlier one, and in this one again.
pub(super) fn back(row: &Row, old: &Past, (new, is): (&Past, &Known)) -> Judged {
    let was = known(row);
    let seen = row.last_seen.parse().unwrap_or(old.as_of);
    if let Some(judged) = ended::since((&was, seen), (is, new.as_of), None) {
        return judged;
    }
    let sentence = format!("It is back: the report of {} has it, the last one has not.", row.last_seen);
    if let Some((cause, contradiction)) = ended::contradiction((&was, seen), is) {
        return Judged::new(Change::Changed, &format!("back+{cause}"), format!("{sentence} {contradiction}"));
    }
    let mut differs = Vec::new();
    for (what, was, is) in [
        ("outcome", &was.outcome, &is.outcome),
        ("class", &was.class, &is.class),
        ("status", &was.status, &is.status),
    ] {
        if was != is {
            differs.push(format!("the {what} was \"{was}\" and is \"{is}\""));
        }
    }
    let is_same = was.outcome == is.outcome && was.class == is.class && was.state == is.state;
    if row.change == Change::Vanished {
        let sentence = format!("{sentence} Then no line showed it: ask where it was.");
        let differs =
            if is_same { String::new() } else { format!(" As of {}, {}.", new.as_of, differs.join(", ")) };
        return Judged::new(Change::Changed, "back", sentence + &differs);
    }
    if is_same {
        return Judged::new(Change::Persisting, "back", sentence);
    }
    let sentence = format!("{sentence} As of {}, {}.", new.as_of, differs.join(", "));
    Judged::new(Change::Changed, "back", sentence)
}
