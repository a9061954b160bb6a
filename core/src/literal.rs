//! Literals that every match of a pattern must contain.
//!
//! They are what makes the gate both quick and sound: a record in whose folded bytes none of them
//! stands cannot match the pattern. Sets are chosen by how rare they are in purchase ledgers, since a
//! single common literal sends most records on.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use regex_syntax::hir::{Class, Hir, HirKind};

/// Larger sets of exact strings are not followed further.
const MOST_STRINGS: usize = 48;
/// Shorter literals are found everywhere.
pub const SHORTEST: usize = 3;

/// A set of strings one of which must occur in every match.
pub type Literals = BTreeSet<Vec<u8>>;

/// The best set for a pattern, or `None` if it has none of at least [`SHORTEST`] bytes each.
#[must_use]
pub fn required(hir: &Hir) -> Option<Literals> {
    study(hir).best()
}

/// Sets for a pattern of each of which a string occurs in every match, the best first; none if it has none.
#[must_use]
pub fn required_each(hir: &Hir) -> Vec<Literals> {
    match hir.kind() {
        HirKind::Capture(capture) => required_each(&capture.sub),
        HirKind::Concat(parts) => {
            let mut sets = runs(parts).1;
            sets.sort_by(|one, other| burden(one).partial_cmp(&burden(other)).unwrap_or(Ordering::Equal));
            sets.dedup();
            sets
        }
        _ => required(hir).into_iter().collect(),
    }
}

/// How often, roughly, a literal is met in a byte of ledger text.
#[must_use]
#[allow(clippy::float_arithmetic, reason = "an estimate of cost, no money")]
pub fn cost(literal: &[u8]) -> f64 {
    literal.iter().map(|byte| frequency(*byte)).product()
}

/// Literals rarer than this are as good as any; among them the one with the rarest letter and then the
/// shorter one is taken, since rules are likely to share it.
const RARE_ENOUGH: f64 = 2e-6;

/// What a set costs the gate; sets compare by it.
#[allow(clippy::float_arithmetic, reason = "an estimate of cost, no money")]
fn burden(set: &Literals) -> (f64, f64, usize) {
    let hits = set.iter().map(|literal| cost(literal).max(RARE_ENOUGH)).sum();
    let rarest = |literal: &Vec<u8>| literal.iter().map(|byte| frequency(*byte)).fold(1.0, f64::min);
    (hits, set.iter().map(rarest).fold(0.0, f64::max), set.iter().map(Vec::len).sum())
}

/// Compares two sets by what each costs beside strings that are searched for anyway.
pub fn compare_beside(one: &Literals, other: &Literals, known: &BTreeSet<&[u8]>) -> Ordering {
    let parts = |literal: &[u8], length| literal.windows(length).any(|part| known.contains(part));
    let holds = |literal: &[u8]| (SHORTEST..=literal.len()).any(|length| parts(literal, length));
    let new = |set: &Literals| burden(&set.iter().filter(|literal| !holds(literal)).cloned().collect());
    let burdens = (new(one), new(other));
    burdens.0.partial_cmp(&burdens.1).unwrap_or(Ordering::Equal)
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
    /// A set one of which occurs in every match.
    required: Option<Literals>,
}

impl Study {
    fn best(self) -> Option<Literals> {
        cheaper(self.exact.and_then(usable), self.required)
    }
}

fn usable(set: Literals) -> Option<Literals> {
    let set = minimal(&set);
    (!set.is_empty() && set.iter().all(|literal| literal.len() >= SHORTEST)).then_some(set)
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
        HirKind::Empty | HirKind::Look(_) => {
            Study { exact: Some(Literals::from([Vec::new()])), required: None }
        }
        HirKind::Literal(literal) => {
            Study { exact: Some(Literals::from([literal.0.to_vec()])), required: None }
        }
        HirKind::Class(class) => Study { exact: strings_of(class), required: None },
        HirKind::Capture(capture) => study(&capture.sub),
        HirKind::Repetition(repetition) => {
            let inner = study(&repetition.sub);
            let exact = match (&inner.exact, repetition.max) {
                (Some(set), Some(max)) => powers(set, repetition.min, max),
                _ => None,
            };
            let required = if repetition.min > 0 { inner.best() } else { None };
            Study { exact, required }
        }
        HirKind::Concat(parts) => study_concat(parts),
        HirKind::Alternation(branches) => {
            let mut exact = Some(Literals::new());
            let mut required = Some(Literals::new());
            for branch in branches {
                let inner = study(branch);
                exact = match (exact, &inner.exact) {
                    (Some(mut all), Some(set)) if all.len() + set.len() <= MOST_STRINGS => {
                        all.extend(set.iter().cloned());
                        Some(all)
                    }
                    _ => None,
                };
                required = match (required, inner.best()) {
                    (Some(mut all), Some(set)) => {
                        all.extend(set);
                        Some(all)
                    }
                    _ => None,
                };
            }
            Study { exact, required }
        }
    }
}

fn study_concat(parts: &[Hir]) -> Study {
    let (exact, sets) = runs(parts);
    let required = sets.into_iter().fold(None, |best, set| cheaper(best, Some(set)));
    Study { required: if exact.is_some() { None } else { required }, exact }
}

/// What parts one after the other are exactly, if they are few strings, and the sets that they require.
fn runs(parts: &[Hir]) -> (Option<Literals>, Vec<Literals>) {
    let mut run = Literals::from([Vec::new()]);
    let mut whole = true;
    let mut sets = Vec::new();
    for part in parts {
        let inner = study(part);
        let joined = inner.exact.as_ref().and_then(|set| product(&run, set));
        if let Some(joined) = joined {
            run = joined;
            continue;
        }
        whole = false;
        sets.extend(usable(std::mem::take(&mut run)));
        sets.extend(inner.required);
        run = inner.exact.unwrap_or_else(|| Literals::from([Vec::new()]));
    }
    sets.extend(usable(run.clone()));
    (whole.then_some(run), sets)
}

fn product(left: &Literals, right: &Literals) -> Option<Literals> {
    if left.len() * right.len() > MOST_STRINGS {
        return None;
    }
    Some(
        left.iter().flat_map(|head| right.iter().map(move |tail| [head.as_slice(), tail].concat())).collect(),
    )
}

fn powers(set: &Literals, min: u32, max: u32) -> Option<Literals> {
    let mut all = Literals::new();
    let mut power = Literals::from([Vec::new()]);
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
                    set.insert(vec![byte]);
                    if set.len() > MOST_STRINGS {
                        return None;
                    }
                }
            }
        }
        Class::Unicode(characters) => {
            for range in characters.ranges() {
                for character in range.start()..=range.end() {
                    set.insert(character.to_string().into_bytes());
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
const fn frequency(byte: u8) -> f64 {
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
        required(&hir).map(|set| set.into_iter().map(|l| String::from_utf8(l).unwrap()).collect())
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
}
