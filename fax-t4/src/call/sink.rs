//! Received octets to rows.

use fax_core::frame::NotValid;
use fax_core::{Addresses, Ident, Intake, PageFormat, PageSink, Quality};

use crate::{Coding, Decoded, Decoder, Ending, Packed, Params, ROW_MAX, Rows};

/// Where the rows of received pages go.
pub trait RowTarget {
    /// Whether pages from this station are wanted; see [`PageSink::admit`].
    ///
    /// # Errors
    ///
    /// The field that is not known or not welcome.
    fn admit(&mut self, from: &Ident, to: &Addresses) -> Result<(), NotValid> {
        let _ = (from, to);
        Ok(())
    }

    /// A page begins. If the page before was not [accepted](Self::accept), this is it again.
    fn begin(&mut self, format: &PageFormat);

    /// The next row from the top: packed, first pel in the most significant bit, 1 is black. If it was damaged on the
    /// way it is what could be made of it, mostly the row before once more. False: it cannot take more of this page.
    fn row(&mut self, row: &[u8], damaged: bool) -> bool;

    /// The page has ended.
    fn end(&mut self, quality: Quality);

    /// The sender has given the page up, and it will not come again; see [`PageSink::give_up`].
    fn give_up(&mut self) {}

    /// The page is good enough and will be confirmed to the far side once this returns true: whoever stores pages makes it
    /// safe here. False: it cannot be kept, and is not confirmed.
    fn accept(&mut self) -> bool;
}

/// A page sink that decodes octets as they arrive. Its window is 0: for error correction put it into
/// [`Windowed`](super::Windowed).
///
/// `R` is room for one row, twice: inside for up to 4864 pels, or lent for more.
#[derive(Clone, Debug)]
pub struct RowSink<T, R = [u8; ROW_MAX]> {
    target: T,
    decoder: Decoder<Packed<R>>,
    row: R,
    row_limit: u32,
    offset: u32,
    /// The page is lost: no more of it is taken, and it cannot be accepted.
    failed: bool,
}

impl<T: RowTarget> RowSink<T> {
    /// A sink for pages of up to 4864 pels per row, of up to [`Params::DEFAULT_ROW_LIMIT`] rows.
    pub fn new(target: T) -> Self {
        Self::with_room(target, [0; ROW_MAX], [0; ROW_MAX], Params::DEFAULT_ROW_LIMIT)
    }
}

impl<T: RowTarget, R: AsRef<[u8]> + AsMut<[u8]>> RowSink<T, R> {
    /// A sink for rows as long as the shorter of `reference` and `row`, and pages of up to `row_limit` rows. Longer
    /// rows and pages are refused with [`Intake::Failed`].
    pub fn with_room(target: T, reference: R, row: R, row_limit: u32) -> Self {
        let idle = Params::new(Coding::Mh, 0).with_row_limit(0);
        Self { target, decoder: Decoder::at_end(idle, Packed::new(reference)), row, row_limit, offset: 0, failed: true }
    }

    /// The target.
    pub fn target(&self) -> &T {
        &self.target
    }

    /// The target, to change it.
    pub fn target_mut(&mut self) -> &mut T {
        &mut self.target
    }

    /// The target alone.
    pub fn into_target(self) -> T {
        self.target
    }

    /// Rows of the present page so far.
    pub fn rows(&self) -> Rows {
        self.decoder.rows()
    }

    /// Hands rows on until `decode` has none.
    fn pass_on(&mut self, mut decode: impl FnMut(&mut Decoder<Packed<R>>, &mut [u8]) -> Decoded) {
        let len = self.decoder.params().row_octets();
        while let (false, Some(row)) = (self.failed, self.row.as_mut().get_mut(..len)) {
            let Decoded::Row { damaged } = decode(&mut self.decoder, row) else { break };
            self.failed = !self.target.row(row, damaged);
        }
        self.failed |= self.decoder.ending() == Some(Ending::RowLimit);
    }
}

impl<T: RowTarget, R: AsRef<[u8]> + AsMut<[u8]>> PageSink for RowSink<T, R> {
    fn admit(&mut self, from: &Ident, to: &Addresses) -> Result<(), NotValid> {
        self.target.admit(from, to)
    }

    fn begin(&mut self, format: &PageFormat) {
        let params = Params::from(format).with_row_limit(self.row_limit);
        self.failed = self.row.as_ref().len() < params.row_octets() || self.decoder.restart_with(params).is_err();
        if self.failed {
            // What the decoder has is of the page before.
            self.decoder.stop();
        }
        self.offset = 0;
        self.target.begin(format);
    }

    fn write_at(&mut self, offset: u32, octets: &[u8]) -> Intake {
        // Without a window offsets only grow; what is behind a gap could not be told from damage.
        if offset != self.offset {
            self.failed = true;
        }
        self.offset = self.offset.saturating_add(u32::try_from(octets.len()).unwrap_or(u32::MAX));
        let mut input = octets;
        self.pass_on(|decoder, row| decoder.row(&mut input, row));
        if self.failed { Intake::Failed } else { Intake::Done }
    }

    fn end(&mut self) -> Quality {
        self.pass_on(|decoder, row| decoder.finish(row));
        let Rows { total, bad, longest_bad_run, .. } = self.decoder.rows();
        let complete = !self.failed && self.decoder.ending() == Some(Ending::Marker);
        let quality = Quality { rows: total, bad_rows: bad, longest_bad_run, complete };
        self.target.end(quality);
        quality
    }

    fn give_up(&mut self) {
        self.target.give_up();
    }

    fn accept(&mut self) -> Intake {
        if !self.failed && self.target.accept() { Intake::Done } else { Intake::Failed }
    }
}
