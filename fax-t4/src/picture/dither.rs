//! Grey to black and white.

/// How grey becomes black and white.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Method {
    /// What is darker than the middle is black. For text and drawings; photographs lose their greys.
    Threshold,
    /// Floyd and Steinberg's diffusion of the error, every other row from right to left. The best picture. Its dots have no
    /// order, so that MH, MR and MMR may even make it longer than it was.
    #[default]
    Floyd,
    /// Bayer's pattern of 8 by 8: 64 greys. Its rows repeat after eight, its dots are as fine as those of `Floyd`.
    Ordered,
    /// Dots that grow, in a screen of 8 by 8 under 45 degrees: 64 greys, coarser than with the others. Printers that spread ink
    /// keep its greys, and its long runs make MH, MR and MMR short.
    Clustered,
}

/// Turns grey rows into black and white ones.
///
/// Pure black and white leave no error: such pictures stay as they are with any method.
///
/// ```
/// use fax_t4::picture::{Dither, Method};
///
/// let mut errors = [0; Dither::room(16)];
/// let mut dither = Dither::new(Method::Floyd, &mut errors);
/// let mut row = [0; 2];
/// dither.row(&[0, 255, 0, 255, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0], &mut row);
/// assert_eq!(row, [0b1010_0000, 0xFF]);
/// ```
#[derive(Debug)]
pub struct Dither<'a> {
    method: Method,
    /// Errors for this row and the next, in sixteenths of a level, each with a pel of margin at both sides.
    errors: &'a mut [i16],
    y: u32,
}

impl<'a> Dither<'a> {
    /// How many errors must be lent for rows of `width` pels. Only `Floyd` needs any.
    #[must_use]
    pub const fn room(width: usize) -> usize {
        2 * (width + 2)
    }

    /// A picture from its first row on. With fewer errors than [`Dither::room`] says, they are not carried beyond the pels
    /// that there is room for.
    #[must_use]
    pub fn new(method: Method, errors: &'a mut [i16]) -> Self {
        errors.fill(0);
        Self { method, errors, y: 0 }
    }

    /// Makes the next row. `grey` has one octet a pel, 0 is black; `row` gets them packed, first pel in the most significant
    /// bit, 1 is black. What there is no grey for is white.
    pub fn row(&mut self, grey: &[u8], row: &mut [u8]) {
        row.fill(0);
        match self.method {
            Method::Threshold => paint(row, grey.iter().map(|&grey| grey < 128)),
            Method::Ordered => screen(row, grey, self.y, bayer),
            Method::Clustered => screen(row, grey, self.y, cluster),
            Method::Floyd => self.diffuse(grey, row),
        }
        self.y = self.y.wrapping_add(1);
    }

    fn diffuse(&mut self, grey: &[u8], row: &mut [u8]) {
        let half = self.errors.len() / 2;
        let (even, odd) = self.errors.split_at_mut(half);
        let backwards = self.y % 2 == 1;
        let (now, next) = if backwards { (odd, even) } else { (even, odd) };
        next.fill(0);
        for step in 0..grey.len() {
            let x = if backwards { grey.len() - 1 - step } else { step };
            let level = i16::from(grey.get(x).copied().unwrap_or(255));
            let wanted = level + now.get(x + 1).map_or(0, |error| error / 16);
            let black = wanted < 128;
            if black {
                blacken(row, x);
            }
            // Within 128 either way, sixteen times that within i16.
            let rest = wanted - if black { 0 } else { 255 };
            let (ahead, behind) = if backwards { (x, x + 2) } else { (x + 2, x) };
            give(now, ahead, rest, 7);
            for (at, share) in [(behind, 3), (x + 1, 5), (ahead, 1)] {
                give(next, at, rest, share);
            }
        }
    }
}

/// Passes a share of an error on, in sixteenths.
fn give(errors: &mut [i16], at: usize, rest: i16, share: i16) {
    if let Some(error) = errors.get_mut(at) {
        *error = error.saturating_add(rest.saturating_mul(share));
    }
}

/// Paints what is darker than the threshold at its pel.
fn screen(row: &mut [u8], grey: &[u8], y: u32, threshold: fn(u32, u32) -> u32) {
    paint(row, (0..).zip(grey).map(|(x, &grey)| u32::from(grey) < threshold(x, y)));
}

