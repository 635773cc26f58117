//! Changing elements to pels.

/// Paints a row of `width` pels; what is behind them is white, and what the row has no room for is lost.
pub(super) fn row(row: &mut [u8], changes: &[u16], width: u32) {
    row.fill(0);
    let (words, tail) = row.as_chunks_mut();
    let (runs, open) = changes.as_chunks();
    let mut last = [0; 8];
    for &[from, to] in runs {
        blacken(words, &mut last, from.into(), to.into());
    }
    if let Some(&from) = open.first() {
        blacken(words, &mut last, from.into(), width);
    }
    tail.iter_mut().zip(last).for_each(|(octet, painted)| *octet = painted);
}

/// Blackens the pels from `from` up to and without `to`. `last` is the word behind all others.
#[inline]
fn blacken(words: &mut [[u8; 8]], last: &mut [u8; 8], from: u32, to: u32) {
    let (first_word, last_word) = (from as usize / 64, to as usize / 64);
    let (right, left) = (u64::MAX >> (from % 64), !(u64::MAX >> (to % 64)));
    if first_word == last_word {
        return set(words, last, first_word, right & left);
    }
    set(words, last, first_word, right);
    set(words, last, last_word, left);
    let end = last_word.min(words.len());
    if let Some(between) = words.get_mut(first_word + 1..end) {
        between.fill([0xFF; 8]);
    }
}

#[inline]
fn set(words: &mut [[u8; 8]], last: &mut [u8; 8], at: usize, pels: u64) {
    let behind = words.len();
    let word = match words.get_mut(at) {
        Some(word) => word,
        None if at == behind => last,
        None => return,
    };
    *word = (u64::from_ne_bytes(*word) | pels.to_be()).to_ne_bytes();
}
