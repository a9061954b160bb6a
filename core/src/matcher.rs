//! The matcher: which rules match a line, and which matches an exclusion explains.
//!
//! It knows text, not time. Which patterns are tried on a cell is decided by one search for all their
//! literals at once.

mod cell;
mod phrase;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::OnceLock;

use crate::evidence::{Evidence, Sign};
use crate::field::{Field, SourceKind};
use crate::gate::Gate;
use crate::outcome::Confidence;
use crate::pack::{Exclusion, Pack, Reach, Rule, TEXT_COLUMNS};
use crate::row::Row;
use crate::search::{Possible, Search};

pub(crate) use cell::reads_elsewhere;
use cell::{Cell, TOGETHER, is_elsewhere};

/// The compiled expressions of a pack.
#[derive(Debug)]
pub struct Matcher {
    search: Search,
    rules: Vec<Asked>,
    exclusions: Vec<Asked>,
    /// For every pattern that finds something for a rule, the rule.
    finders: Vec<Option<usize>>,
    /// The patterns by which exclusions explain something, and the exclusion of each.
    explaining: Possible,
    explainers: Vec<Option<usize>>,
    /// The patterns by which rules read a column of a kind of table, by itself or behind the supplier's name.
    readers: BTreeMap<(SourceKind, Field, bool), Possible>,
    /// The patterns by which a product is recognised outside the columns that a rule reads, by kind of table.
    elsewhere: BTreeMap<SourceKind, Possible>,
    /// The search for cells in which one of those patterns may stand, made when it is first needed.
    gates: OnceLock<BTreeMap<SourceKind, Gate>>,
}

/// Which patterns belong to a rule or exclusion, by their number in the set.
#[derive(Debug, Clone, Default)]
pub struct Expressions {
    pub(crate) finds: Vec<usize>,
    pub(crate) requires: Vec<usize>,
    pub(crate) unless: Vec<usize>,
}

/// What is asked of a line besides, where a pattern of the rule or exclusion stands.
#[derive(Debug)]
struct Asked {
    requires: Option<Possible>,
    unless: Possible,
}

impl Asked {
    fn new(expressions: &Expressions, patterns: usize) -> Self {
        let set = |numbers: &[usize]| {
            let mut set = Possible::none(patterns);
            numbers.iter().for_each(|number| set.insert(*number));
            set
        };
        let Expressions { requires, unless, .. } = expressions;
        Self { requires: (!requires.is_empty()).then(|| set(requires)), unless: set(unless) }
    }
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
    /// Whether only the supplier's name makes it one: "Sharp Business Systems" with "FO-4810".
    pub by_supplier: bool,
    /// Whether the words are outside the columns that the rule reads, as in a column that nobody knows.
    pub elsewhere: bool,
    /// The near miss that explains it.
    pub cleared_by: Option<Clearing>,
}

/// An exclusion with the words for which it applies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clearing {
    /// Index into [`Pack::exclusions`].
    pub exclusion: usize,
    /// The column in which its words stand.
    pub column: Field,
    /// Their place in the (trimmed) cell, in bytes.
    pub span: Range<usize>,
}

/// Everything that the rules say of a line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Matches {
    /// Every match, in the order of columns and places.
    pub hits: Vec<Hit>,
    /// Index into `hits` of the match that decides; `None` when all are explained.
    pub decisive: Option<usize>,
    /// What speaks for it and against it; of a cleared line, what was matched and what explains it.
    pub evidence: Evidence,
    /// Index into the tags of the pack's grammar of the word that says what was bought, if that is not the product.
    pub head: Option<usize>,
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