/// The threshold of Bayer's pattern at a pel: 2 to 254 in steps of 4.
fn bayer(x: u32, y: u32) -> u32 {
    let bit = |value: u32, at: u32| value >> at & 1;
    // The lowest bits of the place are the highest of the rank.
    let rank = (0..3).fold(0, |rank, at| rank << 2 | (bit(x, at) ^ bit(y, at)) << 1 | bit(y, at));
    rank * 4 + 2
}

/// In which order the pels of four by four become part of a dot: the middle, the sides, the corners.
const DOT: [u32; 16] = [12, 4, 5, 13, 11, 0, 1, 6, 10, 3, 2, 7, 15, 9, 8, 14];

/// The threshold of the clustered pattern at a pel: 2 to 254 in steps of 4. Its cells lie as on a chequer-board: in one half of
/// them black dots grow until the cell is full, in the other half white ones then shrink.
fn cluster(x: u32, y: u32) -> u32 {
    let order = DOT.get((y % 4 * 4 + x % 4) as usize).copied().unwrap_or(0);
    // Of the two cells of a kind, one is a grey ahead.
    let rank = 2 * order + (y / 4) % 2;
    let grows = (x / 4 + y / 4).is_multiple_of(2);
    (if grows { 63 - rank } else { rank }) * 4 + 2
}

fn paint(row: &mut [u8], black: impl Iterator<Item = bool>) {
    for (x, _) in black.enumerate().filter(|&(_, black)| black) {
        blacken(row, x);
    }
}

fn blacken(row: &mut [u8], x: usize) {
    if let Some(octet) = row.get_mut(x / 8) {
        *octet |= 0x80 >> (x % 8);
    }
}

#[cfg(test)]
mod tests {
    use std::vec;

    use proptest::prelude::*;

    use super::*;

    fn black(method: Method, grey: u8) -> u32 {
        let mut errors = vec![0; Dither::room(160)];
        let mut dither = Dither::new(method, &mut errors);
        let mut row = [0; 20];
        (0..160)
            .map(|_| {
                dither.row(&[grey; 160], &mut row);
                row.iter().map(|octet| octet.count_ones()).sum::<u32>()
            })
            .sum()
    }

    #[test]
    fn patterns_have_each_rank_once() {
        for threshold in [bayer, cluster] {
            let mut seen = [0; 64];
            for at in 0..64 {
                if let Some(count) = seen.get_mut((threshold(at % 8, at / 8) / 4) as usize) {
                    *count += 1;
                }
            }
            assert_eq!(seen, [1; 64]);
        }
        // The corner of the pattern for two by two: 0 2 over 3 1.
        assert_eq!([bayer(0, 0), bayer(1, 0), bayer(0, 1), bayer(1, 1)], [2, 130, 194, 66]);
    }

    proptest! {
        #[test]
        fn grey_keeps_its_share_of_black(grey: u8) {
            let wanted = 25_600.0 * f64::from(255 - grey) / 255.0;
            for method in [Method::Floyd, Method::Ordered, Method::Clustered] {
                let black = f64::from(black(method, grey));
                prop_assert!((black - wanted).abs() <= 25_600.0 * 0.02, "{method:?}: {black} for {wanted}");
            }
            prop_assert_eq!(black(Method::Threshold, grey), if grey < 128 { 25_600 } else { 0 });
        }

        #[test]
        fn black_and_white_stay(pels in proptest::collection::vec(any::<bool>(), 1..99)) {
            let grey: std::vec::Vec<u8> = pels.iter().map(|&black| if black { 0 } else { 255 }).collect();
            for method in [Method::Threshold, Method::Floyd, Method::Ordered, Method::Clustered] {
                let mut errors = vec![0; Dither::room(99)];
                let mut dither = Dither::new(method, &mut errors);
                for _ in 0..3 {
                    let (mut row, mut wanted) = ([0; 13], [0; 13]);
                    paint(&mut wanted, pels.iter().copied());
                    dither.row(&grey, &mut row);
                    prop_assert_eq!(row, wanted, "{:?}", method);
                }
            }
        }
    }
}
