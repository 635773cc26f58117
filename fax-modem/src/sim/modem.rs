//! The modem's side of T.31, written from the recommendation's behaviour and not from [`Class1`](crate::Class1).

use core::time::Duration;
use std::collections::VecDeque;
use std::string::String;
use std::vec::Vec;

use fax_core::Instant;

use super::TICK;
use super::command::{Instruction, parse};
use super::wire::Sound;
use crate::dle::{LoneDle, Unshielded, Unshielder};

/// What an idle serial line may save up, in thousandths of an octet: it has no memory beyond the octet on its way.
pub(super) const SAVED: u64 = 2000;
/// Octets of an image that the modem holds; beyond it flow control stops the terminal.
const BUFFER: usize = 4096;
/// The modulations of this modem.
const CODES: &[u8] = b"24,48,72,73,74,96,97,98,121,122,145,146";

/// What the modem is busy with.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Task {
    Command,
    /// Until the exchange has a result.
    Dialling,
    /// The far end has lifted: CNG, and listening.
    Calling,
    Answering,
    SendFrames {
        on_air: Option<(Vec<u8>, Instant)>,
        ends: Option<Instant>,
    },
    ReceiveFrame {
        open: bool,
        held: bool,
    },
    SendData {
        code: u8,
        trained: Instant,
        ended: bool,
    },
    ReceiveData {
        code: u8,
        training: bool,
        open: bool,
    },
    BeSilent {
        until: Instant,
    },
    AwaitSilence {
        time: Duration,
    },
}

/// A Class 1 modem that exists in memory: octets of a terminal on one side, [`Sound`] on the other.
///
/// It speaks words (`V1`), knows all modulations up to V.17 at 14400 bit/s, holds back the OK of a final frame until
/// the carrier drops, queues frames of a burst, and says `+FCERROR` (or `+FRH:3` with `+FAR=1`) to V.21 and to another
/// modulation or training than the one asked for.
#[derive(Clone, Debug)]
pub struct Modem {
    pub(super) echo: bool,
    pub(super) class1: bool,
    pub(super) adaptive: bool,
    pub(super) auto_answer: u32,
    pub(super) carrier_wait: Duration,

    pub(super) task: Task,
    /// When the task began.
    pub(super) since: Instant,
    pub(super) now: Instant,
    pub(super) line: Vec<u8>,
    pub(super) unshielder: Unshielder,
    /// Data from the terminal: a frame being collected, or an image.
    pub(super) buffer: VecDeque<u8>,
    pub(super) frames: VecDeque<Vec<u8>>,
    pub(super) last_data: Instant,
    pub(super) fed: bool,
    pub(super) underruns: u32,
    pub(super) strays: u32,
    /// Thousandths of an octet of the image that are due.
    pub(super) due: u64,

    pub(super) off_hook: bool,
    pub(super) dialled: Option<String>,
    pub(super) rings: u32,
    pub(super) heard: Sound,
    pub(super) heard_since: Instant,
    /// V.21 was picked up at its flags, so the next frame is whole.
    pub(super) in_step: bool,
    pub(super) received: VecDeque<Vec<u8>>,
    /// By how many bits the octets of an image are heard late, and the bits that wait for the next octet.
    pub(super) skew: u8,
    pub(super) late_bits: u8,

    pub(super) to_terminal: VecDeque<u8>,
    pub(super) baud: u32,
    /// Thousandths of an octet that the serial line may carry, each way.
    pub(super) credit_out: u64,
    pub(super) credit_in: u64,
}

impl Modem {
    /// A modem on hook, as after power on, at this speed of its serial line in bit/s.
    #[must_use]
    pub fn new(baud: u32) -> Self {
        Self {
            echo: true,
            class1: false,
            adaptive: false,
            auto_answer: 0,
            carrier_wait: Duration::from_secs(60),
            task: Task::Command,
            since: Instant::ZERO,
            now: Instant::ZERO,
            line: Vec::new(),
            unshielder: Unshielder::default(),
            buffer: VecDeque::new(),
            frames: VecDeque::new(),
            last_data: Instant::ZERO,
            fed: false,
            underruns: 0,
            strays: 0,
            due: 0,
            off_hook: false,
            dialled: None,
            rings: 0,
            heard: Sound::Silence,
            heard_since: Instant::ZERO,
            in_step: false,
            received: VecDeque::new(),
            skew: 0,
            late_bits: 0,
            to_terminal: VecDeque::new(),
            baud: baud.max(300),
            credit_out: SAVED,
            credit_in: SAVED,
        }
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

    /// Makes it a modem that cannot adapt: it says `+FCERROR` and not `+FRH:3`.
    pub fn forget_adaptive(&mut self) {
        self.adaptive = false;
    }

    /// Takes octets from the terminal: as many as the serial line has carried by now and as there is room for.
    pub fn handle_octets(&mut self, octets: &[u8]) -> usize {
        let mut taken = 0;
        for &octet in octets {
            if self.credit_in < 1000 || self.buffer.len() >= BUFFER {
                break;
            }
            self.credit_in -= 1000;
            taken += 1;
            self.take(octet);
        }
        taken
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
            *to = octet;
            filled += 1;
        }
        filled
    }

