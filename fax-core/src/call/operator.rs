//! Operators: PRI commands, PIP and PIN, and the wait for somebody to pick up a telephone (T.30 5.3.6.1.7, T3).
//!
//! Without [`Config::operator`](crate::Config::operator) nobody is there: PRI commands are taken as their plain forms, PIP as MCF, and PIN ends
//! the call. With it the application hears [`Event::OperatorWanted`] and has T3 to answer; if it does not, the call goes on as if
//! nobody were there.

use super::{Call, Event, Failure, Outcome, State, timers};
use crate::frame::Fcf;
use crate::{Instant, Pages, Signal, Timer};

impl Call {
    /// Asks for the operator of the far side: the next post-page command is a PRI command. Does nothing for a receiver.
    ///
    /// If somebody is there, [`Event::OperatorWanted`] follows; else the call goes on as ever.
    pub fn ask_for_operator(&mut self) {
        self.asks_for_operator = true;
    }

    /// Answers [`Event::OperatorWanted`]. `takes`: somebody has picked up the telephone, and the line is theirs: the call ends
    /// without a goodbye, and the modem releases the line. Otherwise the call goes on at once.
    ///
    /// Ignored when no answer is awaited any more.
    pub fn operator(&mut self, takes: bool, now: Instant) {
        self.now = self.now.max(now);
        if !core::mem::take(&mut self.alerted) {
            return;
        }
        if takes {
            self.end(if self.finished { Outcome::Completed } else { Outcome::Failed(Failure::OperatorInterrupt) });
        } else if self.state() == State::WaitOperator {
            self.resumes = true;
        }
    }

    /// PIP or PIN for our page: somebody shall come to the telephone.
    pub(super) fn alert_for(&mut self, answer: Fcf) {
        self.busy_over();
        if answer == Fcf::Pip {
            self.page_confirmed();
            self.finished = self.post == Fcf::Eop;
        }
        self.interrupt = Some(answer);
        self.listen(State::WaitOperator, Signal::CONTROL, Timer::T3, timers::T3);
        self.alert();
    }

    fn alert(&mut self) {
        self.alerted = true;
        self.tell(Event::OperatorWanted);
    }

    /// T3 has run out, and nobody came.
    pub(super) fn no_operator(&mut self) {
        if core::mem::take(&mut self.alerted) && self.state() == State::WaitOperator {
            self.resumes = true;
        }
    }

    /// Goes on behind PIP or PIN as if there were no operator.
    pub(super) fn resume(&mut self, pages: &mut Pages<'_>) {
        self.resumes = false;
        match self.interrupt.take() {
            Some(Fcf::Pip) => self.next_page(pages, false),
            Some(_) if !self.corrects() => self.page_rejected(pages),
            _ => {
                self.answered_for(false);
                self.disconnect(Failure::OperatorInterrupt);
            }
        }
    }

    /// The answer to a page, which calls an operator if the sender asked for one and there is one.
    pub(super) fn interrupting(&self, answer: Fcf) -> Fcf {
        match answer {
            Fcf::Rtn if self.operator_asked => Fcf::Pin,
            _ if self.operator_asked => Fcf::Pip,
            _ => answer,
        }
    }

    /// PIP or PIN of ours is out: what follows may take T3 longer.
    pub(super) fn interrupted(&mut self) {
        if let Some((timer, span)) = self.wait {
            let span = span.saturating_add(timers::T3);
            self.wait = Some((timer, span));
            self.timers.set(timer, self.now + span);
        }
        self.timers.set(Timer::T3, self.now + timers::T3);
        self.alert();
    }
}

/// The PRI form of a post-page command.
pub(super) fn interrupt(post: Fcf) -> Fcf {
    match post {
        Fcf::Mps => Fcf::PriMps,
        Fcf::Eom => Fcf::PriEom,
        Fcf::Eop => Fcf::PriEop,
        other => other,
    }
}

/// Whether a command is a PRI command.
pub(super) fn is_interrupt(fcf: Fcf) -> bool {
    matches!(fcf, Fcf::PriMps | Fcf::PriEom | Fcf::PriEop)
}
