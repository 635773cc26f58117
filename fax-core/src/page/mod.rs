//! Pages as the protocol sees them: what is offered, what was agreed, and the two traits that hold the octets.
//!
//! A call never holds page data. It asks a [`PageSource`] for coded octets by offset and hands received ones to a
//! [`PageSink`] by offset. Without error correction offsets only grow; with it, they come again inside a window: one block,
//! which is 64 KB with frames of 256 octets and 16 KB with those of 64 (T.30 Annex A). Whoever is asked for a page pays what it
//! can: the whole page, a ring of one block, or nothing but time (coding it again).

mod coding;
mod paper;
mod resolution;

pub use coding::{Coding, Codings};
pub use paper::{PageLength, PageWidth};
pub use resolution::{Resolution, Resolutions};

use core::fmt;

use crate::frame::NotValid;
use crate::{Abilities, Addresses, Ident, Modulation};

/// Size of the data field of an error correction frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EcmFrame {
    /// 256 octets.
    Octets256,
    /// 64 octets.
    Octets64,
}

/// A page that a source has to send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageOffer {
    /// Width of the paper; the source pads its rows to [`PageWidth::pels`].
    pub width: PageWidth,
    /// Resolution.
    pub resolution: Resolution,
    /// Number of rows, if known.
    pub rows: Option<u32>,
    /// Codings in which the source can deliver it. MH should be there: it is the only one that every machine reads.
    pub codings: Codings,
}

/// What both stations agreed on for a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageFormat {
    /// Compression.
    pub coding: Coding,
    /// K of MR; without meaning for MH and MMR.
    pub k: u8,
    /// Width of the paper.
    pub width: PageWidth,
    /// Resolution.
    pub resolution: Resolution,
    /// Each row must take at least so many bits, its EOL included: the receiver's minimum scan line time at the
    /// agreed rate. Zero fill goes before the EOL.
    pub min_row_bits: u16,
    /// Modulation and rate, for reports.
    pub modulation: Modulation,
    /// Frame size if error correction is used.
    pub ecm: Option<EcmFrame>,
    /// How many octets behind the last released one may be asked for (or handed over) again: a block. Zero without error
    /// correction: offsets only grow. A source is asked for one octet more, to learn whether another block follows.
    pub window: u32,
}

impl PageFormat {
    /// Pels per row.
    #[must_use]
    pub const fn pels(&self) -> u16 {
        self.width.pels(self.resolution)
    }
}

/// What a source had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Supply {
    /// So many octets are in the buffer, at least one.
    Octets(usize),
    /// Nothing yet; ask again. A source that is slow must supply fill itself, since only it knows where a row ends.
    Later,
    /// The page ends at this offset.
    End,
    /// It cannot be had: a storage fault, or a second reading that the source cannot do.
    Failed,
}

/// Where pages to be sent come from.
///
/// Pages are numbered from 0 in the order of the document, and a source can be asked for any of them again: a page that
/// the far side rejected is sent once more.
pub trait PageSource {
    /// What the receiver of the pages can do: told before a mode is chosen, and again behind EOM. A source that can scale lets
    /// [`offer`](PageSource::offer) name a page that the receiver takes; one that cannot does nothing, and a page that does not
    /// fit ends the call.
    fn adapt(&mut self, far: &Abilities) {
        let _ = far;
    }

    /// What page `page` is and the codings it can be had in; `None` behind the last one.
    fn offer(&mut self, page: u16) -> Option<PageOffer>;

    /// Whether another document begins with page `page`. The call tells the receiver so (EOM in place of MPS), which costs six
    /// seconds, as both go back to phase B.
    fn starts_document(&mut self, page: u16) -> bool {
        let _ = page;
        false
    }

    /// Starts page `page` from its first octet in an agreed format. Octet 0 is the first coded octet, bit 0 of each octet
    /// goes out first, and the end of page code (RTC, EOFB) is part of the page.
    fn begin(&mut self, page: u16, format: &PageFormat);

    /// Reads coded octets at `offset`.
    fn read_at(&mut self, offset: u32, into: &mut [u8]) -> Supply;

    /// Octets below this offset will not be asked for again.
    fn release(&mut self, below: u32) {
        let _ = below;
    }

    /// How many octets it can serve again after handing them out. Zero, the default, means that error correction
    /// cannot be used with it; more than 16,384 allow frames of 64 octets, more than 65,536 those of 256.
    fn window(&self) -> u32 {
        0
    }
}

