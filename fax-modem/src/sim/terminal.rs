//! The terminal's side of the simulated modem: what its octets mean, and its commands.

use core::time::Duration;
use std::string::{String, ToString};
use std::vec::Vec;

use fax_core::Instant;

use super::command::{Instruction, parse};
use super::modem::{BUFFER, Modem, SLOW};
use super::quirk::Quirk;
use super::say::Said;
use super::state::{Flow, Settings, Task, training};
use crate::dle::{LoneDle, Unshielded, Unshielder};

/// The longest command line.
const LINE: usize = 200;
/// How long data is lost behind CONNECT with [`Quirk::EarlyConnect`].
const UNREADY: Duration = Duration::from_millis(300);
/// How long a modem is deaf behind a reset, and behind an `ATH` that it cannot bear.
const RESETTING: Duration = Duration::from_secs(3);
const HURT: Duration = Duration::from_secs(5);
/// How long redialling is refused.
const BLOCKED: Duration = Duration::from_secs(60);

impl Modem {
    pub(super) fn take(&mut self, octet: u8) {
        if self.wedged || self.now < self.deaf_until {
            self.lost += 1;
            return;
        }
        let octet = self.at_rate(octet);
        if octet == b'\n' && self.make.has(Quirk::IgnoresLf) && !matches!(self.task, Task::SendData { .. }) {
            return;
        }
        match self.task {
            Task::Command => self.take_command(octet),
            // Its commands wait for the carrier to be off.
            Task::SendData { told: true, .. } => self.held.push(octet),
            Task::BeSilent { .. } | Task::SendData { ended: true, .. } => self.strays += 1,
            Task::SendFrames { .. } => self.take_frame(octet),
            Task::SendData { .. } => self.take_data(octet),
            Task::ReceiveData { open: true, .. } => {
                self.to_terminal.extend([0x10, 0x03]);
                self.abort(Said::Ok, octet);
            }
            Task::Dialling | Task::Calling | Task::Answering | Task::DataCall => {
                self.off_hook = false;
                self.dialled = None;
                self.abort(Said::NoCarrier, octet);
                self.wedged = self.make.has(Quirk::Wedges);
            }
            Task::ReceiveFrame { .. } | Task::ReceiveData { .. } | Task::AwaitSilence { .. } => {
                self.abort(Said::Ok, octet);
            }
        }
    }

    fn take_frame(&mut self, octet: u8) {
        if self.unshield(octet) {
            let frame: Vec<u8> = self.buffer.drain(..).collect();
            self.frames.push_back(frame);
            self.last_data = self.now;
        }
    }

    fn take_data(&mut self, octet: u8) {
        self.last_data = self.now;
        if self.make.has(Quirk::EarlyConnect) && self.now.since(self.since) < UNREADY {
            self.lost += 1;
            return;
        }
        if self.unshield(octet) {
            if let Task::SendData { ended, .. } = &mut self.task {
                *ended = true;
            }
        } else {
            self.fed = self.fed.or(Some(self.now));
        }
    }

    /// Takes the shield off an octet of data. Returns whether the data ends.
    fn unshield(&mut self, octet: u8) -> bool {
        let pair = match self.unshielder.push(octet, LoneDle::Drop) {
            Unshielded::Nothing => [None, None],
            Unshielded::One(octet) => [Some(octet), None],
            Unshielded::Two(first, second) => [Some(first), Some(second)],
            Unshielded::End => return true,
        };
        for octet in pair.into_iter().flatten() {
            // With CTS it does not come so far.
            if self.buffer.len() < BUFFER || self.settings.flow == Flow::RtsCts && !self.make.has(Quirk::RtsCtsIgnored)
            {
                self.buffer.push_back(octet);
            } else {
                self.lost += 1;
            }
        }
        false
    }

    fn abort(&mut self, result: Said, octet: u8) {
        self.strays += u32::from(octet != 0x18);
        self.begin(Task::Command);
        if !self.make.has(Quirk::NoOkAfterAbort) {
            self.say(result);
        }
        self.rest();
    }

    pub(super) fn take_command(&mut self, octet: u8) {
        if self.settings.echo {
            self.to_terminal.push_back(octet);
        }
        // Repeats the line before, without CR.
        let repeats = octet == b'/' && matches!(self.line.as_slice(), [.., b'A' | b'a']);
        if octet != b'\r' && !repeats {
            self.line.push(octet & 0x7F);
            if self.line.len() > LINE {
                self.line.clear();
            }
            return;
        }
        let line = String::from_utf8_lossy(&core::mem::take(&mut self.line)).to_ascii_uppercase();
        if !repeats {
            // Whatever stands before AT is noise.
            let Some(at) = line.rfind("AT") else { return };
            self.last_line = line.get(at + 2..).unwrap_or_default().into();
        }
        let mut result = Some(Said::Ok);
        for instruction in parse(&self.last_line) {
            result = self.execute(instruction);
            if result == Some(Said::Error) && self.make.has(Quirk::OkToUnknown) && !self.off_hook {
                result = Some(Said::Ok);
            }
            if result != Some(Said::Ok) {
                break;
            }
        }
        if let Some(result) = result {
            self.say(result);
        }
    }

