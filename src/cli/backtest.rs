//! `faxban rules backtest`: what the rules make of lines that a person has labelled.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use comfy_table::{Table, presets};
use faxban_core::backtest::{self, Backtest, Labelled, Score, Verdict};
use faxban_core::{Field, Pack, SourceKind};
use serde::Deserialize;

use super::args::Format;
use super::exit::Exit;
use super::{print, print_json, say};

/// What is read of an earlier result.
#[derive(Debug, Deserialize)]
struct Saved {
    found: BTreeMap<String, String>,
}

pub fn run(pack: &Pack, path: &Path, expect: Option<&Path>, format: Format) -> Result<Exit, Vec<String>> {
    let lines = read_labelled(path).map_err(|fault| vec![fault])?;
    let saved = expect.map(read_saved).transpose().map_err(|fault| vec![fault])?;
    let result = backtest::run(pack, lines.iter());
    match format {
        Format::Json => match serde_json::to_string_pretty(&result) {
            Ok(text) => print_json(&format!("{text}\n"))?,
            Err(error) => return Err(vec![format!("the result cannot be written: {error}")]),
        },
        Format::Text => print(&told(&result))?,
    }
    let Some(saved) = saved else { return Ok(Exit::Done) };
    let flips = flips(&lines, &saved.found, &result.found);
    for flip in &flips {
        say(flip);
    }
    Ok(if flips.is_empty() { Exit::Done } else { Exit::Findings })
}

fn read_saved(path: &Path) -> Result<Saved, String> {
    let name = path.display();
    let text = std::fs::read_to_string(path).map_err(|error| format!("{name} cannot be read: {error}"))?;
    serde_json::from_str(&text).map_err(|error| {
        format!("{name} is no saved result of a backtest (--format json writes one): {error}")
    })
}

/// Lines that come out otherwise than they did, each with what it should be.
fn flips(
    lines: &[Labelled],
    before: &BTreeMap<String, String>,
    now: &BTreeMap<String, String>,
) -> Vec<String> {
    let of = |found: &BTreeMap<String, String>, id: &str| found.get(id).cloned().unwrap_or("none".to_owned());
    let flipped = lines.iter().filter(|line| before.get(&line.id) != now.get(&line.id));
    flipped
        .map(|line| {
            let (was, is) = (of(before, &line.id), of(now, &line.id));
            format!("faxban: {} was {was}, is now {is}; a person says {}", line.id, line.label)
        })
        .collect()
}

/// What keeps a finding from being a breach: a word of the line, or how sure it is.
fn held_back(short: &Verdict) -> String {
    match (&short.doubt, short.confidence) {
        (Some(word), _) => format!("it says \"{word}\""),
        (None, Some(confidence)) => format!("confidence {confidence}"),
        (None, None) => "no confidence".to_owned(),
    }
}

fn told(result: &Backtest) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_header(["", "right", "false alarms", "missed", "precision", "recall"]);
    let thousandths = |share: usize| format!("{}.{:03}", share / 1000, share % 1000);
    let classes = result.classes.iter().map(|(class, score)| (class.as_str(), score));
    for (class, score) in std::iter::once(("any class", &result.any)).chain(classes) {
        table.add_row([
            class.to_owned(),
            score.right.to_string(),
            score.false_alarms.to_string(),
            score.missed.to_string(),
            thousandths(score.precision()),
            thousandths(score.recall()),
        ]);
    }
    let mut out = format!("{} lines\n", result.lines);
    for line in table.lines() {
        let _ = writeln!(out, "{}", line.trim_end());
    }
    let Score { right, false_alarms, missed } = result.breach;
    for (what, of, part) in [
        ("found lines with the right class", result.any.right, result.same_class),
        ("breaches that are right", right + false_alarms, right),
        ("lines that should be a breach and are", right + missed, right),
    ] {
        if let Some((low, high)) = backtest::interval(part, of) {
            let _ = writeln!(
                out,
                "{what}: {part} of {of}, {} (95 % interval {} to {})",
                thousandths(part * 1000 / of),
                thousandths(low),
                thousandths(high)
            );
        }
    }
    let judged = result.judgement;
    if judged != Score::default() {
        let _ = writeln!(
            out,
            "Lines on which people may differ, counted apart: {} right, {} false alarms, {} missed",
            judged.right, judged.false_alarms, judged.missed
        );
    }
    if !result.wrong.is_empty() {
        let _ = writeln!(out, "\nWrong lines");
    }
    for wrong in &result.wrong {
        let _ = writeln!(
            out,
            "  {} ({}): {} found as {} ({}): {}",
            wrong.id, wrong.ambiguity, wrong.label, wrong.found, wrong.because, wrong.text
        );
    }
    if !result.short_of_breach.is_empty() {
        let _ = writeln!(out, "\nFound, and short of a breach");
    }
    for short in &result.short_of_breach {
        let _ = writeln!(out, "  {} ({}, {}): {}", short.id, short.because, held_back(short), short.text);
    }
    out
}

/// Reads labelled lines: `label` and a text column at least.
fn read_labelled(path: &Path) -> Result<Vec<Labelled>, String> {
    let name = path.display();
    let mut reader =
        csv::Reader::from_path(path).map_err(|error| format!("{name} cannot be read: {error}"))?;
    let header = reader.headers().map_err(|error| format!("{name} cannot be read: {error}"))?.clone();
    let column = |wanted: &str| header.iter().position(|cell| cell.trim_start_matches('\u{feff}') == wanted);
    if column("label").is_none() {
        return Err(format!(
            "{name} has no column \"label\"; labelled lines say there what they are, a class or not_fax"
        ));
    }
    let mut lines = Vec::new();
    for (index, record) in reader.records().enumerate() {
        let record = record.map_err(|error| format!("{name}: {error}"))?;
        let cell = |wanted: &str| column(wanted).and_then(|at| record.get(at)).unwrap_or_default().to_owned();
        let kind = if matches!(cell("doc_type").as_str(), "asset" | "register") {
            SourceKind::Register
        } else {
            SourceKind::Ledger
        };
        let category = if kind == SourceKind::Ledger { Field::ExpenseType } else { Field::Category };
        let id = cell("id");
        lines.push(Labelled {
            id: if id.is_empty() { format!("line {}", index + 2) } else { id },
            kind,
            cells: vec![
                (Field::Supplier, cell("supplier")),
                (Field::Description, cell("description")),
                (Field::Manufacturer, cell("manufacturer")),
                (Field::Model, cell("model")),
                (category, cell("category")),
            ],
            label: cell("label"),
            ambiguity: cell("ambiguity"),
        });
    }
    Ok(lines)
}
