//! Literals that every match of a pattern must contain.
//!
//! They are what makes the gate both quick and sound: a record in whose folded bytes none of them
//! stands cannot match the pattern. Sets are chosen by how rare they are in purchase ledgers, since a
//! single common literal sends most records on.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use hashbrown::HashSet;
use regex_syntax::hir::{Class, Hir, HirKind};
use smallvec::{SmallVec, smallvec};

/// Larger sets of exact strings are not followed further.
const MOST_STRINGS: usize = 48;
/// Shorter literals are found everywhere: they are no use to the gate.
pub const SHORTEST: usize = 3;
/// Beside a maker's name the two letters of a model tell much: the search that decides what is tried takes them.
const SHORTEST_BESIDE: usize = 2;

/// Sets of a part of a pattern that are followed further for the search.
const MOST_SETS: usize = 2;

/// A string in folded text; in place, because thousands are made while a pack is loaded.
pub type Literal = SmallVec<[u8; 16]>;

/// A set of strings one of which must occur in every match.
pub type Literals = BTreeSet<Literal>;

/// Strings that are searched for anyway.
#[derive(Debug, Default)]
pub struct Known<'a> {
    strings: HashSet<&'a [u8]>,
    lengths: BTreeSet<usize>,
}

impl<'a> FromIterator<&'a [u8]> for Known<'a> {
    fn from_iter<T: IntoIterator<Item = &'a [u8]>>(strings: T) -> Self {
        let strings: HashSet<&[u8]> = strings.into_iter().collect();
        let lengths = strings.iter().map(|string| string.len()).collect();
        Self { strings, lengths }
    }
}

impl Known<'_> {
    /// Whether one of them stands in a string.
    fn stands_in(&self, string: &[u8]) -> bool {
        let lengths = self.lengths.range(..=string.len());
        lengths.flat_map(|length| string.windows((*length).max(1))).any(|part| self.strings.contains(part))
    }
}

/// Something for the gate, and the like for the search that decides which patterns are tried.
#[derive(Debug, Clone, Default)]
pub struct ForEach<T> {
    /// Of strings of at least [`SHORTEST`] bytes.
    pub gate: T,
    /// Of strings that may be a byte shorter.
    pub search: T,
}

/// Sets for a pattern of each of which a string occurs in every match, the best first; none if it has none.
#[must_use]
pub fn required(hir: &Hir) -> ForEach<Vec<Literals>> {
    match hir.kind() {
        HirKind::Capture(capture) => required(&capture.sub),
        HirKind::Concat(parts) => {
            let mut sets = runs(parts).1;
            for sets in [&mut sets.gate, &mut sets.search] {
                sets.sort_by_cached_key(burden);
                sets.dedup();
            }
            sets
        }
        _ => study(hir).best(),
    }
}

/// How often, roughly, a literal is met in a byte of ledger text.
#[must_use]
#[allow(clippy::float_arithmetic, reason = "an estimate of cost, no money")]
pub fn cost(literal: &[u8]) -> f64 {
    let is_common = PARTS_OF_COMMON.contains(literal);
    let by_letters: f64 = literal.iter().map(|byte| frequency(*byte)).product();
    if is_common { by_letters.max(OFTEN) } else { by_letters }
}

/// The parts of common words that are long enough to be searched for.
static PARTS_OF_COMMON: LazyLock<HashSet<&[u8]>> = LazyLock::new(|| {
    let parts = |word: &'static str| {
        (SHORTEST_BESIDE..=word.len()).flat_map(move |length| word.as_bytes().windows(length))
    };
    COMMON.split_whitespace().flat_map(parts).collect()
});

/// What a part of a common word costs: letters stand together in words far more often than each by itself tells.
const OFTEN: f64 = 1e-3;

/// Words that purchase ledgers are full of.
const COMMON: &str = include_str!("literal/common-words.txt");

