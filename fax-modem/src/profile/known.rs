//! Families of modems, after public manuals and the set-ups of fax programs. Which of them were met in person is in
//! `docs/modems.md`.

use core::time::Duration;

use super::{BitOrder, FaxClass, Flow, LoneDle, Profile};

const fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

/// Full call progress, no answering by itself, 60 s for the far end, 2 s for a comma.
const CALLS: &str = "ATX4S0=0S7=60S8=2";

impl Profile {
    /// A modem that keeps to T.31; the point to start from.
    pub const GENERIC: Self = Self {
        init: &["ATZ", "ATE0Q0V1", CALLS, "AT&C1&D2", "AT&K3"],
        caller_id: Some("AT+VCID=1"),
        class: FaxClass::Class1,
        init_class1: &["AT&K3"],
        adaptive: true,
        reset_rest: Duration::ZERO,
        baud: 115_200,
        flow: Flow::RtsCts,
        reopen_rest: Duration::ZERO,
        dial: "ATD",
        answer: "ATA",
        quiet_dialled: true,
        dial_wait: Duration::from_secs(60),
        hang_up_on_hook: true,
        silence_by_modem: true,
        await_silence_by_modem: true,
        silence_behind_check: false,
        rest: Duration::ZERO,
        long_rest: Duration::ZERO,
        before_data: Duration::ZERO,
        abort_wait: ms(200),
        carrier_wait: None,
        early_fcerror_repeats: 2,
        frames_have_fcs: true,
        frames_have_results: true,
        connect_between_frames: true,
        lone_dle: LoneDle::Drop,
        image_bits: BitOrder::LsbFirst,
    };

    /// A modem that keeps to T.31 but for RTS and CTS: it wants XON/XOFF.
    pub const XON_XOFF: Self = Self {
        init: &["ATZ", "ATE0Q0V1", CALLS, "AT&C1&D2", "AT&K4"],
        init_class1: &["AT&K4"],
        flow: Flow::XonXoff,
        ..Self::GENERIC
    };

    /// Conexant: K56, RCV56, CX93xxx, SmartACF, and the USB modems built on them. Adaptive reception is in Class 1.0 only.
    pub const CONEXANT: Self =
        Self { init: &["AT&F", "ATE0Q0V1", CALLS, "AT&C1&D2&K3"], class: FaxClass::Class1_0, ..Self::GENERIC };

    /// USB modems on Conexant that hang after a call that was aborted, until their port has been closed for 2 s.
    pub const USB_DONGLE: Self = Self { reopen_rest: Duration::from_secs(2), ..Self::CONEXANT };

    /// Rockwell: RC96AC, RC144AC, RC288DPi, RC32ACL. Their serial side falls back to 19200 in fax, and they block redialling.
    pub const ROCKWELL: Self = Self {
        init: &["AT&F", "ATE0Q0V1", CALLS, "AT&C1&D3&K3", "AT%TCB"],
        caller_id: Some("AT#CID=1"),
        baud: 19_200,
        reset_rest: Duration::from_secs(3),
        ..Self::GENERIC
    };

    /// U.S. Robotics Courier and Sportster: `+FCLASS=1` switches to XON/XOFF, `+FRS` resets the modem, and OK comes
    /// before the carrier is off.
    pub const USR: Self = Self {
        init: &["AT&F1", "ATE0Q0V1", "ATX4S0=0S7=60S8=2S13=1S40=7", "AT&C1&D2&H1&I0&R2"],
        caller_id: Some("AT#CID=1"),
        init_class1: &["AT&H1&I0&R2"],
        reset_rest: Duration::from_secs(3),
        await_silence_by_modem: false,
        silence_behind_check: true,
        ..Self::GENERIC
    };

    /// Lucent, Agere and the modems built on them: CONNECT comes early.
    pub const AGERE: Self =
        Self { init: &["AT&F", "ATE0Q0V1", CALLS, "AT&C1&D2&K3"], before_data: ms(400), ..Self::GENERIC };

    /// Multi-Tech MT5634: Agere inside, and `@` confuses it. (MT5600 is a [`CONEXANT`](Self::CONEXANT).)
    pub const MULTITECH: Self = Self { quiet_dialled: false, ..Self::AGERE };

    /// Multi-Tech MT5634ZBA-DID: the number that was dialled comes in tones, see [`CallerId::called`](crate::CallerId::called).
    pub const MULTITECH_DID: Self =
        Self { init: &["AT&F", "ATE0Q0V1", CALLS, "AT&C1&D2&K3", "AT*DS1*DD0*DF1*DN4"], ..Self::MULTITECH };

    /// Silicon Labs Si24xx inside a modem of its own: 100 ms of rest behind every change, no XON/XOFF in fax.
    pub const SI24XX: Self = Self {
        init: &["AT&F", "ATE0Q0V1", "AT\\Q3", "ATX4S0=0S7=60"],
        init_class1: &["AT\\Q3"],
        long_rest: ms(100),
        ..Self::GENERIC
    };

