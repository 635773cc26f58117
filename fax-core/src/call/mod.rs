//! The call: T.30 phases A to E as a value.
//!
//! ```text
//!      calling                                          answering
//!     CallTone                                         AnswerTone
//!        │ V.21 heard                                      │
//!        ▼                                                 ▼
//!  ┌─▶ WaitDis                                         SendOffer ◀──────────────┐ T4, T2, CRP
//!  │     │ DIS                                             │                    │
//!  │     ▼                                                 ▼                    │
//!  │  SendCommand ◀───────┐ FTT, T4, CRP, RTN          WaitCommand ─────────────┤
//!  │     │                │                                │ DCS                │
//!  │  SendTraining        │                            ReceiveTraining          │
//!  │     │                │                                │                    │
//!  │  WaitTrainingAnswer ─┤                            SendTrainingAnswer ── FTT┤
//!  │     │ CFR            │                                │ CFR                │
//!  │     ▼                │                                ▼                    │
//!  │  SendPage ◀───── MPS │ RTP                        AwaitPage ◀──── MPS      │
//!  │     │              │ │                                │            │       │
//!  │  SendPostMessage   │ │                            ReceivePage       │       │
//!  │     │              │ │                                │            │       │
//!  │  WaitPageAnswer ───┴─┘                            WaitPostMessage   │       │
//!  │     │ MCF                                             │            │       │
//!  └─EOM─┤                                             SendPageAnswer ──┴─ EOM ─┘
//!        │ EOP                                             │ EOP
//!        ▼                                                 ▼
//!   SendDisconnect                                     WaitDisconnect
//!        └──────────────────▶  Ended  ◀────────────────────┘
//! ```
//!
//! The left column is a sender, the right one a receiver of pages. Polling changes columns: a caller that asks for a document goes
//! from `WaitDis` to `SendOffer`, where DTC takes the place of DIS, and whoever answered goes from `WaitCommand` to `SendCommand`.
//!
//! Every state either sends, with a deadline on the line, or waits, with a timer of T.30: none can be left by an outside event
//! only.

mod answering;
mod block;
mod calling;
mod config;
mod ecm_receiving;
mod ecm_sending;
mod late;
mod listen;
mod negotiate;
mod operator;
mod outcome;
mod polling;
mod receiving;
mod rows;
mod sending;
mod state;
mod timers;
mod training;
mod transmit;

pub use config::{Abilities, AfterBlock, AfterRtn, Config, CopyQuality, EcmPolicy, RtnPolicy, ScanLineTime};
pub use negotiate::negotiate;
pub use outcome::{Event, Failure, Outcome, Report};

use core::time::Duration;

use crate::frame::{Fcf, Mode};
use crate::{
    Chunk, Deadline, FRAME_MAX, Instant, Line, LineEvent, LineOp, Modulations, PageFormat, Pages, Signal, Timer,
};
use block::Block;
use late::Late;
use rows::RowTimes;
use state::State;
use timers::Timers;
use training::TrainingCheck;
use transmit::{Burst, Pause, Transmission};

