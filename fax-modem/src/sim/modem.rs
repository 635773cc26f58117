//! The modem's side of T.31, written from the recommendation's behaviour and not from [`Class1`](crate::Class1).

use core::time::Duration;
use std::collections::VecDeque;
use std::string::String;
use std::vec::Vec;

use fax_core::Instant;

use super::TICK;
use super::command::{Instruction, parse};
use super::wire::Sound;
use crate::dle::{LoneDle, Unshielded, Unshielder, shielded};
use crate::fcs;

/// What an idle serial line may save up, in thousandths of an octet: it has no memory beyond the octet on its way.
const SAVED: u64 = 2000;
/// Octets of an image that the modem holds; beyond it flow control stops the terminal.
const BUFFER: usize = 4096;
/// Frames of a burst that the modem holds while no `+FRH` runs.
const QUEUE: usize = 4;
/// The preamble of flags before the first frame (T.30 5.3.1).
const PREAMBLE: Duration = Duration::from_millis(1000);
/// Flags behind a final frame, before the carrier drops.
const POSTAMBLE: Duration = Duration::from_millis(30);
/// Flags that must be heard for CONNECT.
const FLAGS: Duration = Duration::from_millis(40);
/// An octet at 300 bit/s, zero insertion included.
const OCTET_US: u64 = 27_500;
/// A terminal that gives no data for so long has failed (T.31 8.3.5).
const INACTIVE: Duration = Duration::from_secs(5);
/// From lifting to CED, CED itself, and the silence behind it (T.30 4.1.2).
const BEFORE_CED: Duration = Duration::from_millis(1900);
const CED: Duration = Duration::from_millis(2600);
const AFTER_CED: Duration = Duration::from_millis(75);
/// The modulations of this modem.
const CODES: &[u8] = b"24,48,72,73,74,96,97,98,121,122,145,146";

/// What the modem is busy with.
#[derive(Clone, Debug, PartialEq)]
enum Task {
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
    echo: bool,
    class1: bool,
    adaptive: bool,
    auto_answer: u32,
    carrier_wait: Duration,

    task: Task,
    /// When the task began.
    since: Instant,
    now: Instant,
    line: Vec<u8>,
    unshielder: Unshielder,
    /// Data from the terminal: a frame being collected, or an image.
    buffer: VecDeque<u8>,
    frames: VecDeque<Vec<u8>>,
    last_data: Instant,
    fed: bool,
    underruns: u32,
    /// Thousandths of an octet of the image that are due.
    due: u64,

    off_hook: bool,
    dialled: Option<String>,
    rings: u32,
    heard: Sound,
    heard_since: Instant,
    /// V.21 was picked up at its flags, so the next frame is whole.
    in_step: bool,
    received: VecDeque<Vec<u8>>,

