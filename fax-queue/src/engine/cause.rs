//! How an attempt ended, and what that means: the one table from call results to retry classes and extended status.

use core::fmt;

use fax_core::{Failure, Outcome, Report};

use super::Class;
use crate::vocabulary::ExtendedStatus;

/// Why a call was never answered by a fax machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DialFailure {
    /// The number is busy.
    Busy,
    /// It rang and nobody answered.
    NoAnswer,
    /// Somebody answered, but no fax machine.
    NoCarrier,
    /// Somebody spoke.
    Voice,
    /// No dial tone.
    NoDialTone,
    /// There is no such number.
    InvalidNumber,
    /// The network or the far end refused the call.
    Refused,
    /// The network had no way free.
    Congestion,
    /// A call came in at the same moment.
    Glare,
    /// The modem must not dial this number yet.
    Delayed,
    /// The modem or the line failed, or could not be opened.
    LineFault,
}

impl DialFailure {
    /// The same in words.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Busy => "the number is busy",
            Self::NoAnswer => "nobody answered",
            Self::NoCarrier => "no fax machine answered",
            Self::Voice => "a person answered",
            Self::NoDialTone => "no dial tone",
            Self::InvalidNumber => "there is no such number",
            Self::Refused => "the call was refused",
            Self::Congestion => "the network is congested",
            Self::Glare => "a call came in while dialling",
            Self::Delayed => "the modem must wait before it may dial this number again",
            Self::LineFault => "the line could not be used",
        }
    }
}

impl fmt::Display for DialFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How an attempt, or a reception, ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cause {
    /// The call came to its proper end. Whether the job is delivered is for the page ledger to say.
    Completed,
    /// No fax machine was reached.
    NotReached(DialFailure),
    /// The call failed.
    Failed(Failure),
    /// The process died in the middle of it.
    Interrupted,
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl From<&Report> for Cause {
    /// How a T.30 call ended.
    fn from(report: &Report) -> Self {
        match report.outcome {
            Some(Outcome::Completed) => Self::Completed,
            Some(Outcome::Failed(failure)) => Self::Failed(failure),
            // Whoever drove the call stopped without an outcome.
            None => Self::Failed(Failure::CallDropped),
        }
    }
}

impl Cause {
    /// The same in words.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Completed => "the call ended as it should",
            Self::NotReached(failure) => failure.as_str(),
            Self::Failed(failure) => failure.as_str(),
            Self::Interrupted => "the service stopped during the call",
        }
    }

    /// The retry class and what callers see.
    ///
    /// | ended by | class | extended status |
    /// | --- | --- | --- |
    /// | busy; no answer; no such number; no dial tone | of that name | `BUSY`, `NO_ANSWER`, `BAD_ADDRESS`, `NO_DIAL_TONE` |
    /// | no carrier, no fax signal (T0), nobody identified itself (T1) | `NoCarrier` | `NOT_FAX_CALL` |
    /// | a voice | `VoiceAnswer` | `NOT_FAX_CALL` |
    /// | refused by network or far end | `CallRejected` | `CALL_BLACKLISTED` |
    /// | congestion; glare; line fault before the call | of that name | `LINE_UNAVAILABLE` |
    /// | modem's own pause | `ModemDelayed` | `CALL_DELAYED` |
    /// | training failed, was refused or got no answer | `TrainFailure` | `FATAL_ERROR` or `DISCONNECTED` |
    /// | protocol broken before a page, or an operator wanted | `Protocol` | `FATAL_ERROR` or `DISCONNECTED` |
    /// | hung up, silent or busy (T5) between pages or blocks, error correction gone wrong | `Dropped` | `DISCONNECTED` or `FATAL_ERROR` |
    /// | page refused (RTN), or a block of it given up (ECM) | `PageRefused` | `FATAL_ERROR` or `DISCONNECTED` |
    /// | post-page command without an answer | `NoConfirmation` if the document may be complete, else `Dropped` | `DISCONNECTED` |
    /// | no common size, coding, ability | `Incompatible` | `FATAL_ERROR` |
    /// | password or address refused | `Refused` | `FATAL_ERROR` |
    /// | nothing to poll | `NothingToPoll` | `FATAL_ERROR` |
    /// | own document unreadable | `Document` | `FATAL_ERROR` |
    /// | own storage, own end of call | `Local` before a fax machine answered, else `Dropped` | `FATAL_ERROR`, `CALL_ABORTED` |
    /// | own crash | `Interrupted` | `FATAL_ERROR` |
    ///
    /// What becomes of the job then is in the table of [`Class::rule`].
    #[must_use]
    pub const fn verdict(self) -> (Class, ExtendedStatus) {
        match self {
            Self::Completed => (Class::PageRefused, ExtendedStatus::CallCompleted),
            Self::NotReached(failure) => not_reached(failure),
            Self::Failed(failure) => failed(failure),
            Self::Interrupted => (Class::Interrupted, ExtendedStatus::FatalError),
        }
    }
}

