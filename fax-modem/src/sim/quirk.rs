//! Field faults that a simulated modem can have.

use core::error::Error;
use core::fmt;
use core::str::FromStr;
use std::string::String;

macro_rules! quirks {
    ($($(#[doc = $doc:literal])+ $quirk:ident = $number:expr, $name:literal, $text:literal;)+) => {
        /// Something that modems met in the field do and T.31 does not want, or does not promise.
        ///
        /// Each can be switched on in a [`Make`](super::Make), alone or with others.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Quirk {
            $($(#[doc = $doc])+ $quirk,)+
        }

        impl Quirk {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$quirk,)+];

            /// Its name on command lines.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$quirk => $name,)+ }
            }

            /// Its number in the list of field faults in the project's `docs/modems.md`, if it is there.
            #[must_use]
            pub const fn number(self) -> Option<u8> {
                match self { $(Self::$quirk => $number,)+ }
            }

            /// What the modem does, in a few words.
            #[must_use]
            pub const fn text(self) -> &'static str {
                match self { $(Self::$quirk => $text,)+ }
            }
        }
    };
}

quirks! {
    /// Received frames come without their check sequence.
    NoFcs = Some(1), "no-fcs", "received frames come without check sequence";
    /// A call that nobody takes ends with OK in place of NO CARRIER.
    OkForNoCarrier = Some(2), "ok-for-no-carrier", "a failed dialling ends with OK";
    /// ERROR to `+FTS` and `+FRS`.
    NoSilenceCommands = Some(3), "no-silence-commands", "+FTS and +FRS are ERROR";
    /// What comes within 300 ms of the CONNECT to `+FTM` is lost.
    EarlyConnect = Some(4), "early-connect", "data within 300 ms of CONNECT is lost";
    /// CONNECT to `+FRH=3` for the carrier of an image, then rubbish and NO CARRIER.
    FalseConnect = Some(5), "false-connect", "+FRH takes any carrier for V.21";
    /// XOFF is never sent, so that more than the buffer holds is lost.
    XonXoffBroken = Some(6), "xon-xoff-broken", "XOFF is never sent";
    /// CTS stays on while data is sent, so that more than the buffer holds is lost.
    RtsCtsIgnored = Some(7), "rts-cts-ignored", "CTS stays on in page data";
    /// `+FCLASS=1` switches to XON/XOFF.
    SoftFlowInClass1 = Some(8), "soft-flow-in-class-1", "+FCLASS=1 switches to XON/XOFF";
    /// `ATA` switches the serial side to 19200 bit/s and XON/XOFF, whatever the port is set to.
    SlowAfterAnswer = Some(9), "slow-after-answer", "ATA drops to 19200 bit/s and XON/XOFF";
    /// `+FRS` resets the modem.
    FrsResets = Some(10), "frs-resets", "+FRS resets the modem";
    /// OK behind a training check or an image comes 60 ms before the carrier is off.
    EarlyOk = Some(11), "early-ok", "OK comes before the carrier is off";
    /// ERROR to `+FTM` if the port is no faster than 19200 bit/s.
    SlowPortRefused = Some(12), "slow-port-refused", "+FTM is ERROR at 19200 bit/s";
    /// Data is taken no faster than at 60 % of a port of 19200 bit/s or less.
    SlowPortStarves = Some(13), "slow-port-starves", "images underrun at 19200 bit/s";
    /// `+FCERROR` is never said.
    NoFcError = Some(14), "no-fcerror", "+FCERROR is never said";
    /// The serial side runs at 19200 bit/s in Class 1, whatever the port is set to.
    SlowInClass1 = Some(15), "slow-in-class-1", "19200 bit/s in Class 1, whatever is set";
    /// DLE is not doubled in received frames.
    SingleDle = Some(16), "single-dle", "DLE is not doubled in received frames";
    /// OK for frames whose check sequence is bad.
    FcsUnchecked = Some(17), "fcs-unchecked", "OK for bad frames";
    /// Nothing is said to an abort.
    NoOkAfterAbort = Some(18), "no-ok-after-abort", "no OK to an abort";
    /// `+FCERROR` at once to the first two `+FRM` behind each signal of our own.
    EarlyFcError = Some(19), "early-fcerror", "+FCERROR at once to the first +FRM";
    /// `+FCERROR` to the first `+FRH=3` behind each signal of our own.
    FcErrorToFrh = Some(20), "fcerror-to-frh", "+FCERROR to the first +FRH";
    /// NO CARRIER to the first `+FRH=3` behind each signal of our own.
    NoCarrierToFrh = Some(21), "no-carrier-to-frh", "NO CARRIER to the first +FRH";
    /// 20 s behind taking the line the modem leaves it without a word.
    FallsOnHook = Some(22), "falls-on-hook", "hangs up by itself after 20 s";
    /// A dialling less than a minute behind one that failed is refused with DELAYED.
    RedialBlocked = Some(23), "redial-blocked", "redialling within a minute is refused";
    /// Ranges stand in brackets.
    Brackets = Some(24), "brackets", "ranges stand in brackets";
    /// `+FCLASS=?` does not show 1.0.
    HidesClass1_0 = Some(25), "hides-class-1.0", "+FCLASS=? does not show 1.0";
    /// Commands within 90 ms of NO CARRIER, BUSY, an abort, and the OK to `H0`, `Z` and `+FCLASS` are lost.
    NeedsRest = Some(26), "needs-rest", "deaf for 90 ms behind each change";
    /// `+FRH` ends after 30 s with OK, `+FRM` with NO CARRIER.
    ListensBriefly = Some(27), "listens-briefly", "+FRH and +FRM end after 30 s";
    /// CONNECT to `+FRH=3` comes after eight flags.
    LateConnect = Some(28), "late-connect", "CONNECT to +FRH after eight flags";
    /// `+FCERROR` twice behind `ATD` before CONNECT.
    FcErrorAfterDial = Some(29), "fcerror-after-dial", "+FCERROR twice behind ATD";
    /// Rubbish between the DLE ETX of a received image and NO CARRIER.
    RubbishAfterData = Some(30), "rubbish-after-data", "rubbish between DLE ETX and NO CARRIER";
    /// CONNECT and OK that mean nothing, while an image is sent.
    RubbishWhileSending = Some(31), "rubbish-while-sending", "needless results during +FTM";
    /// A number with `@` gets nowhere.
    NoQuietDialled = Some(32), "no-quiet-dialled", "@ in a number: NO CARRIER";
    /// `ATH` on hook: no answer, and deaf for 5 s.
    HangUpOnHookHurts = Some(33), "hang-up-on-hook-hurts", "ATH on hook: deaf for 5 s";
    /// Identity comes in several lines.
    SeveralLines = Some(35), "several-lines", "identity in several lines";
    /// Deaf for 3 s behind the OK to a reset.
    SlowReset = Some(36), "slow-reset", "deaf for 3 s behind a reset";
    /// ERROR in place of OK behind an image that has underrun.
    ErrorAfterUnderrun = Some(38), "error-after-underrun", "ERROR behind an image that underran";
    /// CONNECT twice for a frame that was queued, and again when a frame to send is 0.85 s late.
    DoubleConnect = Some(40), "double-connect", "CONNECT comes twice";
    /// OK to commands that do not exist.
    OkToUnknown = Some(41), "ok-to-unknown", "OK to commands that do not exist";
    /// With `S0` set and Class 0, a call is answered as a data call.
    AnswersAsData = Some(42), "answers-as-data", "answers as a data modem in Class 0";
    /// Dead after a dialling or answering was aborted, until DTR is dropped.
    Wedges = Some(43), "wedges", "dead after an aborted call, until DTR drops";
    /// `ATH` off hook: neither an answer nor the hook; DTR is obeyed.
    KeepsLine = None, "keeps-line", "ATH off hook does nothing; only DTR hangs up";
    /// Commands within 20 ms of a final result are lost.
    LosesCommands = None, "loses-commands", "commands within 20 ms of a result are lost";
    /// Echo stays on.
    KeepsEcho = None, "keeps-echo", "echo stays on";
    /// The result of a received frame comes 40 ms late.
    LateOk = None, "late-ok", "the result of a received frame is 40 ms late";
    /// A received frame has no result.
    MissingOk = None, "missing-ok", "a received frame has no result";
    /// Between the frames of a signal no CONNECT comes: the next one is taken without.
    MissingConnect = None, "missing-connect", "no CONNECT between frames to send";
    /// RING in front of the OK to a question, though nobody calls.
    FalseRing = None, "false-ring", "RING in the middle of an answer";
    /// An LF behind a command line aborts nothing.
    IgnoresLf = None, "ignores-lf", "LF behind a command aborts nothing";
    /// Results have no CR LF in front.
    BareResults = None, "bare-results", "results have no CR LF in front";
    /// A pair of DLE in received data comes as DLE SUB, though nobody asked for it.
    DleSub = None, "dle-sub", "a pair of DLE comes as DLE SUB";
    /// `+FAR` is ERROR in Class 1 and known in Class 1.0.
    AdaptiveInClass1_0 = None, "adaptive-in-class-1.0", "+FAR in Class 1.0 only";
}