    to_terminal: VecDeque<u8>,
    baud: u32,
    /// Thousandths of an octet that the serial line may carry, each way.
    credit_out: u64,
    credit_in: u64,
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
            due: 0,
            off_hook: false,
            dialled: None,
            rings: 0,
            heard: Sound::Silence,
            heard_since: Instant::ZERO,
            in_step: false,
            received: VecDeque::new(),
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
            Task::BeSilent { .. } => {}
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
            Task::SendData { ended: true, .. } => {}
            Task::ReceiveData { open: true, .. } => {
                self.to_terminal.extend([0x10, 0x03]);
                self.end("OK");
            }
            Task::Dialling | Task::Calling | Task::Answering => self.on_hook("NO CARRIER"),
            Task::ReceiveFrame { .. } | Task::ReceiveData { .. } | Task::AwaitSilence { .. } => self.end("OK"),
        }
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

    fn open_frames(&mut self) {
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

    fn begin(&mut self, task: Task) {
        self.task = task;
        self.since = self.now;
    }

    fn end(&mut self, result: &str) {
        self.begin(Task::Command);
        self.say(result);
    }

    fn on_hook(&mut self, result: &str) {
        self.off_hook = false;
        self.dialled = None;
        self.received.clear();
        self.end(result);
    }

    fn say(&mut self, word: &str) {
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

    /// What the modem puts on the wire in the tick that ends `now`.
    pub(super) fn speak(&mut self, now: Instant) -> Sound {
        let elapsed = u64::try_from(now.since(self.now).as_millis()).unwrap_or(u64::MAX);
        self.now = now;
        let carried = u64::from(self.baud) * elapsed / 10;
        self.credit_in = self.credit_in.min(SAVED) + carried;
        self.credit_out = self.credit_out.min(SAVED) + carried;
        let time = now.since(self.since);
        match &mut self.task {
            Task::Command | Task::ReceiveFrame { .. } | Task::ReceiveData { .. } | Task::AwaitSilence { .. } => {
                Sound::Silence
            }
            Task::Dialling | Task::Calling if time >= self.carrier_wait => {
                self.on_hook("NO CARRIER");
                Sound::Silence
            }
            Task::Dialling => Sound::Silence,
            Task::Calling => {
                if time.as_millis() % 3500 < 500 {
                    Sound::Cng
                } else {
                    Sound::Silence
                }
            }
            Task::Answering if time < BEFORE_CED => Sound::Silence,
            Task::Answering if time < BEFORE_CED + CED => Sound::Ced,
            Task::Answering if time < BEFORE_CED + CED + AFTER_CED => Sound::Silence,
            Task::Answering => {
                self.open_frames();
                Sound::Flags
            }
            Task::BeSilent { until } if *until > now => Sound::Silence,
            Task::BeSilent { .. } => {
                self.end("OK");
                Sound::Silence
            }
            Task::SendFrames { .. } => self.speak_frames(now),
            Task::SendData { code, trained, .. } if *trained > now => Sound::Training(*code),
            Task::SendData { code, ended, .. } => {
                let (code, ended) = (*code, *ended);
                self.speak_data(code, ended, elapsed)
            }
        }
    }

    fn speak_frames(&mut self, now: Instant) -> Sound {
        let preamble = now.since(self.since) < PREAMBLE;
        let Task::SendFrames { on_air, ends } = &mut self.task else { return Sound::Silence };
        if let Some(end) = *ends {
            if end <= now {
                self.end("OK");
                return Sound::Silence;
            }
            return Sound::Flags;
        }
        if let Some((frame, until)) = on_air {
            if *until > now {
                return Sound::InFrame;
            }
            let frame = core::mem::take(frame);
            *on_air = None;
            if frame.get(1).is_some_and(|control| control & 0x10 != 0) {
                *ends = Some(now + POSTAMBLE);
            } else {
                self.say("CONNECT");
                self.last_data = now;
            }
            return Sound::FrameEnd(frame);
        }
        match self.frames.front() {
            _ if preamble => Sound::Flags,
            None if now.since(self.last_data) >= INACTIVE => {
                self.end("ERROR");
                Sound::Silence
            }
            None => Sound::Flags,
            Some(frame) if frame.is_empty() => {
                *ends = Some(now);
                Sound::Flags
            }
            Some(_) => {
                let mut frame = self.frames.pop_front().unwrap_or_default();
                frame.extend(fcs::of(&frame));
                let time = Duration::from_micros(OCTET_US * (frame.len() as u64 + 1));
                *on_air = Some((frame, now + time));
                Sound::InFrame
            }
        }
    }

    fn speak_data(&mut self, code: u8, ended: bool, elapsed: u64) -> Sound {
        self.due += bit_rate(code) * elapsed / 8;
        let count = usize::try_from(self.due / 1000).unwrap_or(0);
        self.due %= 1000;
        let mut octets: Vec<u8> = self.buffer.drain(..count.min(self.buffer.len())).collect();
        self.fed |= !octets.is_empty();
        if ended && octets.is_empty() {
            self.end("OK");
            return Sound::Silence;
        }
        if !ended && octets.len() < count {
            if self.now.since(self.last_data) >= INACTIVE {
                self.end("ERROR");
                return Sound::Silence;
            }
            self.underruns += u32::from(self.fed);
            octets.resize(count, if self.fed { 0x00 } else { 0xFF });
        }
        Sound::Data(code, octets)
    }

    /// What the modem hears in the tick that ends `now`.
    pub(super) fn hear(&mut self, sound: Sound, now: Instant) {
        let same = core::mem::discriminant(&sound) == core::mem::discriminant(&self.heard)
            || sound.is_v21() && self.heard.is_v21();
        let fresh = !same;
        if fresh {
            self.heard_since = now;
        }
        let was_v21 = self.heard.is_v21();
        let listens = matches!(self.task, Task::ReceiveFrame { .. } | Task::Calling);
        match &sound {
            Sound::Flags => self.in_step |= listens,
            Sound::FrameEnd(frame) if self.in_step && self.off_hook && self.received.len() < QUEUE => {
                self.received.push_back(frame.clone());
            }
            Sound::Silence => self.in_step = false,
            _ => {}
        }
        self.heard = sound;
        let lasted = now.since(self.heard_since);
        match self.task {
            Task::Calling if self.heard == Sound::Flags && lasted >= FLAGS => {
                self.begin(Task::ReceiveFrame { open: true, held: false });
                self.say("CONNECT");
            }
            Task::ReceiveFrame { held: true, .. } => {
                if !self.heard.is_v21() {
                    self.end("OK");
                }
            }
            Task::ReceiveFrame { .. } if !self.received.is_empty() => self.receive_frame(),
            Task::ReceiveFrame { open: false, .. } if self.heard == Sound::Flags && lasted >= FLAGS => {
                self.task = Task::ReceiveFrame { open: true, held: false };
                self.say("CONNECT");
            }
            Task::ReceiveFrame { open: true, .. } if was_v21 && !self.heard.is_v21() => {
                self.to_terminal.extend([0x10, 0x03]);
                self.end("NO CARRIER");
            }
            Task::ReceiveData { code, training, open } => self.hear_data(code, training, open, fresh, lasted),
            Task::AwaitSilence { time }
                if self.heard == Sound::Silence && lasted.min(now.since(self.since)) >= time =>
            {
                self.end("OK");
            }
            _ => {}
        }
    }

    fn hear_data(&mut self, code: u8, training: bool, open: bool, fresh: bool, lasted: Duration) {
        match core::mem::replace(&mut self.heard, Sound::Silence) {
            Sound::Data(heard, octets) if heard == code && (training || open) => {
                if !open {
                    self.task = Task::ReceiveData { code, training, open: true };
                    self.say("CONNECT");
                }
                self.to_terminal.extend(shielded(&octets));
                self.heard = Sound::Data(heard, Vec::new());
            }
            Sound::Training(heard) => {
                if fresh && heard == code {
                    self.task = Task::ReceiveData { code, training: true, open };
                } else if fresh {
                    self.end("+FCERROR");
                }
                self.heard = Sound::Training(heard);
            }
            sound if sound.is_v21() => {
                if lasted >= FLAGS && self.adaptive {
                    self.in_step = sound == Sound::Flags;
                    self.begin(Task::ReceiveFrame { open: true, held: false });
                    self.say("+FRH:3");
                    self.say("CONNECT");
                } else if lasted >= FLAGS {
                    self.end("+FCERROR");
                }
                self.heard = sound;
            }
            Sound::Silence if open => {
                self.to_terminal.extend([0x10, 0x03]);
                self.end("NO CARRIER");
            }
            Sound::Silence if training => self.task = Task::ReceiveData { code, training: false, open },
            sound => self.heard = sound,
        }
    }

    /// Gives the terminal the next frame of the queue, if there is one.
    fn receive_frame(&mut self) {
        let Task::ReceiveFrame { open, .. } = self.task else { return };
        let Some(frame) = self.received.pop_front() else { return };
        if !open {
            self.say("CONNECT");
        }
        self.to_terminal.extend(shielded(&frame).chain([0x10, 0x03]));
        let is_final = frame.get(1).is_some_and(|control| control & 0x10 != 0);
        if !fcs::is_good(&frame) {
            self.end("ERROR");
        } else if is_final && self.heard.is_v21() {
            self.task = Task::ReceiveFrame { open: true, held: true };
        } else {
            self.end("OK");
        }
    }
}

/// The length of the training in ms (T.30 table of modulations), or `None` for a number that means nothing.
fn training(code: u8) -> Option<u64> {
    Some(match code {
        24 => 943,
        48 => 708,
        72 | 96 => 253,
        73 | 97 | 121 | 145 => 1393,
        74 | 98 | 122 | 146 => 142,
        _ => return None,
    })
}

/// Bit/s behind a number of T.31.
fn bit_rate(code: u8) -> u64 {
    match code {
        73 | 74 => 7200,
        97 | 98 => 9600,
        121 | 122 => 12000,
        145 | 146 => 14400,
        _ => u64::from(code) * 100,
    }
}
