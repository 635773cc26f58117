//! Grey pictures at another size.

/// Scales grey rows by area: each new pel is the mean of what it covers of the old picture, exact fractions included, so
/// that the mean grey of the picture stays. Enlargement is the same with pels that cover part of an old one.
///
/// Old rows are pushed from the top down; new ones come out as soon as they are whole. The caller lends one number for each
/// pel of the new row.
///
/// ```
/// use fax_t4::picture::GreyScaler;
///
/// let mut sums = [0; 2];
/// let mut out = Vec::new();
/// let mut scaler = GreyScaler::new((4, 2), (2, 1), &mut sums);
/// let mut row = [0; 2];
/// scaler.push(&[0, 100, 200, 200], &mut row, |row| out.push(row.to_vec()));
/// scaler.push(&[0, 100, 200, 200], &mut row, |row| out.push(row.to_vec()));
/// assert_eq!(out, [[50, 200]]);
/// ```
#[derive(Debug)]
pub struct GreyScaler<'a> {
    from: (u32, u32),
    to: (u32, u32),
    sums: &'a mut [u64],
    /// The old row that comes next.
    y: u32,
    /// The new row being summed.
    made: u32,
}

impl<'a> GreyScaler<'a> {
    /// From a picture of `from` pels by rows to one of `to` pels by rows. `sums` is lent: `to.0` numbers; if there are
    /// fewer, the rest of each row is white.
    #[must_use]
    pub fn new(from: (u32, u32), to: (u32, u32), sums: &'a mut [u64]) -> Self {
        let room = usize::try_from(to.0).unwrap_or(usize::MAX).min(sums.len());
        let sums = sums.get_mut(..room).unwrap_or_default();
        sums.fill(0);
        Self { from, to, sums, y: 0, made: 0 }
    }

    /// Takes the next old row, one octet a pel, 0 is black; what it lacks is white. Calls `emit` for each new row that is
    /// whole, which is in `row`: lend `to.0` octets; more are white. Rows behind the last are ignored.
    pub fn push(&mut self, old: &[u8], row: &mut [u8], emit: impl FnMut(&[u8])) {
        self.take(|x| old.get(x).copied().unwrap_or(255), row, emit);
    }

    /// The same with a packed old row, first pel in the most significant bit, 1 is black. What was dots becomes the grey that they
    /// stand for.
    pub fn push_packed(&mut self, old: &[u8], row: &mut [u8], emit: impl FnMut(&[u8])) {
        let black = |x: usize| old.get(x / 8).is_some_and(|octet| octet << (x % 8) & 0x80 != 0);
        self.take(|x| if black(x) { 0 } else { 255 }, row, emit);
    }

    fn take(&mut self, old: impl Fn(usize) -> u8, row: &mut [u8], mut emit: impl FnMut(&[u8])) {
        let (height, rows) = (u64::from(self.from.1), u64::from(self.to.1));
        if self.y >= self.from.1 {
            return;
        }
        // In units of one old row over `rows`: an old row is `rows` high, a new one `height`.
        let (top, bottom) = (u64::from(self.y) * rows, (u64::from(self.y) + 1) * rows);
        self.y += 1;
        while u64::from(self.made) < rows {
            let (begin, end) = (u64::from(self.made) * height, (u64::from(self.made) + 1) * height);
            let share = end.min(bottom).saturating_sub(begin.max(top));
            self.add(&old, share);
            if end > bottom {
                break;
            }
            self.give(row);
            emit(row);
            self.made += 1;
        }
    }

    /// Adds a row with a weight to the sums.
    fn add(&mut self, old: impl Fn(usize) -> u8, weight: u64) {
        let (width, pels) = (u64::from(self.from.0), u64::from(self.to.0));
        if weight == 0 {
            return;
        }
        for (x, sum) in (0..pels).zip(self.sums.iter_mut()) {
            let (begin, end) = (x * width, (x + 1) * width);
            // The same units across: an old pel is `pels` wide, a new one `width`.
            let mut total = 0;
            for at in begin / pels..end.div_ceil(pels) {
                let grey = usize::try_from(at).map_or(255, &old);
                total += u64::from(grey) * (end.min((at + 1) * pels) - begin.max(at * pels));
            }
            // A byte more than a grey level is kept, so that rounding twice is not seen.
            // A picture without pels is white paper.
            *sum += (total * 256).checked_div(width).unwrap_or(255 * 256) * weight;
        }
    }

    /// Turns the sums into greys and begins anew.
    fn give(&mut self, row: &mut [u8]) {
        let area = 256 * u64::from(self.from.1);
        row.fill(255);
        for (grey, sum) in row.iter_mut().zip(self.sums.iter_mut()) {
            *grey = u8::try_from((*sum + area / 2) / area).unwrap_or(255);
            *sum = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::vec;
    use std::vec::Vec;

    use proptest::prelude::*;

    use super::*;

    fn scale(from: (u32, u32), to: (u32, u32), grey: impl Fn(u32, u32) -> u8) -> Vec<Vec<u8>> {
        let mut sums = vec![7; to.0 as usize];
        let mut row = vec![0; to.0 as usize];
        let mut out = Vec::new();
        let mut scaler = GreyScaler::new(from, to, &mut sums);
        for y in 0..from.1 {
            let old: Vec<u8> = (0..from.0).map(|x| grey(x, y)).collect();
            scaler.push(&old, &mut row, |row| out.push(row.to_vec()));
        }
        out
    }

    #[test]
    fn means_are_those_worked_out_by_hand() {
        // Each new pel covers one and a half old ones.
        assert_eq!(scale((3, 1), (2, 1), |x, _| [0, 90, 240][x as usize % 3]), [[30, 190]]);
        assert_eq!(scale((1, 3), (1, 2), |_, y| [0, 90, 240][y as usize % 3]), [[30], [190]]);
        assert_eq!(scale((2, 1), (4, 2), |x, _| if x == 0 { 10 } else { 20 }), [[10, 10, 20, 20], [10, 10, 20, 20]]);
    }

    proptest! {
        #[test]
        fn sizes_are_exact_and_the_mean_stays(
            from in (1_u32..40, 1_u32..40), to in (1_u32..40, 1_u32..40), seed: u32,
        ) {
            let grey = |x: u32, y: u32| (x.wrapping_mul(7919) ^ y.wrapping_mul(104_729) ^ seed).wrapping_mul(2_654_435_761).to_be_bytes()[0];
            let out = scale(from, to, grey);
            prop_assert_eq!(out.len() as u32, to.1);
            let mean = |sum: u64, (w, h): (u32, u32)| sum as f64 / f64::from(w * h);
            let new = mean(out.iter().flatten().map(|&g| u64::from(g)).sum(), to);
            let old = mean((0..from.1).flat_map(|y| (0..from.0).map(move |x| u64::from(grey(x, y)))).sum(), from);
            prop_assert!((new - old).abs() <= 0.6, "{old} became {new}");
        }
    }
}
