//! A finding of both reports: the same, ended with evidence, or changed, and by what.

use jiff::civil::Date;

use super::past::{Known, Past};
use super::{Change, Judged};
use crate::decisions::Word;

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
    changed(causes((old, was), (new, is)), was, is)
}

/// The same thing by its tag, though its line, and so its id, says something else.
pub(super) fn rewritten((old, was): (&Past, &Known), (new, is): (&Past, &Known)) -> Judged {
    if let Some(judged) = resolved(was, is, None) {
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

fn is_gone(known: &Known) -> bool {
    known.state == "disposed" || !known.disposed.is_empty()
}

/// Of a line that is on no register any more: the last report has it as disposed of, so nobody need ask.
pub(super) fn ended_before(was: &Known) -> Option<Judged> {
    (was.kind == "register" && is_gone(was)).then(|| {
        let since = if was.disposed.is_empty() { String::new() } else { format!(" ({})", was.disposed) };
        let sentence =
            format!("Its line is gone from the register, which said before that it was disposed of{since}.");
        Judged { evidence: was.place(), ..Judged::new(Change::Resolved, "disposed", sentence) }
    })
}

/// Disposed of since, or paid back since.
pub(super) fn resolved(was: &Known, is: &Known, refund: Option<&Known>) -> Option<Judged> {
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
