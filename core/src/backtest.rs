//! A pack against labelled lines: what it finds, what it misses, what it takes for something else.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::field::{Field, SourceKind};
use crate::pack::Pack;
use crate::row::Row;

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
    /// Is it this class? Of the same lines.
    pub classes: BTreeMap<String, Score>,
    /// Is it any product of the pack? Of the lines on which people may differ.
    pub judgement: Score,
    /// What was found, by the name of the line; lines without a finding are left out.
    pub found: BTreeMap<String, String>,
    /// Every line that the pack takes for something else than its label.
    pub wrong: Vec<Verdict>,
}

/// Tries a pack on labelled lines.
#[must_use]
pub fn run<'a>(pack: &Pack, lines: impl IntoIterator<Item = &'a Labelled>) -> Backtest {
    let mut report = Backtest {
        lines: 0,
        any: Score::default(),
        classes: pack.classes.iter().map(|class| (class.id.clone(), Score::default())).collect(),
        judgement: Score::default(),
        found: BTreeMap::new(),
        wrong: Vec::new(),
    };
    for line in lines {
        report.lines += 1;
        let verdict = judge(pack, line);
        let labelled = report.classes.contains_key(&line.label).then_some(line.label.as_str());
        let found = (verdict.found != NONE).then_some(verdict.found.as_str());
        if matches!(line.ambiguity.as_str(), "" | CLEAR) {
            count(&mut report.any, labelled.is_some(), found.is_some());
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

fn judge(pack: &Pack, line: &Labelled) -> Verdict {
    let mut row = Row::new();
    for (field, text) in &line.cells {
        row.set(*field, text);
    }
    let matches = pack.matches(&row, line.kind);
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