/// A T.30 call.
///
/// It never waits, reads a clock or owns a buffer. Put in what the line did with [`handle_line`](Call::handle_line) and that
/// a deadline has passed with [`handle_timeout`](Call::handle_timeout); after each of them take out what it wants with
/// [`poll_output`](Call::poll_output) until it says [`Output::Wait`]. [`step`](Call::step) does all of this for a [`Line`].
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    config: Config,
    report: Report,
    state: State,
    now: Instant,
    timers: Timers,
    /// The operation to start next.
    op: Option<LineOp>,
    events: heapless::Deque<Event, 8>,
    /// What is being sent, while something is.
    transmission: Option<Transmission>,
    /// What the line was asked to listen for last.
    listening: Signal,
    /// How long the running wait lasts, and its timer while a carrier has stopped it.
    wait: Option<(Timer, Duration)>,
    held: Option<(Timer, Instant)>,
    /// How often the running wait was disturbed by something that could not be read.
    garbled: u8,
    /// What the burst before was, for repeats, and its last FCF octet, to know our own echo.
    last_burst: Option<Burst>,
    last_code: Option<u8>,
    /// The identification in front of it.
    sent_ident: Option<u8>,
    /// The X bit: we have received a valid DIS.
    x: bool,
    /// We placed the call.
    caller: bool,
    /// We have asked for the far side's document, and receive it.
    polling: bool,
    /// The far side's last command or request says that it understands FNV.
    far_knows_fnv: bool,
    /// A valid frame has come.
    connected: bool,
    /// Modulations that have not failed in this call.
    rates: Modulations,
    mode: Option<Mode>,
    /// What was told to be agreed.
    agreed: Option<PageFormat>,
    /// Page of the document that is being sent, or would be.
    page: u16,
    /// Octets of the running page, sent or received.
    offset: u32,
    /// The post-page command that ends the running page: ours as sender, theirs as receiver.
    post: Fcf,
    /// Receiver: the rows of the running page, without error correction.
    rows: RowTimes,
    /// Our answer to the last page, as receiver.
    answered: Option<Fcf>,
    /// When the command that it answers came, the first time or again.
    commanded_at: Instant,
    /// How often that answer was repeated.
    repeats: u8,
    /// EOP was answered with an acceptance, and the answer is out: all that follows is goodbye.
    finished: bool,
    /// How often the running command was sent without an answer.
    tries: u8,
    /// When that was, to know late answers.
    late: Late,
    /// How often the running page was rejected.
    rejections: u8,
    /// Something failed and the call went on: what it ends with if all else goes well.
    flaw: Option<Failure>,
    /// The block that is being sent or received, if pages go with error correction.
    block: Block,
    /// Sender: since when the receiver says that it is busy.
    busy_since: Option<Instant>,
    /// Receiver: the number that the far side gives the present page. Any behind a DCS.
    far_page: Option<u8>,
    /// Receiver: page and block that were answered last, to know PPS when it comes again.
    confirmed_block: Option<(u8, u8)>,
    check: TrainingCheck,
    /// Sender: the next post-page command shall ask for an operator.
    asks_for_operator: bool,
    /// Receiver: the present one does, and there is one.
    operator_asked: bool,
    /// Somebody shall come to the telephone, and T3 runs.
    alerted: bool,
    /// Sender: the PIP or PIN that said so, and that nobody came.
    interrupt: Option<Fcf>,
    resumes: bool,
    /// What the call ends with once the DCN is out.
    decided: Option<Outcome>,
}

/// What a call wants next. Take outputs until [`Output::Wait`].
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Output<'b> {
    /// Start this operation.
    Line(LineOp),
    /// Send this chunk. It was built in the room that the caller lent.
    Send(Chunk<'b>),
    /// Something to know.
    Event(Event),
    /// Drained: wait for the line, at most until the deadline. `None` once the call is over.
    Wait(Option<Deadline>),
}

/// What [`Call::step`] came to.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Step {
    /// Something to know; step again.
    Event(Event),
    /// Nothing to do before this moment, unless the line has something. `None`: the call is over.
    Idle(Option<Instant>),
}

impl Call {
    /// A call by the station that dialled. The first operation is `Tone(Cng)`.
    #[must_use]
    pub fn calling(config: &Config, now: Instant) -> Self {
        let mut call = Self::new(config, now);
        call.start_calling();
        call
    }

    /// A call by the station that answered. The first operation is `Tone(Ced)`.
    #[cfg(feature = "receive")]
    #[must_use]
    pub fn answering(config: &Config, now: Instant) -> Self {
        let mut call = Self::new(config, now);
        call.start_answering();
        call
    }

