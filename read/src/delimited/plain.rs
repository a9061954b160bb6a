//! Separators of plain records, found sixty-four bytes at a time.
//!
//! Plain is what every program that writes CSV writes: a quote opens a cell at its beginning, is doubled inside it, and
//! closes it right before a separator; no cell holds a line end. Whatever is not plain is left to the exact reading of
//! [`super::quoting`], which on plain bytes comes to the same.

use memchr::{memchr, memrchr};

use super::dialect::Dialect;
use crate::simd::{Compare, STEP, Work};

/// Carried from one step to the next; a scan begins where a record begins.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scan<C> {
    compare: C,
    dialect: Dialect,
    /// All ones inside quotes.
    inside: u64,
    /// 1 where a quote may open next: behind a separator or, doubled, behind a quote.
    may_open: u64,
    /// 1 behind a quote that closes.
    closed: u64,
}

/// What a step found, a bit for each byte.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    /// Separators of cells and records.
    pub separators: u64,
    /// Those that end a record.
    pub line_ends: u64,
    /// Whether a quote is doubled.
    pub doubled: bool,
    /// Whether something is not plain; separators before it are given all the same.
    pub odd: bool,
    /// Quotes that open within a cell, and what stands behind a quote that closes and is no separator.
    pub unsound: u64,
}

impl<C: Compare> Scan<C> {
    pub const fn new(dialect: Dialect, compare: C) -> Self {
        Self { compare, dialect, inside: 0, may_open: 1, closed: 0 }
    }

    /// Whether it stands inside quotes.
    pub const fn is_inside(&self) -> bool {
        self.inside != 0
    }

    /// Passes over bytes that hold no quote, where none is open either; whether that is so. The scan is to
    /// [`stand_behind`](Self::stand_behind) them before it looks at others.
    #[inline(always)]
    pub fn pass(&self, chunk: &[u8; STEP]) -> bool {
        self.compare.equal(chunk, b'"') | self.inside | self.closed == 0
    }

    /// Goes on behind this byte.
    #[inline(always)]
    pub fn stand_behind(&mut self, before: u8) {
        if self.inside | self.closed == 0 {
            self.may_open = u64::from(before == self.dialect.delimiter || before == self.dialect.line_end);
        }
    }

    /// Looks at the bytes from `at`, up to [`STEP`] of them.
    #[inline(always)]
    pub fn step(&mut self, bytes: &[u8], at: usize) -> Step {
        let rest = bytes.get(at..).unwrap_or_default();
        let Some(chunk) = rest.first_chunk::<STEP>() else {
            let mut padded = [0; STEP];
            for (to, byte) in padded.iter_mut().zip(rest) {
                *to = *byte;
            }
            // What a quote closes at the end of the bytes needs no separator.
            return self.look(&padded, None, u64::MAX << rest.len());
        };
        self.look(chunk, rest.get(STEP).copied(), 0)
    }

    // Inlined, what it compares with stays in registers from step to step.
    #[inline(always)]
    fn look(&mut self, chunk: &[u8; STEP], next: Option<u8>, beyond: u64) -> Step {
        let all = |byte: u8| self.compare.equal(chunk, byte);
        let quotes = all(b'"');
        let line_ends = all(self.dialect.line_end);
        let separators = all(self.dialect.delimiter) | line_ends;
        if quotes | self.inside | self.closed == 0 {
            self.may_open = separators >> (STEP - 1);
            return Step { separators, line_ends, doubled: false, odd: false, unsound: 0 };
        }
        // Inside from the quote that opens to the byte before the one that closes.
        let inside = up_to_here(quotes) ^ self.inside;
        let (opens, closes) = (quotes & inside, quotes & !inside);
        let outside = separators & !inside;
        let after_close = (closes << 1) | self.closed;
        let mut may_follow = separators | quotes | beyond;
        if after_close & !may_follow != 0 && self.dialect.line_end == b'\n' {
            let line_end_next = (line_ends >> 1) | (u64::from(next == Some(b'\n')) << (STEP - 1));
            may_follow |= all(b'\r') & line_end_next;
        }
        let unsound = (opens & !(((outside | closes) << 1) | self.may_open)) | (after_close & !may_follow);
        let odd = unsound | (line_ends & inside);
        self.inside = 0_u64.wrapping_sub(inside >> (STEP - 1));
        self.may_open = (outside | closes) >> (STEP - 1);
        self.closed = closes >> (STEP - 1);
        // All bits below the first odd one.
        let sound = odd.wrapping_sub(1) & !odd;
        Step {
            separators: outside & sound,
            line_ends: line_ends & !inside & sound,
            doubled: after_close & opens != 0,
            odd: odd != 0,
            unsound,
        }
    }
}

