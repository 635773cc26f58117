//! Where everything is: the modem's command, the call's operation, and the event between them.

use super::setup::SetupStep;

/// What the modem does: the command that has not had its final result yet.
#[derive(Clone, Copy, Debug)]
pub(super) enum Running {
    /// Nothing; it takes commands.
    Nothing,
    /// Nothing, and it wants to be left alone until the deadline.
    Resting,
    /// The set-up script, with the tries of this line so far.
    Setup { step: SetupStep, tries: u8 },
    /// Nothing until the deadline; then the next step of the set-up, or its end.
    SetupRest { next: Option<SetupStep> },
    /// `ATD`, with the false starts so far.
    Dial { false_starts: u8 },
    /// `ATA`.
    Answer,
    /// `+FTH=3`.
    FramesOut(Frames),
    /// `+FRH=3`.
    FramesIn(Reception),
    /// `+FTM`.
    DataOut(Data),
    /// `+FRM`.
    DataIn(Reception),
    /// `+FTS`, with the silence that is wanted after it, in ms.
    SilenceOut { left: u32 },
    /// `+FRS`.
    SilenceIn,
    /// `+FRS=1` between a training check and the answer to it.
    Settling,
    /// No command: we are silent by the clock, until the deadline.
    Silence,
    /// `ATH`.
    HangUp,
    /// CAN is out, to end a reception, a dialling or an answering.
    Abort,
    /// A transmission that nobody wants any more; `ended`: DLE ETX is out.
    Closing { ended: bool },
    /// `AT` is out after an abort without answer, with the tries so far.
    Resync(u8),
}

/// Where a transmission of frames is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Frames {
    /// The command is out.
    Opening,
    /// CONNECT: the modem wants a frame.
    Wanted,
    /// A frame is out. The modem asks for the next one by CONNECT, or ends with OK if it was final.
    Out { is_final: bool },
}

/// Where a transmission of data is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Data {
    /// The command is out.
    Opening,
    /// CONNECT, but the modem needs a rest.
    Settling,
    /// Data flows.
    Open,
    /// DLE ETX is out.
    Ended,
}

/// Where a reception is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reception {
    /// The command is out.
    Opening,
    /// CONNECT: data flows.
    Open,
    /// DLE ETX: a final result follows.
    Ended,
}

/// What the modem has said of its hook.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Hook {
    /// Nothing since the call began.
    #[default]
    Unsaid,
    /// It is on hook.
    On,
    /// Nothing, though it was told to go on hook.
    Doubtful,
}

/// Where an operation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// Its command cannot be given yet, or must be given again.
    Waiting,
    /// Its command runs.
    Running,
    /// It has had its last event.
    Over,
}

/// An event that waits to be taken; frames and octets lie in `data`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Notice {
    Done,
    Carrier,
    WrongCarrier,
    CarrierLost,
    Frame,
    BadFrame,
    Refused,
    HungUp,
}