impl Matcher {
    pub(crate) fn new(
        search: Search,
        rules: &[Expressions],
        exclusions: &[Expressions],
        meant: &[Rule],
    ) -> Self {
        let patterns = search.len();
        let mut finders = vec![None; patterns];
        let mut readers: BTreeMap<(SourceKind, Field, bool), Possible> = BTreeMap::new();
        let mut elsewhere: BTreeMap<SourceKind, Possible> = BTreeMap::new();
        for (index, (rule, Rule { columns, kinds, maker_may_supply, weak, .. })) in
            rules.iter().zip(meant).enumerate()
        {
            for pattern in &rule.finds {
                finders[*pattern] = Some(index);
                for kind in kinds.iter().filter(|_| !weak && reads_elsewhere(columns)) {
                    let reader = elsewhere.entry(*kind).or_insert_with(|| Possible::none(patterns));
                    reader.insert(*pattern);
                }
                let columns =
                    columns.iter().flat_map(|column| kinds.iter().map(move |kind| (*kind, *column)));
                for (kind, column) in columns {
                    for behind in [false, true].into_iter().take(1 + usize::from(*maker_may_supply)) {
                        let reader = readers.entry((kind, column, behind));
                        reader.or_insert_with(|| Possible::none(patterns)).insert(*pattern);
                    }
                }
            }
        }
        let (mut explaining, mut explainers) = (Possible::none(patterns), vec![None; patterns]);
        for (index, exclusion) in exclusions.iter().enumerate() {
            for pattern in &exclusion.finds {
                explaining.insert(*pattern);
                explainers[*pattern] = Some(index);
            }
        }
        let asked = |all: &[Expressions]| all.iter().map(|each| Asked::new(each, patterns)).collect();
        let (rules, exclusions) = (asked(rules), asked(exclusions));
        Self {
            search,
            rules,
            exclusions,
            finders,
            explaining,
            explainers,
            readers,
            elsewhere,
            gates: OnceLock::new(),
        }
    }

    /// Compiles every expression, which otherwise happens when it is first tried.
    pub(crate) fn compile_all(&self) -> Result<(), String> {
        self.search.compile_all()
    }

    /// The expressions that find something for a rule.
    pub(crate) fn finds(&self) -> impl Iterator<Item = &str> {
        let finders = self.finders.iter().enumerate().filter(|(_, rule)| rule.is_some());
        finders.map(|(number, _)| self.search.text(number))
    }

    /// Number of expressions, for reports on the pack.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.finders.len()
    }

    /// Whether the pack has no expression.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.finders.is_empty()
    }

    fn possible<'c>(&self, cell: &'c Cell<'_>) -> &'c Possible {
        cell.possible.get_or_init(|| self.search.possible(cell.folded.as_bytes()))
    }

    fn occurs(&self, pattern: usize, cell: &Cell<'_>) -> bool {
        self.possible(cell).contains(pattern)
            && self.search.pattern(pattern).is_some_and(|pattern| pattern.is_match(cell.folded.as_bytes()))
    }

    /// Whether one of some patterns occurs in a cell.
    fn has(&self, patterns: &Possible, cell: &Cell<'_>) -> bool {
        self.possible(cell).among(patterns).any(|pattern| self.occurs(pattern, cell))
    }

    /// Where a pattern stands in a cell, in bytes of the cell.
    fn places(&self, pattern: usize, cell: &Cell<'_>) -> Vec<Range<usize>> {
        let pattern = self.search.pattern(pattern).into_iter();
        pattern
            .flat_map(|pattern| pattern.find_iter(cell.folded.as_bytes()))
            .filter(|found| !found.is_empty())
            .map(|found| cell.folded.origin(found.start())..cell.folded.origin(found.end()))
            .collect()
    }
}