    fn new(config: &Config, now: Instant) -> Self {
        let mut timers = Timers::default();
        timers.set(Timer::Call, now + config.call_limit);
        Self {
            config: config.clone(),
            report: Report::default(),
            state: State::Ended,
            now,
            timers,
            op: None,
            events: heapless::Deque::new(),
            transmission: None,
            listening: Signal::CONTROL,
            wait: None,
            held: None,
            garbled: 0,
            last_burst: None,
            last_code: None,
            sent_ident: None,
            x: false,
            caller: false,
            polling: false,
            far_knows_fnv: false,
            connected: false,
            rates: config.ladder.steps(config.abilities.modulations),
            mode: None,
            page: 0,
            offset: 0,
            post: Fcf::Eop,
            rows: RowTimes::default(),
            answered: None,
            commanded_at: now,
            repeats: 0,
            finished: false,
            agreed: None,
            tries: 0,
            late: Late::default(),
            rejections: 0,
            flaw: None,
            block: Block::default(),
            busy_since: None,
            far_page: None,
            confirmed_block: None,
            check: TrainingCheck::default(),
            asks_for_operator: false,
            operator_asked: false,
            alerted: false,
            interrupt: None,
            resumes: false,
            decided: None,
        }
    }

    /// Takes what the line did.
    pub fn handle_line(&mut self, event: LineEvent<'_>, pages: &mut Pages<'_>, now: Instant) {
        self.now = self.now.max(now);
        if self.state() == State::Ended {
            return;
        }
        match event {
            LineEvent::HungUp => self.on_hung_up(),
            LineEvent::Refused => self.end(Outcome::Failed(Failure::LineFault)),
            LineEvent::Done => self.on_done(),
            // While something is sent nothing can be heard; a line that thinks otherwise is in error.
            _ if self.transmission.is_some() || matches!(self.state(), State::CallTone | State::AnswerTone) => {
                self.stray();
            }
            LineEvent::Carrier => self.on_carrier(pages),
            LineEvent::WrongCarrier => self.on_wrong_carrier(),
            LineEvent::CarrierLost => self.on_carrier_lost(),
            LineEvent::Frame(octets) => self.on_frame(octets, pages),
            LineEvent::BadFrame => self.on_bad_frame(),
            LineEvent::Octets(octets) => self.on_octets(octets, pages),
        }
    }

    /// Takes that a deadline has passed. Does nothing before the deadline of the last [`Output::Wait`].
    pub fn handle_timeout(&mut self, now: Instant) {
        self.now = self.now.max(now);
        let Some(deadline) = self.timers.next().filter(|deadline| deadline.at <= self.now) else {
            return;
        };
        self.timers.stop(deadline.timer);
        match deadline.timer {
            Timer::Call => self.give_up(Failure::TookTooLong),
            Timer::T0 => self.end(Outcome::Failed(Failure::NoAnswerSignal)),
            // Somebody is speaking: he may finish his frame.
            Timer::T1 => match self.timers.at(Timer::Frame) {
                Some(at) if at > self.now => self.timers.set(Timer::T1, at),
                _ => self.on_nobody(),
            },
            Timer::Line => self.on_line_overdue(),
            Timer::Frame => self.on_carrier_stuck(),
            Timer::T2 | Timer::T4 => self.on_silence(),
            Timer::T5 => self.on_busy_too_long(),
            Timer::T3 => self.no_operator(),
        }
    }

    /// Ends the call from our side: DCN if somebody may hear it, then on hook.
    pub fn abort(&mut self, now: Instant) {
        self.now = self.now.max(now);
        match self.state() {
            State::Ended | State::SendDisconnect => {}
            State::CallTone | State::AnswerTone => self.end(Outcome::Failed(Failure::Aborted)),
            _ => self.give_up(Failure::Aborted),
        }
    }

    /// Ends the call from our side: in silence as long as no fax was heard (T.30 5.4.3.1).
    fn give_up(&mut self, failure: Failure) {
        if self.timers.at(Timer::T0).is_some() { self.fail(failure) } else { self.disconnect(failure) }
    }

