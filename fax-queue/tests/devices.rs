//! Devices: settings that last, and a status that follows what lines really do.

#![cfg(feature = "std")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod common;

use std::sync::{Arc, Mutex};

use common::wire::{Fate, connect};
use common::{LINE, Script, Shared, open};
use fax_core::sim::{OctetPages, Received};
use fax_queue::engine::parts::{DeviceSettings, Devices};
use fax_queue::engine::{DialFailure, Limit, Refusal, Settings};
use fax_queue::model::{Device, NewJob, Notify};
use fax_queue::service::{CallEnd, IncomingRun, OutgoingRun, Queue, QueueError, run_job};
use fax_queue::store::Memory;
use fax_queue::vocabulary::{DeviceId, DeviceStatus, ErrorCode, Guid, ReceiveMode, ServerEvents, ServerId};

/// What it heard of devices: status changes as words, and how often settings were saved.
#[derive(Clone, Default)]
struct Heard(Arc<Mutex<(Vec<String>, u32)>>);

impl Heard {
    fn listen(queue: &Queue) -> Self {
        let heard = Self::default();
        queue.subscribe(ServerEvents::DEVICE_STATUS | ServerEvents::CONFIG, heard.clone());
        heard
    }

    fn status(&self, queue: &Queue) -> Vec<String> {
        queue.dispatch().unwrap();
        core::mem::take(&mut self.0.lock().unwrap().0)
    }

    fn saved(&self, queue: &Queue) -> u32 {
        queue.dispatch().unwrap();
        core::mem::take(&mut self.0.lock().unwrap().1)
    }
}

impl Notify for Heard {
    fn on_device_status_change(
        &mut self,
        _: ServerId,
        device: DeviceId,
        powered_off: bool,
        sending: bool,
        receiving: bool,
        ringing: bool,
    ) {
        let status = DeviceStatus { powered_off, sending, receiving, ringing };
        self.0.lock().unwrap().0.push(format!("{} {status}", device.0));
    }

    fn on_devices_config_change(&mut self, _: ServerId) {
        self.0.lock().unwrap().1 += 1;
    }
}

#[test]
fn a_call_moves_the_status_of_both_lines() {
    let (sender, _) = open(Memory::new());
    let (receiver, _) = open(Memory::new());
    let (here, there) = (Heard::listen(&sender), Heard::listen(&receiver));
    assert_eq!(sender.register_device("/dev/ttyACM0"), Ok(LINE));
    receiver.register_device("/dev/ttyACM0").unwrap();
    assert!(sender.device(LINE).unwrap().status().powered_off, "nobody drives it yet");
    sender.line_is_on(LINE).unwrap();
    receiver.line_is_on(LINE).unwrap();
    assert_eq!((here.status(&sender), there.status(&receiver)), (vec!["1 idle".into()], vec!["1 idle".into()]));

    sender.submit(NewJob::new("123", "document", 1)).unwrap();
    let mut out = OutgoingRun::claim(&sender, LINE).unwrap().expect("a job is due");
    assert_eq!(here.status(&sender), ["1 sending"]);
    receiver.ring(LINE, "555").unwrap();
    assert_eq!(there.status(&receiver), ["1 ringing"]);
    assert_eq!(sender.device(LINE).unwrap().status(), DeviceStatus { sending: true, ..DeviceStatus::default() });
    let mut into = IncomingRun::accept(&receiver, LINE, "555", "in/1").unwrap();
    assert_eq!(there.status(&receiver), ["1 receiving"]);
    let (mut source, mut sink) = (OctetPages::new(vec![vec![0x11; 4000]]), Received::default());
    let (out_end, in_end) = connect(&mut out, &mut into, &mut source, &mut sink, Fate::default());
    out.finish(&out_end.unwrap()).unwrap();
    into.finish(&in_end, 4000).unwrap();
    assert_eq!((here.status(&sender), there.status(&receiver)), (vec!["1 idle".into()], vec!["1 idle".into()]));
    assert_eq!(sink.accepted, source.pages());
    assert_eq!((here.saved(&sender), there.saved(&receiver)), (1, 1), "each registration is a change of the devices");
}

