//! A finding of both reports: the same, ended with evidence, or changed, and by what.

use jiff::civil::Date;

use super::past::{Known, Past};
use super::{Change, Judged};

pub(super) fn judge(
    (old, was): (&Past, &Known),
    (new, is): (&Past, &Known),
    refund: Option<&Known>,
) -> Judged {
    if let Some(judged) = resolved(was, is, refund) {
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
    if same.iter().all(|(was, is)| was == is) {
        return Judged::new(Change::Persisting, "", "It is in both reports, the same.");
    }
    let (causes, sentences): (Vec<&str>, Vec<String>) = causes((old, was), (new, is)).into_iter().unzip();
    let mut sentence = sentences.join(" ");
    if was.outcome != is.outcome {
        sentence = format!("{sentence} The outcome was {} and is {}.", was.outcome, is.outcome);
    }
    if was.class != is.class {
        sentence = format!("{sentence} The class was {} and is {}.", was.class, is.class);
    }
    Judged::new(Change::Changed, &causes.join("+"), sentence)
}

/// Disposed of since, or paid back since.
fn resolved(was: &Known, is: &Known, refund: Option<&Known>) -> Option<Judged> {
    let is_gone = |known: &Known| known.state == "disposed" || !known.disposed.is_empty();
    if is_gone(is) && !is_gone(was) && !was.state.is_empty() {
        let since = if is.disposed.is_empty() { String::new() } else { format!(", as of {}", is.disposed) };
        let status = if is.status.is_empty() { String::new() } else { format!(" (\"{}\")", is.status) };
        let sentence = format!("The register now says that it is gone{since}{status}.");
        return Some(Judged { evidence: is.place(), ..Judged::new(Change::Resolved, "disposed", sentence) });
    }
    refund.map(refunded)
}

/// A purchase that was paid back.
pub(super) fn refunded(refund: &Known) -> Judged {
    let sentence = format!(
        "It was paid back on {} (£{}, {}); the purchase itself stays on record.",
        if refund.date.is_empty() { "an unknown day" } else { &refund.date },
        refund.amount,
        refund.finding_id
    );
    Judged { evidence: refund.place(), ..Judged::new(Change::Resolved, "refunded", sentence) }
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
        let told =
            |decision: &str| if decision.is_empty() { "none".to_owned() } else { format!("\"{decision}\"") };
        causes.push((
            "decision",
            format!("The reviewer's decision was {} and is {}.", told(&was.decision), told(&is.decision)),
        ));
    }
    if was.status != is.status || was.state != is.state || was.disposed != is.disposed {
        let told = |known: &Known| {
            let status = if known.status.is_empty() { "nothing" } else { &known.status };
            let day = if known.disposed.is_empty() {
                String::new()
            } else {
                format!(", disposed {}", known.disposed)
            };
            format!("\"{status}\"{day}")
        };
        causes.push(("status", format!("The status was {} and is {}.", told(was), told(is))));
    }
    if was.date != is.date || was.quantity != is.quantity || was.amount != is.amount {
        causes.push(("record", "The line's date, amount or quantity is another.".to_owned()));
    }
    causes.extend(deadlines(old, new, is));
    if old.pack.sha256 != new.pack.sha256 {
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
