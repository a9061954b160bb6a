//! A pack against labelled lines: what it finds, what it misses, what it takes for something else.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;
use serde::Serialize;

use crate::evidence::Evidence;
use crate::field::{Field, SourceKind};
use crate::judge::{Bench, Circumstances, DateFact, Found};
use crate::outcome::{Confidence, Duty, Outcome};
use crate::pack::{Class, Pack};
use crate::row::Row;
use crate::status::State;
use crate::wording::Wording;

/// A line of which a person has said what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labelled {
    /// Name of the line in its set.
    pub id: String,
    /// The table that it would stand in.
    pub kind: SourceKind,
    /// Its cells.
    pub cells: Vec<(Field, String)>,
    /// A class of the pack, or anything else for none.
    pub label: String,
    /// `clear`, or why a person might say otherwise.
    pub ambiguity: String,
}

/// What the pack made of a labelled line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// Name of the line in its set.
    pub id: String,
    /// The line's cells, joined for reading.
    pub text: String,
    /// What the person said.
    pub label: String,
    /// What the pack says: a class, or `none`.
    pub found: String,
    /// The rule that decided, or the exclusion that cleared.
    pub because: String,
    /// How sure the finding is.
    pub confidence: Option<Confidence>,
    /// A word of the line that keeps it from being a breach.
    pub doubt: Option<String>,
    /// Whether it would be a breach, if bought and held while every duty holds.
    pub is_breach: bool,
    /// Whether the line is one that everybody would label so.
    pub ambiguity: String,
}

/// Counts for one question ("is it a fax product?", "is it a fax machine?").
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Score {
    /// Labelled so and found.
    pub right: usize,
    /// Found but labelled otherwise.
    pub false_alarms: usize,
    /// Labelled so but not found.
    pub missed: usize,
}

impl Score {
    /// Share of what was found that is right, in thousandths; 1000 when nothing was found.
    #[must_use]
    pub const fn precision(self) -> usize {
        share(self.right, self.right + self.false_alarms)
    }

    /// Share of what there is that was found, in thousandths; 1000 when there is nothing.
    #[must_use]
    pub const fn recall(self) -> usize {
        share(self.right, self.right + self.missed)
    }
}

/// Between which shares, in thousandths, the truth lies with 95 % confidence when so many of so many lines are right: the
/// score interval of Wilson (1927), which holds for few lines and for shares near one. `None` for no lines.
#[must_use]
pub const fn interval(right: usize, lines: usize) -> Option<(usize, usize)> {
    if lines == 0 {
        return None;
    }
    // All in ten-thousandths; the square of the normal quantile 1.96 is 3.8416.
    let (right, all) = (right as u64, lines as u64);
    let root = (right * (all - right) * 100_000_000 / all + 38_416 * 2_500).isqrt();
    let (middle, half, whole) = (right * 10_000 + 38_416 / 2, root * 196 / 100, all * 10_000 + 38_416);
    let low = middle.saturating_sub(half) * 1000 / whole;
    let high = (middle + half) * 1000 / whole;
    Some((low as usize, if high > 1000 { 1000 } else { high as usize }))
}

const fn share(part: usize, whole: usize) -> usize {
    match (part * 1000).checked_div(whole) {
        Some(share) => share,
        None => 1000,
    }
}

/// The result of a backtest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Backtest {
    /// Lines tried.
    pub lines: usize,
    /// Is it any product of the pack? Of the lines that everybody would label so.
    pub any: Score,
    /// How many of those that are right there have the class of their label, too.
    pub same_class: usize,
    /// Is it this class? Of the same lines.
    pub classes: BTreeMap<String, Score>,
    /// Is it any product of the pack? Of the lines on which people may differ.
    pub judgement: Score,
    /// Is it a breach? Of the lines that everybody would label so, as if bought and held when every duty holds; right is a
    /// line of a class of which the pack says so.
    pub breach: Score,
    /// What was found, by the name of the line; lines without a finding are left out.
    pub found: BTreeMap<String, String>,
    /// Every line that the pack takes for something else than its label.
    pub wrong: Vec<Verdict>,
    /// Lines found with the class of their label, which the pack should call a breach and does not.
    pub short_of_breach: Vec<Verdict>,
}