impl fmt::Display for Quirk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A text that names no [`Quirk`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownQuirk(String);

impl fmt::Display for UnknownQuirk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no quirk has the name or number {:?}", self.0)
    }
}

impl Error for UnknownQuirk {}

/// By name or by number.
impl FromStr for Quirk {
    type Err = UnknownQuirk;

    fn from_str(text: &str) -> Result<Self, UnknownQuirk> {
        let number = text.parse().ok();
        let found = Self::ALL.iter().find(|q| q.name() == text || number.is_some() && q.number() == number);
        found.copied().ok_or_else(|| UnknownQuirk(text.into()))
    }
}

/// A set of [`Quirk`]s.
///
/// ```
/// use fax_modem::sim::{Quirk, Quirks};
///
/// let quirks: Quirks = "early-connect,10".parse()?;
/// assert!(quirks.has(Quirk::EarlyConnect) && quirks.has(Quirk::FrsResets));
/// assert_eq!(quirks, Quirks::NONE.with(Quirk::FrsResets).with(Quirk::EarlyConnect));
/// assert_eq!(quirks.to_string(), "early-connect,frs-resets");
/// # Ok::<(), fax_modem::sim::UnknownQuirk>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Quirks(u64);

impl Quirks {
    /// A modem that keeps to T.31.
    pub const NONE: Self = Self(0);