/// What a sink did with octets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Intake {
    /// It has them.
    Done,
    /// Not now; hand them over again later (only with error correction).
    Busy,
    /// It cannot take any more of this page: a storage fault or a limit.
    Failed,
}

/// How well a page arrived.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Quality {
    /// Rows, good and bad.
    pub rows: u32,
    /// Rows that were damaged on the way.
    pub bad_rows: u32,
    /// The longest series of damaged rows.
    pub longest_bad_run: u32,
    /// Whether the end of page code (RTC, EOFB) was seen. Without it the end of the page may be missing, however good the
    /// rows are that came.
    pub complete: bool,
}

/// Where received pages go.
///
/// Calls come between a line event and the answer to it: a sink copies or decodes what it is given and leaves files and
/// notifications for later.
pub trait PageSink {
    /// Whether pages from this station are wanted: asked when a mode command has come, before each phase C. `from` is how the far
    /// side calls itself, `to` holds what it said of sub-address (SUB) and sender (SID).
    ///
    /// # Errors
    ///
    /// The field that is not known or not welcome. The far side is told by FNV if it understands that, and the call ends
    /// ([`Failure::FieldRejected`](crate::Failure::FieldRejected)).
    fn admit(&mut self, from: &Ident, to: &Addresses) -> Result<(), NotValid> {
        let _ = (from, to);
        Ok(())
    }

    /// A page begins. If the page before was not [accepted](PageSink::accept), this is it again.
    fn begin(&mut self, format: &PageFormat);

    /// Coded octets at `offset`, bit 0 first on the line. With error correction in any order inside the window, each octet
    /// once; they may be forgotten and come again while they are not released.
    fn write_at(&mut self, offset: u32, octets: &[u8]) -> Intake;

    /// Octets below this offset are complete and will not come again. With error correction only: called when a block is
    /// complete, before it is confirmed, and exact to the octet at the end of the page. Of a block that the sender gives up,
    /// what came before the first gap is released.
    fn release(&mut self, below: u32) {
        let _ = below;
    }

    /// Whether it can go on: asked before a block is answered, only with error correction. The sender is held off (RNR) as long
    /// as this is [`Intake::Busy`], for a minute at most (T5).
    fn ready(&mut self) -> Intake {
        Intake::Done
    }

    /// The page has ended.
    fn end(&mut self) -> Quality;

    /// The page was good enough, and its confirmation goes out once this returns [`Intake::Done`]: from then on the sender
    /// forgets the page, so whoever stores pages makes it safe here. [`Intake::Busy`] makes the sender wait and ask again,
    /// if there is error correction. Anything else ends the call without confirming it. A page that is not accepted was
    /// rejected.
    fn accept(&mut self) -> Intake;

    /// The sender has given the page up, and it will not come again: what has come is all there is, and it is not confirmed.
    /// Comes in place of [`accept`](PageSink::accept), with error correction only.
    fn give_up(&mut self) {}

    /// How many octets it can hold until they are released. Less than 65,536 means that error correction is not offered, since
    /// the sender chooses the size of the frames.
    fn window(&self) -> u32 {
        0
    }
}

/// Both ends of the page path, lent to the call whenever it may need them. A call can use both: with polling, pages go either
/// way, and even both ways one after the other.
pub struct Pages<'p> {
    /// Pages to send. A station that answers offers them to those who poll. One that only receives lends an empty source:
    /// `()`.
    pub source: &'p mut dyn PageSource,
    /// Where received pages go. A station that only sends lends `()`, which rejects all.
    pub sink: &'p mut dyn PageSink,
}

impl fmt::Debug for Pages<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").finish_non_exhaustive()
    }
}

/// The empty document.
impl PageSource for () {
    fn offer(&mut self, _page: u16) -> Option<PageOffer> {
        None
    }

    fn begin(&mut self, _page: u16, _format: &PageFormat) {}

    fn read_at(&mut self, _offset: u32, _into: &mut [u8]) -> Supply {
        Supply::Failed
    }
}

/// A sink that takes nothing.
impl PageSink for () {
    fn begin(&mut self, _format: &PageFormat) {}

    fn write_at(&mut self, _offset: u32, _octets: &[u8]) -> Intake {
        Intake::Failed
    }

    fn end(&mut self) -> Quality {
        Quality::default()
    }

    fn accept(&mut self) -> Intake {
        Intake::Failed
    }
}