/// Tries a pack on labelled lines.
#[must_use]
pub fn run<'a>(pack: &Pack, lines: impl IntoIterator<Item = &'a Labelled>) -> Backtest {
    // Nobody reads the sentences.
    let bench = Bench { pack, wording: &Wording::default(), as_of: day_after_all(pack) };
    let mut report = Backtest {
        lines: 0,
        any: Score::default(),
        same_class: 0,
        classes: pack.classes.iter().map(|class| (class.id.clone(), Score::default())).collect(),
        judgement: Score::default(),
        breach: Score::default(),
        found: BTreeMap::new(),
        wrong: Vec::new(),
        short_of_breach: Vec::new(),
    };
    for line in lines {
        report.lines += 1;
        let verdict = judge(&bench, line);
        let labelled = report.classes.contains_key(&line.label).then_some(line.label.as_str());
        let found = (verdict.found != NONE).then_some(verdict.found.as_str());
        if matches!(line.ambiguity.as_str(), "" | CLEAR) {
            let may_be =
                |label| pack.classes.iter().any(|class| class.id == label && accuses(class, line.kind));
            let should_be = labelled.is_some_and(may_be);
            count(&mut report.breach, should_be, verdict.is_breach);
            if should_be && !verdict.is_breach && labelled == found {
                report.short_of_breach.push(verdict.clone());
            }
            count(&mut report.any, labelled.is_some(), found.is_some());
            report.same_class += usize::from(labelled.is_some() && labelled == found);
            for (class, score) in &mut report.classes {
                count(score, labelled == Some(class), found == Some(class));
            }
        } else {
            count(&mut report.judgement, labelled.is_some(), found.is_some());
        }
        if let Some(class) = found {
            report.found.insert(line.id.clone(), class.to_owned());
        }
        if labelled != found {
            report.wrong.push(verdict);
        }
    }
    report
}

const NONE: &str = "none";
/// The ambiguity of a line that everybody would label so; blank means the same.
const CLEAR: &str = "clear";

/// A day on which every duty of a pack holds: a year behind the last of their first days.
fn day_after_all(pack: &Pack) -> Date {
    let last = pack.duties.iter().map(|duty| duty.from).max().unwrap_or_default();
    last.saturating_add(1.year())
}

/// The duty under which a line of a class falls.
fn duty(class: &Class, kind: SourceKind) -> Duty {
    if kind.family() == SourceKind::Ledger { class.ledger } else { class.register }
}

fn accuses(class: &Class, kind: SourceKind) -> bool {
    class.verdicts.get(&duty(class, kind)).is_some_and(|(outcome, _)| *outcome == Outcome::Breach)
}

/// Whether a line would be a breach if it were bought, or held, while every duty holds.
fn is_breach(bench: &Bench<'_>, kind: SourceKind, found: Found, beside: Option<String>) -> bool {
    let circumstances = Circumstances {
        date: DateFact::day(bench.as_of),
        state: State::InUse,
        beside,
        ..Circumstances::default()
    };
    let verdict = bench.judge(found, kind, &circumstances, None);
    verdict.is_some_and(|verdict| verdict.outcome == Outcome::Breach)
}

/// The word of a line that keeps it from being a breach.
fn doubt(line: &Labelled, evidence: &Evidence) -> Option<String> {
    let (_, said) = line.cells.iter().find(|(field, _)| *field == Field::Description)?;
    evidence.doubt(said).map(str::to_owned)
}

fn judge(bench: &Bench<'_>, line: &Labelled) -> Verdict {
    let pack = bench.pack;
    let mut row = Row::new();
    for (field, text) in &line.cells {
        row.set(*field, text);
    }
    let matches = pack.matches(&row, line.kind);
    let decisive = matches.decisive().zip(matches.evidence.confidence).map(|(hit, confidence)| Found {
        class: pack.rules[hit.rule].class,
        confidence,
        conflicts: matches.evidence.conflicts(),
    });
    let doubt = decisive.and_then(|_| doubt(line, &matches.evidence));
    let is_breach = decisive.is_some_and(|decisive| is_breach(bench, line.kind, decisive, doubt.clone()));
    let (found, because) = match (matches.decisive(), matches.hits.first()) {
        (Some(hit), _) => {
            let rule = &pack.rules[hit.rule];
            (pack.classes[rule.class].id.clone(), rule.id.clone())
        }
        (None, Some(hit)) => {
            let exclusion =
                hit.cleared_by.as_ref().map_or("", |by| pack.exclusions[by.exclusion].id.as_str());
            (NONE.to_owned(), format!("{} cleared by {exclusion}", pack.rules[hit.rule].id))
        }
        (None, None) => (NONE.to_owned(), "no rule matches".to_owned()),
    };
    Verdict {
        id: line.id.clone(),
        text: line
            .cells
            .iter()
            .map(|(_, text)| text.as_str())
            .filter(|text| !text.is_empty())
            .collect::<Vec<_>>()
            .join(" | "),
        label: line.label.clone(),
        found,
        because,
        confidence: decisive.map(|decisive| decisive.confidence),
        doubt,
        is_breach,
        ambiguity: line.ambiguity.clone(),
    }
}

const fn count(score: &mut Score, labelled: bool, found: bool) {
    match (labelled, found) {
        (true, true) => score.right += 1,
        (false, true) => score.false_alarms += 1,
        (true, false) => score.missed += 1,
        (false, false) => {}
    }
}
