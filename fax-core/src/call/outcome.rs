//! How a call ends: a value, not an error.

use core::fmt;

use crate::frame::FieldsNotValid;
use crate::{Abilities, Addresses, Coding, EcmFrame, Ident, Modulation, PageFormat, Quality};

/// What a call tells while it runs.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// The far end is a fax machine: its first valid frame has come.
    Connected,
    /// The far end said who it is.
    Identified(Ident),
    /// Both sides agreed on how the next pages go. Comes again after each change.
    Agreed(PageFormat),
    /// The training check failed, or was found bad by us; another one follows, at a lower rate if there is one.
    Retraining,
    /// The far end polls: it has asked for our document and gets it.
    Polled,
    /// The first octet of page `page` (from 0 in this call) is about to be sent.
    SendingPage {
        /// Page of the document, from 0.
        page: u16,
    },
    /// All of page `page` is out and the post-page command is about to follow: from here on the far side may keep it.
    PageOffered {
        /// Page of the document, from 0.
        page: u16,
        /// Whether it is the last one.
        last: bool,
    },
    /// The far side answered for page `page`.
    PageSent {
        /// Page of the document, from 0.
        page: u16,
        /// Whether it accepted the page (MCF, RTP) or not (RTN).
        confirmed: bool,
    },
    /// A page begins to arrive.
    ReceivingPage {
        /// Pages accepted so far.
        page: u16,
    },
    /// A page has arrived and is being answered.
    PageReceived {
        /// Pages accepted before it.
        page: u16,
        /// Rows and damage.
        quality: Quality,
        /// Whether we accepted it.
        accepted: bool,
    },
    /// Somebody shall come to the telephone: the far side asks for it, or is ready for what we asked. Answer with
    /// [`Call::operator`](crate::Call::operator) within 15 s (T3). Only with [`Config::operator`](crate::Config::operator).
    OperatorWanted,
    /// The call is over. Nothing comes after it.
    Ended(Outcome),
}

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Every page was confirmed.
    Completed,
    /// Something else; pages confirmed before it stay confirmed.
    Failed(Failure),
}

/// The cause of a failed call: the first one counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Failure {
    /// Caller: connected, but no fax signal within T0.
    NoAnswerSignal,
    /// A signal, but nobody identified himself within T1.
    NoFaxPeer,
    /// A carrier that never ended or never brought anything.
    CarrierStuck,
    /// The far end disconnected before saying what it can do.
    DisconnectedBeforeDis,
    /// The far end does not take pages.
    PeerCannotReceive,
    /// The far end has nothing to poll, or asked for a document that we don't have.
    NothingToPoll,
    /// The far end disconnected when it was asked for its document: it is gone, or the password was wrong.
    PollRefused,
    /// Three requests for a document without an answer.
    NoResponseToPoll,
    /// A password was wrong or missing: that of one who polled us, or ours.
    PasswordRejected,
    /// No modulation or coding that both have, or a command to use one that we did not offer.
    Incompatible,
    /// The far end cannot take the page's resolution.
    ResolutionUnsupported,
    /// The far end cannot take the page's width.
    WidthUnsupported,
    /// The far end cannot take the page's length.
    LengthUnsupported,
    /// The far end disconnected after our training check.
    RejectedAtTraining,
    /// Three training checks without an answer.
    NoResponseToTraining,
    /// The far end asked three times for what we had commanded.
    DcsNotUnderstood,
    /// Training failed at every rate.
    CannotTrain,
    /// A known frame in the wrong place, from the receiver of pages.
    InvalidResponse,
    /// A known frame in the wrong place, from the sender of pages.
    InvalidCommand,
    /// A frame that nobody knows.
    UnexpectedFrame,
    /// Three post-page commands without an answer: the page before may have arrived.
    NoResponseAfterPage,
    /// The far end disconnected in place of confirming the last page.
    PageNotConfirmed,
    /// The far end rejected a page as often as the policy allows.
    PageRejected,
    /// The far end disconnected between pages.
    PeerHungUpMidJob,
    /// Receiver: no image after the training.
    NoImageData,
    /// Receiver: an image without an end.
    ImageCarrierLost,
    /// Receiver: an image, and then no post-page command.
    NoPostMessage,
    /// The far end disconnected in place of a command.
    DisconnectedInPhaseB,
    /// The far end disconnected after we rejected a page.
    DisconnectedAfterRtn,
    /// The line was released early.
    CallDropped,
    /// With error correction: PPS or PPR says something that cannot be.
    EcmProtocolError,
    /// A block of a page could not be corrected, and was given up.
    EcmGaveUp,
    /// Receiver: a page came without an error and could not be decoded.
    UnreadablePage,
    /// The receiver was busy for longer than T5.
    ReceiverBusyTooLong,
    /// Receiver: we were busy, and nobody asked whether we still are.
    NoReadyQuery,
    /// An address was refused: [`Report::refused`] says which, ours or the far side's.
    FieldRejected,
    /// An operator was wanted and there is none; or one has taken the line before all pages were through.
    OperatorInterrupt,
    /// Ended by our own side.
    Aborted,
    /// Our pages could not be read.
    LocalDocumentError,
    /// Received pages could not be stored.
    LocalStorageError,
    /// The line refused an operation, or never finished one.
    LineFault,
    /// The call took longer than [`Config::call_limit`](crate::Config::call_limit).
    TookTooLong,
}