/// Literals rarer than this are as good as any; among them the one with the rarest letter and then the
/// shorter one is taken, since rules are likely to share it.
const RARE_ENOUGH: f64 = 2e-6;

/// What a set costs the gate: its hits, then its most common rarest letter, then its length. Numbers that are not
/// negative compare like their bits.
pub type Burden = (u64, u64, usize);

fn burden(set: &Literals) -> Burden {
    burden_of(set.iter())
}

#[allow(clippy::float_arithmetic, reason = "an estimate of cost, no money")]
fn burden_of<'a>(literals: impl Iterator<Item = &'a Literal>) -> Burden {
    let (mut hits, mut commonest, mut length) = (0.0, 0.0_f64, 0);
    for literal in literals {
        hits += cost(literal).max(RARE_ENOUGH);
        commonest = commonest.max(literal.iter().map(|byte| frequency(*byte)).fold(1.0, f64::min));
        length += literal.len();
    }
    (hits.to_bits(), commonest.to_bits(), length)
}

/// What a set costs beside strings that are searched for anyway.
#[must_use]
pub fn burden_beside(set: &Literals, known: &Known<'_>) -> Burden {
    burden_of(set.iter().filter(|literal| !known.stands_in(literal)))
}

/// Both are so short that no searcher is worth setting up.
fn contains(literal: &[u8], short: &[u8]) -> bool {
    short.is_empty() || literal.windows(short.len()).any(|window| window == short)
}

/// Drops every literal that contains another: finding the shorter one is enough.
#[must_use]
pub fn minimal(literals: &Literals) -> Literals {
    let mut by_length: Vec<_> = literals.iter().collect();
    by_length.sort_by_key(|literal| (literal.len(), literal.as_slice()));
    let mut kept = Literals::new();
    for literal in by_length {
        if !kept.iter().any(|short| contains(literal, short)) {
            kept.insert(literal.clone());
        }
    }
    kept
}

struct Study {
    /// All strings that the expression can match, if they are few.
    exact: Option<Literals>,
    /// Sets of each of which a string occurs in every match, the best first: one for the gate, a few for the search.
    required: ForEach<Vec<Literals>>,
}

impl Study {
    fn of(exact: Option<Literals>) -> Self {
        Self { exact, required: ForEach::default() }
    }

    fn best(self) -> ForEach<Vec<Literals>> {
        let exact = self.exact.map(usable).unwrap_or_default();
        let ForEach { gate, search } = self.required;
        ForEach {
            gate: cheapest(exact.gate.into_iter().chain(gate), 1),
            search: cheapest(exact.search.into_iter().chain(search), MOST_SETS),
        }
    }
}

/// Some of the sets, the best first.
fn cheapest(sets: impl Iterator<Item = Literals>, most: usize) -> Vec<Literals> {
    let mut sets: Vec<Literals> = sets.collect();
    sets.sort_by_cached_key(burden);
    sets.dedup();
    sets.truncate(most);
    sets
}

fn usable(set: Literals) -> ForEach<Option<Literals>> {
    let set = minimal(&set);
    let shortest = set.iter().map(SmallVec::len).min().unwrap_or(0);
    let search = Some(set).filter(|_| shortest >= SHORTEST_BESIDE);
    ForEach { gate: search.clone().filter(|_| shortest >= SHORTEST), search }
}

/// Of two sets that would both do, the one that lets fewer records through.
pub fn cheaper(one: Option<Literals>, other: Option<Literals>) -> Option<Literals> {
    match (one, other) {
        (Some(one), Some(other)) => Some(if burden(&other) < burden(&one) { other } else { one }),
        (one, other) => one.or(other),
    }
}

