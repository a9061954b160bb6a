//! The patterns of a pack while it is compiled, with the literals that each of them needs.

use std::collections::{BTreeMap, BTreeSet};

use regex_syntax::hir::Hir;

use crate::literal::{self, ForEach, Literals};
use crate::matcher::Expressions;

/// Times that every rule's strings are chosen anew; after that nothing changes.
const ROUNDS: usize = 3;

fn parse(text: &str) -> Result<Hir, String> {
    let parsed = regex_syntax::ParserBuilder::new().unicode(false).utf8(false).build().parse(text);
    let hir = parsed.map_err(|error| {
        let reason = error.to_string();
        let reason = reason.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
        format!("the pattern {text} cannot be read: {reason}")
    })?;
    if text.bytes().any(|byte| byte.is_ascii_uppercase()) && !text.contains('\\') {
        return Err(format!("the pattern {text} has capitals, but text is compared in lower case"));
    }
    Ok(hir)
}

/// Patterns by number.
#[derive(Debug, Default)]
pub(super) struct Patterns {
    all: Vec<Pattern>,
}

#[derive(Debug)]
struct Pattern {
    text: String,
    line: usize,
    /// Sets of strings of each of which one stands in every match, the best first.
    required: ForEach<Vec<Literals>>,
}

impl Patterns {
    /// Adds a pattern and gives its number, or a sentence on what is wrong with it.
    pub(super) fn add(&mut self, line: usize, text: String) -> Result<usize, String> {
        let hir = parse(&text)?;
        self.all.push(Pattern { text, line, required: literal::required(&hir) });
        Ok(self.all.len() - 1)
    }

    /// Strings one of which stands in every line in which one of `finds` and, if there are any, one of
    /// `requires` does; or the line of a pattern without a fixed part, with a sentence on it.
    pub(super) fn literals(&self, finds: &[usize], requires: &[usize]) -> Result<Literals, (usize, String)> {
        let all = |numbers: &[usize]| -> Option<Literals> {
            let each = numbers.iter().filter_map(|number| self.all.get(*number));
            let sets: Option<Vec<&Literals>> = each.map(|pattern| pattern.required.gate.first()).collect();
            Some(sets?.into_iter().flatten().cloned().collect())
        };
        let required = all(requires).filter(|set| !set.is_empty());
        if let Some(literals) = literal::cheaper(all(finds), required) {
            return Ok(literals);
        }
        let without = finds
            .iter()
            .filter_map(|number| self.all.get(*number))
            .find(|pattern| pattern.required.gate.is_empty());
        let (line, text) = without.map_or((0, ""), |pattern| (pattern.line, pattern.text.as_str()));
        let message = format!(
            "the pattern {text} has no fixed part of at least {} letters, so every line would have to be tried \
             against it; give it one",
            literal::SHORTEST
        );
        Err((line, message))
    }

    /// Chooses for every rule, anew, strings that others need as well: what is searched for once costs nothing again.
    ///
    /// `rules` has what [`Self::literals`] was asked for and what it gave.
    pub(super) fn share(&self, rules: &mut [(&Expressions, &mut Literals)]) {
        // How many rules need each string.
        let mut needed: BTreeMap<Vec<u8>, usize> = BTreeMap::new();
        for literal in rules.iter().flat_map(|(_, literals)| literals.iter()) {
            *needed.entry(literal.clone()).or_default() += 1;
        }
        for _ in 0..ROUNDS {
            let mut is_settled = true;
            for (expressions, literals) in &mut *rules {
                if !self.has_choice(expressions) {
                    continue;
                }
                for literal in literals.iter() {
                    needed.entry(literal.clone()).and_modify(|times| *times -= 1);
                }
                let known: BTreeSet<&[u8]> = needed
                    .iter()
                    .filter(|(_, times)| **times > 0)
                    .map(|(known, _)| known.as_slice())
                    .collect();
                let found = self.cheapest_beside(&expressions.finds, &known);
                let required =
                    self.cheapest_beside(&expressions.requires, &known).filter(|set| !set.is_empty());
                let sets = found.into_iter().chain(required);
                if let Some(best) = sets.min_by_key(|set| literal::burden_beside(set, &known)) {
                    is_settled &= **literals == best;
                    **literals = best;
                }
                for literal in literals.iter() {
                    *needed.entry(literal.clone()).or_default() += 1;
                }
            }
            if is_settled {
                break;
            }
        }
    }

    /// Whether there is more than one way to name strings that a rule needs.
    fn has_choice(&self, expressions: &Expressions) -> bool {
        let sets = |number: &usize| self.all.get(*number).map_or(0, |pattern| pattern.required.gate.len());
        !expressions.requires.is_empty() || expressions.finds.iter().any(|number| sets(number) > 1)
    }

    /// For patterns of which one must occur: strings that are cheapest where those known are searched for anyway.
    fn cheapest_beside(&self, numbers: &[usize], known: &BTreeSet<&[u8]>) -> Option<Literals> {
        let mut all = Literals::new();
        for pattern in numbers.iter().filter_map(|number| self.all.get(*number)) {
            let best = pattern.required.gate.iter().min_by_key(|set| literal::burden_beside(set, known))?;
            all.extend(best.iter().cloned());
        }
        Some(all)
    }

    /// The patterns with their sets of strings of each of which one stands in every match.
    pub(super) fn into_parts(self) -> Vec<(String, Vec<Literals>)> {
        self.all.into_iter().map(|pattern| (pattern.text, pattern.required.search)).collect()
    }
}
