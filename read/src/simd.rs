//! Sixty-four bytes compared at once, by the widest instructions that the processor has.
//!
//! A program built for every processor of its kind may use but the oldest instructions. What is asked for here is
//! compiled twice, and which of the two runs is decided when it runs.

use wide::u8x64;

/// Bytes looked at together: those of a machine word's bits.
pub const STEP: usize = u64::BITS as usize;
/// Bytes behind them that belong to what begins among them.
pub const MORE: usize = 3;
/// Ends a file of DOS (Ctrl-Z), and stands in the middle of files that it joined.
pub const END_MARK: u8 = 0x1a;

/// What may stand at a place and behind it: for each byte, what its lower half and its upper half allow, a bit for each
/// of eight things.
pub type Halves = [[[u8; 16]; 2]; MORE + 1];

/// A way to compare bytes.
pub trait Compare: Copy {
    /// Which of the bytes are this one, a bit for each.
    fn equal(self, bytes: &[u8; STEP], byte: u8) -> u64;

    /// Whether a NUL or [`END_MARK`] is among the bytes, or a carriage return that is no part of a line end. `next` are
    /// the bytes each one place further on; `with_returns` says that line ends have a carriage return before the line
    /// feed.
    fn has_stray_controls(self, bytes: &[u8; STEP], next: &[u8; STEP], with_returns: bool) -> bool;

    /// Which of the first bytes are not ASCII.
    fn not_ascii(self, bytes: &[u8; STEP + MORE]) -> u64;

    /// With which of the first bytes something may begin that one of the sets allows; every one where it takes no less
    /// time to look for it.
    fn may_stand<const SETS: usize>(self, sets: &[Halves; SETS], bytes: &[u8; STEP + MORE]) -> u64;
}

/// By what every processor of its kind can do.
#[derive(Debug, Clone, Copy)]
pub struct Plainly;

impl Compare for Plainly {
    #[inline(always)]
    fn equal(self, bytes: &[u8; STEP], byte: u8) -> u64 {
        u8x64::new(*bytes).simd_eq(u8x64::splat(byte)).to_bitmask()
    }

    #[inline(always)]
    fn has_stray_controls(self, bytes: &[u8; STEP], next: &[u8; STEP], with_returns: bool) -> bool {
        let (bytes, next) = (u8x64::new(*bytes), u8x64::new(*next));
        let returns = bytes.simd_eq(u8x64::splat(b'\r'));
        let stray = if with_returns { returns ^ next.simd_eq(u8x64::splat(b'\n')) } else { returns };
        let left_out = bytes.simd_eq(u8x64::splat(0)) | bytes.simd_eq(u8x64::splat(END_MARK));
        (stray | left_out).to_bitmask() != 0
    }

    #[inline(always)]
    fn not_ascii(self, bytes: &[u8; STEP + MORE]) -> u64 {
        bytes.first_chunk().map_or(0, |bytes| u8x64::new(*bytes).to_bitmask())
    }

    #[inline(always)]
    fn may_stand<const SETS: usize>(self, _: &[Halves; SETS], _: &[u8; STEP + MORE]) -> u64 {
        u64::MAX
    }
}

#[cfg(target_arch = "x86_64")]
impl Compare for pulp::x86::V3 {
    #[inline(always)]
    fn equal(self, bytes: &[u8; STEP], byte: u8) -> u64 {
        let [low, high]: [pulp::u8x32; 2] = pulp::cast(*bytes);
        let wanted = self.avx._mm256_set1_epi8(byte.cast_signed());
        let bits = |half| {
            let equal = self.avx2._mm256_cmpeq_epi8(pulp::cast(half), wanted);
            u64::from(self.avx2._mm256_movemask_epi8(equal).cast_unsigned())
        };
        bits(low) | bits(high) << 32
    }

    #[inline(always)]
    fn has_stray_controls(self, bytes: &[u8; STEP], next: &[u8; STEP], with_returns: bool) -> bool {
        let Self { avx, avx2, .. } = self;
        let [low, high]: [core::arch::x86_64::__m256i; 2] = pulp::cast(*bytes);
        let carriage = avx._mm256_set1_epi8(b'\r'.cast_signed());
        let mut low_stray = avx2._mm256_cmpeq_epi8(low, carriage);
        let mut high_stray = avx2._mm256_cmpeq_epi8(high, carriage);
        if with_returns {
            let [low, high]: [core::arch::x86_64::__m256i; 2] = pulp::cast(*next);
            let feed = avx._mm256_set1_epi8(b'\n'.cast_signed());
            low_stray = avx2._mm256_xor_si256(low_stray, avx2._mm256_cmpeq_epi8(low, feed));
            high_stray = avx2._mm256_xor_si256(high_stray, avx2._mm256_cmpeq_epi8(high, feed));
        }
        let mark = avx._mm256_set1_epi8(END_MARK.cast_signed());
        let marks = avx2._mm256_min_epu8(avx2._mm256_xor_si256(low, mark), avx2._mm256_xor_si256(high, mark));
        let least = avx2._mm256_min_epu8(avx2._mm256_min_epu8(low, high), marks);
        let left_out = avx2._mm256_cmpeq_epi8(least, avx._mm256_setzero_si256());
        let stray = avx2._mm256_or_si256(low_stray, high_stray);
        avx2._mm256_movemask_epi8(avx2._mm256_or_si256(stray, left_out)) != 0
    }

