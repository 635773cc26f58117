//! The modem's side of T.31, written from the recommendation's behaviour and not from [`Class1`](crate::Class1).
//!
//! Here is its state and what the exchange sees of it; `terminal` has what it does at its terminal's command, `hear` and `speak` what
//! it does on the line.

use core::time::Duration;
use std::collections::VecDeque;
use std::string::String;
use std::vec::Vec;

use fax_core::Instant;

use super::TICK;
use super::make::{Caller, Make};
use super::quirk::Quirk;
use super::say::Said;
use super::state::{Flow, Settings, Task};
use super::wire::Sound;
use crate::dle::Unshielder;

/// What an idle serial line may save up, in thousandths of an octet: it has no memory beyond the octet on its way.
pub(super) const SAVED: u64 = 2000;
/// Octets of an image that the modem holds; beyond it flow control stops the terminal.
pub(super) const BUFFER: usize = 4096;
/// The rate of modems that do not keep to what is set.
pub(super) const SLOW: u32 = 19_200;
/// How long a modem with [`Quirk::FallsOnHook`] stays on the line.
const FALLS_ON_HOOK: Duration = Duration::from_secs(20);

/// A Class 1 modem that exists in memory: octets of a terminal on one side, [`Sound`] on the other.
///
/// It knows all modulations up to V.17 at 14400 bit/s, holds back the OK of a final frame until the carrier drops, queues frames of
/// a burst, and says `+FCERROR` (or `+FRH:3` with `+FAR=1`) to V.21 and to another modulation or training than the one asked for. A
/// terminal that gives no data for 5 s has failed. What it is otherwise, and what is wrong with it, is its [`Make`].
#[derive(Clone, Debug)]
pub struct Modem {
    pub(super) make: Make,
    pub(super) settings: Settings,

    pub(super) task: Task,
    /// When the task began.
    pub(super) since: Instant,
    pub(super) now: Instant,
    pub(super) line: Vec<u8>,
    /// The command line before, for `A/`.
    pub(super) last_line: String,
    pub(super) unshielder: Unshielder,
    /// Data from the terminal: a frame being collected, or an image.
    pub(super) buffer: VecDeque<u8>,
    pub(super) frames: VecDeque<Vec<u8>>,
    pub(super) last_data: Instant,
    /// When the first octet of the image came, and whether it had to be filled.
    pub(super) fed: Option<Instant>,
    pub(super) underran: bool,
    pub(super) underruns: u32,
    pub(super) strays: u32,
    pub(super) lost: u32,
    /// Thousandths of an octet of the image that are due.
    pub(super) due: u64,
    /// Octets that came behind an early OK, for when the carrier is off.
    pub(super) held: Vec<u8>,
    pub(super) deaf_until: Instant,
    /// A result that is late, and when it comes.
    pub(super) late: Option<(Instant, Said)>,
    /// XOFF has been said and XON has not.
    pub(super) stopped: bool,
    pub(super) xon_lost: bool,

    pub(super) off_hook: bool,
    pub(super) lifted: Instant,
    pub(super) dialled: Option<String>,
    pub(super) failed_dial: Option<Instant>,
    pub(super) rings: u32,
    pub(super) heard: Sound,
    pub(super) heard_since: Instant,
    /// V.21 was picked up at its flags, so the next frame is whole.
    pub(super) in_step: bool,
    pub(super) received: VecDeque<Vec<u8>>,
    /// What quirks have left to do until we send again: `+FCERROR` to `+FRM`, refusals of `+FRH`.
    pub(super) early_fcerrors: u8,
    pub(super) frh_refusals: u8,
    pub(super) dial_fcerrors: u8,
    /// By how many bits the octets of an image are heard late, and the bits that wait for the next octet.
    pub(super) skew: u8,
    pub(super) late_bits: u8,

    pub(super) to_terminal: VecDeque<u8>,
    /// The rate that the port is set to, and whether the modem runs at [`SLOW`] all the same.
    pub(super) baud: u32,
    pub(super) off_rate: bool,
    pub(super) wedged: bool,
    /// Thousandths of an octet that the serial line may carry, each way.
    pub(super) credit_out: u64,
    pub(super) credit_in: u64,
}