    /// Silicon Labs ISOmodem (Si2457 and family) on a UART at 115200 bit/s with RTS and CTS.
    pub const ISOMODEM: Self = Self {
        init: &["AT&F", "ATE0Q0V1", "AT\\Q3", "AT\\T12", "ATX4S0=0S7=80"],
        reset_rest: ms(300),
        dial_wait: Duration::from_secs(80),
        ..Self::SI24XX
    };

    /// iaxmodem: spandsp behind a telephone network of packets. The line is taken during the set-up, so that nobody calls in between.
    pub const IAXMODEM: Self =
        Self { init: &["ATE0Q0V1", "ATH1", CALLS], init_class1: &["ATH0"], before_data: ms(400), ..Self::GENERIC };

    /// Gateways that speak T.31 in software: those on spandsp, t38modem from 0.7 on.
    pub const GATEWAY: Self =
        Self { init: &["ATE0Q0V1", CALLS], init_class1: &[], before_data: ms(400), ..Self::GENERIC };

    /// Modems without `+FTS` and `+FRS`: Topic TP560, Hamlet, Sedlbauer, ESS and their kin.
    pub const NO_SILENCE_COMMANDS: Self = Self {
        init: &["AT&F", "ATE0Q0V1", CALLS, "AT&C1&D2&K3", "AT%D0"],
        silence_by_modem: false,
        await_silence_by_modem: false,
        ..Self::GENERIC
    };

    /// Cirrus and Ambient CL-MD, at 57600 bit/s and without `+FTS` and `+FRS`.
    pub const CIRRUS: Self = Self {
        init: &["AT&F", "ATE0Q0V1", CALLS, "AT&C1&D3\\Q3"],
        init_class1: &["AT\\Q3"],
        baud: 57_600,
        ..Self::NO_SILENCE_COMMANDS
    };

    /// Motorola 28.8 and SM56. Before CONNECT comes a line FAX or DATA.
    pub const MOTOROLA: Self = Self {
        init: &["AT&F", "ATE0Q0V1", CALLS, "AT&R\\Q3&D3&C1"],
        init_class1: &["AT\\Q3", "AT*FR"],
        ..Self::GENERIC
    };

    /// Digi AccelePort RAS: never says `+FCERROR`.
    pub const DIGI: Self =
        Self { init: &["AT&F", "ATE0Q0V1", CALLS, "AT&K3"], carrier_wait: Some(ms(2500)), ..Self::GENERIC };

    /// Eicon Diva and others on ISDN: who calls comes as `CID:`, who is called as `DAD:`.
    pub const DIVA: Self =
        Self { init: &["AT&F", "ATE0Q0V1", CALLS, "AT+iQ=a1"], caller_id: Some("AT#CID=14"), ..Self::GENERIC };

    /// Frames without check sequence: AT&T DataPort with firmware 1.22, t38modem before 0.7.
    pub const NO_FCS: Self = Self { frames_have_fcs: false, ..Self::GENERIC };

    /// UMC 9624: not to be hung up on hook.
    pub const UMC: Self = Self { hang_up_on_hook: false, ..Self::GENERIC };

    /// What [`by_name`](Self::by_name) knows, by these names.
    pub const KNOWN: [(&'static str, Self); 20] = [
        ("generic", Self::GENERIC),
        ("xon-xoff", Self::XON_XOFF),
        ("conexant", Self::CONEXANT),
        ("usb-dongle", Self::USB_DONGLE),
        ("rockwell", Self::ROCKWELL),
        ("usr", Self::USR),
        ("agere", Self::AGERE),
        ("multitech", Self::MULTITECH),
        ("multitech-did", Self::MULTITECH_DID),
        ("si24xx", Self::SI24XX),
        ("isomodem", Self::ISOMODEM),
        ("iaxmodem", Self::IAXMODEM),
        ("gateway", Self::GATEWAY),
        ("no-silence", Self::NO_SILENCE_COMMANDS),
        ("cirrus", Self::CIRRUS),
        ("motorola", Self::MOTOROLA),
        ("digi", Self::DIGI),
        ("diva", Self::DIVA),
        ("no-fcs", Self::NO_FCS),
        ("umc", Self::UMC),
    ];

    /// The names of [`KNOWN`](Self::KNOWN), for messages.
    pub fn names() -> impl Iterator<Item = &'static str> {
        Self::KNOWN.iter().map(|(name, _)| *name)
    }

    /// The constant of that name, one of [`names`](Self::names); for configuration files and command lines.
    ///
    /// ```
    /// use fax_modem::Profile;
    /// assert_eq!(Profile::by_name("usr"), Some(Profile::USR));
    /// assert_eq!(Profile::by_name("typewriter"), None);
    /// ```
    #[must_use]
    pub fn by_name(name: &str) -> Option<Self> {
        Self::KNOWN.iter().find(|(known, _)| *known == name).map(|(_, profile)| *profile)
    }
}
