//! The command that runs: given, answered, overdue.

use core::time::Duration;

use fax_core::{Instant, LineOp};

use super::{Class1, Data, Notice, Reception, Running, Stage};
use crate::at::command::Command;
use crate::at::response::Response;

/// How long a modem may take to answer a command.
pub(super) const COMMAND_WAIT: Duration = Duration::from_secs(5);
/// How long it may take to answer an `AT` behind an abort.
const RESYNC_WAIT: Duration = Duration::from_millis(300);
const RESYNC_TRIES: u8 = 1;
/// How long an answer to an abort may take that was no longer needed.
const ABORT_REST: Duration = Duration::from_millis(50);
/// What may still come behind the OK to such an `AT`: an OK to the abort.
const RESYNC_REST: Duration = Duration::from_millis(20);

impl Class1 {
    /// Takes a result, or a line of text.
    pub(super) fn take_response(&mut self, response: Response, now: Instant) {
        if response == Response::Ring {
            self.bell.ring(now);
            return;
        }
        self.silent &= response == Response::Text;
        match self.running {
            Running::Setup { step, tries } => self.setup_response(step, tries, response, now),
            Running::Nothing | Running::Resting | Running::SetupRest { .. } if response == Response::Text => {
                self.bell.hear(self.reader.line(), now);
            }
            _ if response == Response::Text => {}
            Running::Nothing | Running::Resting | Running::SetupRest { .. } | Running::Silence => {}
            Running::Dial { false_starts } => self.dial_response(false_starts, response, now),
            Running::Answer => self.answer_response(response, now),
            Running::FramesOut(at) => self.frames_out_response(at, response, now),
            Running::DataOut(at) => self.data_out_response(at, response, now),
            Running::SilenceOut { left } => self.silence_out_response(left, response, now),
            Running::SilenceIn => self.silence_in_response(response, now),
            Running::Settling => self.settle_by_clock(now),
            Running::FramesIn(at) => self.frames_in_response(at, response, now),
            Running::DataIn(at) => self.data_in_response(at, response, now),
            // What it says of the carrier on the way is no answer.
            Running::HangUp if response != Response::Ok && response != Response::Error => {}
            // Something may have stood in front of it.
            Running::HangUp if response == Response::Error && self.op == Some(LineOp::HangUp) && self.errors == 0 => {
                self.try_again(Notice::HungUp, now);
            }
            Running::HangUp => self.on_hook(true, now),
            Running::Abort => match response {
                // The abort crossed with the beginning of what it aborts: its end is still to come.
                Response::Connect | Response::FcError | Response::Frh3 => {}
                // It crossed with the end of what it aborts: an OK to the abort may follow, and must not be taken for
                // the end of a silence that is given next.
                Response::NoCarrier => self.rest(self.long_rest().max(ABORT_REST), now),
                _ => self.rest(self.long_rest(), now),
            },
            Running::Closing { ended } => match response {
                // Some modems ask for more even then.
                Response::Connect if ended => self.abort(now),
                Response::Connect => {
                    self.push_end();
                    self.running = Running::Closing { ended: true };
                }
                _ => self.rest(self.profile.rest, now),
            },
            Running::Resync(_) => self.rest(RESYNC_REST, now),
        }
    }

    /// The deadline has passed without a result.
    pub(super) fn expire(&mut self, now: Instant) {
        self.silent |= match self.running {
            // These wait for the clock, or for what the far side does.
            Running::Nothing | Running::Resting | Running::SetupRest { .. } | Running::Silence => false,
            Running::SilenceIn | Running::Settling => false,
            Running::DataOut(Data::Settling) | Running::FramesIn(_) | Running::DataIn(_) => false,
            // It may only be the call that has nothing to send.
            Running::DataOut(Data::Open) => false,
            // How they take the next command will show.
            Running::Dial { .. } | Running::Answer | Running::Abort | Running::Closing { .. } => false,
            Running::Setup { .. } | Running::FramesOut(_) | Running::DataOut(_) => true,
            Running::SilenceOut { .. } | Running::HangUp | Running::Resync(_) => true,
        };
        match self.running {
            Running::Nothing => {}
            Running::Resting => self.set(Running::Nothing, None, now),
            Running::SetupRest { next } => self.setup_next(next, now),
            Running::Silence => {
                self.set(Running::Nothing, None, now);
                self.finish(Notice::Done);
            }
            Running::Setup { step, tries } => self.setup_silent(step, tries, now),
            // Nobody is there, or the modem is not. How it takes `ATH` tells which.
            Running::Dial { .. } | Running::Answer => self.start_op(LineOp::HangUp, now),
            Running::DataOut(Data::Settling) => self.open_data_out(now),
            Running::DataOut(Data::Open) => self.feed(now),
            Running::Settling => self.unsettled(now),
            // This modem never says `+FCERROR`, and no carrier has come: listen for V.21.
            Running::DataIn(Reception::Opening) => self.leave(Notice::WrongCarrier, now),
            Running::FramesIn(Reception::Ended) => self.verdict_missing(now),
            Running::FramesIn(_) => {
                self.interrupt(now);
                self.stage = Stage::Waiting;
                self.lose_carrier();
            }
            // It must not come as the answer to the next command, so the modem is called to order first.
            Running::DataIn(Reception::Ended) => self.leave(Notice::CarrierLost, now),
            // The far side is never silent, or the modem hears noise: no reason to end the call.
            Running::SilenceIn => self.leave(Notice::Done, now),
            Running::DataIn(_) | Running::FramesOut(_) | Running::DataOut(_) | Running::SilenceOut { .. } => {
                self.abort(now);
                self.finish(Notice::Refused);
            }
            Running::HangUp => self.on_hook(false, now),
            Running::Abort => self.resync(0, now),
            Running::Closing { .. } => self.abort(now),
            Running::Resync(tries) if tries < RESYNC_TRIES => self.resync(tries + 1, now),
            Running::Resync(_) => self.rest(RESYNC_REST, now),
        }
    }

    fn resync(&mut self, tries: u8, now: Instant) {
        self.inbox.clear();
        self.reader.clear();
        self.outbox.clear();
        self.force();
        self.give(Command::Attention, Running::Resync(tries), Some(RESYNC_WAIT), now);
    }

    /// Gives a command; only ever called when the one before has had its final result.
    pub(super) fn give(&mut self, command: Command, running: Running, limit: Option<Duration>, now: Instant) {
        self.checked = false;
        self.outbox.push_command(command.octets());
        self.set(running, limit, now);
    }

    pub(super) fn set(&mut self, running: Running, limit: Option<Duration>, now: Instant) {
        self.running = running;
        self.given = now;
        self.deadline = limit.map(|limit| now + limit);
    }

    /// The running command has had its final result. The next one may follow after `rest`.
    pub(super) fn rest(&mut self, rest: Duration, now: Instant) {
        // Who has a result to give takes commands.
        self.force();
        if rest.is_zero() {
            self.set(Running::Nothing, None, now);
        } else {
            self.set(Running::Resting, Some(rest), now);
        }
    }

    /// Rest behind a change of state.
    pub(super) fn long_rest(&self) -> Duration {
        self.profile.long_rest.max(self.profile.rest)
    }
}
