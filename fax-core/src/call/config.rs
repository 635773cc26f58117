//! What a station can and wants to do.

use core::fmt;
use core::time::Duration;

use crate::{
    Addresses, Addressing, Codings, Ident, Ladder, Modulations, PageLength, PageWidth, Resolution, Resolutions,
};

/// The settings of a station for one call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// Our number as the far end sees it: CSI when we answer, TSI when we send. Empty: not sent.
    pub ident: Ident,
    /// Sub-address, sender and the like: sent if the far side understands them. For a station that answers and has a document to
    /// be polled, `sep`, `psa` and `pwd` are what a poll must say to get it.
    pub addresses: Addresses,
    /// Caller: ask for the far side's document (polling), after our own pages if there are any. A station that answers offers
    /// what its page source has, without a setting. Needs the feature `receive`.
    pub polls: bool,
    /// What we can do.
    pub abilities: Abilities,
    /// Which rates are tried after each other.
    pub ladder: Ladder,
    /// What to do with a page that the far side rejected.
    pub rtn: RtnPolicy,
    /// When a received page is good, and when it is good enough.
    pub copy_quality: CopyQuality,
    /// Whether somebody can be called to the telephone in the middle of a call. Off: nobody is there.
    pub operator: bool,
    /// Caller: let the first DIS pass and answer the second. Echo suppressors of satellite lines may swallow what comes too early.
    pub second_dis: bool,
    /// Receiver: ask for a command that could not be read (CRP), at most three times in succession, in place of waiting for the
    /// sender to repeat it. It saves some seconds on bad lines, but there are machines that stumble over it, so it is off by
    /// default; and it is asked only behind our DIS, as machines take it worst of all behind pages.
    pub asks_again: bool,
    /// Error correction: what to do when it does not help. Whether it is used at all is [`Abilities::ecm`].
    pub ecm: EcmPolicy,
    /// The longest time that a call may take, from its first operation: a backstop that ends calls which all other
    /// timers let live.
    pub call_limit: Duration,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            ident: Ident::default(),
            addresses: Addresses::default(),
            polls: false,
            ladder: Ladder::default(),
            abilities: Abilities::default(),
            rtn: RtnPolicy::default(),
            copy_quality: CopyQuality::default(),
            operator: false,
            second_dis: false,
            asks_again: false,
            ecm: EcmPolicy::default(),
            call_limit: Duration::from_secs(4 * 3600),
        }
    }
}

/// What a station can do: the sane value behind a DIS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Abilities {
    /// Whether it takes pages (DIS bit 10).
    pub receives: bool,
    /// Whether it has a document for those who poll (DIS bit 9). Of our own abilities it says nothing: a station that
    /// answers has one if its page source has a page.
    pub offers_document: bool,
    /// Image modulations. Both what the modem can send and what it can receive.
    pub modulations: Modulations,
    /// Codings; MH is always understood.
    pub codings: Codings,
    /// Resolutions; standard is always understood.
    pub resolutions: Resolutions,
    /// The widest page.
    pub width: PageWidth,
    /// The longest page: A4, B4 or any length.
    pub length: PageLength,
    /// Whether it has North American letter paper (DIS bit 76).
    pub letter: bool,
    /// Whether it has North American legal paper (DIS bit 77), which is longer than A4.
    pub legal: bool,
    /// The time its printer needs for a row.
    pub scan_line: ScanLineTime,
    /// Whether 15.4 rows/mm need half of the time that 7.7 do (DIS bit 46).
    pub superfine_halves: bool,
    /// Error correction (DIS bit 27). A [`Call`](crate::Call) uses it if the [window](crate::PageSink::window) of its pages is
    /// as large as a block, and with the feature `ecm`.
    pub ecm: bool,
    /// Whether frames of 64 octets are preferred to those of 256 (DIS bit 7). The sender decides; ours takes the short ones if
    /// either side prefers them.
    pub short_frames: bool,
    /// Which addressing frames it understands (DIS bits 35, 47, 49 and 50). A station that offers a document under a password
    /// or an address adds those itself.
    pub addressing: Addressing,
    /// Whether it understands FNV (DIS bit 33), which says what was refused before the goodbye. Machines of 1993 read
    /// this bit as one of the width of pages, so it is off by default.
    pub fnv: bool,
}

impl Default for Abilities {
    /// A computer: all modulations and codings, every resolution up to 400 per inch, A3, any length, no minimum row time, error
    /// correction, SUB and SID.
    fn default() -> Self {
        Self {
            receives: true,
            offers_document: false,
            modulations: Modulations::ALL,
            codings: Codings::ALL,
            resolutions: Resolutions::UP_TO_400,
            width: PageWidth::A3,
            length: PageLength::Unlimited,
            letter: false,
            legal: false,
            scan_line: ScanLineTime::Ms0,
            superfine_halves: false,
            ecm: true,
            short_frames: false,
            addressing: Addressing::RECEIVING,
            fnv: false,
        }
    }
}

/// How far error correction goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EcmPolicy {
    /// Whether a call that would have to go without error correction fails instead, with
    /// [`Failure::Incompatible`](crate::Failure::Incompatible).
    pub required: bool,
    /// Sender: how often the receiver may ask for frames of a block before something has to change. T.30 says four times
    /// (A.4.1); then the rate goes down and the block goes on (CTC), as long as that helps.
    pub corrections: u8,
    /// Sender: what happens when a block cannot be corrected (EOR).
    pub then: AfterBlock,
}