/// For every bit, whether the number of bits set up to and with it is odd.
const fn up_to_here(bits: u64) -> u64 {
    let bits = bits ^ (bits << 1);
    let bits = bits ^ (bits << 2);
    let bits = bits ^ (bits << 4);
    let bits = bits ^ (bits << 8);
    let bits = bits ^ (bits << 16);
    bits ^ (bits << 32)
}

/// Separators of plain records that follow each other.
#[derive(Debug, Default)]
pub(super) struct Separators {
    /// Their places.
    places: Vec<u32>,
    /// For every whole record, the number of places up to its end.
    records: Vec<u32>,
    /// Whether a quote is doubled somewhere among them.
    pub doubled: bool,
}

/// Bytes scanned ahead: few enough that beginning anew behind an odd record costs little.
const AHEAD: usize = 16 << 10;
/// Places written at once, whether there are as many or not: a loop that ends where they end is mispredicted each time.
const TOGETHER: usize = 8;

impl Separators {
    /// The number of records.
    pub const fn records(&self) -> usize {
        self.records.len()
    }

    /// The place that ends the last record, if there is a record.
    pub fn last(&self) -> Option<u32> {
        self.places.get((*self.records.last()? as usize).checked_sub(1)?).copied()
    }

    /// For every record the places of its separators, the last of which ends it.
    pub fn each(&self) -> Separated<'_> {
        Separated { places: &self.places, records: self.records.iter(), begin: 0 }
    }

    /// Looks for those of plain records from `at` on, where a record begins. There are none if that one is not plain,
    /// or very long.
    #[inline(always)]
    pub fn look(&mut self, bytes: &[u8], dialect: Dialect, at: usize, compare: impl Compare) {
        self.records.clear();
        self.doubled = false;
        let Ok(end) = u32::try_from(bytes.len()) else { return };
        let mut scan = Scan::new(dialect, compare);
        let (mut from, mut known) = (at, 0);
        // All bytes of a scan may be separators.
        self.places.resize(AHEAD + 2 * STEP, 0);
        let mut odd = false;
        while from < bytes.len() && from < at + AHEAD && !odd {
            let step = scan.step(bytes, from);
            odd = step.odd;
            self.doubled |= step.doubled;
            let mut line_ends = step.line_ends;
            while line_ends != 0 {
                let up_to_it = line_ends ^ (line_ends - 1);
                self.records.push((known as u32) + (step.separators & up_to_it).count_ones());
                line_ends &= line_ends - 1;
            }
            known += self.note(known, from as u32, step.separators);
            from += STEP;
        }
        let is_open = known > self.records.last().map_or(0, |record| *record as usize) || {
            let last = known.checked_sub(1).and_then(|last| self.places.get(last));
            last.map_or(at, |last| *last as usize + 1) < bytes.len()
        };
        if from >= bytes.len() && !odd && !scan.is_inside() && is_open {
            self.places[known] = end;
            self.records.push(known as u32 + 1);
        }
    }

    /// Writes places down behind those known; how many there are.
    #[inline(always)]
    fn note(&mut self, known: usize, base: u32, mut separators: u64) -> usize {
        let number = separators.count_ones() as usize;
        let mut written = 0;
        while let Some(places) = self.places.get_mut(known + written..).and_then(<[u32]>::first_chunk_mut) {
            let places: &mut [u32; TOGETHER] = places;
            for place in places {
                *place = base + separators.trailing_zeros();
                separators &= separators.wrapping_sub(1);
            }
            written += TOGETHER;
            if written >= number {
                break;
            }
        }
        number
    }
}

/// The places of each record's separators.
#[derive(Debug, Clone)]
pub(super) struct Separated<'a> {
    places: &'a [u32],
    records: std::slice::Iter<'a, u32>,
    begin: usize,
}

impl<'a> Iterator for Separated<'a> {
    type Item = &'a [u32];

    #[inline(always)]
    fn next(&mut self) -> Option<&'a [u32]> {
        let end = *self.records.next()? as usize;
        let places = self.places.get(self.begin..end).unwrap_or_default();
        self.begin = end;
        Some(places)
    }
}

