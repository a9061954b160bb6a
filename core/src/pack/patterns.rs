//! The patterns of a pack while it is compiled, with the literals that each of them needs.

use regex_syntax::hir::Hir;

use crate::literal::{self, Literals};

/// Whether a pattern can be read, or a sentence on what is wrong with it.
pub(super) fn check(text: &str) -> Result<(), String> {
    parse(text).map(|_| ())
}

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
    required: Option<Literals>,
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
            let sets: Option<Vec<&Literals>> = each.map(|pattern| pattern.required.as_ref()).collect();
            Some(sets?.into_iter().flatten().cloned().collect())
        };
        let required = all(requires).filter(|set| !set.is_empty());
        if let Some(literals) = literal::cheaper(all(finds), required) {
            return Ok(literals);
        }
        let without = finds
            .iter()
            .filter_map(|number| self.all.get(*number))
            .find(|pattern| pattern.required.is_none());
        let (line, text) = without.map_or((0, ""), |pattern| (pattern.line, pattern.text.as_str()));
        let message = format!(
            "the pattern {text} has no fixed part of at least {} letters, so every line would have to be tried \
             against it; give it one",
            literal::SHORTEST
        );
        Err((line, message))
    }

    pub(super) fn into_texts(self) -> Vec<String> {
        self.all.into_iter().map(|pattern| pattern.text).collect()
    }
}