#[test]
fn a_line_whose_driver_goes_is_off() {
    let store = Shared::default();
    let (queue, _) = open(store.clone());
    let heard = Heard::listen(&queue);
    queue.line_is_on(LINE).unwrap();
    queue.ring(LINE, "").unwrap();
    queue.ring_ended(LINE).unwrap();
    queue.ring(LINE, "").unwrap();
    queue.line_is_off(LINE).unwrap();
    queue.line_is_off(LINE).unwrap();
    assert_eq!(heard.status(&queue), ["1 idle", "1 ringing", "1 idle", "1 ringing", "1 powered off"]);
    // The modem is unplugged in the middle of a call.
    queue.submit(NewJob::new("123", "document", 1)).unwrap();
    let mut run = OutgoingRun::claim(&queue, LINE).unwrap().expect("a job is due");
    queue.line_is_off(LINE).unwrap();
    run.finish(&CallEnd::NotReached(DialFailure::LineFault)).unwrap();
    assert_eq!(heard.status(&queue), ["1 sending", "1 powered off"]);
    // The process dies, with a call on the line.
    queue.line_is_on(LINE).unwrap();
    IncomingRun::accept(&queue, LINE, "", "in/1").map(drop).unwrap();
    assert_eq!(heard.status(&queue), ["1 idle", "1 receiving"]);
    drop(queue);
    let (queue, _) = open(store);
    let heard = Heard::listen(&queue);
    assert_eq!(heard.status(&queue), ["1 idle", "1 powered off"], "the call ended, and nobody drives the line");
}

#[test]
fn ids_and_settings_outlive_the_process() {
    let store = Shared::default();
    let (queue, _) = open(store.clone());
    let heard = Heard::listen(&queue);
    let (first, second) = (queue.register_device("a").unwrap(), queue.register_device("b").unwrap());
    let mut settings = queue.device(second).unwrap().settings;
    settings.description = "the one in the hall".into();
    settings.send_enabled = false;
    settings.receive_mode = ReceiveMode::AutoAnswer;
    settings.rings_before_answer = 99;
    settings.csid = "+44 20 7946 0000".into();
    settings.tsid = "ours".into();
    queue.set_device(&settings).unwrap();
    queue.set_device(&settings).unwrap();
    assert_eq!(heard.saved(&queue), 3, "what changes nothing is not told");
    queue.use_routing_method(second, Guid::FOLDER, true).unwrap();
    queue.set_extension_property(second, Guid::FOLDER, b"/var/fax").unwrap();
    assert_eq!(heard.saved(&queue), 2);
    // The first goes; its id is not given away again.
    queue
        .edit_part(|devices: &mut Devices| {
            devices.list.retain(|device| device.id != first);
            Ok(())
        })
        .unwrap();
    drop(queue);
    let (queue, _) = open(store);
    assert_eq!(queue.register_device("b"), Ok(second));
    assert_eq!(queue.register_device("c"), Ok(DeviceId(3)));
    let devices = queue.devices().unwrap();
    let device = devices.by_name("b").unwrap();
    assert_eq!(
        (devices.count(), devices.item(1), devices.by_id(second), devices.item(0)),
        (2, Some(device), Some(device), None)
    );
    assert_eq!((device.description(), device.send_enabled()), ("the one in the hall", false));
    assert_eq!((device.receive_mode(), device.rings_before_answer()), (ReceiveMode::AutoAnswer, 99));
    assert_eq!((device.csid(), device.tsid()), ("+44 20 7946 0000", "ours"));
    assert_eq!(device.used_routing_methods(), [Guid::FOLDER]);
    assert_eq!(device.extension_property(Guid::FOLDER), Some(&b"/var/fax"[..]));
}

#[test]
fn one_device_at_most_is_answered_by_hand() {
    let (queue, _) = open(Memory::new());
    let ids = [queue.register_device("a").unwrap(), queue.register_device("b").unwrap()];
    for id in ids {
        let settings = DeviceSettings { receive_mode: ReceiveMode::ManualAnswer, ..queue.device(id).unwrap().settings };
        queue.set_device(&settings).unwrap();
    }
    let modes = ids.map(|id| queue.device(id).unwrap().receive_mode());
    assert_eq!(modes, [ReceiveMode::NoAnswer, ReceiveMode::ManualAnswer]);
    let mut both: Devices = queue.part().unwrap();
    both.list.iter_mut().for_each(|device| device.receive_mode = ReceiveMode::ManualAnswer);
    assert_eq!(queue.set_part(both), Err(QueueError::Refused(Refusal::OutOfBounds(Limit::ManualDevices))));
}

