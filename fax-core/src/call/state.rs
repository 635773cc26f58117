//! The states of a call, and which of them this build has.
//!
//! Features leave out what a call can do by constants and not by `cfg`: all of it is compiled and checked in every build, and what
//! no constant lets in is dropped by the optimiser.

use super::Call;

/// Whether there is a receiver in this build, and with it whoever answers or polls.
pub(super) const RECEIVES: bool = cfg!(feature = "receive");

/// Whether there is error correction in this build.
pub(super) const CORRECTS: bool = cfg!(feature = "ecm");

/// Where a call stands; see the drawing in [`call`](super).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    CallTone,
    WaitDis,
    SendCommand,
    SendTraining,
    WaitTrainingAnswer,
    SendPage,
    SendPostMessage,
    WaitPageAnswer,
    WaitOperator,
    AnswerTone,
    SendOffer,
    WaitCommand,
    ReceiveTraining,
    SendTrainingAnswer,
    AwaitPage,
    ReceivePage,
    WaitPostMessage,
    SendPageAnswer,
    WaitDisconnect,
    SendDisconnect,
    Ended,
}

impl Call {
    /// Where the call stands. Without a receiver that is never a state of one, the right column of the drawing. Each of the others is
    /// named, since the optimiser follows constants: with the states it drops what is done in them.
    #[inline(always)]
    pub(super) fn state(&self) -> State {
        match self.state {
            state if RECEIVES => state,
            State::CallTone => State::CallTone,
            State::WaitDis => State::WaitDis,
            State::SendCommand => State::SendCommand,
            State::SendTraining => State::SendTraining,
            State::WaitTrainingAnswer => State::WaitTrainingAnswer,
            State::SendPage => State::SendPage,
            State::SendPostMessage => State::SendPostMessage,
            State::WaitPageAnswer => State::WaitPageAnswer,
            State::WaitOperator => State::WaitOperator,
            State::SendDisconnect => State::SendDisconnect,
            _ => State::Ended,
        }
    }
}
