//! What a line does for a job, or why it failed: `FAX_JOB_EXTENDED_STATUS_ENUM`.

use core::fmt;

use super::UnknownValue;

/// What a line does for a job, or why the last attempt failed: `FAX_JOB_EXTENDED_STATUS_ENUM`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub enum ExtendedStatus {
    /// `fjesNONE` 0: nothing to add.
    #[default]
    None,
    /// `fjesDISCONNECTED` 1: the far end hung up, or the line dropped.
    Disconnected,
    /// `fjesINITIALIZING` 2: the device is getting ready.
    Initializing,
    /// `fjesDIALING` 3: dialling.
    Dialing,
    /// `fjesTRANSMITTING` 4: pages go out.
    Transmitting,
    /// `fjesANSWERED` 5: the device answered a call.
    Answered,
    /// `fjesRECEIVING` 6: pages come in.
    Receiving,
    /// `fjesLINE_UNAVAILABLE` 7: the line cannot be used.
    LineUnavailable,
    /// `fjesBUSY` 8: the number is busy.
    Busy,
    /// `fjesNO_ANSWER` 9: nobody answers.
    NoAnswer,
    /// `fjesBAD_ADDRESS` 10: the number is not valid.
    BadAddress,
    /// `fjesNO_DIAL_TONE` 11: no dial tone.
    NoDialTone,
    /// `fjesFATAL_ERROR` 12: the protocol or the device failed.
    FatalError,
    /// `fjesCALL_DELAYED` 13: dialling rules demand a pause.
    CallDelayed,
    /// `fjesCALL_BLACKLISTED` 14: the number is barred.
    CallBlacklisted,
    /// `fjesNOT_FAX_CALL` 15: no fax machine at the other end.
    NotFaxCall,
    /// `fjesPARTIALLY_RECEIVED` 16: a part of an incoming fax is there.
    PartiallyReceived,
    /// `fjesHANDLED` 17: somebody else took the job over and will send it.
    Handled,
    /// `fjesCALL_COMPLETED` 18: the call ended as it should.
    CallCompleted,
    /// `fjesCALL_ABORTED` 19: the call was aborted by this side.
    CallAborted,
    /// 0x0100_0001, ours: pages may or may not have arrived, and sending them again needs permission.
    Unconfirmed,
    /// Another code at or above `fjesPROPRIETARY` 0x0100_0000: the provider's own, with a text beside it.
    Proprietary(u32),
}

impl ExtendedStatus {
    const PROPRIETARY: u32 = 0x0100_0000;
    const NAMED: [Self; 20] = [
        Self::None,
        Self::Disconnected,
        Self::Initializing,
        Self::Dialing,
        Self::Transmitting,
        Self::Answered,
        Self::Receiving,
        Self::LineUnavailable,
        Self::Busy,
        Self::NoAnswer,
        Self::BadAddress,
        Self::NoDialTone,
        Self::FatalError,
        Self::CallDelayed,
        Self::CallBlacklisted,
        Self::NotFaxCall,
        Self::PartiallyReceived,
        Self::Handled,
        Self::CallCompleted,
        Self::CallAborted,
    ];

    /// The documented number.
    #[must_use]
    pub const fn value(self) -> u32 {
        match self {
            Self::None => 0,
            Self::Disconnected => 1,
            Self::Initializing => 2,
            Self::Dialing => 3,
            Self::Transmitting => 4,
            Self::Answered => 5,
            Self::Receiving => 6,
            Self::LineUnavailable => 7,
            Self::Busy => 8,
            Self::NoAnswer => 9,
            Self::BadAddress => 10,
            Self::NoDialTone => 11,
            Self::FatalError => 12,
            Self::CallDelayed => 13,
            Self::CallBlacklisted => 14,
            Self::NotFaxCall => 15,
            Self::PartiallyReceived => 16,
            Self::Handled => 17,
            Self::CallCompleted => 18,
            Self::CallAborted => 19,
            Self::Unconfirmed => Self::PROPRIETARY + 1,
            Self::Proprietary(code) => code,
        }
    }

    /// The text that goes with a proprietary code; empty for the documented ones, which speak for themselves.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::Unconfirmed => "pages may have arrived, but nobody confirmed them",
            _ => "",
        }
    }
}

impl fmt::Display for ExtendedStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "no further status",
            Self::Disconnected => "disconnected",
            Self::Initializing => "initializing",
            Self::Dialing => "dialing",
            Self::Transmitting => "transmitting",
            Self::Answered => "answered",
            Self::Receiving => "receiving",
            Self::LineUnavailable => "line unavailable",
            Self::Busy => "busy",
            Self::NoAnswer => "no answer",
            Self::BadAddress => "bad address",
            Self::NoDialTone => "no dial tone",
            Self::FatalError => "fatal error",
            Self::CallDelayed => "call delayed",
            Self::CallBlacklisted => "call blacklisted",
            Self::NotFaxCall => "not a fax call",
            Self::PartiallyReceived => "partially received",
            Self::Handled => "handled",
            Self::CallCompleted => "call completed",
            Self::CallAborted => "call aborted",
            Self::Unconfirmed => "unconfirmed",
            Self::Proprietary(code) => return write!(f, "proprietary status {code:#x}"),
        })
    }
}

impl From<ExtendedStatus> for u32 {
    fn from(status: ExtendedStatus) -> Self {
        status.value()
    }
}

impl TryFrom<u32> for ExtendedStatus {
    type Error = UnknownValue;

    fn try_from(value: u32) -> Result<Self, UnknownValue> {
        if value == Self::Unconfirmed.value() {
            return Ok(Self::Unconfirmed);
        }
        if value >= Self::PROPRIETARY {
            return Ok(Self::Proprietary(value));
        }
        Self::NAMED
            .into_iter()
            .find(|status| status.value() == value)
            .ok_or(UnknownValue { what: "extended job status", value })
    }
}
