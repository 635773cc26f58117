//! How far one wrong bit reaches.
//!
//! A page is EOL, row, EOL, row ... and an RTC. Row `i` begins with its EOL, in MR with the tag behind that. The next
//! one-dimensional row behind row `i` is `i + 1` in MH and the next multiple of K in MR.
//!
//! - A wrong bit in the data of row `i` costs rows from `i` up to the next one-dimensional row behind `i`, excluded.
//! - A wrong bit in the EOL or the tag of row `i` costs row `i - 1` too, since its end is what was hit.
//! - A wrong bit in the RTC costs no row; its first EOL is the end of the last row, though, and counts for that.
//!
//! An EOL that is lost makes one row of two, and one that appears makes two rows of one: in the place of those that may be
//! lost there are as many rows, one less, or one more. All rows before and behind are there, as they were sent, and not
//! called damaged; the page ends by its RTC.

use fax_t4::{Coding, Ending, Params};

use super::{Range, each};
use crate::ours::{self, PageDecoder, Seen};
use crate::page::Page;
use crate::{Numbers, random, reference, synthetic};

const K: u8 = 4;

pub(super) fn run(range: Range) -> Result<String, String> {
    let streams: Vec<Coded> = pages()
        .into_iter()
        .flat_map(|page| [Coding::Mh, Coding::Mr { k: K }].map(|coding| Coded::new(page.clone(), coding)))
        .collect();
    let total = streams.iter().map(Coded::bits).sum();
    let count = each("bit-errors", total, range, |number| {
        let mut bit = number;
        let stream = streams.iter().find(|stream| {
            let inside = bit < stream.bits();
            bit -= if inside { 0 } else { stream.bits() };
            inside
        });
        stream.map_or(Ok(()), |stream| stream.case(bit as usize))
    })?;
    Ok(format!("{count} single wrong bits of {total} in {} streams: damage stays where it may be", streams.len()))
}

/// Twenty reference pages: parts of made up letters, drawings and so on, and random ones of other widths.
fn pages() -> Vec<Page> {
    let mut pages = Vec::new();
    for page in synthetic::all() {
        for top in [210, 620] {
            let rows = top * page.stride()..(top + 50) * page.stride();
            let name = format!("{} from row {top}", page.name);
            pages.push(Page { name, height: 50, octets: page.octets[rows].to_vec(), ..page });
        }
    }
    let mut numbers = Numbers::new(1);
    for width in [31, 64, 200, 700, 1216, 1728, 2048, 2432] {
        pages.push(random::of_size(&format!("random, {width} pels"), width, 40, &mut numbers));
    }
    pages
}

/// A page with its stream, and where the rows of that begin.
struct Coded {
    page: Page,
    coding: Coding,
    octets: Vec<u8>,
    /// First bit of each row's EOL, and behind the last row of the EOLs of the RTC.
    eols: Vec<usize>,
}

impl Coded {
    fn new(page: Page, coding: Coding) -> Self {
        let octets = reference::encode(coding, &page);
        let (mut eols, mut zeros) = (Vec::new(), 0);
        for bit in 0..octets.len() * 8 {
            if octets[bit / 8] << (bit % 8) & 0x80 == 0 {
                zeros += 1;
            } else {
                // No row has eleven zeros in succession. Those before the last eleven end the row before.
                if zeros >= 11 {
                    eols.push(bit - 11);
                }
                zeros = 0;
            }
        }
        Self { page, coding, octets, eols }
    }

    fn bits(&self) -> u64 {
        self.octets.len() as u64 * 8
    }

    /// Which rows may be lost if a bit is wrong.
    fn reach(&self, bit: usize) -> core::ops::Range<usize> {
        let (eol_bits, k) = if self.coding == Coding::Mh { (12, 1) } else { (13, usize::from(K)) };
        let height = self.page.height as usize;
        let row = self.eols.partition_point(|&eol| eol <= bit).saturating_sub(1);
        let in_eol = bit < self.eols[row] + eol_bits;
        if row > height {
            return height..height;
        }
        let first = if in_eol { row.saturating_sub(1) } else { row };
        first.min(height)..((row / k + 1) * k).min(height)
    }

