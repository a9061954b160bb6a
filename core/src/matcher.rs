//! The matcher: which rules match a line, and which matches an exclusion explains.
//!
//! It knows text, not time. One multi-pattern search per cell decides which patterns occur; only those
//! are searched for again to find their words.

use std::ops::Range;

use regex::bytes::{Regex, RegexSet, SetMatches};

use crate::field::{Field, SourceKind};
use crate::outcome::Confidence;
use crate::pack::{Pack, Reach, TEXT_COLUMNS};
use crate::row::Row;
use crate::text::{Folded, fold};

/// The compiled expressions of a pack.
#[derive(Debug)]
pub struct Matcher {
    set: RegexSet,
    patterns: Vec<Regex>,
    pub(crate) rules: Vec<Expressions>,
    pub(crate) exclusions: Vec<Expressions>,
    /// For every pattern that finds something for a rule, the rule.
    finders: Vec<Option<usize>>,
}

/// Which patterns belong to a rule or exclusion, by their number in the set.
#[derive(Debug, Clone, Default)]
pub struct Expressions {
    pub(crate) finds: Vec<usize>,
    pub(crate) requires: Vec<usize>,
    pub(crate) unless: Vec<usize>,
}

/// One place where a rule matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Index into [`Pack::rules`].
    pub rule: usize,
    /// The column in which the words stand.
    pub column: Field,
    /// The words' place in the (trimmed) cell, in bytes.
    pub span: Range<usize>,
    /// Index into [`Pack::exclusions`] of the near miss that explains it.
    pub cleared_by: Option<usize>,
}

/// Everything that the rules say of a line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Matches {
    /// Every match, in the order of columns and places.
    pub hits: Vec<Hit>,
    /// Index into `hits` of the match that decides; `None` when all are explained.
    pub decisive: Option<usize>,
}

impl Matches {
    /// The match that decides the class, if one survives.
    #[must_use]
    pub fn decisive(&self) -> Option<&Hit> {
        self.decisive.and_then(|index| self.hits.get(index))
    }

    /// Whether rules matched and every match is explained.
    #[must_use]
    pub fn is_cleared(&self) -> bool {
        !self.hits.is_empty() && self.decisive.is_none()
    }
}

struct Cell<'a> {
    column: Field,
    folded: Folded<'a>,
    matched: Option<SetMatches>,
}

impl Matcher {
    pub(crate) fn new(
        patterns: &[String],
        rules: Vec<Expressions>,
        exclusions: Vec<Expressions>,
    ) -> Result<Self, regex::Error> {
        let build = |pattern: &String| {
            regex::bytes::RegexBuilder::new(pattern).unicode(false).size_limit(SIZE_LIMIT).build()
        };
        let set =
            regex::bytes::RegexSetBuilder::new(patterns).unicode(false).size_limit(SIZE_LIMIT).build()?;
        let compiled = patterns.iter().map(build).collect::<Result<_, _>>()?;
        let mut finders = vec![None; patterns.len()];
        for (index, rule) in rules.iter().enumerate() {
            for pattern in &rule.finds {
                finders[*pattern] = Some(index);
            }
        }
        Ok(Self { set, patterns: compiled, rules, exclusions, finders })
    }

    /// Number of expressions, for reports on the pack.
    #[must_use]
    pub fn len(&self) -> usize {
        self.patterns.len()
    }

    /// Whether the pack has no expression.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.patterns.is_empty()
    }
}

/// Compiled expressions of a pack stay far below this; a runaway pattern does not.
const SIZE_LIMIT: usize = 64 << 20;

impl Pack {
    /// Matches a line of a table of this kind.
    #[must_use]
    pub fn matches(&self, row: &Row<'_>, kind: SourceKind) -> Matches {
        let mut cells: Vec<Cell<'_>> = TEXT_COLUMNS
            .iter()
            .filter_map(|column| {
                row.get(*column).map(|text| Cell { column: *column, folded: fold(text), matched: None })
            })
            .collect();
        let mut any = false;
        for cell in &mut cells {
            if self.gate.admits(cell.folded.as_bytes()) {
                let matched = self.matcher.set.matches(cell.folded.as_bytes());
                any |= matched.iter().any(|pattern| self.matcher.finders[pattern].is_some());
                cell.matched = Some(matched);
            }
        }
        if !any {
            return Matches::default();
        }
        // What exclusions, requirements and stops look for may stand in cells that no rule admits.
        for cell in &mut cells {
            if cell.matched.is_none() {
                cell.matched = Some(self.matcher.set.matches(cell.folded.as_bytes()));
            }
        }
        let mut hits = self.hits(&cells, kind);
        self.clear(&mut hits, &cells, kind);
        let decisive = self.decide(&hits);
        Matches { hits, decisive }
    }

