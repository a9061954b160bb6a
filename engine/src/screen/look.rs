//! A quick look at the bytes of records: where stands something that a rule may match, and where text that is not ASCII?

use std::ops::Range;

use faxban_core::sieve::Sieve;
use faxban_read::delimited::Span;
use faxban_read::simd::{Compare, MORE, STEP};

/// What was seen in records that follow each other.
#[derive(Debug, Default)]
pub(super) struct Look {
    literals: Places,
    other_text: Places,
}

/// What was seen in one record.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen<'l> {
    /// Where in the block literals of the gate stand in its ASCII text, in whatever column.
    pub literals: &'l [usize],
    /// Whether it has text that is not ASCII.
    pub other_text: bool,
}

impl Look {
    /// Looks at a part of a block.
    #[inline(always)]
    pub fn at(&mut self, block: &[u8], part: Range<usize>, sieve: &Sieve, compare: impl Compare) {
        self.literals.clear();
        self.other_text.clear();
        for at in part.clone().step_by(STEP) {
            let rest = block.get(at..).unwrap_or_default();
            let mut padded = [0; STEP + MORE];
            let bytes = rest.first_chunk().unwrap_or_else(|| {
                padded.iter_mut().zip(rest).for_each(|(to, byte)| *to = *byte);
                &padded
            });
            let within = u64::MAX >> STEP.saturating_sub(part.end - at);
            let may_stand = compare.may_stand(sieve.halves(), bytes) & within;
            each(may_stand, at, |place| {
                if sieve.stands_at(block, place) {
                    self.literals.all.push(place);
                }
            });
            each(compare.not_ascii(bytes) & within, at, |place| self.other_text.all.push(place));
        }
    }

    /// What was seen of the next record, which ends here.
    #[inline(always)]
    pub fn until(&mut self, end: usize) -> Seen<'_> {
        let other_text = !self.other_text.until(end).is_empty();
        Seen { literals: self.literals.until(end), other_text }
    }
}

impl Seen<'_> {
    /// Whether a rule may match the text of a cell.
    pub fn may_match(self, block: &[u8], cell: Span) -> bool {
        self.literals.iter().any(|place| (cell.start..cell.end).contains(place))
            || self.other_text && !cell.raw(block).is_ascii()
    }
}

#[inline(always)]
fn each(mut bits: u64, at: usize, mut what: impl FnMut(usize)) {
    while bits != 0 {
        what(at + bits.trailing_zeros() as usize);
        bits &= bits - 1;
    }
}

/// Places in ascending order.
#[derive(Debug, Default)]
struct Places {
    all: Vec<usize>,
    /// Those before are done with.
    next: usize,
}

impl Places {
    fn clear(&mut self) {
        self.all.clear();
        self.next = 0;
    }

    #[inline(always)]
    fn until(&mut self, end: usize) -> &[usize] {
        let first = self.next;
        while self.all.get(self.next).is_some_and(|place| *place < end) {
            self.next += 1;
        }
        self.all.get(first..self.next).unwrap_or_default()
    }
}
