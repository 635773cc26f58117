//! What differs from modem to modem, as plain data.

mod known;
#[cfg(feature = "toml")]
mod toml;

use core::time::Duration;

pub use crate::dle::LoneDle;
#[cfg(feature = "toml")]
pub use toml::{ProfileError, ProfileFault};

/// The habits of a modem.
///
/// Start from a constant and change what your modem needs:
///
/// ```
/// use fax_modem::Profile;
/// let mine = Profile { init: &["ATZ", "ATE0Q0V1", "ATX3S0=0S7=60"], silence_by_modem: false, ..Profile::GENERIC };
/// # let _ = mine;
/// ```
///
/// With feature `toml` it can be read from a file and written to one (`Profile::from_toml`, `Profile::to_toml`); the keys are
/// the names of the fields with hyphens, and times have their unit behind them (`long-rest-ms`). What a number in brackets
/// refers to is the list of field faults in the project's `docs/modems.md`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Profile {
    /// Command lines before the class is chosen, without CR. Among them must be `E0Q0V1`: no echo, results in words. An ERROR
    /// to one of them is passed over: not every modem knows every setting.
    pub init: &'static [&'static str],
    /// The line that asks to be told [who calls](crate::CallerId), given behind `init`: `AT+VCID=1` or another dialect.
    pub caller_id: Option<&'static str>,
    /// The class in which it is driven.
    pub class: FaxClass,
    /// Command lines behind the choice of the class, for modems that change their flow control there (8): to XON/XOFF, which
    /// would eat octets of an image. A modem that does not know the line says ERROR, and nothing is lost.
    pub init_class1: &'static [&'static str],
    /// Whether `+FAR=1` is given at the end of the set-up, so that V.21 in place of an image is received at once. An ERROR to it is
    /// passed over.
    pub adaptive: bool,
    /// Rest after a line of `init` that resets (`Z`, `&F`): such a modem eats what comes sooner (36). Up to 10 s.
    pub reset_rest: Duration,

    /// Speed of the serial port in bit/s, for whoever opens it. It must be above that of the telephone line; some modems fall back to
    /// 19200 in fax and stay there (9, 15), others fail at it (12, 13).
    pub baud: u32,
    /// How the modem is kept from being given more than it can hold.
    pub flow: Flow,
    /// How long the port must stay closed after a call that was aborted, for whoever opens it, if the modem needs that (43). Zero: not
    /// at all.
    pub reopen_rest: Duration,

    /// What stands in front of the number: `ATD`, or `ATDT` and `ATDP` for a line of tones or pulses.
    pub dial: &'static str,
    /// How a call is answered: `ATA`.
    pub answer: &'static str,
    /// Whether `@` in a number, 5 s of quiet, may be dialled. If not, a comma takes its place (32).
    pub quiet_dialled: bool,
    /// How long to wait for the far end to answer a call; what `S7` is set to in `init`. 1 to 255 s.
    pub dial_wait: Duration,
    /// Whether `ATH` does no harm on hook (33). If not, it is only given in a call.
    pub hang_up_on_hook: bool,

    /// Whether `+FTS` (we are silent) works. If not, we wait by the clock (3).
    pub silence_by_modem: bool,
    /// Whether `+FRS` (wait for the far side's silence) works. If not, we wait by the clock (3, 10).
    pub await_silence_by_modem: bool,
    /// Whether OK comes before the carrier of a training check is really off (11). Then 10 ms of silence are awaited before the answer is
    /// listened for: by `+FRS=1` if that works, else by the clock.
    pub silence_behind_check: bool,
    /// Rest between any final result and the next command; old modems lose commands that come sooner. Counts against
    /// the 75 ms of T.30, so keep it at zero if the modem allows. Up to 1 s.
    pub rest: Duration,
    /// Rest after a reset, a change of class, an abort and a loss of carrier (26). Up to 5 s.
    pub long_rest: Duration,
    /// Rest between CONNECT and the first octet of a training check or an image, for modems that say CONNECT long
    /// before their training is over and lose what comes too early (4). Up to 4 s: behind 5 s a modem gives up.
    pub before_data: Duration,

    /// How long an OK to an abort may take (18). If it takes longer, the modem is called by `AT`. 50 ms to 5 s.
    pub abort_wait: Duration,
    /// How long `+FRM` may wait for its carrier before V.21 is listened for, with modems that never say `+FCERROR` (14). 0.5 s to
    /// 30 s; `None`: as long as the call likes.
    pub carrier_wait: Option<Duration>,
    /// How often an early `+FCERROR` (it may be our own echo) is answered by the same `+FRM` again (19).
    pub early_fcerror_repeats: u8,
    /// Whether received frames come with their check sequence (1). They should; some firmware forgets it, and then the
    /// modem's word (OK or ERROR) is all there is.
    pub frames_have_fcs: bool,
    /// Whether OK or ERROR comes behind a received frame. If not, the end of the frame is all there is, and the next command follows at
    /// once; a result that comes all the same is passed over.
    pub frames_have_results: bool,
    /// Whether the modem asks for the next frame of a signal by CONNECT. If not, it is given without.
    pub connect_between_frames: bool,
    /// What DLE before an undefined octet means in received data (16).
    pub lone_dle: LoneDle,
    /// Which bit of an octet of an image is first on the telephone line (38).
    pub image_bits: BitOrder,
}

/// How a modem of Class 1 is switched to fax.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FaxClass {
    /// `AT+FCLASS=1`.
    #[default]
    Class1,
    /// `AT+FCLASS=1.0`, T.31 of 2002; if it is refused, `AT+FCLASS=1`. Some modems have adaptive reception in this one only. All else is
    /// done as in Class 1.
    Class1_0,
}

/// Who keeps a modem from being given more octets of an image than it can hold. From the modem there is no flow control: the
/// telephone line does not wait.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Flow {
    /// The lines RTS and CTS, and the port that obeys them.
    #[default]
    RtsCts,
    /// XOFF (0x13) and XON (0x11) from the modem, obeyed while it sends; while it receives they are data. The driver
    /// does so by itself; a port that writes ahead should as well, see [`Class1::obeys_xon_xoff`](crate::Class1::obeys_xon_xoff).
    XonXoff,
    /// Nobody: octets of an image are given at the rate of the telephone line, a tenth of a second ahead at most.
    Paced,
}

/// The order of the bits in an octet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum BitOrder {
    /// The lowest bit is first on the telephone line, as T.31 has it.
    #[default]
    LsbFirst,
    /// The highest bit is first.
    MsbFirst,
}

impl Default for Profile {
    fn default() -> Self {
        Self::GENERIC
    }
}
