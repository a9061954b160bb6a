//! How a finding ends by the records: disposed of, or paid back; and a disposal that an earlier report speaks against.

use jiff::Span;
use jiff::civil::Date;

use super::past::Known;
use super::{Change, Judged};

/// A disposal may be entered so many days late without anybody wondering.
const GRACE: i64 = 92;

/// Whether the register says, on a day, that the thing is gone. One that is to go later is still there.
fn is_gone(known: &Known, on: Date) -> bool {
    known.disposed.parse::<Date>().map_or_else(|_| known.state == "disposed", |day| day <= on)
}

/// Of a line that is on no register any more: the last report has it as disposed of, so nobody need ask.
pub(super) fn before(was: &Known, on: Date) -> Option<Judged> {
    (was.kind == "register" && is_gone(was, on)).then(|| {
        let since = if was.disposed.is_empty() { String::new() } else { format!(" ({})", was.disposed) };
        let sentence =
            format!("Its line is gone from the register, which said before that it was disposed of{since}.");
        Judged { evidence: was.place(), ..Judged::new(Change::Resolved, "disposed", sentence) }
    })
}

/// Disposed of, or paid back, between the days of two reports.
pub(super) fn since(
    (was, seen): (&Known, Date),
    (is, on): (&Known, Date),
    refund: Option<&Known>,
) -> Option<Judged> {
    let gone = is_gone(is, on) && !is_gone(was, seen) && !was.state.is_empty();
    if gone && contradiction((was, seen), is).is_none() {
        let since = if is.disposed.is_empty() { String::new() } else { format!(", as of {}", is.disposed) };
        let status = if is.status.is_empty() { String::new() } else { format!(" (\"{}\")", is.status) };
        let sentence = format!("The register now says that it is gone{since}{status}.");
        return Some(Judged { evidence: is.place(), ..Judged::new(Change::Resolved, "disposed", sentence) });
    }
    refund.map(refunded)
}

/// A disposal dated long before a report that has the thing all the same.
pub(super) fn contradiction((was, seen): (&Known, Date), is: &Known) -> Option<(&'static str, String)> {
    let disposed = is.disposed.parse::<Date>().ok()?;
    // The first of a month, or of a year, may stand for all of it.
    let latest = match (disposed.month(), disposed.day()) {
        (1, 1) => disposed.last_of_year(),
        (_, 1) => disposed.last_of_month(),
        _ => disposed,
    };
    let is_late = latest.saturating_add(Span::new().days(GRACE)) >= seen;
    if is_late || is_gone(was, seen) || was.state.is_empty() {
        return None;
    }
    let had = match was.state.as_str() {
        "in_use" => "in use",
        "stored" => "in storage",
        _ => "not as disposed of",
    };
    let status = if was.status.is_empty() { String::new() } else { format!(" (\"{}\")", was.status) };
    let sentence = format!(
        "The register now says that it was disposed of on {disposed}, but the report of {seen} had it {had}{status}. Ask for the proof of the disposal."
    );
    Some(("contradiction", sentence))
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
