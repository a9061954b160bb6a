//! What is not wrong with a pack but worth an author's look: rules that others make superfluous, words written twice,
//! strings that let many lines through the gate, a date of review that has passed.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::diagnostic::Diagnostic;
use super::validate::WrittenExamples;
use super::{Pack, PackFiles, examples, validate};
use crate::literal;
use crate::matcher::{Hit, Matches};

/// Length of a ledger line, for estimates.
const LINE: f64 = 150.0;
/// Of a thousand lines so many may be let through by one string before it is named.
const NOISY: f64 = 5.0;

impl Pack {
    /// Advice on a pack, by file and line.
    ///
    /// # Errors
    /// The faults, if it has any.
    pub fn advise(files: &PackFiles, as_of: Date) -> Result<Vec<Diagnostic>, Vec<Diagnostic>> {
        let (pack, written) = validate::compile(files)?;
        let mut advice = Vec::new();
        if pack.review_by < as_of {
            let file = files.keys().find(|file| file.ends_with("pack.toml")).cloned().unwrap_or_default();
            let message = format!(
                "the pack was to be looked at again by {}; check its facts and set a later review_by",
                pack.review_by
            );
            advice.push(Diagnostic { file, line: 0, message });
        }
        for (index, examples) in written.rules.iter().enumerate() {
            advice.extend(pack.superfluous(index, examples));
            advice.extend(pack.noisy(index));
        }
        advice.extend(pack.written_twice());
        advice.sort();
        Ok(advice)
    }

    fn at(&self, rule: usize, message: String) -> Diagnostic {
        let (file, line) = self.rules[rule].place.clone();
        Diagnostic { file, line, message }
    }

    /// A rule all of whose examples come out the same without it.
    fn superfluous(&self, index: usize, written: &WrittenExamples) -> Option<Diagnostic> {
        let rule = &self.rules[index];
        let mut covering = Vec::new();
        for (_, example) in &written.matching {
            let matches = examples::run(self, example).ok()?;
            let other = &self.rules[self.next_best(&matches, index)?.rule];
            if (other.class, other.confidence) != (rule.class, rule.confidence) {
                return None;
            }
            covering.push(other.id.as_str());
        }
        covering.sort_unstable();
        covering.dedup();
        (!covering.is_empty()).then(|| {
            let others = covering.join(", ");
            let message = format!(
                "rule \"{}\": all its examples come out the same without it, by {others}; give it an example that only \
                 it finds, or drop it",
                rule.id
            );
            self.at(index, message)
        })
    }

    /// What would decide if a rule were not there.
    fn next_best<'m>(&self, matches: &'m Matches, without: usize) -> Option<&'m Hit> {
        let stands = |hit: &&Hit| hit.rule != without && hit.cleared_by.is_none();
        matches.hits.iter().filter(stands).max_by_key(|hit| self.strength(hit))
    }

    #[allow(clippy::float_arithmetic, reason = "an estimate of cost, no money")]
    fn noisy(&self, index: usize) -> Option<Diagnostic> {
        let rule = &self.rules[index];
        if rule.weak {
            return None;
        }
        let per_thousand = |literal: &[u8]| literal::cost(literal) * LINE * 1000.0;
        let worst =
            rule.literals.iter().max_by(|one, other| literal::cost(one).total_cmp(&literal::cost(other)))?;
        (per_thousand(worst) > NOISY).then(|| {
            let message = format!(
                "rule \"{}\" lets through every line that has \"{}\": by its letters about {:.0} of 1,000; give its \
                 patterns a rarer fixed part",
                rule.id,
                String::from_utf8_lossy(worst),
                per_thousand(worst)
            );
            self.at(index, message)
        })
    }

    /// Phrases and patterns that two rules of the same columns have.
    fn written_twice(&self) -> Vec<Diagnostic> {
        let mut first: BTreeMap<&str, usize> = BTreeMap::new();
        let mut advice = Vec::new();
        for (index, rule) in self.rules.iter().enumerate().filter(|(_, rule)| !rule.listed) {
            for text in &rule.written {
                let earlier = *first.entry(text).or_insert(index);
                let other = &self.rules[earlier];
                if earlier != index && other.class == rule.class && other.columns == rule.columns {
                    let message =
                        format!("rules \"{}\" and \"{}\" both look for \"{text}\"", other.id, rule.id);
                    advice.push(self.at(index, message));
                }
            }
        }
        advice
    }
}