impl Modem {
    /// A modem on hook, as after power on, at this speed of its serial line in bit/s.
    #[must_use]
    pub fn new(baud: u32) -> Self {
        Self {
            make: Make::default(),
            settings: Settings::FACTORY,
            task: Task::Command,
            since: Instant::ZERO,
            now: Instant::ZERO,
            line: Vec::new(),
            last_line: String::new(),
            unshielder: Unshielder::default(),
            buffer: VecDeque::new(),
            frames: VecDeque::new(),
            last_data: Instant::ZERO,
            fed: None,
            underran: false,
            underruns: 0,
            strays: 0,
            lost: 0,
            due: 0,
            held: Vec::new(),
            deaf_until: Instant::ZERO,
            late: None,
            stopped: false,
            xon_lost: false,
            off_hook: false,
            lifted: Instant::ZERO,
            dialled: None,
            failed_dial: None,
            rings: 0,
            heard: Sound::Silence,
            heard_since: Instant::ZERO,
            in_step: false,
            received: VecDeque::new(),
            early_fcerrors: 0,
            frh_refusals: 0,
            dial_fcerrors: 0,
            skew: 0,
            late_bits: 0,
            to_terminal: VecDeque::new(),
            baud: baud.max(300),
            off_rate: false,
            wedged: false,
            credit_out: SAVED,
            credit_in: SAVED,
        }
    }

    /// What it is, to be changed before it is used.
    pub fn make(&mut self) -> &mut Make {
        &mut self.make
    }

    /// The speed of its serial line in bit/s.
    pub fn set_baud(&mut self, baud: u32) {
        self.baud = baud.max(300);
    }

    /// How often an image in transmission had to be filled because the terminal was late.
    #[must_use]
    pub fn underruns(&self) -> u32 {
        self.underruns
    }

    /// How many octets came when none were wanted: commands before the final result of the one before, and aborts by
    /// anything but CAN. A driver that knows T.31 causes none.
    #[must_use]
    pub fn strays(&self) -> u32 {
        self.strays
    }

    /// How many octets were lost: beyond what the buffer of an image holds, and while the modem was deaf.
    #[must_use]
    pub fn lost(&self) -> u32 {
        self.lost
    }

    /// Makes it a modem that cannot adapt: it says `+FCERROR` and not `+FRH:3`.
    pub fn forget_adaptive(&mut self) {
        self.settings.adaptive = false;
    }

    /// The terminal has let go of DTR, as when its port is closed: on hook (`&D2`, as after a reset), or a reset (`&D3`).
    pub fn drop_dtr(&mut self) {
        self.wedged = false;
        self.off_rate = false;
        self.deaf_until = self.now;
        self.line.clear();
        match self.settings.dtr {
            0 | 1 => {}
            2 => self.release(),
            _ => {
                self.settings = Settings::FACTORY;
                self.release();
            }
        }
    }

    fn release(&mut self) {
        self.off_hook = false;
        self.dialled = None;
        self.received.clear();
        self.held.clear();
        self.late = None;
        self.begin(Task::Command);
        self.to_terminal.clear();
    }

    /// Takes octets from the terminal: as many as the serial line has carried by now and as there is room for.
    pub fn handle_octets(&mut self, octets: &[u8]) -> usize {
        let mut taken = 0;
        for &octet in octets {
            if self.credit_in < 1000 || self.has_cts_off() {
                break;
            }
            self.credit_in -= 1000;
            taken += 1;
            self.take(octet);
        }
        taken
    }

    fn has_cts_off(&self) -> bool {
        let full = self.buffer.len() >= BUFFER || self.is_stopping();
        full && self.settings.flow == Flow::RtsCts && !self.make.has(Quirk::RtsCtsIgnored)
    }

    /// Takes octets for the terminal, as many as the serial line has carried by now.
    #[must_use]
    pub fn poll_octets(&mut self, into: &mut [u8]) -> usize {
        let mut filled = 0;
        for to in into {
            if self.credit_out < 1000 {
                break;
            }
            let Some(octet) = self.to_terminal.pop_front() else { break };
            self.credit_out -= 1000;
            *to = self.at_rate(octet);
            filled += 1;
        }
        filled
    }

    /// An octet as it arrives: at another rate than the one it was sent with it is another one.
    pub(super) fn at_rate(&self, octet: u8) -> u8 {
        if self.off_rate && self.baud != SLOW { octet.rotate_left(3) ^ 0xA5 } else { octet }
    }