#[test]
fn what_is_wrong_with_a_device_is_refused_by_its_number() {
    let (queue, _) = open(Memory::new());
    let id = queue.register_device("a").unwrap();
    let good = queue.device(id).unwrap().settings;
    let unknown = DeviceSettings { id: DeviceId(9), ..good.clone() };
    assert_eq!(queue.set_device(&unknown).unwrap_err().code(), ErrorCode::BadUnit);
    assert_eq!(queue.device(DeviceId(9)).unwrap_err().code(), ErrorCode::BadUnit);
    assert_eq!(queue.use_routing_method(DeviceId(9), Guid::EMAIL, true).unwrap_err().code(), ErrorCode::BadUnit);
    for wrong in [
        DeviceSettings { rings_before_answer: 0, ..good.clone() },
        DeviceSettings { rings_before_answer: 100, ..good.clone() },
        DeviceSettings { csid: "x".repeat(21), ..good.clone() },
        DeviceSettings { tsid: "n\u{fc}rnberg".into(), ..good.clone() },
        DeviceSettings { description: "x".repeat(254), ..good.clone() },
        DeviceSettings { name: String::new(), ..good.clone() },
        DeviceSettings { extension: vec![(Guid(1), vec![0; 4097])], ..good.clone() },
        DeviceSettings { routing_methods: vec![Guid(1), Guid(1)], ..good.clone() },
    ] {
        assert_eq!(queue.set_device(&wrong).unwrap_err().code(), ErrorCode::InvalidParameter, "{wrong:?}");
    }
    queue.register_device("b").unwrap();
    let twin = DeviceSettings { name: "b".into(), ..good.clone() };
    assert_eq!(queue.set_device(&twin).unwrap_err().code(), ErrorCode::DuplicateName);
    assert_eq!(queue.device(id).unwrap().settings, good, "nothing has changed");
}

#[test]
fn a_call_is_answered_by_hand() {
    let (queue, _) = open(Memory::new());
    let id = queue.register_device("a").unwrap();
    queue.line_is_on(id).unwrap();
    assert_eq!(queue.answer_call(DeviceId(9)).unwrap_err().code(), ErrorCode::BadUnit);
    assert_eq!(queue.answer_call(id), Err(QueueError::Refused(Refusal::NotRinging)), "nothing rings");
    queue.ring(id, "555").unwrap();
    queue.set_settings(Settings { incoming_blocked: true, ..Settings::default() }).unwrap();
    assert_eq!(queue.answer_call(id).unwrap_err().code(), ErrorCode::InvalidOperation);
    queue.set_settings(Settings::default()).unwrap();
    assert!(!queue.is_to_answer(id));
    queue.answer_call(id).unwrap();
    assert!(queue.is_to_answer(id), "its driver sees it, and answers");
    let mut run = IncomingRun::accept(&queue, id, "555", "in/1").unwrap();
    assert!(!queue.is_to_answer(id), "once");
    assert_eq!(queue.answer_call(id), Err(QueueError::Refused(Refusal::NotRinging)), "it receives");
    run.finish(&common::failed(fax_core::Failure::CallDropped), 0).unwrap();
    // The caller gives up before the driver has seen it.
    queue.ring(id, "555").unwrap();
    queue.answer_call(id).unwrap();
    queue.ring_ended(id).unwrap();
    assert!(!queue.is_to_answer(id));
}

#[test]
fn a_program_without_devices_works_as_before() {
    let (queue, _) = open(Memory::new());
    let heard = Heard::listen(&queue);
    queue.submit(NewJob::new("123", "document", 2)).unwrap();
    let mut line = Script::new([common::delivery(2)]);
    run_job(&queue, &mut line, &fax_core::Config::default(), |_| Some(())).unwrap().expect("it is sent");
    assert_eq!(heard.status(&queue), ["1 sending", "1 idle"]);
    assert_eq!(queue.devices().unwrap().count(), 0);
}