impl Pack {
    /// Matches a line of a table of this kind.
    ///
    /// Only where the columns that rules read leave nothing unexplained, the others are searched for a product as well;
    /// such a match is never surer than low.
    #[must_use]
    pub fn matches(&self, row: &Row<'_>, kind: SourceKind) -> Matches {
        let kind = kind.family();
        let mut cells = Vec::with_capacity(TEXT_COLUMNS.len() + TOGETHER.len());
        cells.extend(TEXT_COLUMNS.iter().filter_map(|column| Some(Cell::new(*column, row.get(*column)?))));
        // "Samsung" and "SF-370" in two columns say what "Samsung SF-370" says in one.
        let together = TOGETHER.map(|(first, column)| {
            let (before, after) = (row.get(first)?, row.get(column)?);
            Some((first, column, before.len() + 1, [before, after].join(" ")))
        });
        for (first, column, at, text) in together.iter().flatten() {
            cells.push(Cell { joined: Some((*first, *at)), ..Cell::new(*column, text) });
        }
        let read = self.matches_in(&cells, kind);
        let Some(readers) = self.matcher.elsewhere.get(&kind).filter(|_| read.decisive.is_none()) else {
            return read;
        };
        let known = cells.len();
        let kinds = [SourceKind::Ledger, SourceKind::Register];
        let gates = || kinds.map(|kind| (kind, self.gate(kind, &[]))).into();
        let gate = self.matcher.gates.get_or_init(gates).get(&kind);
        let others = || {
            let fields = row.fields().filter(|field| is_elsewhere(*field));
            fields.filter_map(|field| Some((field, row.get(field)?)))
        };
        // Most lines have nothing there: all columns are searched at once.
        let mut together = String::with_capacity(256);
        others().for_each(|(_, text)| {
            together.push_str(text);
            together.push('\n');
        });
        if gate.is_some_and(|gate| !gate.admits_text(&together)) {
            return read;
        }
        let others = others().map(|(field, text)| Cell::elsewhere(field, text));
        cells.extend(others.filter(|cell| self.matcher.possible(cell).meets(readers)));
        if cells.len() == known {
            return read;
        }
        let all = self.matches_in(&cells, kind);
        if all.decisive.is_some() || read.hits.is_empty() { all } else { read }
    }