    /// When something will happen next: at the next tick, or `None` while only the terminal or the exchange can make
    /// it happen.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Instant> {
        let quiet = self.task == Task::Command && !self.off_hook && self.to_terminal.is_empty();
        (!quiet || self.credit_in < 1000).then(|| self.now + TICK)
    }

    // The terminal's side.

    fn take(&mut self, octet: u8) {
        match self.task {
            Task::Command => self.take_command(octet),
            Task::BeSilent { .. } | Task::SendData { ended: true, .. } => self.strays += 1,
            Task::SendFrames { .. } => match self.unshielder.push(octet, LoneDle::Drop) {
                Unshielded::Nothing => {}
                Unshielded::One(octet) => self.buffer.push_back(octet),
                Unshielded::Two(first, second) => self.buffer.extend([first, second]),
                Unshielded::End => {
                    let frame: Vec<u8> = self.buffer.drain(..).collect();
                    self.frames.push_back(frame);
                    self.last_data = self.now;
                }
            },
            Task::SendData { ended: false, .. } => {
                self.last_data = self.now;
                match self.unshielder.push(octet, LoneDle::Drop) {
                    Unshielded::Nothing => {}
                    Unshielded::One(octet) => self.buffer.push_back(octet),
                    Unshielded::Two(first, second) => self.buffer.extend([first, second]),
                    Unshielded::End => {
                        if let Task::SendData { ended, .. } = &mut self.task {
                            *ended = true;
                        }
                    }
                }
            }
            Task::ReceiveData { open: true, .. } => {
                self.to_terminal.extend([0x10, 0x03]);
                self.abort("OK", octet);
            }
            Task::Dialling | Task::Calling | Task::Answering => {
                self.off_hook = false;
                self.dialled = None;
                self.abort("NO CARRIER", octet);
            }
            Task::ReceiveFrame { .. } | Task::ReceiveData { .. } | Task::AwaitSilence { .. } => self.abort("OK", octet),
        }
    }

    fn abort(&mut self, result: &str, octet: u8) {
        self.strays += u32::from(octet != 0x18);
        self.end(result);
    }

    fn take_command(&mut self, octet: u8) {
        if self.echo {
            self.to_terminal.push_back(octet);
        }
        if octet != b'\r' {
            self.line.push(octet);
            if self.line.len() > 200 {
                self.line.clear();
            }
            return;
        }
        let line = String::from_utf8_lossy(&core::mem::take(&mut self.line)).to_ascii_uppercase();
        // Whatever stands before AT is noise.
        let Some(at) = line.rfind("AT") else { return };
        let mut result = Some("OK");
        for instruction in parse(line.get(at + 2..).unwrap_or_default()) {
            result = self.execute(instruction);
            if result != Some("OK") {
                break;
            }
        }
        if let Some(result) = result {
            self.say(result);
        }
    }

    /// The result code, or none if it comes later.
    fn execute(&mut self, instruction: Instruction) -> Option<&'static str> {
        match instruction {
            Instruction::Ignored => {}
            Instruction::Unknown => return Some("ERROR"),
            Instruction::Reset => {
                self.off_hook = false;
                self.echo = true;
                self.class1 = false;
                self.adaptive = false;
                self.auto_answer = 0;
            }
            Instruction::Echo(on) => self.echo = on,
            Instruction::Register(0, rings) => self.auto_answer = rings,
            Instruction::Register(7, seconds) => self.carrier_wait = Duration::from_secs(u64::from(seconds)),
            Instruction::Register(..) => {}
            Instruction::HangUp => {
                self.off_hook = false;
                self.received.clear();
            }
            Instruction::Dial(number) => {
                if self.off_hook {
                    return Some("ERROR");
                }
                self.off_hook = true;
                self.dialled = Some(number);
                self.begin(Task::Dialling);
                return None;
            }
            Instruction::Answer => {
                if self.rings == 0 {
                    return Some("NO CARRIER");
                }
                self.lift();
                return None;
            }
            Instruction::Range(name) => match name.as_str() {
                "FTM" | "FRM" => self.text(CODES),
                "FTH" | "FRH" => self.text(b"3"),
                "FCLASS" => self.text(b"0,1"),
                _ => return Some("ERROR"),
            },
            Instruction::Set(name, value) => return self.set(&name, value),
        }
        Some("OK")
    }

    fn set(&mut self, name: &str, value: u32) -> Option<&'static str> {
        match (name, value) {
            ("FCLASS", 0 | 1) => {
                self.class1 = value == 1;
                return Some("OK");
            }
            ("FAR", 0 | 1) => {
                self.adaptive = value == 1;
                return Some("OK");
            }
            _ if !self.class1 || !self.off_hook => return Some("ERROR"),
            _ => {}
        }
        let code = u8::try_from(value).unwrap_or(0);
        match name {
            "FTS" => self.begin(Task::BeSilent { until: self.now + Duration::from_millis(u64::from(value) * 10) }),
            "FRS" => self.begin(Task::AwaitSilence { time: Duration::from_millis(u64::from(value) * 10) }),
            "FTH" if value == 3 => self.open_frames(),
            "FRH" if value == 3 => {
                self.begin(Task::ReceiveFrame { open: false, held: false });
                self.receive_frame();
            }
            "FTM" if training(code).is_some() => {
                let trained = self.now + Duration::from_millis(training(code).unwrap_or(0));
                self.unshielder = Unshielder::default();
                self.buffer.clear();
                self.due = 0;
                self.fed = false;
                self.last_data = self.now;
                self.begin(Task::SendData { code, trained, ended: false });
                self.say("CONNECT");
            }
            "FRM" if training(code).is_some() => {
                self.begin(Task::ReceiveData { code, training: false, open: false });
            }
            _ => return Some("ERROR"),
        }
        None
    }

    pub(super) fn open_frames(&mut self) {
        self.unshielder = Unshielder::default();
        self.buffer.clear();
        self.frames.clear();
        self.last_data = self.now;
        self.begin(Task::SendFrames { on_air: None, ends: None });
        self.say("CONNECT");
    }

    fn lift(&mut self) {
        self.off_hook = true;
        self.rings = 0;
        self.begin(Task::Answering);
    }

    pub(super) fn begin(&mut self, task: Task) {
        self.task = task;
        self.since = self.now;
    }

    pub(super) fn end(&mut self, result: &str) {
        self.begin(Task::Command);
        self.say(result);
    }

    pub(super) fn on_hook(&mut self, result: &str) {
        self.off_hook = false;
        self.dialled = None;
        self.received.clear();
        self.end(result);
    }

    pub(super) fn say(&mut self, word: &str) {
        self.to_terminal.extend(b"\r\n".iter().chain(word.as_bytes()).chain(b"\r\n"));
    }

    fn text(&mut self, text: &[u8]) {
        self.to_terminal.extend(b"\r\n".iter().chain(text).chain(b"\r\n"));
    }

    // The exchange's side.

    /// Whether the line is taken.
    #[must_use]
    pub fn is_off_hook(&self) -> bool {
        self.off_hook
    }

    /// The number that was dialled, once the digits are out.
    pub(super) fn take_dialled(&mut self) -> Option<String> {
        let out = self.task == Task::Dialling && self.now.since(self.since) >= Duration::from_secs(1);
        if out { self.dialled.take() } else { None }
    }

    /// The bell.
    pub(super) fn ring(&mut self) {
        self.rings += 1;
        self.say("RING");
        if self.auto_answer > 0 && self.rings >= self.auto_answer && self.task == Task::Command {
            self.lift();
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
    pub(super) fn drop_line(&mut self, word: &str) {
        if matches!(self.task, Task::ReceiveData { open: true, .. }) {
            self.to_terminal.extend([0x10, 0x03]);
        }
        if self.task == Task::Command {
            self.off_hook = false;
            self.received.clear();
        } else {
            self.on_hook(word);
        }
    }
}

/// The length of the training in ms (T.30 table of modulations), or `None` for a number that means nothing.
pub(super) fn training(code: u8) -> Option<u64> {
    Some(match code {
        24 => 943,
        48 => 708,
        72 | 96 => 253,
        73 | 97 | 121 | 145 => 1393,
        74 | 98 | 122 | 146 => 142,
        _ => return None,
    })
}
