//! The call: T.30 phases A to E as a value.

mod config;
mod outcome;

pub use config::{Abilities, AfterRtn, Config, CopyQuality, RtnPolicy, ScanLineTime};
pub use outcome::{Event, Failure, Outcome, Report};

use crate::{Chunk, Deadline, FRAME_MAX, Instant, Line, LineEvent, LineOp, Pages};

/// A T.30 call.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    report: Report,
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
        let _ = (config, now);
        Self { report: Report::default() }
    }

    /// A call by the station that answered. The first operation is `Tone(Ced)`.
    #[must_use]
    pub fn answering(config: &Config, now: Instant) -> Self {
        let _ = (config, now);
        Self { report: Report::default() }
    }

    /// Takes what the line did.
    pub fn handle_line(&mut self, event: LineEvent<'_>, pages: &mut Pages<'_>, now: Instant) {
        let _ = (event, pages, now);
    }

    /// Takes that a deadline has passed.
    pub fn handle_timeout(&mut self, pages: &mut Pages<'_>, now: Instant) {
        let _ = (pages, now);
    }

    /// Ends the call from our side: DCN if somebody may hear it, then on hook.
    pub fn abort(&mut self, now: Instant) {
        let _ = now;
    }

    /// The next output; `room` is what the line can take now ([`Line::room`]).
    #[must_use]
    pub fn poll_output<'b>(&mut self, pages: &mut Pages<'_>, room: &'b mut [u8], now: Instant) -> Output<'b> {
        let _ = (pages, room, now);
        Output::Wait(None)
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
                        self.handle_timeout(pages, now);
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
}
