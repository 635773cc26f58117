//! The rows of a page.

use alloc::vec;

use super::words::WordRows;
use super::{Compression, Damage, Image, Limit, Page, TiffError};
use crate::{BitOrder, Bitmap, Changes, Decoded, Decoder, Rows};

/// How strips are read: as the tags say, or as they may be in truth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Reading {
    compression: Compression,
    bit_order: BitOrder,
    /// See [`Changes::with_empty_runs`].
    empty_runs: bool,
}

impl Reading {
    /// In place of compression 3, one- or two-dimensional, some writers have the other, or rows without EOLs.
    fn instead(self) -> &'static [Compression] {
        match self.compression {
            Compression::Mh => &[Compression::Mr { k: 4 }, Compression::Rle],
            Compression::Mr { .. } => &[Compression::Mh, Compression::Rle],
            _ => &[],
        }
    }

    /// What else the strips may be, the likelier first.
    fn others(self) -> impl Iterator<Item = Self> {
        let turned = match self.bit_order {
            BitOrder::MsbFirst => BitOrder::LsbFirst,
            BitOrder::LsbFirst => BitOrder::MsbFirst,
        };
        let two_d = matches!(self.compression, Compression::Mr { .. } | Compression::Mmr);
        let empty_runs = two_d.then_some(Self { empty_runs: true, ..self });
        let same_order = self.instead().iter().map(move |&compression| Self { compression, ..self });
        let other_order = core::iter::once(self.compression).chain(self.instead().iter().copied());
        let other_order = other_order.map(move |compression| Self { compression, bit_order: turned, ..self });
        empty_runs.into_iter().chain(same_order).chain(other_order)
    }
}

impl Page<'_> {
    /// Decodes the page. Damaged data is no error: [`Image::damage`] tells of it, [`Image::rows`] counts what it
    /// costs.
    ///
    /// Some writers get T4Options or FillOrder wrong, or take runs without pels for changes. If the page turns out damaged
    /// when it is read as its tags say, it is also read with [such runs](Changes::with_empty_runs), one- and
    /// two-dimensionally, without EOLs, and in the other order of bits; if that more than halves the damage it is what
    /// you get, and [`Image::compression`] and [`Image::bit_order`] say it.
    pub fn decode(&self) -> Result<Image, TiffError> {
        self.decode_within(self.limits.octets)
    }

    /// Decodes the page into at most so many octets.
    pub(super) fn decode_within(&self, octets: u64) -> Result<Image, TiffError> {
        let said = self.said();
        let mut best = self.read(said, octets)?;
        if best.damage.is_none() || self.compression == Compression::None {
            return Ok(best);
        }
        for reading in said.others() {
            let Ok(other) = self.read(reading, octets) else { continue };
            let (good, lost) = self.score(&other);
            let (best_good, best_lost) = self.score(&best);
            if good > best_good && lost.saturating_mul(2) < best_lost {
                best = other;
            }
            if best.damage.is_none() {
                break;
            }
        }
        Ok(best)
    }

    /// What the tags say.
    const fn said(&self) -> Reading {
        Reading { compression: self.compression, bit_order: self.bit_order, empty_runs: false }
    }

    /// Rows that are good, and rows that are bad or missing.
    fn score(&self, image: &Image) -> (u32, u32) {
        let missing = self.height.unwrap_or(0).saturating_sub(image.rows.total);
        (image.rows.total - image.rows.bad, image.rows.bad.saturating_add(missing))
    }

    fn read(&self, reading: Reading, octets: u64) -> Result<Image, TiffError> {
        let room = octets / usize::from(self.width).div_ceil(8) as u64;
        let most = self.limits.rows.min(u32::try_from(room).unwrap_or(u32::MAX));
        let too_many = if most < self.limits.rows { Limit::Octets } else { Limit::Rows };
        if self.height.is_some_and(|height| height > most) {
            return Err(too_many.into());
        }
        let mut image = Image {
            bitmap: Bitmap::new(self.width),
            rows: Rows::default(),
            compression: reading.compression,
            bit_order: reading.bit_order,
            damage: None,
            as_said: reading == self.said(),
        };
        let mut bottom: u32 = 0;
        for (strips_below, strip) in (0..self.strips.len()).rev().zip(&self.strips) {
            bottom = match self.height {
                // Whatever RowsPerStrip says: some writers leave it small and have one strip all the same.
                _ if strips_below == 0 => self.height.unwrap_or(u32::MAX),
                Some(height) => bottom.saturating_add(self.rows_per_strip).min(height),
                None => image.bitmap.height().saturating_add(self.rows_per_strip),
            };
            // A row more than allowed is enough to tell that there are too many.
            let limit = bottom.min(most.saturating_add(1)).saturating_sub(image.bitmap.height());
            self.strip(strip, reading, limit, &mut image);
            if image.bitmap.height() > most {
                return Err(too_many.into());
            }
            if self.height.is_some() {
                // A strip that breaks off must not pull up those below it.
                image.bitmap.pad(bottom);
            }
        }
        image.bitmap.pad(self.height.unwrap_or(0));
        image.damage = Damage::of(image.rows, self.height, self.bad_rows_left);
        Ok(image)
    }

    fn strip(&self, strip: &[u8], reading: Reading, limit: u32, image: &mut Image) {
        // Counted here and not by the decoder: a run of bad rows may cross into the next strip.
        let mut push = |row: &mut [u8], damaged| {
            if self.black_is_zero {
                row.iter_mut().for_each(|octet| *octet = !*octet);
            }
            image.bitmap.push_row(row);
            image.rows.add(damaged);
        };
        let row_octets = usize::from(self.width).div_ceil(8);
        let mut row = vec![0; row_octets];
        let Some(params) = reading.compression.params(self.width, reading.bit_order, self.aligned_eols) else {
            for packed in strip.chunks_exact(row_octets).take(limit as usize) {
                row.copy_from_slice(packed);
                if reading.bit_order == BitOrder::LsbFirst {
                    row.iter_mut().for_each(|octet| *octet = octet.reverse_bits());
                }
                push(&mut row, false);
            }
            return;
        };
        let params = params.with_row_limit(limit).with_uncompressed(self.uncompressed);
        let lists = vec![0; Changes::room(self.width.into())];
        let store = Changes::new(lists).with_empty_runs(reading.empty_runs);
        let Ok(mut decoder) = Decoder::with_store(params, store) else { return };
        // The next row of input that is all there, and whether it is damaged.
        let mut next_row = |input: &mut &[u8], restart| {
            if restart {
                decoder.restart();
            }
            let decoded = match decoder.row(input, &mut row) {
                Decoded::NeedInput => decoder.finish(&mut row),
                decoded @ (Decoded::Row { .. } | Decoded::EndOfPage) => decoded,
            };
            let Decoded::Row { damaged } = decoded else { return false };
            push(&mut row, damaged);
            true
        };
        if reading.compression == Compression::RleWords {
            let mut rows = WordRows::new(strip, self.width.into(), reading.bit_order).take(limit as usize);
            rows.all(|mut octets| next_row(&mut octets, true));
        } else {
            let mut input = strip;
            while next_row(&mut input, false) {}
        }
    }
}