    fn matches_in(&self, cells: &[Cell<'_>], kind: SourceKind) -> Matches {
        let (weak, mut hits): (Vec<Hit>, Vec<Hit>) =
            self.hits(cells, kind).into_iter().partition(|hit| self.rules[hit.rule].weak);
        if hits.is_empty() {
            return Matches::default();
        }
        let against = self.clear(&mut hits, cells, kind);
        let head = self.read_phrase(&mut hits, cells, kind);
        let decisive = self.decide(&hits);
        let mut evidence = self.weigh(&hits, decisive, &weak, &against);
        let head = head.map(|(tag, doubt)| {
            evidence.signs.extend(doubt.filter(|_| decisive.is_some()).map(Sign::doubt));
            tag
        });
        Matches { hits, decisive, evidence, head }
    }

    fn hits(&self, cells: &[Cell<'_>], kind: SourceKind) -> Vec<Hit> {
        let mut hits = Vec::new();
        for cell in cells {
            let first = hits.len();
            let by_supplier = cell.is_by_supplier();
            let readers = if cell.elsewhere {
                self.matcher.elsewhere.get(&kind)
            } else {
                self.matcher.readers.get(&(kind, cell.column, by_supplier))
            };
            let Some(readers) = readers else { continue };
            for pattern in self.matcher.possible(cell).among(readers) {
                let Some(index) = self.matcher.finders[pattern] else { continue };
                let rule = &self.rules[index];
                if cell.elsewhere && !cell.is_read_by(&rule.columns) {
                    continue;
                }
                let Asked { requires, unless, .. } = &self.matcher.rules[index];
                // A supplier's name is no part of what else the rule asks for: "Toner World" sells machines, too.
                let read = || {
                    let is_read = |cell: &&Cell<'_>| cell.is_read_by(&rule.columns) && !cell.is_by_supplier();
                    cells.iter().filter(is_read)
                };
                // What costs least is asked first.
                let may_have = |patterns| read().any(|cell| self.matcher.possible(cell).meets(patterns));
                if !requires.as_ref().is_none_or(may_have) {
                    continue;
                }
                let places = self.matcher.places(pattern, cell);
                let has = |patterns| read().any(|cell| self.matcher.has(patterns, cell));
                let stands = !places.is_empty() && requires.as_ref().is_none_or(has) && !has(unless);
                // What is found or required in two cells together is not what the gate saw.
                let is_certain = cell.joined.is_none() && requires.is_none();
                if stands && (is_certain || self.is_gated(index, cells)) {
                    for span in places.into_iter().filter_map(|span| cell.own(span)) {
                        let is_known =
                            |hit: &Hit| hit.rule == index && hit.column == cell.column && hit.span == span;
                        if cell.joined.is_none() || !hits.iter().any(is_known) {
                            hits.push(Hit {
                                rule: index,
                                column: cell.column,
                                span,
                                by_supplier,
                                elsewhere: cell.elsewhere,
                                cleared_by: None,
                            });
                        }
                    }
                }
            }
            hits[first..].sort_by_key(|hit| (hit.span.start, hit.span.end, hit.rule));
        }
        hits.dedup();
        hits
    }

    /// Whether the gate lets the line through for this rule: it sees cells, not what is read together.
    fn is_gated(&self, rule: usize, cells: &[Cell<'_>]) -> bool {
        cells.iter().filter(|cell| cell.joined.is_none()).any(|cell| {
            let text = cell.folded.as_bytes();
            self.rules[rule].literals.iter().any(|literal| memchr::memmem::find(text, literal).is_some())
        })
    }

    /// Notes for every hit what explains it. Gives the models that stand in the line and are listed as none.
    fn clear(&self, hits: &mut [Hit], cells: &[Cell<'_>], kind: SourceKind) -> Vec<Clearing> {
        let mut possible = Vec::new();
        for (at, cell) in cells.iter().enumerate() {
            for pattern in self.matcher.possible(cell).among(&self.matcher.explaining) {
                possible.extend(self.matcher.explainers[pattern].map(|exclusion| (exclusion, at, pattern)));
            }
        }
        // In the order of the pack.
        possible.sort_unstable();
        let mut against = Vec::new();
        for (index, at, pattern) in possible {
            let (exclusion, cell) = (&self.exclusions[index], &cells[at]);
            // Of what is read together only models count: "Removals Ltd" says nothing of its customer's fax machine.
            let is_read = exclusion.kinds.contains(&kind)
                && (exclusion.columns.contains(&cell.column) || cell.is_read_by(&exclusion.columns))
                && (cell.joined.is_none() || exclusion.listed);
            if !is_read {
                continue;
            }
            for span in self.excluded(index, pattern, cell) {
                let clearing = Clearing { exclusion: index, column: cell.column, span };
                for hit in hits.iter_mut().filter(|hit| hit.cleared_by.is_none()) {
                    if self.explains(exclusion, &clearing, hit) {
                        hit.cleared_by = Some(clearing.clone());
                    }
                }
                if exclusion.listed {
                    against.push(clearing);
                }
            }
        }
        against
    }

    /// Where a pattern of an exclusion stands in a cell to which it applies.
    fn excluded(&self, index: usize, pattern: usize, cell: &Cell<'_>) -> impl Iterator<Item = Range<usize>> {
        let places = self.matcher.places(pattern, cell);
        // Looked for in the same cell: a heading such as "Purchase of healthcare" says nothing of it.
        let applies = !places.is_empty() && !self.matcher.has(&self.matcher.exclusions[index].unless, cell);
        places.into_iter().filter(move |_| applies).filter_map(|span| cell.own(span))
    }

    fn explains(&self, exclusion: &Exclusion, clearing: &Clearing, hit: &Hit) -> bool {
        let reached = match exclusion.reach {
            Reach::Line => true,
            Reach::Cell => hit.column == clearing.column,
            Reach::Words => hit.column == clearing.column && overlap(&clearing.span, &hit.span),
        };
        reached
            && exclusion.of.as_ref().is_none_or(|columns| columns.contains(&hit.column))
            && !exclusion.keeps.contains(&self.rules[hit.rule].class)
    }

    /// What decides between matches.
    pub(crate) fn strength(&self, hit: &Hit) -> (bool, bool, i32, Confidence) {
        let rule = &self.rules[hit.rule];
        (!hit.elsewhere, !hit.by_supplier, rule.rank, rule.confidence)
    }

    /// Highest rank first, then the surest, then the first in the order of columns and places.
    fn decide(&self, hits: &[Hit]) -> Option<usize> {
        let mut best: Option<usize> = None;
        for (index, hit) in hits.iter().enumerate().filter(|(_, hit)| hit.cleared_by.is_none()) {
            if best.is_none_or(|best| self.strength(hit) > self.strength(&hits[best])) {
                best = Some(index);
            }
        }
        best
    }
}

pub(crate) const fn overlap(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.start < other.end && other.start < one.end
}