/// Whole records at the beginning of some bytes.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Whole {
    /// Where the last one ends; 0 when there is none.
    pub end: usize,
    /// Line ends up to there.
    pub lines: u64,
}

/// Looks for whole records; finds none if one of them is not plain, or if a character stands among them that
/// [`super::blocks`] has to see to: NUL, the end-of-file mark of DOS, or a carriage return with no line feed behind it.
#[derive(Debug)]
pub(super) struct PlainRecords<'a> {
    pub bytes: &'a [u8],
    pub dialect: Dialect,
    /// Whether the stream ends with the bytes.
    pub complete: bool,
}

impl Work for PlainRecords<'_> {
    type Output = Option<Whole>;

    #[inline(always)]
    fn run(self, compare: impl Compare) -> Option<Whole> {
        let with_returns = has_returns(self.bytes, self.dialect);
        let lines = if with_returns { self.lines::<true>(compare) } else { self.lines::<false>(compare) };
        // No line end stands in quotes.
        let end = |lines| Whole {
            end: memrchr(self.dialect.line_end, self.bytes).map_or(0, |last| last + 1),
            lines,
        };
        lines.map(end)
    }
}

impl PlainRecords<'_> {
    /// The number of line ends, with a carriage return before each or none.
    #[inline(always)]
    fn lines<const RETURNS: bool>(&self, compare: impl Compare) -> Option<u64> {
        let Self { bytes, dialect, complete } = *self;
        let mut scan = Scan::new(dialect, compare);
        let mut lines = 0;
        // All but the last steps, of which the byte behind is known too.
        let (chunks, _) = bytes.as_chunks::<STEP>();
        let (nexts, _) = bytes.get(1..).unwrap_or_default().as_chunks::<STEP>();
        let (mut at, mut before) = (0_usize, dialect.line_end);
        for (chunk, next) in chunks.iter().zip(nexts) {
            if compare.has_stray_controls(chunk, next, RETURNS) {
                return None;
            }
            let line_ends = if scan.pass(chunk) {
                compare.equal(chunk, dialect.line_end)
            } else {
                scan.stand_behind(before);
                let step = scan.look(chunk, Some(next[STEP - 1]), 0);
                if step.odd {
                    return None;
                }
                step.line_ends
            };
            lines += u64::from(line_ends.count_ones());
            before = chunk[STEP - 1];
            at += STEP;
        }
        if has_stray_controls(bytes.get(at..).unwrap_or_default(), complete, RETURNS, compare) {
            return None;
        }
        scan.stand_behind(before);
        let step = scan.step(bytes, at);
        lines += u64::from(step.line_ends.count_ones());
        (!step.odd).then_some(lines)
    }
}

/// Whether the first line end has a carriage return before it, as all are expected to have then.
fn has_returns(bytes: &[u8], dialect: Dialect) -> bool {
    let first = memchr(dialect.line_end, bytes);
    first.and_then(|first| first.checked_sub(1)).and_then(|before| bytes.get(before)) == Some(&b'\r')
}

/// The same as [`Compare::has_stray_controls`] where bytes may end within the step.
#[inline(always)]
fn has_stray_controls(rest: &[u8], complete: bool, with_returns: bool, compare: impl Compare) -> bool {
    let mut padded = [b' '; STEP + 1];
    padded.iter_mut().zip(rest).for_each(|(to, byte)| *to = *byte);
    // What follows a carriage return at the end is not known before the stream ends.
    if rest.last() == Some(&b'\r')
        && !complete
        && let Some(behind) = padded.get_mut(rest.len())
    {
        *behind = b'\n';
    }
    let (chunk, next) = (padded.first_chunk(), padded.last_chunk());
    chunk.zip(next).is_none_or(|(chunk, next)| compare.has_stray_controls(chunk, next, with_returns))
}

/// Looks for the first quote that is not sound, from a cell's beginning on; cells may hold line ends.
#[derive(Debug)]
pub(super) struct FirstUnsound<'a> {
    pub bytes: &'a [u8],
    pub dialect: Dialect,
    pub from: usize,
}

impl Work for FirstUnsound<'_> {
    type Output = Option<usize>;

    #[inline(always)]
    fn run(self, compare: impl Compare) -> Option<usize> {
        let mut scan = Scan::new(self.dialect, compare);
        (self.from..self.bytes.len()).step_by(STEP).find_map(|at| {
            let unsound = scan.step(self.bytes, at).unsound;
            (unsound != 0).then(|| at + unsound.trailing_zeros() as usize)
        })
    }
}