    fn case(&self, bit: usize) -> Result<(), String> {
        let params = Params::new(self.coding, self.page.width).with_lead_in(true);
        let mut octets = self.octets.clone();
        octets[bit / 8] ^= 0x80 >> (bit % 8);
        let mut first: Option<Seen> = None;
        for ours in ours::all() {
            let mut decoder = PageDecoder::new(ours, params);
            let seen = decoder.page(params, &octets);
            let fault = |text| format!("{}, {}, bit {bit} of {ours}: {text}", self.page.name, self.coding);
            self.judge(self.reach(bit), &seen).map_err(fault)?;
            // With one store only: it takes as long again.
            if ours == ours::Ours::Fast && !decoder.agrees(params, &octets, &seen) {
                return Err(fault("the page at once differs from its rows".into()));
            }
            if first.as_ref().is_some_and(|first| *first != seen) {
                return Err(fault("the stores differ".into()));
            }
            first = Some(seen);
        }
        Ok(())
    }

    fn judge(&self, reach: core::ops::Range<usize>, seen: &Seen) -> Result<(), String> {
        let (height, rows) = (self.page.height as usize, seen.damaged.len());
        let behind = height - reach.end;
        let replaced = rows.checked_sub(reach.start + behind);
        if replaced.is_none_or(|count| count.abs_diff(reach.len()) > 1) {
            return Err(format!("{rows} rows for {height}; rows {reach:?} may be lost"));
        }
        let got: Vec<&[u8]> = seen.octets.chunks(self.page.stride()).collect();
        let sent: Vec<&[u8]> = self.page.rows().collect();
        let intact = (0..reach.start).map(|row| (row, row)).chain((1..=behind).map(|row| (rows - row, height - row)));
        for (at, from) in intact {
            if got[at] != sent[from] || seen.damaged[at] {
                return Err(format!("row {from} is hit; rows {reach:?} may be lost"));
            }
        }
        if seen.ending == Ending::Marker { Ok(()) } else { Err(format!("ended by {:?}", seen.ending)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn coded(coding: Coding) -> Coded {
        Coded::new(random::of_size("twelve rows", 64, 12, &mut Numbers::new(7)), coding)
    }

    #[test]
    fn reach_follows_the_coding() {
        let mh = coded(Coding::Mh);
        let mr = coded(Coding::Mr { k: K });
        assert_eq!((mh.eols.len(), mr.eols.len()), (12 + 6, 12 + 6));
        // In the EOL, its last bit, and behind it; then the tag and what is behind that.
        assert_eq!([0, 11, 12].map(|bit| mh.reach(mh.eols[5] + bit)), [4..6, 4..6, 5..6]);
        assert_eq!([0, 12, 13].map(|bit| mr.reach(mr.eols[5] + bit)), [4..8, 4..8, 5..8]);
        assert_eq!(mr.reach(mr.eols[8] + 3), 7..12);
        assert_eq!((mr.reach(3), mr.reach(mr.eols[12]), mr.reach(mr.eols[13])), (0..4, 11..12, 12..12));
    }

    #[test]
    fn damage_out_of_reach_is_found() {
        let mh = coded(Coding::Mh);
        let params = Params::new(Coding::Mh, 64);
        let seen = PageDecoder::new(ours::Ours::Small, params).page(params, &mh.octets);
        assert_eq!(mh.judge(5..6, &seen), Ok(()));
        for row in 0..12 {
            let mut hit = seen.clone();
            hit.octets[row * 8] ^= 1;
            assert_eq!(mh.judge(5..6, &hit).is_ok(), row == 5, "row {row}");
            let mut called_bad = seen.clone();
            called_bad.damaged[row] = true;
            assert_eq!(mh.judge(5..6, &called_bad).is_ok(), row == 5, "row {row}");
        }
        for rows in [9, 10, 11, 13, 14] {
            let mut other = seen.clone();
            let row = other.octets[40..48].to_vec();
            other.damaged.resize(rows, false);
            other.octets.splice(40..48, row.repeat((rows + 1).saturating_sub(12)));
            assert_eq!(mh.judge(5..6, &other).is_ok(), rows == 11 || rows == 13, "{rows} rows");
        }
    }
}