    #[inline(always)]
    fn not_ascii(self, bytes: &[u8; STEP + MORE]) -> u64 {
        let mut bits = 0;
        for at in [0, HALF] {
            bits |= u64::from(self.avx2._mm256_movemask_epi8(loaded(bytes, at)).cast_unsigned()) << at;
        }
        bits
    }

    #[inline(always)]
    fn may_stand<const SETS: usize>(self, sets: &[Halves; SETS], bytes: &[u8; STEP + MORE]) -> u64 {
        let Self { avx, avx2, .. } = self;
        let (lower_half, none) = (avx._mm256_set1_epi8(15), avx._mm256_setzero_si256());
        // Loops and no closures: those would not be compiled for the processor's instructions.
        let mut bits = 0;
        for at in [0, HALF] {
            let mut allowed = [avx._mm256_set1_epi8(-1); SETS];
            for place in 0..=MORE {
                let raw = loaded(bytes, at + place);
                let lower = avx2._mm256_and_si256(raw, lower_half);
                let upper = avx2._mm256_and_si256(avx2._mm256_srli_epi16::<4>(raw), lower_half);
                for (allowed, set) in allowed.iter_mut().zip(sets) {
                    let [by_lower, by_upper] = &set[place];
                    let by_lower = avx2._mm256_broadcastsi128_si256(pulp::cast(*by_lower));
                    let by_upper = avx2._mm256_broadcastsi128_si256(pulp::cast(*by_upper));
                    let by_lower = avx2._mm256_shuffle_epi8(by_lower, lower);
                    let by_upper = avx2._mm256_shuffle_epi8(by_upper, upper);
                    let by_both = avx2._mm256_and_si256(by_lower, by_upper);
                    *allowed = avx2._mm256_and_si256(*allowed, by_both);
                }
            }
            let mut by_any = none;
            for one in allowed {
                by_any = avx2._mm256_or_si256(by_any, one);
            }
            let by_none = avx2._mm256_cmpeq_epi8(by_any, none);
            bits |= u64::from(!avx2._mm256_movemask_epi8(by_none).cast_unsigned()) << at;
        }
        bits
    }
}

#[cfg(target_arch = "x86_64")]
const HALF: usize = STEP / 2;

/// Half a step's bytes from here on.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn loaded(bytes: &[u8; STEP + MORE], at: usize) -> core::arch::x86_64::__m256i {
    match bytes.get(at..at + HALF).and_then(<[u8]>::first_chunk::<HALF>) {
        Some(half) => pulp::cast(*half),
        None => pulp::cast([0_u8; HALF]),
    }
}

/// Something to do that compares many bytes; all of it that is inlined is compiled for the processor's instructions.
pub trait Work {
    /// What comes of it.
    type Output;

    /// Does it.
    fn run(self, compare: impl Compare) -> Self::Output;
}

/// Does it by the widest instructions there are.
#[inline]
pub fn widest<W: Work>(work: W) -> W::Output {
    #[cfg(target_arch = "x86_64")]
    if let Some(wide) = pulp::x86::V3::try_new() {
        struct Widely<W>(W, pulp::x86::V3);
        impl<W: Work> pulp::NullaryFnOnce for Widely<W> {
            type Output = W::Output;

            #[inline(always)]
            fn call(self) -> W::Output {
                self.0.run(self.1)
            }
        }
        return wide.vectorize(Widely(work, wide));
    }
    work.run(Plainly)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    struct Equal<'a>(&'a [u8; 64], u8);

    impl Work for Equal<'_> {
        type Output = u64;

        fn run(self, compare: impl Compare) -> u64 {
            compare.equal(self.0, self.1)
        }
    }

    struct Stray<'a>(&'a [u8; 64], &'a [u8; 64], bool);

    impl Work for Stray<'_> {
        type Output = bool;

        fn run(self, compare: impl Compare) -> bool {
            compare.has_stray_controls(self.0, self.1, self.2)
        }
    }

    proptest! {
        #[test]
        fn every_way_finds_the_same(bytes in prop::collection::vec(prop::sample::select(b",\n\"a\xff".to_vec()), 64)) {
            let bytes: [u8; 64] = bytes.try_into().unwrap();
            for byte in *b",\n\"\xff" {
                let bits = (0..64).filter(|at| bytes[*at] == byte).map(|at| 1_u64 << at).sum::<u64>();
                prop_assert_eq!(Plainly.equal(&bytes, byte), bits);
                prop_assert_eq!(widest(Equal(&bytes, byte)), bits);
            }
        }

        #[test]
        fn every_way_finds_the_same_stray_controls(
            pieces in prop::collection::vec(prop::sample::select(vec!["a", "bc", "\n", "\r\n"]), 65),
            stray in prop::option::of((0_usize..65, prop::sample::select(b"\0\r\n\x1a".to_vec()))),
            with_returns: bool,
        ) {
            let mut text = pieces.concat().into_bytes();
            if let Some((at, byte)) = stray {
                text[at] = byte;
            }
            let (bytes, next) = (text.first_chunk().unwrap(), text[1..].first_chunk().unwrap());
            let is_stray = |at: usize| {
                let is_return = text[at] == b'\r';
                text[at] == 0 || text[at] == END_MARK || if with_returns { is_return != (text[at + 1] == b'\n') } else { is_return }
            };
            prop_assert_eq!(Stray(bytes, next, with_returns).run(Plainly), (0..64).any(is_stray));
            prop_assert_eq!(widest(Stray(bytes, next, with_returns)), (0..64).any(is_stray));
        }
    }
}
