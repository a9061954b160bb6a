//! Sixty-four bytes compared at once, by the widest instructions that the processor has.
//!
//! A program built for every processor of its kind may use but the oldest instructions. What is asked for here is
//! compiled twice, and which of the two runs is decided when it runs.

use wide::u8x64;

/// Bytes looked at together: those of a machine word's bits.
pub const STEP: usize = u64::BITS as usize;
/// Bytes behind them that belong to what begins among them.
pub const MORE: usize = 3;

/// What may stand at a place and behind it: for each byte, what its lower half and its upper half allow, a bit for each
/// of eight things.
pub type Halves = [[[u8; 16]; 2]; MORE + 1];

/// A way to compare bytes.
pub trait Compare: Copy {
    /// Which of the bytes are this one, a bit for each.
    fn equal(self, bytes: &[u8; STEP], byte: u8) -> u64;

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
    }
}