const fn not_reached(failure: DialFailure) -> (Class, ExtendedStatus) {
    match failure {
        DialFailure::Busy => (Class::Busy, ExtendedStatus::Busy),
        DialFailure::NoAnswer => (Class::NoAnswer, ExtendedStatus::NoAnswer),
        DialFailure::NoCarrier => (Class::NoCarrier, ExtendedStatus::NotFaxCall),
        DialFailure::Voice => (Class::VoiceAnswer, ExtendedStatus::NotFaxCall),
        DialFailure::NoDialTone => (Class::NoDialTone, ExtendedStatus::NoDialTone),
        DialFailure::InvalidNumber => (Class::InvalidNumber, ExtendedStatus::BadAddress),
        DialFailure::Refused => (Class::CallRejected, ExtendedStatus::CallBlacklisted),
        DialFailure::Congestion => (Class::Congestion, ExtendedStatus::LineUnavailable),
        DialFailure::Glare => (Class::Glare, ExtendedStatus::LineUnavailable),
        DialFailure::Delayed => (Class::ModemDelayed, ExtendedStatus::CallDelayed),
        DialFailure::LineFault => (Class::LineFault, ExtendedStatus::LineUnavailable),
    }
}

const fn failed(failure: Failure) -> (Class, ExtendedStatus) {
    use ExtendedStatus::{CallAborted, Disconnected, FatalError, NotFaxCall};
    match failure {
        Failure::NoAnswerSignal | Failure::NoFaxPeer => (Class::NoCarrier, NotFaxCall),
        Failure::DisconnectedBeforeDis | Failure::DisconnectedInPhaseB => (Class::Protocol, Disconnected),
        Failure::CarrierStuck
        | Failure::InvalidResponse
        | Failure::InvalidCommand
        | Failure::UnexpectedFrame
        | Failure::OperatorInterrupt => (Class::Protocol, FatalError),
        Failure::RejectedAtTraining => (Class::TrainFailure, Disconnected),
        Failure::NoResponseToTraining | Failure::DcsNotUnderstood | Failure::CannotTrain => {
            (Class::TrainFailure, FatalError)
        }
        Failure::NoResponseAfterPage | Failure::PageNotConfirmed => (Class::NoConfirmation, Disconnected),
        Failure::PageRejected | Failure::EcmGaveUp => (Class::PageRefused, FatalError),
        Failure::DisconnectedAfterRtn => (Class::PageRefused, Disconnected),
        Failure::PeerHungUpMidJob | Failure::CallDropped => (Class::Dropped, Disconnected),
        Failure::PeerCannotReceive
        | Failure::Incompatible
        | Failure::ResolutionUnsupported
        | Failure::WidthUnsupported
        | Failure::LengthUnsupported => (Class::Incompatible, FatalError),
        Failure::FieldRejected | Failure::PasswordRejected | Failure::PollRefused => (Class::Refused, FatalError),
        Failure::NoResponseToPoll => (Class::Protocol, FatalError),
        Failure::NothingToPoll => (Class::NothingToPoll, FatalError),
        Failure::LocalDocumentError => (Class::Document, FatalError),
        Failure::LocalStorageError => (Class::Local, FatalError),
        Failure::Aborted => (Class::Local, CallAborted),
        // A modem that fails in the middle of a call has cost a call: it is not the free `LineFault`.
        Failure::LineFault
        | Failure::TookTooLong
        | Failure::EcmProtocolError
        | Failure::UnreadablePage
        | Failure::ReceiverBusyTooLong
        | Failure::NoReadyQuery
        | Failure::NoImageData
        | Failure::ImageCarrierLost
        | Failure::NoPostMessage => (Class::Dropped, FatalError),
        // Failures that fax-core may add later: spend a try of a class that cannot go on for ever.
        _ => (Class::Dropped, FatalError),
    }
}
