//! The patterns of a pack while it is compiled, with the literals that each of them needs.

use std::collections::BTreeMap;

use regex_syntax::hir::Hir;

use super::diagnostic::Diagnostic;
use crate::literal::{self, ForEach, Known, Literal, Literals};
use crate::matcher::Expressions;
use crate::search::Search;

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
    file: String,
    line: usize,
    text: String,
    /// Sets of strings of each of which one stands in every match, the best first; none until it is studied.
    required: ForEach<Vec<Literals>>,
}

impl Pattern {
    fn study(&mut self) -> Option<Diagnostic> {
        match parse(&self.text) {
            Ok(hir) => {
                self.required = literal::required(&hir);
                None
            }
            Err(message) => Some(Diagnostic { file: self.file.clone(), line: self.line, message }),
        }
    }
}

impl Patterns {
    /// Adds a pattern and gives its number.
    pub(super) fn add(&mut self, file: &str, line: usize, text: String) -> usize {
        self.all.push(Pattern { file: file.to_owned(), line, text, required: ForEach::default() });
        self.all.len() - 1
    }

    /// Finds out what every pattern requires; what is wrong with those that cannot be read.
    ///
    /// On all cores, since nothing else of a small audit takes as long.
    pub(super) fn study(&mut self) -> Vec<Diagnostic> {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let each = self.all.len().div_ceil(threads).max(1);
        let parts = self.all.chunks_mut(each);
        std::thread::scope(|scope| {
            let study = |part: &mut [Pattern]| part.iter_mut().filter_map(Pattern::study).collect::<Vec<_>>();
            let parts: Vec<_> = parts.map(|part| scope.spawn(move || study(part))).collect();
            let told = |part: std::thread::ScopedJoinHandle<'_, Vec<Diagnostic>>| {
                part.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            };
            parts.into_iter().flat_map(told).collect()
        })
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
        let mut needed: BTreeMap<Literal, usize> = BTreeMap::new();
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
                if let Some(best) = self.best_beside(expressions, &needed) {
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

    /// Strings for a rule that are cheapest where those needed by others are searched for anyway.
    fn best_beside(&self, expressions: &Expressions, needed: &BTreeMap<Literal, usize>) -> Option<Literals> {
        let needed = needed.iter().filter(|(_, times)| **times > 0);
        let known: Known<'_> = needed.map(|(literal, _)| literal.as_slice()).collect();
        let found = self.cheapest_beside(&expressions.finds, &known);
        let required = self.cheapest_beside(&expressions.requires, &known).filter(|set| !set.is_empty());
        found.into_iter().chain(required).min_by_key(|set| literal::burden_beside(set, &known))
    }

    /// For patterns of which one must occur: strings that are cheapest where those known are searched for anyway.
    fn cheapest_beside(&self, numbers: &[usize], known: &Known<'_>) -> Option<Literals> {
        let mut all = Literals::new();
        for pattern in numbers.iter().filter_map(|number| self.all.get(*number)) {
            let best = pattern.required.gate.iter().min_by_key(|set| literal::burden_beside(set, known))?;
            all.extend(best.iter().cloned());
        }
        Some(all)
    }

    /// The search for all of them at once.
    pub(super) fn search(&self) -> Result<Search, String> {
        let patterns = self.all.iter();
        let parts: Vec<(&str, &[Literals])> =
            patterns.map(|pattern| (pattern.text.as_str(), pattern.required.search.as_slice())).collect();
        Search::new(&parts)
    }
}