    /// This set and one more.
    #[must_use]
    pub const fn with(self, quirk: Quirk) -> Self {
        Self(self.0 | 1 << quirk as u8)
    }

    /// Whether it is in the set.
    #[must_use]
    pub const fn has(self, quirk: Quirk) -> bool {
        self.0 >> quirk as u8 & 1 == 1
    }

    /// Those in the set, in the order of [`Quirk::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Quirk> {
        Quirk::ALL.iter().copied().filter(move |&quirk| self.has(quirk))
    }
}

const _: () = assert!(Quirk::ALL.len() <= 64, "a set is 64 bits");

impl FromIterator<Quirk> for Quirks {
    fn from_iter<I: IntoIterator<Item = Quirk>>(quirks: I) -> Self {
        quirks.into_iter().fold(Self::NONE, Self::with)
    }
}

impl From<Quirk> for Quirks {
    fn from(quirk: Quirk) -> Self {
        Self::NONE.with(quirk)
    }
}

/// Names or numbers with commas between; an empty text is the empty set.
impl FromStr for Quirks {
    type Err = UnknownQuirk;

    fn from_str(text: &str) -> Result<Self, UnknownQuirk> {
        text.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::parse::<Quirk>).collect()
    }
}

impl fmt::Display for Quirks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.iter().enumerate().try_for_each(|(at, quirk)| write!(f, "{}{quirk}", if at > 0 { "," } else { "" }))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use std::collections::HashSet;
    use std::string::ToString;

    use super::*;

    #[test]
    fn each_has_a_name_and_a_number_of_its_own() {
        let names: HashSet<_> = Quirk::ALL.iter().map(|quirk| quirk.name()).collect();
        assert_eq!(names.len(), Quirk::ALL.len());
        let numbers: HashSet<_> = Quirk::ALL.iter().filter_map(|quirk| quirk.number()).collect();
        assert_eq!(numbers.len(), Quirk::ALL.iter().filter(|quirk| quirk.number().is_some()).count());
        for &quirk in Quirk::ALL {
            assert_eq!(quirk.name().parse(), Ok(quirk));
            assert_eq!(quirk.number().map(|number| number.to_string().parse()), quirk.number().map(|_| Ok(quirk)));
        }
    }

    #[test]
    fn sets_in_words() {
        let all: Quirks = Quirk::ALL.iter().copied().collect();
        assert_eq!(all.to_string().parse(), Ok(all));
        assert_eq!("".parse(), Ok(Quirks::NONE));
        assert_eq!(" no-fcs , 43".parse(), Ok(Quirks::NONE.with(Quirk::NoFcs).with(Quirk::Wedges)));
        assert_eq!("no-fcs,34".parse::<Quirks>().unwrap_err().to_string(), "no quirk has the name or number \"34\"");
    }
}
