//! A finding of both reports: the same, ended with evidence, or changed, and by what.

use faxban_core::money::{self, format_pounds_grouped};
use jiff::civil::Date;

use super::past::{Known, Past};
use super::{Change, Judged, ended};
use crate::decisions::Word;

pub(super) fn judge(
    (old, was): (&Past, &Known),
    (new, is): (&Past, &Known),
    refund: Option<&Known>,
) -> Judged {
    if let Some(judged) = ended::since((was, old.as_of), (is, new.as_of), refund) {
        return judged;
    }
    let same = [
        (&was.outcome, &is.outcome),
        (&was.class, &is.class),
        (&was.duty, &is.duty),
        (&was.confidence, &is.confidence),
        (&was.exemption, &is.exemption),
        (&was.decision, &is.decision),
        (&was.state, &is.state),
    ];
    let is_same = same.iter().all(|(was, is)| was == is) && !has_other_disposal((old, was), (new, is));
    if is_same && record((old, was), (new, is)).is_none() {
        return Judged::new(Change::Persisting, "", "It is in both reports, the same.");
    }
    changed(causes((old, was), (new, is)), was, is)
}

/// The same thing by its tag, though its line, and so its id, says something else.
pub(super) fn rewritten((old, was): (&Past, &Known), (new, is): (&Past, &Known)) -> Judged {
    if let Some(judged) = ended::since((was, old.as_of), (is, new.as_of), None) {
        return judged;
    }
    let sentence = format!(
        "The line of asset {} says something else now: it was {} ({}) and is {}.",
        is.asset_id,
        quoted(&was.what()),
        was.finding_id,
        quoted(&is.what()),
    );
    let mut all = vec![("rewritten", sentence)];
    all.extend(causes((old, was), (new, is)).into_iter().filter(|(cause, _)| *cause != "program"));
    changed(all, was, is)
}

fn quoted(text: &str) -> String {
    format!("\"{text}\"")
}

