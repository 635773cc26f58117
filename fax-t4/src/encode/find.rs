//! From packed pels to changing elements.
//!
//! A pel that differs from its left neighbour is a set bit of `x ^ (x >> 1 | carry)`, found for 64 pels at once. Octets
//! with set bits are then gone through by a table of their positions; what is white or black all over costs next to
//! nothing.

/// Pels of one go.
const BLOCK: u32 = 512;

/// Puts the changing elements of a packed row into `list` from its beginning on, as far as there is room; returns how
/// many there are. Up to eight elements behind them are overwritten. What `row` lacks to `width` is white.
pub(super) fn changes(row: &[u8], width: u32, list: &mut [u16]) -> usize {
    let octets = width.div_ceil(8) as usize;
    let row = row.get(..octets).unwrap_or(row);
    let (words, last) = row.as_chunks::<8>();
    let (blocks, words) = words.as_chunks::<8>();
    let mut found = Found { list, len: 0, base: 0, last: 0 };
    for block in blocks {
        let ink = block.iter().fold(0, |ink, word| ink | u64::from_ne_bytes(*word));
        if ink == 0 && found.last & 1 == 0 {
            found.base += BLOCK;
        } else {
            found.block(block);
        }
    }
    found.block(words);
    if !last.is_empty() || row.len() < octets {
        let mut word = [0; 8];
        for (to, from) in word.iter_mut().zip(last) {
            *to = *from;
        }
        found.block(&[word]);
    }
    let mut len = found.len as usize;
    // What is behind the last pel does not count.
    while len > 0 && found.list.get(len - 1).is_none_or(|&position| u32::from(position) >= width) {
        len -= 1;
    }
    len
}

struct Found<'l> {
    list: &'l mut [u16],
    len: u32,
    /// The position of the next pel.
    base: u32,
    /// The last pels.
    last: u64,
}

impl Found<'_> {
    /// Up to eight words.
    #[inline(always)]
    fn block(&mut self, words: &[[u8; 8]]) {
        let mut changed = [[0; 8]; 8];
        // Which octets have changes.
        let mut octets = 0;
        for (i, (word, changed)) in words.iter().zip(&mut changed).enumerate() {
            let pels = u64::from_be_bytes(*word);
            // The first pel's left neighbour is the last one of the word before.
            let bits = (pels ^ (pels >> 1)).swap_bytes() ^ (self.last << 7 & 0x80);
            self.last = pels;
            *changed = bits.to_le_bytes();
            octets |= nonzero_octets(bits) << (8 * i);
        }
        let changed = changed.as_flattened();
        while octets != 0 {
            let octet = octets.trailing_zeros();
            octets &= octets - 1;
            let bits = usize::from(changed.get(octet as usize).copied().unwrap_or(0));
            // An octet is always a good index: no more than a way without a panic.
            let (Some(positions), Some(count)) = (POSITIONS.get(bits), COUNTS.get(bits)) else { continue };
            let base = (self.base + 8 * octet) as u16;
            // With an index of 32 bits one comparison will do.
            let len = self.len as usize;
            if let Some(room) = self.list.get_mut(len..len + 8) {
                for (to, position) in room.iter_mut().zip(positions) {
                    *to = base.wrapping_add(u16::from(*position));
                }
            }
            self.len += u32::from(*count);
        }
        self.base += 64 * words.len() as u32;
    }
}

/// One bit for each octet, the lowest one for the lowest octet: whether it has any set.
#[inline(always)]
fn nonzero_octets(word: u64) -> u64 {
    const LOW_SEVEN: u64 = 0x7F7F_7F7F_7F7F_7F7F;
    let any = ((word & LOW_SEVEN) + LOW_SEVEN) | word;
    let flags = (any >> 7) & 0x0101_0101_0101_0101;
    // Each flag is moved to the highest octet, to the bit that its octet's number says.
    flags.wrapping_mul(0x0102_0408_1020_4080) >> 56
}

/// Positions of the set bits of an octet, the highest one being 0. Those behind the last do not matter.
static POSITIONS: [[u8; 8]; 256] = positions();

/// How many bits of an octet are set.
static COUNTS: [u8; 256] = counts();

#[expect(clippy::indexing_slicing, reason = "at build time, where an index out of bounds is a compile error")]
const fn positions() -> [[u8; 8]; 256] {
    let mut table = [[0; 8]; 256];
    let mut octet = 0;
    while octet < 256 {
        let (mut bit, mut found) = (0, 0);
        while bit < 8 {
            if octet << bit & 0x80 != 0 {
                table[octet][found] = bit as u8;
                found += 1;
            }
            bit += 1;
        }
        octet += 1;
    }
    table
}

#[expect(clippy::indexing_slicing, reason = "at build time, where an index out of bounds is a compile error")]
const fn counts() -> [u8; 256] {
    let mut table = [0; 256];
    let mut octet = 0;
    while octet < 256 {
        table[octet] = (octet as u8).count_ones() as u8;
        octet += 1;
    }
    table
}
