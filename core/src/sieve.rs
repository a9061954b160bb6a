//! The gate's quick look at bytes as they stand in a file: where may one of its literals stand?
//!
//! Of each literal four bytes are looked for, its rarest, in either case. Exactly, by a table for each of the four; and
//! for many places at once by the halves of each byte, as instructions can that look up sixteen values together. There
//! literals share a few buckets and are mistaken for each other, as in the search that Hyperscan calls Teddy
//! (<https://github.com/intel/hyperscan>); what passes is then asked exactly. Whatever is not ASCII is compared in another
//! form (see [`crate::text`]) and has to be asked about by itself.

use std::cmp::Reverse;

use crate::literal::{self, Literal};
use crate::text::fold_byte;

/// Bytes of a literal that are looked for.
pub const WIDTH: usize = 4;

/// For each byte looked for, the buckets that its lower half and its upper half allow, a bit for each of eight.
pub type Halves = [[[u8; 16]; 2]; WIDTH];

/// Sets of eight buckets: more cost more, fewer let more through.
const SETS: usize = 4;

/// Where literals may stand.
#[derive(Debug)]
pub struct Sieve {
    /// At most as many as there are bits; literals that look for nearly the same stand together.
    groups: Vec<Vec<Window>>,
    /// For each byte looked for, the groups that it may belong to, a bit for each.
    exact: Box<[[u64; 256]; WIDTH]>,
    halves: [Halves; SETS],
}

/// The part of a literal that is looked for.
#[derive(Debug)]
struct Window {
    literal: Literal,
    /// Where it begins.
    start: usize,
}

impl Window {
    fn new(literal: &[u8]) -> Self {
        let starts = 0..=literal.len().saturating_sub(WIDTH);
        let part = |start: &usize| literal.get(*start..).unwrap_or_default();
        let rarest = starts.min_by(|one, other| {
            let cost = |start| literal::cost(part(start).get(..WIDTH).unwrap_or(part(start)));
            cost(one).total_cmp(&cost(other))
        });
        Self { literal: Literal::from_slice(literal), start: rarest.unwrap_or(0) }
    }

    /// All that is looked for, nothing behind the literal's end.
    fn bytes(&self) -> impl Iterator<Item = Option<u8>> {
        (0..WIDTH).map(|place| self.byte(place))
    }

    /// What is looked for at a place: nothing behind the literal's end.
    fn byte(&self, place: usize) -> Option<u8> {
        self.literal.get(self.start + place).copied()
    }

    fn allows(&self, place: usize, raw: u8) -> bool {
        self.byte(place).is_none_or(|byte| byte == fold_byte(raw))
    }

    /// Whether the whole literal stands around it.
    fn stands_at(&self, bytes: &[u8], at: usize) -> bool {
        let from = at.checked_sub(self.start);
        from.and_then(|from| bytes.get(from..from + self.literal.len()))
            .is_some_and(|raw| raw.iter().zip(&self.literal).all(|(raw, byte)| fold_byte(*raw) == *byte))
    }
}

impl Sieve {
    /// A sieve for literals of folded text.
    #[must_use]
    pub fn new(literals: &[Literal]) -> Self {
        let mut literals: Vec<Window> =
            literals.iter().map(|literal| Window::new(without_quotes(literal))).collect();
        let halves = halves(&buckets(&literals));
        literals.sort_by(|one, other| one.bytes().cmp(other.bytes()));
        let share = literals.len().div_ceil(u64::BITS as usize).max(1);
        let mut groups: Vec<Vec<Window>> = Vec::new();
        while !literals.is_empty() {
            groups.push(literals.split_off(literals.len().saturating_sub(share)));
        }
        let mut exact = Box::new([[0; 256]; WIDTH]);
        for (place, table) in exact.iter_mut().enumerate() {
            for (raw, bits) in (0..=u8::MAX).zip(table) {
                let allows = |group: &Vec<Window>| group.iter().any(|window| window.allows(place, raw));
                let allowing = groups.iter().enumerate().filter(|(_, group)| allows(group));
                *bits = allowing.fold(0, |bits, (number, _)| bits | 1 << number);
            }
        }
        Self { groups, exact, halves }
    }

    /// What the halves of each byte allow: no place where a literal stands is left out.
    #[must_use]
    pub const fn halves(&self) -> &[Halves; SETS] {
        &self.halves
    }

    /// Whether the part that is looked for stands here, of a literal that stands around it.
    #[inline]
    #[must_use]
    pub fn stands_at(&self, bytes: &[u8], at: usize) -> bool {
        // Behind the end is what no literal asks for.
        let raw = |place: usize| usize::from(bytes.get(at + place).copied().unwrap_or_default());
        let mut bits =
            self.exact.iter().enumerate().fold(u64::MAX, |bits, (place, table)| bits & table[raw(place)]);
        while bits != 0 {
            let group = self.groups.get(bits.trailing_zeros() as usize);
            if group.is_some_and(|group| group.iter().any(|window| window.stands_at(bytes, at))) {
                return true;
            }
            bits &= bits - 1;
        }
        false
    }
}

/// The longest part of a literal without a quotation mark: in a file one may be written twice.
fn without_quotes(literal: &Literal) -> &[u8] {
    literal.split(|byte| *byte == b'"').max_by_key(|part| part.len()).unwrap_or_default()
}

/// Literals mistaken for each other: of each place, the lower and the upper halves of bytes that one of them has there.
#[derive(Debug, Clone, Copy, Default)]
struct Bucket([[u16; 2]; WIDTH]);

impl Bucket {
    fn of(window: &Window) -> Self {
        let mut bucket = Self::default();
        for (place, [lower, upper]) in bucket.0.iter_mut().enumerate() {
            for raw in (0..=u8::MAX).filter(|raw| window.allows(place, *raw)) {
                *lower |= 1 << (raw & 15);
                *upper |= 1 << (raw >> 4);
            }
        }
        bucket
    }

