//! Polling: a caller that asks for the far side's document, and a station that answered and sends its own (T.30 5.3.6.1.2).
//!
//! ```text
//!   caller                    answerer
//!     │ ◀─────────── DIS ────── │   bit 9: a document waits
//!     │ ── CIG PWD SEP DTC ───▶ │   asks for it
//!     │ ◀──────── DCS TCF ───── │   from here on the answerer sends pages, and the caller receives them
//! ```
//!
//! What changes is who sends. The states are those of any sender and any receiver.

use super::block::Block;
use super::state::RECEIVES;
use super::transmit::{Burst, Pause};
use super::{Call, Event, Failure, State, timers};
use crate::frame::{Bit, Dis, Fcf, FieldsNotValid, Frame, NotValid};
use crate::{Addressing, Ident, Pages, Signal, Timer};

/// How often a request is sent.
const REQUESTS: u8 = 3;

/// The side that asks.
impl Call {
    /// Our pages are through, and the far side has said that it has some for us.
    pub(super) fn polls_next(&mut self) -> bool {
        if !RECEIVES || !self.config.polls || !self.caller {
            return false;
        }
        let offers = self.report.far.is_some_and(|far| far.offers_document);
        if !offers {
            self.flaw = Some(Failure::NothingToPoll);
        }
        offers
    }

    /// From now on we receive.
    pub(super) fn start_polling(&mut self) {
        self.polling = true;
        self.change_sides();
        self.send_offer();
    }

    /// Our DTC, which says what we can receive and which addresses come before it.
    pub(super) fn request(&self, pages: &mut Pages<'_>) -> Dis {
        let mut dtc = Dis::requesting(&self.offered(pages), &Default::default());
        for (fcf, text) in self.config.addresses.with_request(self.understood()) {
            let bit = match fcf {
                Fcf::Pwd => Bit::Password,
                Fcf::Sep => Bit::SelectivePolling,
                _ => Bit::PolledSubaddress,
            };
            dtc.field_mut().set(bit, text.is_some());
        }
        dtc
    }

    /// DTC got no answer, or one that says that it was not heard.
    pub(super) fn request_unanswered(&mut self) {
        self.tries = self.tries.saturating_add(1);
        if self.tries >= REQUESTS { self.disconnect(Failure::NoResponseToPoll) } else { self.send_offer() }
    }
}

/// The side that is asked.
impl Call {
    /// What a poll must bring to get our document, as bits of our DIS.
    pub(super) fn demanded(&self, ours: Addressing) -> Addressing {
        let own = &self.config.addresses;
        Addressing {
            sid: ours.sid || !own.pwd.is_empty(),
            sep: ours.sep || !own.sep.is_empty(),
            psa: ours.psa || !own.psa.is_empty(),
            ..ours
        }
    }

    /// DTC or DIS where a receiver waits for a command.
    pub(super) fn on_offer_met(&mut self, frame: &Frame<'_>, pages: &mut Pages<'_>) {
        if self.polling {
            // The far side offers once more: it has missed our request. A DTC can only be our own, sent back by the line.
            return if frame.fcf == Fcf::Dis { self.request_unanswered() } else { self.listen_again() };
        }
        match Dis::parse(frame.fif) {
            Some(dis) if frame.fcf == Fcf::Dtc || !self.is_own_offer(frame.fif, pages) => {
                self.on_request(frame.fcf, &dis, pages);
            }
            _ => self.listen_again(),
        }
    }

    /// Whether a DIS is ours, sent back by the line.
    pub(super) fn is_own_offer(&self, fif: &[u8], pages: &mut Pages<'_>) -> bool {
        RECEIVES && Dis::parse(fif) == Some(Dis::offering(&self.offered(pages)))
    }

    /// DTC: the far side wants our document. Some say DIS instead, and have our X bit then (TSB-85, MRGP06).
    pub(super) fn on_request(&mut self, fcf: Fcf, dis: &Dis, pages: &mut Pages<'_>) {
        self.x |= fcf == Fcf::Dis;
        if pages.source.offer(self.page).is_none() {
            return self.disconnect(Failure::NothingToPoll);
        }
        if self.address_missing(dis) {
            // A frame of the burst was lost: it counts as garbled, and will come again.
            return self.listen_again();
        }
        self.meet(dis);
        self.report.refused = self.judge_request();
        if self.report.refused != FieldsNotValid::default() {
            self.far_knows_fnv = dis.field().has(Bit::FieldNotValid);
            return self.refuse(State::SendOffer);
        }
        self.change_sides();
        self.tell(Event::Polled);
        self.choose_mode(pages);
    }

    /// Whether the request says that it brings an address which has not come, and which matters.
    fn address_missing(&self, dtc: &Dis) -> bool {
        let (own, came) = (&self.config.addresses, &self.report.far_addresses);
        [
            (Bit::Password, &own.pwd, &came.pwd),
            (Bit::SelectivePolling, &own.sep, &came.sep),
            (Bit::PolledSubaddress, &own.psa, &came.psa),
        ]
        .into_iter()
        .any(|(bit, own, came)| dtc.field().has(bit) && !own.is_empty() && came.is_empty())
    }

    /// What is wrong with the addresses of a request. A password must be there and right; whoever does not say which
    /// document he wants gets the one that is there.
    fn judge_request(&self) -> FieldsNotValid {
        let (own, came) = (&self.config.addresses, &self.report.far_addresses);
        let another = |own: &Ident, came: &Ident| !came.is_empty() && own != came;
        [
            (NotValid::Password, !own.pwd.is_empty() && own.pwd != came.pwd),
            (NotValid::SelectivePolling, another(&own.sep, &came.sep)),
            (NotValid::PolledSubaddress, another(&own.psa, &came.psa)),
        ]
        .into_iter()
        .filter(|&(_, wrong)| wrong)
        .fold(FieldsNotValid::default(), |refused, (field, _)| refused.with(field))
    }

    /// Says which fields are refused, to a station that understands it; else goodbye says it all.
    pub(super) fn refuse(&mut self, state: State) {
        if self.far_knows_fnv {
            self.transmit(state, Pause::TurnRound, Burst::Refusal);
        } else {
            self.disconnect(self.refusal());
        }
    }

    /// The failure that belongs to the refused fields.
    pub(super) fn refusal(&self) -> Failure {
        if self.report.refused.contains(NotValid::Password) {
            Failure::PasswordRejected
        } else {
            Failure::FieldRejected
        }
    }

    /// FNV is out: the far side says goodbye, or asks with other addresses.
    pub(super) fn refusal_sent(&mut self) {
        self.listen(State::WaitCommand, Signal::CONTROL, Timer::T2, timers::T2);
    }

    /// FNV came: one of our addresses was refused.
    pub(super) fn on_refusal(&mut self, fif: &[u8]) {
        self.report.refused = FieldsNotValid::parse(fif);
        self.disconnect(self.refusal());
    }
}

impl Call {
    /// Who received sends from now on, or the other way round: nothing of the pages before is left to repeat.
    fn change_sides(&mut self) {
        self.block = Block::default();
        (self.far_page, self.confirmed_block, self.answered) = (None, None, None);
        (self.mode, self.agreed) = (None, None);
        (self.tries, self.repeats, self.rejections) = (0, 0, 0);
    }
}