    /// The result, or none if it comes later.
    fn execute(&mut self, instruction: Instruction) -> Option<Said> {
        match instruction {
            Instruction::Ignored => {}
            Instruction::Unknown => return Some(Said::Error),
            Instruction::Reset => self.reset(),
            Instruction::Echo(on) => self.settings.echo = on || self.make.has(Quirk::KeepsEcho),
            Instruction::Words(on) => self.settings.words = on,
            Instruction::Quiet(on) => self.settings.quiet = on,
            Instruction::Identity(_) => self.identify(),
            Instruction::Register(0, rings) => self.settings.auto_answer = rings,
            Instruction::Register(7, seconds) => self.settings.carrier_wait = seconds,
            Instruction::Register(..) => {}
            Instruction::AskRegister(register) => {
                let value = match register {
                    0 => self.settings.auto_answer,
                    7 => self.settings.carrier_wait,
                    _ => 0,
                };
                self.text(&std::format!("{value:03}"));
            }
            Instruction::Signed(sign, letter, value) => self.set_signed(sign, letter, value),
            Instruction::Hook(true) => {
                self.off_hook = true;
                self.lifted = self.now;
            }
            Instruction::Hook(false) => {
                if !self.off_hook && self.make.has(Quirk::HangUpOnHookHurts) {
                    self.be_deaf(HURT);
                    return None;
                }
                if self.off_hook && self.make.has(Quirk::KeepsLine) {
                    return None;
                }
                self.off_hook = false;
                self.received.clear();
                self.rest();
            }
            Instruction::Dial(number) => return self.dial(number),
            Instruction::Answer if self.rings == 0 => return Some(Said::NoCarrier),
            Instruction::Answer => {
                if self.make.has(Quirk::SlowAfterAnswer) {
                    self.off_rate = true;
                    self.settings.flow = Flow::XonXoff;
                }
                self.lift();
                return None;
            }
            Instruction::Range(name) => return Some(self.range(&name)),
            Instruction::Ask(name) => return Some(self.ask(&name)),
            Instruction::Set(name, value) => return self.set(&name, &value),
        }
        Some(Said::Ok)
    }

    fn reset(&mut self) {
        self.off_hook = false;
        self.off_rate = false;
        self.settings = Settings::FACTORY;
        if self.make.has(Quirk::SlowReset) {
            self.be_deaf(RESETTING);
        }
        self.rest();
    }

    fn identify(&mut self) {
        let model = self.make.model.clone();
        self.text(&model);
        if self.make.has(Quirk::SeveralLines) {
            let (maker, revision) = (self.make.maker.clone(), self.make.revision.clone());
            self.text(&maker);
            self.text(&std::format!("Revision {revision}"));
        }
    }

    fn set_signed(&mut self, sign: char, letter: char, value: u32) {
        self.settings.flow = match (sign, letter, value) {
            ('&', 'K', 0) | ('\\', 'Q', 0) | ('&', 'H', 0) => Flow::None,
            ('&', 'K', 3) | ('\\', 'Q', 2 | 3) | ('&', 'H', 1) => Flow::RtsCts,
            ('&', 'K', 4) | ('\\', 'Q', 1) | ('&', 'H', 2) => Flow::XonXoff,
            _ => self.settings.flow,
        };
        if (sign, letter) == ('&', 'D') {
            self.settings.dtr = value;
        }
    }

    fn dial(&mut self, number: String) -> Option<Said> {
        let blocked = self.failed_dial.is_some_and(|at| self.now.since(at) < BLOCKED);
        if self.off_hook {
            return Some(Said::Error);
        } else if blocked && self.make.has(Quirk::RedialBlocked) {
            return Some(Said::Delayed);
        } else if number.contains('@') && self.make.has(Quirk::NoQuietDialled) {
            return Some(Said::NoCarrier);
        }
        self.off_hook = true;
        self.lifted = self.now;
        self.dialled = Some(number);
        self.dial_fcerrors = if self.make.has(Quirk::FcErrorAfterDial) { 2 } else { 0 };
        self.begin(Task::Dialling);
        None
    }

    fn range(&mut self, name: &str) -> Said {
        let text = match name {
            "FTM" | "FRM" => self.make.codes(),
            "FTH" | "FRH" => "3".into(),
            "FTS" | "FRS" if !self.make.has(Quirk::NoSilenceCommands) => "0-255".into(),
            "FAR" if self.knows_adaptive() => "0,1".into(),
            "FCLASS" if self.make.has(Quirk::HidesClass1_0) => "0,1".into(),
            "FCLASS" => "0,1,1.0".into(),
            "VCID" => "0,1".into(),
            "FLO" => "0-2".into(),
            _ => return Said::Error,
        };
        let bracketed = self.make.has(Quirk::Brackets);
        self.text(&if bracketed { std::format!("({text})") } else { text });
        if self.make.has(Quirk::FalseRing) {
            self.say(Said::Ring);
        }
        Said::Ok
    }