    fn hits(&self, cells: &[Cell<'_>], kind: SourceKind) -> Vec<Hit> {
        let mut hits = Vec::new();
        for cell in cells {
            let Some(matched) = &cell.matched else { continue };
            let first = hits.len();
            for pattern in matched {
                let Some(index) = self.matcher.finders[pattern] else { continue };
                let rule = &self.rules[index];
                if !rule.columns.contains(&cell.column) || !rule.kinds.contains(&kind) {
                    continue;
                }
                let expressions = &self.matcher.rules[index];
                let required =
                    expressions.requires.is_empty() || occurs_anywhere(&expressions.requires, cells);
                if !required || occurs_anywhere(&expressions.unless, cells) {
                    continue;
                }
                for found in self.matcher.patterns[pattern].find_iter(cell.folded.as_bytes()) {
                    if !found.is_empty() {
                        let span = cell.folded.origin(found.start())..cell.folded.origin(found.end());
                        hits.push(Hit { rule: index, column: cell.column, span, cleared_by: None });
                    }
                }
            }
            hits[first..].sort_by_key(|hit| (hit.span.start, hit.span.end, hit.rule));
            hits.dedup();
        }
        hits
    }

    fn clear(&self, hits: &mut [Hit], cells: &[Cell<'_>], kind: SourceKind) {
        for (index, exclusion) in self.exclusions.iter().enumerate() {
            let expressions = &self.matcher.exclusions[index];
            if !exclusion.kinds.contains(&kind) || occurs_anywhere(&expressions.unless, cells) {
                continue;
            }
            for cell in cells.iter().filter(|cell| exclusion.columns.contains(&cell.column)) {
                for pattern in expressions.finds.iter().filter(|pattern| occurs(**pattern, cell)) {
                    let words: Vec<Range<usize>> = self.matcher.patterns[*pattern]
                        .find_iter(cell.folded.as_bytes())
                        .map(|found| cell.folded.origin(found.start())..cell.folded.origin(found.end()))
                        .collect();
                    for hit in hits.iter_mut().filter(|hit| hit.cleared_by.is_none()) {
                        let class = self.rules[hit.rule].class;
                        let explained = match exclusion.reach {
                            Reach::Line => true,
                            Reach::Cell => hit.column == cell.column,
                            Reach::Words => {
                                hit.column == cell.column
                                    && words.iter().any(|words| overlap(words, &hit.span))
                            }
                        };
                        if explained && !exclusion.keeps.contains(&class) {
                            hit.cleared_by = Some(index);
                        }
                    }
                }
            }
        }
    }

    /// Highest rank first, then the surest, then the first in the order of columns and places.
    fn decide(&self, hits: &[Hit]) -> Option<usize> {
        let strength = |hit: &Hit| -> (i32, Confidence) {
            let rule = &self.rules[hit.rule];
            (rule.rank, rule.confidence)
        };
        let mut best: Option<usize> = None;
        for (index, hit) in hits.iter().enumerate().filter(|(_, hit)| hit.cleared_by.is_none()) {
            if best.is_none_or(|best| strength(hit) > strength(&hits[best])) {
                best = Some(index);
            }
        }
        best
    }
}

fn occurs(pattern: usize, cell: &Cell<'_>) -> bool {
    cell.matched.as_ref().is_some_and(|matched| matched.matched(pattern))
}

fn occurs_anywhere(patterns: &[usize], cells: &[Cell<'_>]) -> bool {
    patterns.iter().any(|pattern| cells.iter().any(|cell| occurs(*pattern, cell)))
}

const fn overlap(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.start < other.end && other.start < one.end
}