fn study(hir: &Hir) -> Study {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => Study::of(Some(Literals::from([Literal::new()]))),
        HirKind::Literal(literal) => Study::of(Some(Literals::from([Literal::from_slice(&literal.0)]))),
        HirKind::Class(class) => Study::of(strings_of(class)),
        HirKind::Capture(capture) => study(&capture.sub),
        HirKind::Repetition(repetition) => {
            let inner = study(&repetition.sub);
            let exact = match (&inner.exact, repetition.max) {
                (Some(set), Some(max)) => powers(set, repetition.min, max),
                _ => None,
            };
            let required = if repetition.min > 0 { inner.best() } else { ForEach::default() };
            Study { exact, required }
        }
        HirKind::Concat(parts) => {
            let (exact, sets) = runs(parts);
            let required = match exact {
                Some(_) => ForEach::default(),
                None => ForEach {
                    gate: cheapest(sets.gate.into_iter(), 1),
                    search: cheapest(sets.search.into_iter(), MOST_SETS),
                },
            };
            Study { exact, required }
        }
        HirKind::Alternation(branches) => study_branches(branches),
    }
}

fn study_branches(branches: &[Hir]) -> Study {
    let mut exact = Some(Literals::new());
    let mut required = Vec::new();
    for branch in branches {
        let inner = study(branch);
        exact = match (exact, &inner.exact) {
            (Some(mut all), Some(set)) if all.len() + set.len() <= MOST_STRINGS => {
                all.extend(set.iter().cloned());
                Some(all)
            }
            _ => None,
        };
        required.push(inner.best());
    }
    let gate = any_of(required.iter().map(|each| &each.gate), 1);
    let search = any_of(required.iter().map(|each| &each.search), MOST_SETS);
    Study { exact, required: ForEach { gate, search } }
}

/// Of branches with the sets that each requires, sets that all require together: the first of each, then the second.
fn any_of<'a>(branches: impl Iterator<Item = &'a Vec<Literals>> + Clone, most: usize) -> Vec<Literals> {
    let longest = branches.clone().map(Vec::len).max().unwrap_or(0).min(most);
    let one = |set: usize| {
        let of_each = branches.clone().map(|sets| sets.get(set).or(sets.last()));
        of_each.collect::<Option<Vec<_>>>().map(|sets| sets.into_iter().flatten().cloned().collect())
    };
    (0..longest).map_while(one).collect()
}

/// What parts one after the other are exactly, if they are few strings, and the sets that they require.
fn runs(parts: &[Hir]) -> (Option<Literals>, ForEach<Vec<Literals>>) {
    let mut run = Literals::from([Literal::new()]);
    let mut whole = true;
    let mut sets: ForEach<Vec<Literals>> = ForEach::default();
    for part in parts {
        let inner = study(part);
        let joined = inner.exact.as_ref().and_then(|set| product(&run, set));
        if let Some(joined) = joined {
            run = joined;
            continue;
        }
        whole = false;
        put(usable(std::mem::take(&mut run)), &mut sets);
        sets.gate.extend(inner.required.gate);
        sets.search.extend(inner.required.search);
        run = inner.exact.unwrap_or_else(|| Literals::from([Literal::new()]));
    }
    put(usable(run.clone()), &mut sets);
    (whole.then_some(run), sets)
}

fn put(set: ForEach<Option<Literals>>, sets: &mut ForEach<Vec<Literals>>) {
    sets.gate.extend(set.gate);
    sets.search.extend(set.search);
}

fn product(left: &Literals, right: &Literals) -> Option<Literals> {
    if left.len() * right.len() > MOST_STRINGS {
        return None;
    }
    let joined = |head: &Literal, tail: &Literal| head.iter().chain(tail).copied().collect();
    Some(left.iter().flat_map(|head| right.iter().map(move |tail| joined(head, tail))).collect())
}

fn powers(set: &Literals, min: u32, max: u32) -> Option<Literals> {
    let mut all = Literals::new();
    let mut power = Literals::from([Literal::new()]);
    for count in 0..=max {
        if count >= min {
            all.extend(power.iter().cloned());
        }
        if all.len() > MOST_STRINGS {
            return None;
        }
        if count < max {
            power = product(&power, set)?;
        }
    }
    Some(all)
}