    fn with(&self, other: &Self) -> Self {
        let mut both = *self;
        for (halves, others) in both.0.iter_mut().zip(&other.0) {
            halves.iter_mut().zip(others).for_each(|(half, other)| *half |= other);
        }
        both
    }

    /// How often, roughly, it lets a place of ledger text through.
    #[allow(clippy::float_arithmetic, reason = "an estimate of cost, no money")]
    fn cost(&self, shares: &Shares) -> f64 {
        let set = |half: u16| (0..16).filter(move |value| half >> value & 1 == 1);
        let share = |[lower, upper]: &[u16; 2]| -> f64 {
            set(*upper).flat_map(|upper| set(*lower).map(move |lower| shares[upper][lower])).sum()
        };
        self.0.iter().map(share).product()
    }
}

/// How often each byte occurs in the text of a ledger, by its upper and its lower half.
type Shares = [[f64; 16]; 16];

/// Bytes that are compared as one share what is known of it.
#[allow(clippy::float_arithmetic, reason = "an estimate of cost, no money")]
fn shares() -> Shares {
    let mut alike = [0.0; 256];
    (0..=u8::MAX).for_each(|raw| alike[usize::from(fold_byte(raw))] += 1.0);
    let mut shares = Shares::default();
    for raw in 0..=u8::MAX {
        let folded = fold_byte(raw);
        shares[usize::from(raw >> 4)][usize::from(raw & 15)] =
            literal::frequency(folded) / alike[usize::from(folded)];
    }
    shares
}

/// As many buckets as there may be: of one too many, two become one that together let the least more through.
#[allow(clippy::float_arithmetic, reason = "an estimate of cost, no money")]
fn buckets(literals: &[Window]) -> Vec<Bucket> {
    let shares = shares();
    let mut windows: Vec<&Window> = literals.iter().collect();
    // One that asks for fewer bytes spoils what it is put together with.
    windows.sort_by_key(|window| Reverse(window.literal.len().min(WIDTH)));
    let mut buckets: Vec<(Bucket, f64)> = Vec::new();
    // What each lets through in addition, put together with each of those before it.
    let mut more: Vec<Vec<f64>> = Vec::new();
    let added = |buckets: &[(Bucket, f64)], (bucket, cost): &(Bucket, f64)| -> Vec<f64> {
        buckets.iter().map(|(other, beside)| bucket.with(other).cost(&shares) - cost - beside).collect()
    };
    for window in windows {
        let bucket = Bucket::of(window);
        let bucket = (bucket, bucket.cost(&shares));
        more.push(added(&buckets, &bucket));
        buckets.push(bucket);
        if buckets.len() <= SETS * 8 {
            continue;
        }
        let pairs =
            more.iter().enumerate().flat_map(|(one, row)| (0..row.len()).map(move |other| (one, other)));
        let least = pairs.min_by(|(one, other), (a, b)| more[*one][*other].total_cmp(&more[*a][*b]));
        let Some((one, other)) = least else { continue };
        let both = buckets[one].0.with(&buckets[other].0);
        for gone in [one, other] {
            buckets.remove(gone);
            more.remove(gone);
            more.iter_mut().skip(gone).for_each(|row| {
                row.remove(gone);
            });
        }
        let both = (both, both.cost(&shares));
        more.push(added(&buckets, &both));
        buckets.push(both);
    }
    buckets.into_iter().map(|(bucket, _)| bucket).collect()
}

fn halves(buckets: &[Bucket]) -> [Halves; SETS] {
    let mut all = [Halves::default(); SETS];
    for (number, bucket) in buckets.iter().enumerate() {
        let of_place = all[number / 8].iter_mut().flatten().zip(bucket.0.iter().flatten());
        for (table, half) in of_place {
            let allowed = table.iter_mut().enumerate().filter(|(value, _)| half >> value & 1 == 1);
            allowed.for_each(|(_, buckets)| *buckets |= 1 << (number % 8));
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What the halves of the bytes at a place allow, as instructions look it up.
    fn may_stand(sieve: &Sieve, bytes: &[u8], at: usize) -> bool {
        let allowed = |halves: &Halves| {
            halves.iter().enumerate().fold(u8::MAX, |buckets, (place, [lower, upper])| {
                let raw = usize::from(bytes.get(at + place).copied().unwrap_or_default());
                buckets & lower[raw & 15] & upper[raw >> 4]
            })
        };
        sieve.halves().iter().any(|halves| allowed(halves) != 0)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn no_literal_is_missed_and_nothing_else_is_found(
            literals in prop::collection::btree_set("[a-d .0-2\"]{0,3}[a-d .0-2][a-d .0-2\"]{0,3}", 0..90),
            text in "[a-dA-D \t\n.0-3\"]{0,60}",
        ) {
            let literals: Vec<Literal> = literals.iter().map(|text| Literal::from_slice(text.as_bytes())).collect();
            let sieve = Sieve::new(&literals);
            let folded: Vec<u8> = text.bytes().map(fold_byte).collect();
            let found = (0..text.len()).filter(|at| sieve.stands_at(text.as_bytes(), *at));
            let passing = found.filter(|at| may_stand(&sieve, text.as_bytes(), *at)).count();
            let windows = sieve.groups.iter().flatten();
            let standing: std::collections::BTreeSet<usize> = windows
                .flat_map(|window| {
                    let places = folded.windows(window.literal.len()).enumerate();
                    places.filter(|(_, part)| *part == window.literal.as_slice()).map(|(at, _)| at + window.start)
                })
                .collect();
            prop_assert_eq!(passing, standing.len());
        }
    }
}
