//! What differs from modem to modem, as plain data.

use core::time::Duration;

pub use crate::dle::LoneDle;

/// The habits of a modem.
///
/// Start from a constant and change what your modem needs:
///
/// ```
/// use fax_modem::Profile;
/// let mine = Profile { init: &["ATZ", "ATE0Q0V1", "ATX3S0=0S7=60"], silence_by_modem: false, ..Profile::GENERIC };
/// # let _ = mine;
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Profile {
    /// Command lines before `AT+FCLASS=1`, without CR. Among them must be `E0Q0V1`: no echo, results in words. An ERROR
    /// to one of them is passed over: not every modem knows every setting. `+VCID=1`, or another dialect of it,
    /// asks for [who calls](crate::CallerId).
    pub init: &'static [&'static str],
    /// Command lines behind `AT+FCLASS=1`, for modems that change their flow control there: to XON/XOFF, which
    /// would eat octets of an image. A modem that does not know the line says ERROR, and nothing is lost.
    pub init_class1: &'static [&'static str],
    /// Whether `+FTS` (we are silent) works. If not, we wait by the clock.
    pub silence_by_modem: bool,
    /// Whether `+FRS` (wait for the far side's silence) works. If not, we wait by the clock.
    pub await_silence_by_modem: bool,
    /// Rest between any final result and the next command; old modems lose commands that come sooner. Counts against
    /// the 75 ms of T.30, so keep it at zero if the modem allows.
    pub rest: Duration,
    /// Rest after a reset, a change of class, an abort and a loss of carrier.
    pub long_rest: Duration,
    /// Rest between CONNECT and the first octet of a training check or an image, for modems that say CONNECT long
    /// before their training is over and lose what comes too early.
    pub before_data: Duration,
    /// How often an early `+FCERROR` (it may be our own echo) is answered by the same `+FRM` again.
    pub early_fcerror_repeats: u8,
    /// Whether received frames come with their check sequence. They should; some firmware forgets it, and then the
    /// modem's word (OK or ERROR) is all there is.
    pub frames_have_fcs: bool,
    /// What DLE before an undefined octet means in received data.
    pub lone_dle: LoneDle,
    /// How long to wait for the far end to answer a call; what `S7` is set to in `init`.
    pub dial_wait: Duration,
}

impl Profile {
    /// A modem that keeps to T.31; the point to start from.
    pub const GENERIC: Self = Self {
        init: &["ATZ", "ATE0Q0V1", "ATX4S0=0S7=60S8=2", "AT&C1&D2", "AT&K3", "AT+VCID=1"],
        init_class1: &["AT&K3"],
        silence_by_modem: true,
        await_silence_by_modem: true,
        rest: Duration::ZERO,
        long_rest: Duration::ZERO,
        before_data: Duration::ZERO,
        early_fcerror_repeats: 2,
        frames_have_fcs: true,
        lone_dle: LoneDle::Drop,
        dial_wait: Duration::from_secs(60),
    };

    /// U.S. Robotics Courier and Sportster: `+FCLASS=1` switches to XON/XOFF, and `+FRS` resets the modem.
    pub const USR: Self = Self {
        init: &["AT&F1", "ATE0Q0V1", "ATX4S0=0S7=60S8=2", "AT&C1&D2&H1&I0&R2", "AT#CID=1"],
        init_class1: &["AT&H1&I0&R2"],
        await_silence_by_modem: false,
        ..Self::GENERIC
    };

    /// Lucent, Agere and the modems built on them: CONNECT comes early.
    pub const AGERE: Self = Self {
        init: &["AT&F", "ATE0Q0V1", "ATX4S0=0S7=60S8=2", "AT&C1&D2&K3", "AT+VCID=1"],
        before_data: Duration::from_millis(400),
        ..Self::GENERIC
    };

    /// Modems without `+FTS` and `+FRS`: Topic, Cirrus and their kin.
    pub const NO_SILENCE_COMMANDS: Self =
        Self { silence_by_modem: false, await_silence_by_modem: false, ..Self::GENERIC };

    /// Silicon Labs ISOmodem (Si2457 and family) on a UART with RTS and CTS.
    pub const SI24XX: Self = Self {
        init: &["AT&F", "ATE0Q0V1", "AT\\Q3", "ATX4S0=0S7=60", "AT+VCID=1"],
        init_class1: &["AT\\Q3"],
        long_rest: Duration::from_millis(100),
        ..Self::GENERIC
    };

    /// What [`by_name`](Self::by_name) knows: the constants, in the order above.
    pub const NAMES: [&'static str; 5] = ["generic", "usr", "agere", "no-silence", "si24xx"];

    /// The constant of that name, one of [`NAMES`](Self::NAMES); for configuration files and command lines.
    ///
    /// ```
    /// use fax_modem::Profile;
    /// assert_eq!(Profile::by_name("usr"), Some(Profile::USR));
    /// assert!(Profile::NAMES.iter().all(|name| Profile::by_name(name).is_some()));
    /// ```
    #[must_use]
    pub fn by_name(name: &str) -> Option<Self> {
        Some(match name {
            "generic" => Self::GENERIC,
            "usr" => Self::USR,
            "agere" => Self::AGERE,
            "no-silence" => Self::NO_SILENCE_COMMANDS,
            "si24xx" => Self::SI24XX,
            _ => return None,
        })
    }
}

impl Default for Profile {
    fn default() -> Self {
        Self::GENERIC
    }
}