impl Default for EcmPolicy {
    /// Not required, four corrections, then the call ends.
    fn default() -> Self {
        Self { required: false, corrections: 4, then: AfterBlock::GiveUp }
    }
}

/// What happens behind a block that could not be corrected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AfterBlock {
    /// DCN; the call fails with [`Failure::EcmGaveUp`](crate::Failure::EcmGaveUp). With MMR the rest of the page would be
    /// worth nothing.
    GiveUp,
    /// Go on with the rest of the page and the next ones. The page counts as not confirmed, and so the call fails at its
    /// end.
    Continue,
}

/// Minimum scan line time as DIS bits 21 to 23 say it; the second value of the two-valued ones is for fine resolution.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum ScanLineTime {
    /// 20 ms.
    #[default]
    Ms20 = 0,
    /// 5 ms.
    Ms5 = 1,
    /// 10 ms.
    Ms10 = 2,
    /// 20 ms, at fine resolution 10 ms.
    Ms20Fine10 = 3,
    /// 40 ms.
    Ms40 = 4,
    /// 40 ms, at fine resolution 20 ms.
    Ms40Fine20 = 5,
    /// 10 ms, at fine resolution 5 ms.
    Ms10Fine5 = 6,
    /// No minimum.
    Ms0 = 7,
}

impl ScanLineTime {
    /// The time that the three bits say, bit 21 lowest.
    #[must_use]
    pub const fn of(value: u8) -> Self {
        match value & 7 {
            0 => Self::Ms20,
            1 => Self::Ms5,
            2 => Self::Ms10,
            3 => Self::Ms20Fine10,
            4 => Self::Ms40,
            5 => Self::Ms40Fine20,
            6 => Self::Ms10Fine5,
            _ => Self::Ms0,
        }
    }

    /// The time for a row in ms at a resolution: 0, 5, 10, 20 or 40 (T.30 table 2, bits 21 to 23 and 46).
    ///
    /// The table has standard, fine (7.7 rows/mm, 200 per inch) and superfine (15.4 rows/mm, 400 per inch); what lies between
    /// and above is taken as superfine. `superfine_halves` is DIS bit 46; 2.5 ms cannot be said and stay 5.
    #[must_use]
    pub const fn ms(self, resolution: Resolution, superfine_halves: bool) -> u8 {
        let (standard, fine) = match self {
            Self::Ms20 => (20, 20),
            Self::Ms5 => (5, 5),
            Self::Ms10 => (10, 10),
            Self::Ms20Fine10 => (20, 10),
            Self::Ms40 => (40, 40),
            Self::Ms40Fine20 => (40, 20),
            Self::Ms10Fine5 => (10, 5),
            Self::Ms0 => (0, 0),
        };
        match resolution.per_inch().1 {
            ..150 => standard,
            150..250 => fine,
            _ if superfine_halves && fine > 5 => fine / 2,
            _ => fine,
        }
    }
}

impl fmt::Display for ScanLineTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.ms(Resolution::Standard, false), self.ms(Resolution::Fine, false)) {
            (0, _) => f.write_str("no row time"),
            (standard, fine) if standard == fine => write!(f, "{standard} ms a row"),
            (standard, fine) => write!(f, "{standard} ms a row (fine: {fine})"),
        }
    }
}

/// What a sender does with a page that was answered by RTN.
///
/// Some receivers send RTN and keep the page all the same, so blind repetition makes copies, and taking RTN for success
/// hides losses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RtnPolicy {
    /// How many times the page is sent again, each time at a lower rate if there is one.
    pub repeats: u8,
    /// What happens after that.
    pub then: AfterRtn,
}

impl Default for RtnPolicy {
    /// Two repeats, then the call ends and the page counts as not confirmed.
    fn default() -> Self {
        Self { repeats: 2, then: AfterRtn::GiveUp }
    }
}

/// What happens to a page that is rejected for the last time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AfterRtn {
    /// DCN; the call fails with [`Failure::PageRejected`](crate::Failure::PageRejected).
    GiveUp,
    /// Go on with the next page; the report says that this one was not confirmed.
    Continue,
}

/// Limits for the share of damaged rows in a page without error correction, and for a series of them.
///
/// T.30 leaves this to the receiver. The defaults are those of the field: under 5 % good, under 15 % good enough but
/// retrain, else rejected; HylaFAX's limit for series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CopyQuality {
    /// Below so many per cent of damaged rows a page is confirmed by MCF.
    pub good_percent: u8,
    /// Below so many it is accepted by RTP, else it is rejected by RTN.
    pub fair_percent: u8,
    /// The longest series of damaged rows in a page confirmed by MCF, at standard resolution; doubled at fine and
    /// above.
    pub longest_run: u8,
    /// Whether a page without its end of page code is rejected. T.4 demands the code of every sender; a page that lost it
    /// has most likely lost rows too, and confirming it would lose them for good.
    pub require_end: bool,
}

impl Default for CopyQuality {
    fn default() -> Self {
        Self { good_percent: 5, fair_percent: 15, longest_run: 5, require_end: true }
    }
}
