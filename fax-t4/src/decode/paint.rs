//! Changing elements to pels.

/// Paints a row of `width` pels; what is behind them is white, and what the row has no room for is lost.
pub(super) fn row(row: &mut [u8], changes: &[u16], width: u32) {
    row.fill(0);
    let (words, tail) = row.as_chunks_mut();
    let mut last = [0; 8];
    let mut turn = |at: u32| {
        let word = at as usize / 64;
        if let Some(pels) = words.get_mut(word) {
            turn_from(pels, at % 64);
        } else if word == words.len() {
            turn_from(&mut last, at % 64);
        }
    };
    changes.iter().for_each(|&at| turn(at.into()));
    if changes.len() % 2 == 1 {
        turn(width);
    }
    let mut behind = 0;
    words.iter_mut().for_each(|pels| behind = carry(pels, behind));
    carry(&mut last, behind);
    tail.iter_mut().zip(last).for_each(|(octet, painted)| *octet = painted);
}

/// Turns the colour of a pel and of all behind it in these 64.
#[inline(always)]
fn turn_from(pels: &mut [u8; 8], at: u32) {
    let mask = (u64::MAX >> at).to_be();
    *pels = (u64::from_ne_bytes(*pels) ^ mask).to_ne_bytes();
}

/// Turns 64 pels if the last one before them is black; returns the colour of their last one, in all bits.
#[inline(always)]
fn carry(pels: &mut [u8; 8], before: u64) -> u64 {
    let turned = u64::from_ne_bytes(*pels) ^ before;
    *pels = turned.to_ne_bytes();
    (u64::from_be(turned) & 1).wrapping_neg()
}
