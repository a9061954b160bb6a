//! False alarms as examples for the rules: `no_match = […]`, ready to be put under the rule that found them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::{Decision, Word};

/// The examples as TOML, by rule; blank if there is no false alarm.
#[must_use]
pub fn of<'a>(decisions: impl Iterator<Item = &'a Decision>) -> String {
    let mut by_rule: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for decision in decisions.filter(|decision| decision.word == Word::FalseAlarm) {
        by_rule.entry(&decision.rule).or_default().extend(example(decision));
    }
    let mut out = String::new();
    for (rule, examples) in by_rule.iter().filter(|(_, examples)| !examples.is_empty()) {
        let rule = if rule.is_empty() { "(not recorded)" } else { rule };
        let _ = writeln!(out, "# rule {rule}\nno_match = [");
        for example in examples {
            let _ = writeln!(out, "    {example},");
        }
        out.push_str("]\n\n");
    }
    out.truncate(out.trim_end().len());
    if !out.is_empty() {
        out.push('\n');
    }
    out
}

/// The description alone where that is all and the table a ledger, as a rule's author would write it; else cells.
fn example(decision: &Decision) -> Option<String> {
    let cells = [
        ("description", &decision.description),
        ("manufacturer", &decision.manufacturer),
        ("model", &decision.model),
    ];
    let filled: Vec<_> = cells.into_iter().filter(|(_, text)| !text.is_empty()).collect();
    match filled.as_slice() {
        [] => None,
        [("description", text)] if decision.kind == "ledger" => Some(quoted(text)),
        _ => {
            let mut parts = vec![format!("kind = {}", quoted(&decision.kind))];
            parts.extend(filled.iter().map(|(column, text)| format!("{column} = {}", quoted(text))));
            Some(format!("{{ {} }}", parts.join(", ")))
        }
    }
}

/// A TOML string.
fn quoted(text: &str) -> String {
    let mut quoted = String::from('"');
    for sign in text.chars() {
        match sign {
            '"' | '\\' => quoted.extend(['\\', sign]),
            sign if sign.is_control() => {
                let _ = write!(quoted, "\\u{:04x}", u32::from(sign));
            }
            sign => quoted.push(sign),
        }
    }
    quoted.push('"');
    quoted
}