impl Failure {
    /// Whether another call with the same document and settings cannot do better.
    #[must_use]
    pub const fn is_permanent(self) -> bool {
        matches!(
            self,
            Self::PeerCannotReceive
                | Self::NothingToPoll
                | Self::PollRefused
                | Self::PasswordRejected
                | Self::Incompatible
                | Self::ResolutionUnsupported
                | Self::WidthUnsupported
                | Self::LengthUnsupported
                | Self::FieldRejected
                | Self::Aborted
                | Self::LocalDocumentError
        )
    }

    /// The same in words.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoAnswerSignal => "connected, but no fax signal was heard (T0)",
            Self::NoFaxPeer => "a signal, but no fax machine identified itself (T1)",
            Self::CarrierStuck => "a carrier that brought nothing",
            Self::DisconnectedBeforeDis => "the far end disconnected before saying what it can do",
            Self::PeerCannotReceive => "the far end does not receive",
            Self::NothingToPoll => "there is nothing to poll",
            Self::PollRefused => "the far end refused to send its document",
            Self::NoResponseToPoll => "no answer to the request for a document, 3 tries",
            Self::PasswordRejected => "the password was wrong or missing",
            Self::Incompatible => "no common modulation or coding",
            Self::ResolutionUnsupported => "the far end cannot take this resolution",
            Self::WidthUnsupported => "the far end cannot take pages this wide",
            Self::LengthUnsupported => "the far end cannot take pages this long",
            Self::RejectedAtTraining => "the far end disconnected after the training check",
            Self::NoResponseToTraining => "no answer to the training check, 3 tries",
            Self::DcsNotUnderstood => "the far end did not understand the mode command, 3 tries",
            Self::CannotTrain => "training failed at every rate",
            Self::InvalidResponse => "an answer that does not fit",
            Self::InvalidCommand => "a command that does not fit",
            Self::UnexpectedFrame => "an unknown frame",
            Self::NoResponseAfterPage => "no answer after a page, 3 tries",
            Self::PageNotConfirmed => "the far end disconnected without confirming the last page",
            Self::PageRejected => "the far end rejected the page",
            Self::PeerHungUpMidJob => "the far end disconnected between pages",
            Self::NoImageData => "no image came after the training",
            Self::ImageCarrierLost => "the image broke off",
            Self::NoPostMessage => "nothing came after the image",
            Self::DisconnectedInPhaseB => "the far end disconnected in place of a command",
            Self::DisconnectedAfterRtn => "the far end disconnected after a page was rejected",
            Self::CallDropped => "the line was released early",
            Self::EcmProtocolError => "error correction went wrong: page, block or frames that cannot be",
            Self::EcmGaveUp => "a part of a page could not be corrected",
            Self::UnreadablePage => "a page arrived without an error but cannot be decoded",
            Self::ReceiverBusyTooLong => "the far end was busy for more than a minute (T5)",
            Self::NoReadyQuery => "the far end did not ask again whether we are ready",
            Self::FieldRejected => "an address was refused",
            Self::OperatorInterrupt => "interrupted by an operator",
            Self::Aborted => "ended by this side",
            Self::LocalDocumentError => "the document could not be read",
            Self::LocalStorageError => "the received page could not be stored",
            Self::LineFault => "the modem failed",
            Self::TookTooLong => "the call took too long",
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl core::error::Error for Failure {}

/// What is known of a call, at any time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// Our pages that the far side confirmed.
    pub pages_sent: u16,
    /// The far side's pages that we confirmed.
    pub pages_received: u16,
    /// A page that was offered (its post-page command is out, or may be) and is not confirmed: it may have arrived.
    pub page_in_doubt: Option<u16>,
    /// Who the far end says it is.
    pub far_ident: Ident,
    /// What the far end said of sub-address, sender and the like: with DCS if it sends, with DTC if it polls.
    pub far_addresses: Addresses,
    /// Which of its fields we refused, or which of ours it did (FNV).
    pub refused: FieldsNotValid,
    /// Who made the far end, as far as its non-standard facilities tell. To be shown; nothing follows from it.
    pub far_maker: Option<&'static str>,
    /// What the receiver of pages said it can do, if that is the far end.
    pub far: Option<Abilities>,
    /// Modulation agreed last.
    pub modulation: Option<Modulation>,
    /// Coding agreed last.
    pub coding: Option<Coding>,
    /// Frame size if error correction is used.
    pub ecm: Option<EcmFrame>,
    /// Frames of images that had to be sent again (PPR), on either side.
    pub frames_repeated: u32,
    /// Blocks that went on at another rate or behind a new training (CTC), on either side.
    pub continuations: u16,
    /// Training checks that failed, on either side.
    pub failed_trainings: u16,
    /// Pages rejected (RTN), on either side.
    pub pages_rejected: u16,
    /// Receiver: answers that were repeated because the command came again. With a page of a second or two, it may
    /// instead have been the end of a page that was missed whole.
    pub answers_repeated: u16,
    /// Events that fitted no running operation: the line broke its rules.
    pub stray_events: u16,
    /// How it ended.
    pub outcome: Option<Outcome>,
}
