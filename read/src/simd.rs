//! Sixty-four bytes compared at once, by the widest instructions that the processor has.
//!
//! A program built for every processor of its kind may use but the oldest instructions. What is asked for here is
//! compiled twice, and which of the two runs is decided when it runs.

use wide::u8x64;

/// A way to compare bytes.
pub trait Compare: Copy {
    /// Which of the bytes are this one, a bit for each.
    fn equal(self, bytes: &[u8; 64], byte: u8) -> u64;
}

/// By what every processor of its kind can do.
#[derive(Debug, Clone, Copy)]
pub struct Plainly;

impl Compare for Plainly {
    #[inline(always)]
    fn equal(self, bytes: &[u8; 64], byte: u8) -> u64 {
        u8x64::new(*bytes).simd_eq(u8x64::splat(byte)).to_bitmask()
    }
}

#[cfg(target_arch = "x86_64")]
impl Compare for pulp::x86::V3 {
    #[inline(always)]
    fn equal(self, bytes: &[u8; 64], byte: u8) -> u64 {
        let [low, high]: [pulp::u8x32; 2] = pulp::cast(*bytes);
        let wanted = self.avx._mm256_set1_epi8(byte.cast_signed());
        let bits = |half| {
            let equal = self.avx2._mm256_cmpeq_epi8(pulp::cast(half), wanted);
            u64::from(self.avx2._mm256_movemask_epi8(equal).cast_unsigned())
        };
        bits(low) | bits(high) << 32
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
