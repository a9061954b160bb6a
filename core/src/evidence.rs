//! Evidence adds up: what speaks for a match and what against it, and how sure the two together make it.
//!
//! The rule that decides brings its own confidence. A second column that says the same raises it by one step, however
//! many there are; a listed model that is no such product lowers it to the least, since then the line contradicts
//! itself. What a rule allows at most is never passed: a misspelt or cut word stays uncertain whatever stands beside it,
//! and a model that only the supplier's name makes one is medium at most.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::field::Field;
use crate::matcher::{Clearing, Hit, overlap};
use crate::outcome::Confidence;
use crate::pack::Pack;

/// Names of the sentences on evidence.
pub const SENTENCES: &[&str] = &["decides", "agrees", "conflicts", "doubts", "explains", "so"];

/// What a sentence on evidence can name.
pub const PLACES: &[&str] = &["column", "text", "by", "confidence"];

/// What a sign has to do with the result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Role {
    /// The match that decides, or of a cleared line the one that was explained.
    Decides,
    /// Another column says the same.
    Agrees,
    /// A listed model that is no product of the pack.
    Conflicts,
    /// The words that explain the match of a cleared line.
    Explains,
    /// A word by which something else than the product may have been bought.
    Doubts,
}

impl Role {
    /// Every role, in the order in which they are declared.
    pub const ALL: [Self; 5] = [Self::Decides, Self::Agrees, Self::Conflicts, Self::Explains, Self::Doubts];

    /// The sentence that tells of such a sign.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Decides => "decides",
            Self::Agrees => "agrees",
            Self::Conflicts => "conflicts",
            Self::Explains => "explains",
            Self::Doubts => "doubts",
        }
    }
}

/// One piece of evidence: words in a cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sign {
    /// What it has to do with the result.
    pub role: Role,
    /// Index into [`Pack::rules`], or into [`Pack::exclusions`] of a sign that conflicts, explains or doubts.
    pub by: usize,
    /// The column in which the words stand.
    pub column: Field,
    /// Their place in the (trimmed) cell, in bytes.
    pub span: Range<usize>,
}

/// The evidence for a match, weighed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// How sure it is; none when nothing is left unexplained.
    pub confidence: Option<Confidence>,
    /// The signs, the one that decides first.
    pub signs: Vec<Sign>,
}

impl Evidence {
    /// Whether the line contradicts itself.
    #[must_use]
    pub fn conflicts(&self) -> bool {
        self.signs.iter().any(|sign| sign.role == Role::Conflicts)
    }

    /// The word of a description by which something else than the product may have been bought.
    #[must_use]
    pub fn doubt<'t>(&self, description: &'t str) -> Option<&'t str> {
        description.get(self.doubted()?.clone())
    }

    /// The place of that word.
    #[must_use]
    pub fn doubted(&self) -> Option<&Range<usize>> {
        self.signs.iter().find(|sign| sign.role == Role::Doubts).map(|sign| &sign.span)
    }

    /// The column of the match that decides, if the rule does not read that column: the product is named outside what
    /// was read as the line's words.
    #[must_use]
    pub fn elsewhere(&self, pack: &Pack) -> Option<Field> {
        self.confidence?;
        let sign = self.signs.first().filter(|sign| sign.role == Role::Decides)?;
        let rule = pack.rules.get(sign.by)?;
        (!rule.columns.contains(&sign.column)).then_some(sign.column)
    }
}

impl Sign {
    fn of(role: Role, hit: &Hit) -> Self {
        Self { role, by: hit.rule, column: hit.column, span: hit.span.clone() }
    }

    /// The word by which something else may have been bought.
    pub(crate) fn doubt(word: Clearing) -> Self {
        Self { role: Role::Doubts, by: word.exclusion, column: word.column, span: word.span }
    }

    fn by_exclusion(role: Role, clearing: &Clearing) -> Self {
        Self { role, by: clearing.exclusion, column: clearing.column, span: clearing.span.clone() }
    }
}

impl Pack {
    /// Weighs the matches of a line: `weak` ones count only beside others, `against` are models listed as none.
    pub(crate) fn weigh(
        &self,
        hits: &[Hit],
        decisive: Option<usize>,
        weak: &[Hit],
        against: &[Clearing],
    ) -> Evidence {
        let Some(decisive) = decisive.and_then(|index| hits.get(index)) else {
            let explained = hits.first().and_then(|hit| Some((hit, hit.cleared_by.as_ref()?)));
            let signs = explained.map(|(hit, clearing)| {
                vec![Sign::of(Role::Decides, hit), Sign::by_exclusion(Role::Explains, clearing)]
            });
            return Evidence { confidence: None, signs: signs.unwrap_or_default() };
        };
        let rule = &self.rules[decisive.rule];
        let mut signs = vec![Sign::of(Role::Decides, decisive)];
        let agrees = |hit: &&Hit| {
            hit.cleared_by.is_none()
                && hit.column != decisive.column
                && self.rules[hit.rule].class == rule.class
        };
        let mut others: Vec<&Hit> = hits.iter().chain(weak).filter(agrees).collect();
        // Of each column the strongest.
        others.sort_by_key(|hit| (hit.column, std::cmp::Reverse(self.strength(hit))));
        others.dedup_by_key(|hit| hit.column);
        signs.extend(others.into_iter().map(|hit| Sign::of(Role::Agrees, hit)));
        let mut confidence = if signs.len() > 1 { raised(rule.confidence) } else { rule.confidence };
        // "F510 facsimile", bought of Nashuatec.
        let may_lean = decisive.column == Field::Description && self.grammar.asks_for_unknown();
        if may_lean && !decisive.by_supplier && self.leans_on_supplier(hits, decisive) {
            confidence = confidence.max(Confidence::Medium);
        }
        // Only of classes that have listed models: a toner may name devices of every kind.
        let contradicted = |clearing: &&Clearing| {
            self.rules.iter().any(|other| other.listed && other.class == rule.class)
                && !(clearing.column == decisive.column && overlap(&clearing.span, &decisive.span))
        };
        if let Some(clearing) = against.iter().find(contradicted) {
            signs.push(Sign::by_exclusion(Role::Conflicts, clearing));
            confidence = Confidence::Low;
        }
        let most = match decisive {
            Hit { elsewhere: true, .. } => Confidence::Low,
            // "Sharp" may be any firm where nobody asks what else the description says.
            Hit { by_supplier: true, .. } if !may_lean => Confidence::Low,
            Hit { by_supplier: true, .. } => Confidence::Medium,
            _ => Confidence::High,
        };
        let confidence = confidence.min(most).min(rule.at_most.unwrap_or(Confidence::High));
        Evidence { confidence: Some(confidence), signs }
    }

    /// Whether only the supplier's name makes the match that decides sure enough: it stands for the maker's.
    pub(crate) fn leans_on_supplier(&self, hits: &[Hit], decisive: &Hit) -> bool {
        let rule = &self.rules[decisive.rule];
        let is_made = |hit: &Hit| {
            hit.by_supplier && hit.cleared_by.is_none() && self.rules[hit.rule].class == rule.class
        };
        decisive.by_supplier || rule.confidence == Confidence::Low && hits.iter().any(is_made)
    }
}

const fn raised(confidence: Confidence) -> Confidence {
    match confidence {
        Confidence::Low => Confidence::Medium,
        Confidence::Medium | Confidence::High => Confidence::High,
    }
}