    /// The next output. `room` is what the line can take now ([`Line::room`]): a frame appears only when it fits whole, bare
    /// octets in pieces of any size.
    #[must_use]
    pub fn poll_output<'b>(&mut self, pages: &mut Pages<'_>, room: &'b mut [u8], now: Instant) -> Output<'b> {
        self.now = self.now.max(now);
        if self.resumes {
            self.resume(pages);
        }
        if let Some(op) = self.op.take() {
            return Output::Line(op);
        }
        if let Some(event) = self.events.pop_front() {
            return Output::Event(event);
        }
        if let Some((length, last)) = self.next_chunk(pages, room) {
            let octets = room.get(..length).unwrap_or_default();
            return Output::Send(Chunk { octets, last });
        }
        // Building the last chunk of a page tells that the page is out.
        match self.events.pop_front() {
            Some(event) => Output::Event(event),
            None => Output::Wait(self.timers.next()),
        }
    }

    /// What is known so far.
    #[must_use]
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// One round with a line: hands outputs down and events up until there is an event to know or nothing to do.
    pub fn step(&mut self, line: &mut dyn Line, pages: &mut Pages<'_>, now: Instant) -> Step {
        let mut scratch = [0; FRAME_MAX];
        loop {
            let (room, _) = scratch.split_at_mut(line.room().min(FRAME_MAX));
            match self.poll_output(pages, room, now) {
                Output::Line(op) => line.start(op, now),
                Output::Send(chunk) => line.send(chunk, now),
                Output::Event(event) => return Step::Event(event),
                Output::Wait(deadline) => {
                    if let Some(event) = line.poll_event(now) {
                        self.handle_line(event, pages, now);
                    } else if deadline.is_some_and(|d| d.at <= now) {
                        // Input goes before time: a frame that came with the deadline wins.
                        self.handle_timeout(now);
                    } else {
                        let wake = deadline.map(|d| d.at);
                        return Step::Idle(match (wake, line.poll_timeout()) {
                            (Some(a), Some(b)) => Some(a.min(b)),
                            (a, b) => a.or(b),
                        });
                    }
                }
            }
        }
    }

    /// The end, without a word to the far side.
    fn end(&mut self, outcome: Outcome) {
        // The first cause wins: a DCN may be under way for it.
        let outcome = match (self.decided.take().unwrap_or(outcome), self.flaw) {
            (Outcome::Completed, Some(failure)) => Outcome::Failed(failure),
            (outcome, _) => outcome,
        };
        self.state = State::Ended;
        self.timers = Timers::default();
        self.transmission = None;
        self.resumes = false;
        self.op = Some(LineOp::HangUp);
        self.report.outcome = Some(outcome);
        self.tell(Event::Ended(outcome));
    }

    fn fail(&mut self, failure: Failure) {
        self.end(Outcome::Failed(failure));
    }

    /// The end, with a DCN (T.30 5.3.6.1.8).
    fn disconnect(&mut self, failure: Failure) {
        self.depart(Outcome::Failed(failure));
    }

    /// Sends DCN and ends with `outcome`.
    fn depart(&mut self, outcome: Outcome) {
        self.decided.get_or_insert(outcome);
        self.timers.stop(Timer::T1);
        self.transmit(State::SendDisconnect, Pause::TurnRound, Burst::Control(Fcf::Dcn));
    }

    /// The line was released: a success only if all was said that mattered.
    fn on_hung_up(&mut self) {
        self.end(if self.finished { Outcome::Completed } else { Outcome::Failed(Failure::CallDropped) });
    }

    /// T1: nobody has identified himself. A caller says nothing, an answerer says goodbye (T.30 5.4.3.1).
    fn on_nobody(&mut self) {
        if self.caller && self.state() == State::WaitDis {
            self.fail(Failure::NoFaxPeer);
        } else {
            self.disconnect(Failure::NoFaxPeer);
        }
    }

    fn tell(&mut self, event: Event) {
        // Eight are never waiting: one input makes three events at most, and outputs are drained in between. Should a
        // caller not drain, the end of the call must still be told.
        if self.events.is_full() {
            self.events.pop_front();
        }
        let _ = self.events.push_back(event);
    }

    /// An event that fits no running operation: counted, and otherwise ignored.
    fn stray(&mut self) {
        self.report.stray_events = self.report.stray_events.saturating_add(1);
    }
}