    /// When something will happen next: at the next tick, or `None` while only the terminal or the exchange can make
    /// it happen.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Instant> {
        let quiet = self.task == Task::Command && !self.off_hook && self.to_terminal.is_empty() && self.late.is_none();
        let waits = self.credit_in < 1000 || self.deaf_until > self.now;
        (!quiet || waits).then(|| self.now + TICK)
    }

    pub(super) fn begin(&mut self, task: Task) {
        if matches!(task, Task::SendFrames { .. } | Task::SendData { .. }) {
            self.early_fcerrors = 2;
            self.frh_refusals = 1;
        }
        self.task = task;
        self.since = self.now;
    }

    pub(super) fn end(&mut self, result: Said) {
        self.begin(Task::Command);
        self.say(result);
    }

    pub(super) fn on_hook(&mut self, result: Said) {
        self.off_hook = false;
        self.dialled = None;
        self.received.clear();
        self.end(result);
    }

    /// A dialling has failed.
    pub(super) fn fail_dial(&mut self, result: Said) {
        self.failed_dial = Some(self.now);
        let nobody = matches!(result, Said::NoCarrier | Said::NoAnswer);
        self.on_hook(if nobody && self.make.has(Quirk::OkForNoCarrier) { Said::Ok } else { result });
    }

    pub(super) fn lift(&mut self) {
        self.off_hook = true;
        self.lifted = self.now;
        self.rings = 0;
        self.begin(Task::Answering);
    }

    // The exchange's side.

    /// Whether the line is taken.
    #[must_use]
    pub fn is_off_hook(&self) -> bool {
        self.off_hook
    }

    /// Time has come to `now`.
    pub(super) fn pass_time(&mut self, now: Instant) -> u64 {
        let elapsed = u64::try_from(now.since(self.now).as_millis()).unwrap_or(u64::MAX);
        self.now = now;
        let carried = u64::from(self.baud) * elapsed / 10;
        let starves = self.make.has(Quirk::SlowPortStarves) && self.baud <= SLOW;
        let taken = if starves && matches!(self.task, Task::SendData { .. }) { carried * 6 / 10 } else { carried };
        self.credit_in = self.credit_in.min(SAVED) + taken;
        self.credit_out = self.credit_out.min(SAVED) + carried;
        if let Some((at, said)) = self.late
            && at <= now
        {
            self.late = None;
            self.say(said);
        }
        if self.off_hook && self.make.has(Quirk::FallsOnHook) && now.since(self.lifted) >= FALLS_ON_HOOK {
            self.release();
        }
        self.mind_the_buffer();
        elapsed
    }

    /// The number that was dialled, once the digits are out.
    pub(super) fn take_dialled(&mut self) -> Option<String> {
        let out = self.task == Task::Dialling && self.now.since(self.since) >= Duration::from_secs(1);
        if out { self.dialled.take() } else { None }
    }

    /// The bell.
    pub(super) fn ring(&mut self) {
        self.rings += 1;
        self.say(Said::Ring);
        let answers = self.settings.auto_answer > 0 && self.rings >= self.settings.auto_answer;
        if answers && self.task == Task::Command {
            self.lift();
            if !self.settings.class1 && self.make.has(Quirk::AnswersAsData) {
                self.begin(Task::DataCall);
            }
        }
    }

    /// Who calls, between the rings.
    pub(super) fn show_caller(&mut self, caller: &Caller) {
        if self.settings.tells_caller && self.task == Task::Command && !self.off_hook {
            for line in self.make.caller_id.lines(caller) {
                self.text(&line);
            }
        }
    }

    /// The caller has given up.
    pub(super) fn stop_ringing(&mut self) {
        self.rings = 0;
    }

    /// The far end has lifted.
    pub(super) fn put_through(&mut self) {
        if self.task == Task::Dialling {
            // The time for the carrier counts from the dialling.
            self.task = Task::Calling;
        }
    }

    /// Dialling, or the call, is over.
    pub(super) fn drop_line(&mut self, said: Said) {
        if matches!(self.task, Task::ReceiveData { open: true, .. }) {
            self.to_terminal.extend([0x10, 0x03]);
        }
        match self.task {
            Task::Command => {
                self.off_hook = false;
                self.received.clear();
            }
            Task::Dialling => self.fail_dial(said),
            _ => self.on_hook(said),
        }
    }
}