fn changed(causes: Vec<(&'static str, String)>, was: &Known, is: &Known) -> Judged {
    let (causes, sentences): (Vec<&str>, Vec<String>) = causes.into_iter().unzip();
    let mut sentence = sentences.join(" ");
    if was.outcome != is.outcome {
        sentence = format!("{sentence} The outcome was {} and is {}.", was.outcome, is.outcome);
    }
    if was.class != is.class {
        sentence = format!("{sentence} The class was {} and is {}.", was.class, is.class);
    }
    Judged::new(Change::Changed, &causes.join("+"), sentence)
}

fn verdict(known: &Known) -> [&str; 4] {
    [&known.outcome, &known.class, &known.duty, &known.confidence]
}

fn causes((old, was): (&Past, &Known), (new, is): (&Past, &Known)) -> Vec<(&'static str, String)> {
    let mut causes = Vec::new();
    match (was.outcome == "exempt", is.outcome == "exempt") {
        (false, true) => {
            causes.push(("exemption_began", format!("An exemption covers it now: {}.", is.exemption)))
        }
        (true, false) => causes.push(("exemption_ended", "No exemption covers it any more.".to_owned())),
        _ if was.exemption != is.exemption => {
            causes.push(("exemption", "It is covered by another exemption.".to_owned()));
        }
        _ => {}
    }
    if was.decision != is.decision {
        let told = |decision: &str| match Word::parse(decision) {
            Ok(word) => format!("\"{}\"", word.label()),
            Err(_) => "none".to_owned(),
        };
        causes.push((
            "decision",
            format!("The reviewer's decision was {} and is {}.", told(&was.decision), told(&is.decision)),
        ));
    }
    if let Some(contradiction) = ended::contradiction((was, old.as_of), is) {
        causes.push(contradiction);
    } else if was.status != is.status || was.state != is.state || was.disposed != is.disposed {
        let told = |known: &Known, on: Date| {
            let status = if known.status.is_empty() { "nothing" } else { &known.status };
            let day = match known.disposed.parse::<Date>() {
                Ok(day) if day > on => format!(", to be disposed of on {day}"),
                Ok(day) => format!(", disposed {day}"),
                Err(_) => String::new(),
            };
            format!("\"{status}\"{day}")
        };
        let (was, is) = (told(was, old.as_of), told(is, new.as_of));
        causes.push(("status", format!("The status was {was} and is {is}.")));
    }
    causes.extend(record((old, was), (new, is)));
    // Rules and days change verdicts, and nothing else about a line but what its status is taken for.
    let other_state = was.state != is.state && was.status == is.status;
    let other_verdict = verdict(was) != verdict(is);
    if other_verdict {
        causes.extend(deadlines(old, new, is));
    }
    if (other_verdict || other_state) && old.pack.sha256 != new.pack.sha256 {
        let of = |past: &Past| format!("{} {}", past.pack.id, past.pack.version);
        causes.push(("rules", format!("The rules are others (pack {} then, {} now).", of(old), of(new))));
    }
    if causes.is_empty() {
        causes.push((
            "program",
            "The line and the rules are the same; the program or its options differ.".to_owned(),
        ));
    }
    causes
}

/// Whether both tables have one of these columns, or neither: a column that was lost is no other value of a line.
fn are_alike((old, was): (&Past, &Known), (new, is): (&Past, &Known), columns: &[&str]) -> bool {
    let has = |past: &Past, known: &Known| {
        past.table(known).map(|table| columns.iter().any(|column| table.columns.contains_key(*column)))
    };
    has(old, was) == has(new, is)
}

fn has_other_disposal((old, was): (&Past, &Known), (new, is): (&Past, &Known)) -> bool {
    was.disposed != is.disposed && are_alike((old, was), (new, is), &["disposed"])
}

/// Another date, amount or quantity; of a ledger line the first two are what it is known by.
fn record((old, was): (&Past, &Known), (new, is): (&Past, &Known)) -> Option<(&'static str, String)> {
    let pounds = |text: &str| match money::parse(text) {
        Ok(amount) if !text.is_empty() => format_pounds_grouped(i128::from(amount.pence)),
        _ => text.to_owned(),
    };
    // Excel writes 2 as 2.0 at times.
    let pieces = |text: &str| match text.trim().split_once('.') {
        Some((whole, parts)) if parts.chars().all(|digit| digit == '0') => whole.to_owned(),
        _ => text.trim().to_owned(),
    };
    let (date, amount) =
        if is.kind == "register" { ("date of acquisition", "cost") } else { ("date", "amount") };
    let told: Vec<String> = [
        (date, &["date", "acquired"][..], was.date.clone(), is.date.clone()),
        (amount, &["amount", "cost"], pounds(&was.amount), pounds(&is.amount)),
        ("quantity", &["quantity"], pieces(&was.quantity), pieces(&is.quantity)),
    ]
    .into_iter()
    .filter(|(_, columns, before, now)| before != now && are_alike((old, was), (new, is), columns))
    .map(|(what, _, before, now)| {
        let shown = |cell: String| if cell.is_empty() { "not given".to_owned() } else { cell };
        format!("the {what} was {} and is {}", shown(before), shown(now))
    })
    .collect();
    (!told.is_empty()).then(|| ("record", format!("The record says something else: {}.", told.join("; "))))
}

/// A deadline that was moved, or one that the as-of day has passed.
fn deadlines(old: &Past, new: &Past, is: &Known) -> Option<(&'static str, String)> {
    let from = |past: &Past| {
        let duty = past.pack.duties.iter().find(|duty| duty.duty == is.duty)?;
        duty.from.parse::<Date>().ok()
    };
    let (was, is) = (from(old)?, from(new)?);
    if was != is {
        return Some((
            "deadline",
            format!("The duty began on {was} by the rules then, and on {is} by those now."),
        ));
    }
    let passed = (old.as_of < is) != (new.as_of < is);
    passed.then(|| {
        ("as_of", format!("The duty begins on {is}; the reports are as of {} and {}.", old.as_of, new.as_of))
    })
}