fn strings_of(class: &Class) -> Option<Literals> {
    let mut set = Literals::new();
    match class {
        Class::Bytes(bytes) => {
            for range in bytes.ranges() {
                for byte in range.start()..=range.end() {
                    set.insert(smallvec![byte]);
                    if set.len() > MOST_STRINGS {
                        return None;
                    }
                }
            }
        }
        Class::Unicode(characters) => {
            for range in characters.ranges() {
                for character in range.start()..=range.end() {
                    set.insert(Literal::from_slice(character.encode_utf8(&mut [0; 4]).as_bytes()));
                    if set.len() > MOST_STRINGS {
                        return None;
                    }
                }
            }
        }
    }
    Some(set)
}

/// Shares of bytes, measured roughly on published spend files after folding.
pub const fn frequency(byte: u8) -> f64 {
    match byte {
        b'e' | b' ' => 0.07,
        b'a' | b'i' | b'n' | b'o' | b'r' | b's' | b't' => 0.05,
        b'c' | b'd' | b'l' | b'm' | b'u' | b'p' => 0.025,
        b'f' | b'g' | b'h' | b'b' | b'v' | b'y' | b'w' => 0.013,
        b'k' | b'/' | b'-' | b'.' => 0.008,
        b'x' | b'j' | b'q' | b'z' => 0.002,
        b'0'..=b'9' => 0.035,
        _ => 0.004,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pattern: &str) -> Option<Vec<String>> {
        let hir =
            regex_syntax::ParserBuilder::new().unicode(false).utf8(false).build().parse(pattern).unwrap();
        required(&hir)
            .gate
            .into_iter()
            .next()
            .map(|set| set.into_iter().map(|l| String::from_utf8(l.into_vec()).unwrap()).collect())
    }

    #[test]
    fn the_rarest_part_is_taken() {
        assert_eq!(of(r"\bfax[ -]{0,3}[a-z]*machine").unwrap(), ["fax"]);
        assert_eq!(of(r"brother.*intellifax").unwrap(), ["intellifax"]);
    }

    #[test]
    fn optional_separators_are_spelt_out() {
        assert_eq!(of(r"\bkx[ -]?f[a-z]+[0-9]").unwrap(), ["kx f", "kx-f", "kxf"]);
    }

    #[test]
    fn every_branch_must_have_one() {
        assert_eq!(of("fax|facsimile").unwrap(), ["facsimile", "fax"]);
        assert_eq!(of("fax|[a-z]+"), None);
        assert_eq!(of("(fax)?"), None);
        assert_eq!(of("uf"), None);
    }

    #[test]
    fn branches_require_something_of_each_of_their_sets() {
        let sets =
            required(&regex_syntax::parse(r"\b(?:brother.{0,9}pc|bro pc|kyocera.{0,9}fs|kxfp)").unwrap());
        let texts = |set: &Literals| {
            set.iter().map(|text| String::from_utf8_lossy(text).into_owned()).collect::<Vec<_>>()
        };
        let search: Vec<Vec<String>> = sets.search.iter().map(texts).collect();
        assert_eq!(
            search,
            [vec!["bro pc", "brother", "kxfp", "kyocera"], vec!["bro pc", "fs", "kxfp", "pc"]]
        );
        assert_eq!(sets.gate.len(), 1);
    }

    #[test]
    fn two_letters_are_enough_beside_a_name() {
        let hir = regex_syntax::parse(r"brother.{0,20}fo[a-z]*[0-9]{3}").unwrap();
        let sets = required(&hir);
        let only = |text: &str| Literals::from([Literal::from_slice(text.as_bytes())]);
        assert_eq!(sets.gate, [only("brother")]);
        assert_eq!(sets.search, [only("brother"), only("fo")]);
    }
}
