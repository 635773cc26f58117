//! A small random number generator, so that the simulation needs no other crate and repeats on every machine.

/// xorshift64* by Vigna: good enough to hit a wire at random.
#[derive(Clone, Debug)]
pub struct Rng(u64);

impl Rng {
    /// A generator; equal seeds give equal sequences.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed ^ 0x9E37_79B9_7F4A_7C15)
    }

    /// The next number.
    pub fn draw(&mut self) -> u64 {
        let mut x = self.0 | u64::from(self.0 == 0);
        x ^= x >> 12;
        x ^= x << 25;
        x ^= x >> 27;
        self.0 = x;
        x.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    /// True with a probability of `per_million` in a million.
    pub fn chance(&mut self, per_million: u32) -> bool {
        self.draw() % 1_000_000 < u64::from(per_million)
    }
}