    fn ask(&mut self, name: &str) -> Said {
        let text = match name {
            "FMI" | "GMI" => self.make.maker.clone(),
            "FMM" | "GMM" => {
                self.identify();
                return Said::Ok;
            }
            "FMR" | "GMR" => self.make.revision.clone(),
            "FCLASS" => match (self.settings.class1, self.settings.class1_0) {
                (false, _) => "0".into(),
                (true, false) => "1".into(),
                (true, true) => "1.0".into(),
            },
            "FAR" => u8::from(self.settings.adaptive).to_string(),
            "VCID" => u8::from(self.settings.tells_caller).to_string(),
            _ => return Said::Error,
        };
        self.text(&text);
        Said::Ok
    }

    fn knows_adaptive(&self) -> bool {
        self.settings.class1_0 || !self.make.has(Quirk::AdaptiveInClass1_0)
    }

    fn set(&mut self, name: &str, value: &str) -> Option<Said> {
        match (name, value) {
            ("FCLASS", "0" | "1" | "1.0") => {
                self.settings.class1 = value != "0";
                self.settings.class1_0 = value == "1.0";
                if self.settings.class1 && self.make.has(Quirk::SoftFlowInClass1) {
                    self.settings.flow = Flow::XonXoff;
                }
                self.off_rate = self.settings.class1 && self.make.has(Quirk::SlowInClass1);
                self.rest();
                return Some(Said::Ok);
            }
            ("FAR", "0" | "1") if self.knows_adaptive() => {
                self.settings.adaptive = value == "1";
                return Some(Said::Ok);
            }
            ("VCID" | "#CID" | "*ID", _) => {
                self.settings.tells_caller = value != "0";
                return Some(Said::Ok);
            }
            ("FLO", "0" | "1" | "2") | ("IFC", "0,0" | "1,1" | "2,2") => {
                self.settings.flow = match value.get(..1) {
                    Some("1") => Flow::XonXoff,
                    Some("2") => Flow::RtsCts,
                    _ => Flow::None,
                };
                return Some(Said::Ok);
            }
            _ if !self.settings.class1 || !self.off_hook => return Some(Said::Error),
            _ => {}
        }
        let Ok(value) = value.parse::<u8>() else { return Some(Said::Error) };
        let time = Duration::from_millis(u64::from(value) * 10);
        let silences = !self.make.has(Quirk::NoSilenceCommands);
        let slow = self.baud <= SLOW && self.make.has(Quirk::SlowPortRefused);
        match name {
            "FTS" if silences => self.begin(Task::BeSilent { until: self.now + time }),
            "FRS" if self.make.has(Quirk::FrsResets) => {
                self.reset();
                self.be_deaf(RESETTING);
            }
            "FRS" if silences => self.begin(Task::AwaitSilence { time }),
            "FTH" if value == 3 => self.open_frames(),
            "FRH" if value == 3 => {
                self.begin(Task::ReceiveFrame { open: false, held: false });
                self.receive_frame();
            }
            "FTM" if self.make.knows(value) && !slow => self.open_data(value),
            "FRM" if self.make.knows(value) => {
                if self.early_fcerrors > 0 && self.make.has(Quirk::EarlyFcError) {
                    self.early_fcerrors -= 1;
                    return Some(Said::FcError);
                }
                self.begin(Task::ReceiveData { code: value, training: false, open: false });
            }
            _ => return Some(Said::Error),
        }
        None
    }

    fn open_data(&mut self, code: u8) {
        let trained = self.now + self.make.turn_round + Duration::from_millis(training(code).unwrap_or(0));
        self.clear_data();
        self.due = 0;
        self.fed = None;
        self.underran = false;
        self.begin(Task::SendData { code, trained, ended: false, told: false });
        self.say(Said::Connect);
    }

    pub(super) fn open_frames(&mut self) {
        self.clear_data();
        self.frames.clear();
        self.begin(Task::SendFrames { on_air: None, ends: None });
        self.say(Said::Connect);
    }

    fn clear_data(&mut self) {
        self.unshielder = Unshielder::default();
        self.buffer.clear();
        self.last_data = self.now;
    }

    /// The carrier is off: what the terminal said since the early OK is taken now.
    pub(super) fn take_held(&mut self) {
        self.begin(Task::Command);
        for octet in core::mem::take(&mut self.held) {
            self.take(octet);
        }
    }

    /// When the dialling or answering has taken too long.
    pub(super) fn carrier_is_overdue(&self, now: Instant) -> bool {
        now.since(self.since) >= Duration::from_secs(self.settings.carrier_wait.into())
    }
}
