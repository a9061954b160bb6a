//! The examples of a pack, run: a rule's `match` lines must match it, its `no_match` lines must not.

use super::diagnostic::Diagnostic;
use super::form::Example;
use super::validate::Written;
use super::{Pack, TEXT_COLUMNS};
use crate::field::{Field, SourceKind};
use crate::matcher::Matches;
use crate::row::Row;

pub(super) fn check(pack: &Pack, written: &Written) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for (index, examples) in written.rules.iter().enumerate() {
        let id = &pack.rules[index].id;
        let survives =
            |matches: &Matches| matches.hits.iter().any(|hit| hit.rule == index && hit.cleared_by.is_none());
        for (wanted, list) in [(true, &examples.matching), (false, &examples.other)] {
            for (line, example) in list {
                let fault = match run(pack, example) {
                    Ok(matches) if survives(&matches) == wanted => continue,
                    Ok(matches) if wanted => {
                        format!(
                            "\"{}\" should match rule \"{id}\" and does not: {}",
                            show(example),
                            describe(pack, &matches)
                        )
                    }
                    Ok(matches) => {
                        format!(
                            "\"{}\" must not match rule \"{id}\" and does: {}",
                            show(example),
                            describe(pack, &matches)
                        )
                    }
                    Err(reason) => reason,
                };
                faults.push(Diagnostic { file: examples.file.clone(), line: *line, message: fault });
            }
        }
    }
    for (index, examples) in written.exclusions.iter().enumerate() {
        let id = &pack.exclusions[index].id;
        for (wanted, list) in [(true, &examples.matching), (false, &examples.other)] {
            for (line, example) in list {
                let fault = match run(pack, example) {
                    Ok(matches)
                        if (matches.is_cleared()
                            && matches.hits.iter().any(|hit| {
                                hit.cleared_by.as_ref().is_some_and(|by| by.exclusion == index)
                            }))
                            == wanted =>
                    {
                        continue;
                    }
                    Ok(matches) if wanted => {
                        format!(
                            "\"{}\" should be cleared by \"{id}\" and is not: {}",
                            show(example),
                            describe(pack, &matches)
                        )
                    }
                    Ok(_) => format!("\"{}\" must not be cleared by \"{id}\" and is", show(example)),
                    Err(reason) => reason,
                };
                faults.push(Diagnostic { file: examples.file.clone(), line: *line, message: fault });
            }
        }
    }
    for (index, examples) in written.tags.iter().enumerate() {
        let id = &pack.grammar.tags[index].id;
        for (wanted, list) in [(true, &examples.matching), (false, &examples.other)] {
            for (line, example) in list {
                let fault = match run(pack, example) {
                    Ok(matches) if (matches.head == Some(index)) == wanted => continue,
                    Ok(matches) if wanted => format!(
                        "\"{}\" should be read by tag \"{id}\" and is not: {}",
                        show(example),
                        describe(pack, &matches)
                    ),
                    Ok(_) => format!("\"{}\" must not be read by tag \"{id}\" and is", show(example)),
                    Err(reason) => reason,
                };
                faults.push(Diagnostic { file: examples.file.clone(), line: *line, message: fault });
            }
        }
    }
    faults
}

pub(super) fn run(pack: &Pack, example: &Example) -> Result<Matches, String> {
    let mut row = Row::new();
    let mut kind = SourceKind::Ledger;
    match example {
        Example::Text(text) => row.set(Field::Description, text),
        Example::Cells(cells) => {
            for (name, text) in cells {
                match (name.as_str(), name.parse::<Field>()) {
                    ("kind", _) => kind = text.parse()?,
                    (_, Ok(field)) if TEXT_COLUMNS.contains(&field) => row.set(field, text),
                    _ => return Err(format!("an example has no column \"{name}\" that rules read")),
                }
            }
        }
    }
    Ok(pack.matches(&row, kind))
}

fn show(example: &Example) -> String {
    match example {
        Example::Text(text) => text.clone(),
        Example::Cells(cells) => {
            cells.iter().map(|(name, text)| format!("{name}: {text}")).collect::<Vec<_>>().join(" | ")
        }
    }
}

fn describe(pack: &Pack, matches: &Matches) -> String {
    if matches.hits.is_empty() {
        return "no rule matches it".to_owned();
    }
    let mut parts: Vec<String> = matches
        .hits
        .iter()
        .map(|hit| match &hit.cleared_by {
            Some(by) => {
                format!("{} (cleared by {})", pack.rules[hit.rule].id, pack.exclusions[by.exclusion].id)
            }
            None => pack.rules[hit.rule].id.clone(),
        })
        .collect();
    parts.dedup();
    format!("it matches {}", parts.join(", "))
}
