//! Outbound routing: groups and rules, and what they mean for jobs and lines.

#![cfg(feature = "std")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod common;

use core::time::Duration;
use std::sync::{Arc, Mutex};

use common::wire::{Fate, connect};
use common::{Log, Shared, open};
use fax_core::sim::{OctetPages, Received};
use fax_queue::engine::parts::{ALL_DEVICES, Devices, DialingPlan, OutboundRules, Target};
use fax_queue::engine::{DialFailure, Refusal};
use fax_queue::model::{JobStatus, NewJob, Notify};
use fax_queue::service::{CallEnd, IncomingRun, OutgoingRun, Queue, QueueError};
use fax_queue::store::Memory;
use fax_queue::vocabulary::{
    DeviceId, ErrorCode, ExtendedStatus, GroupStatus, JobState, RuleStatus, ServerEvents, ServerId,
};

const A: DeviceId = DeviceId(1);
const B: DeviceId = DeviceId(2);
const C: DeviceId = DeviceId(3);

fn group(name: &str) -> Target {
    Target::Group(name.into())
}

/// A queue with three devices that are there.
fn three() -> (Queue, common::FakeClock) {
    let (queue, clock) = open(Memory::new());
    for (name, id) in [("a", A), ("b", B), ("c", C)] {
        assert_eq!(queue.register_device(name), Ok(id));
        queue.line_is_on(id).unwrap();
    }
    (queue, clock)
}

fn code<T: core::fmt::Debug>(result: Result<T, QueueError>) -> ErrorCode {
    result.unwrap_err().code()
}

/// The number of saves that it heard of: groups, rules.
#[derive(Clone, Default)]
struct Saves(Arc<Mutex<[u32; 2]>>);

impl Notify for Saves {
    fn on_outbound_routing_groups_config_change(&mut self, _: ServerId) {
        let [groups, _] = &mut *self.0.lock().unwrap();
        *groups += 1;
    }
    fn on_outbound_routing_rules_config_change(&mut self, _: ServerId) {
        let [_, rules] = &mut *self.0.lock().unwrap();
        *rules += 1;
    }
}

#[test]
fn the_group_of_all_devices_is_always_first() {
    let (queue, _) = three();
    queue.add_outbound_group("night").unwrap();
    let groups = queue.outbound_groups().unwrap();
    let names: Vec<_> = groups.iter().map(|group| group.name.as_str()).collect();
    assert_eq!(names, [ALL_DEVICES, "night"]);
    assert_eq!(groups.first().unwrap().devices, [A, B, C]);
    assert_eq!(code(queue.add_outbound_group("<all DEVICES>")), ErrorCode::DuplicateName);
    assert_eq!(code(queue.remove_outbound_group(ALL_DEVICES)), ErrorCode::InvalidOperation);
    assert_eq!(code(queue.add_group_device(ALL_DEVICES, A)), ErrorCode::InvalidOperation);
    queue.set_group_order(ALL_DEVICES, C, 1).unwrap();
    assert_eq!(queue.outbound_groups().unwrap().first().unwrap().devices, [C, A, B]);
}

#[test]
fn groups_are_edited_as_the_numbers_say() {
    let (queue, _) = three();
    queue.add_outbound_group("Night").unwrap();
    assert_eq!(code(queue.add_outbound_group("nIGHT")), ErrorCode::DuplicateName);
    assert_eq!(code(queue.add_outbound_group(&"x".repeat(128))), ErrorCode::BufferOverflow);
    queue.add_outbound_group(&"x".repeat(127)).unwrap();
    assert_eq!(code(queue.add_outbound_group("")), ErrorCode::InvalidParameter);
    for device in [A, B, C] {
        queue.add_group_device("night", device).unwrap();
    }
    assert_eq!(code(queue.add_group_device("night", DeviceId(9))), ErrorCode::BadUnit);
    assert_eq!(code(queue.add_group_device("night", A)), ErrorCode::InvalidParameter);
    assert_eq!(code(queue.add_group_device("day", A)), ErrorCode::GroupNotFound);
    queue.set_group_order("night", C, 1).unwrap();
    let devices = || queue.outbound_groups().unwrap().swap_remove(1).devices;
    assert_eq!(devices(), [C, A, B]);
    assert_eq!(code(queue.set_group_order("night", C, 0)), ErrorCode::InvalidParameter);
    assert_eq!(code(queue.set_group_order("night", C, 4)), ErrorCode::BadGroupConfiguration);
    assert_eq!(code(queue.set_group_order("night", DeviceId(9), 1)), ErrorCode::BadGroupConfiguration);
    queue.remove_group_device("night", 2).unwrap();
    assert_eq!(devices(), [C, B]);
    assert_eq!(code(queue.remove_group_device("night", 3)), ErrorCode::InvalidParameter);
    queue.remove_outbound_group("NIGHT").unwrap();
    assert_eq!(code(queue.remove_outbound_group("night")), ErrorCode::GroupNotFound);
}

#[test]
fn rules_are_edited_as_the_numbers_say() {
    let (queue, _) = three();
    let saves = Saves::default();
    queue.subscribe(ServerEvents::CONFIG, saves.clone());
    queue.add_outbound_group("night").unwrap();
    assert_eq!(code(queue.add_outbound_rule(44, 20, &group("night"))), ErrorCode::BadGroupConfiguration);
    queue.add_group_device("night", B).unwrap();
    queue.add_outbound_rule(44, 20, &group("NIGHT")).unwrap();
    queue.add_outbound_rule(44, 0, &Target::Device(C)).unwrap();
    assert_eq!(code(queue.add_outbound_rule(44, 20, &Target::Device(A))), ErrorCode::DuplicateName);
    assert_eq!(code(queue.add_outbound_rule(0, 0, &Target::Device(A))), ErrorCode::InvalidParameter);
    assert_eq!(code(queue.add_outbound_rule(0, 20, &Target::Device(A))), ErrorCode::InvalidParameter);
    assert_eq!(code(queue.add_outbound_rule(1, 0, &Target::Device(DeviceId(9)))), ErrorCode::BadUnit);
    assert_eq!(code(queue.add_outbound_rule(1, 0, &group("day"))), ErrorCode::GroupNotFound);
    assert_eq!(code(queue.remove_outbound_group("night")), ErrorCode::GroupInUse);
    assert_eq!(code(queue.remove_outbound_rule(0, 0)), ErrorCode::InvalidParameter);
    assert_eq!(code(queue.remove_outbound_rule(1, 0)), ErrorCode::RuleNotFound);
    assert_eq!(code(queue.set_outbound_rule(1, 0, &Target::Device(A))), ErrorCode::RuleNotFound);
    queue.set_outbound_rule(0, 0, &Target::Device(A)).unwrap();
    let rule = queue.outbound_rule(0, 0).unwrap();
    assert_eq!((rule.target, rule.status), (Target::Device(A), RuleStatus::Valid));
    queue.remove_outbound_rule(44, 20).unwrap();
    queue.remove_outbound_group("night").unwrap();
    let keys: Vec<_> = queue.outbound_rules().unwrap().iter().map(|rule| (rule.country, rule.area)).collect();
    assert_eq!(keys, [(0, 0), (44, 0)]);
    queue.dispatch().unwrap();
    assert_eq!(*saves.0.lock().unwrap(), [3, 4], "one for each save that changed something");
}

#[test]
fn statuses_follow_the_devices() {
    let (queue, _) = three();
    queue.add_outbound_group("night").unwrap();
    let statuses = || {
        (queue.outbound_groups().unwrap().get(1).unwrap().status, queue.outbound_rule(44, 0).map(|rule| rule.status))
    };
    assert_eq!(statuses().0, GroupStatus::Empty);
    queue.add_group_device("night", A).unwrap();
    queue.add_group_device("night", B).unwrap();
    queue.add_outbound_rule(44, 0, &group("night")).unwrap();
    queue.add_outbound_rule(44, 20, &Target::Device(A)).unwrap();
    assert_eq!(statuses(), (GroupStatus::AllDevicesValid, Ok(RuleStatus::Valid)));
    queue.line_is_off(A).unwrap();
    assert_eq!(statuses(), (GroupStatus::SomeDevicesNotValid, Ok(RuleStatus::SomeGroupDevicesNotValid)));
    assert_eq!(queue.outbound_rule(44, 20).unwrap().status, RuleStatus::BadDevice);
    let mut settings = queue.device(B).unwrap().settings;
    settings.send_enabled = false;
    queue.set_device(&settings).unwrap();
    assert_eq!(statuses(), (GroupStatus::AllDevicesNotValid, Ok(RuleStatus::AllGroupDevicesNotValid)));
    queue.remove_group_device("night", 1).unwrap();
    queue.remove_group_device("night", 1).unwrap();
    assert_eq!(statuses(), (GroupStatus::Empty, Ok(RuleStatus::EmptyGroup)));
}

/// The number of whoever a line would call now.
fn takes(queue: &Queue, device: DeviceId) -> Option<String> {
    let mut run = OutgoingRun::claim(queue, device).unwrap()?;
    let number = run.ticket().number.clone();
    run.finish(&CallEnd::NotReached(DialFailure::Busy)).unwrap();
    Some(number)
}

#[test]
fn a_line_dials_what_the_plan_has_for_a_plus_sign() {
    let (queue, _) = three();
    let dials = |number: &str| {
        queue.submit(NewJob::new(number, "document", 1)).unwrap();
        let mut run = OutgoingRun::claim(&queue, A).unwrap().expect("it is due");
        let ticket = run.ticket().clone();
        run.finish(&CallEnd::NotReached(DialFailure::InvalidNumber)).unwrap();
        assert_eq!(ticket.number, number, "it is shown as it was submitted");
        ticket.dial
    };
    assert_eq!(dials("+44 121 496 0000"), "+44 121 496 0000", "nobody said what it stands for");
    queue
        .edit_part(|rules: &mut OutboundRules| {
            rules.plan = DialingPlan {
                country: "44".into(),
                international_prefix: "00".into(),
                national_prefix: "0".into(),
                ..DialingPlan::default()
            };
            Ok(())
        })
        .unwrap();
    assert_eq!(dials("+44 121 496 0001"), "0121 496 0001");
    assert_eq!(dials("+1 212 555 0100"), "001 212 555 0100");
    assert_eq!(dials("0121 496 0002"), "0121 496 0002");
}

#[test]
fn a_line_takes_the_jobs_of_its_rules_only() {
    let (queue, _) = three();
    let plan = DialingPlan {
        country: "44".into(),
        area: "20".into(),
        international_prefix: "00".into(),
        national_prefix: "0".into(),
        ..DialingPlan::default()
    };
    queue
        .edit_part(|rules: &mut OutboundRules| {
            rules.plan = plan.clone();
            Ok(())
        })
        .unwrap();
    queue.set_outbound_rule(0, 0, &Target::Device(C)).unwrap();
    queue.add_outbound_rule(44, 0, &Target::Device(B)).unwrap();
    queue.add_outbound_rule(44, 121, &Target::Device(A)).unwrap();
    for number in ["+1 212 555 0100", "0121 496 0000", "7946 0000", "*99"] {
        queue.submit(NewJob::new(number, "document", 1)).unwrap();
    }
    assert!(queue.has_job_for(A).unwrap() && queue.has_job_for(B).unwrap() && queue.has_job_for(C).unwrap());
    assert_eq!(takes(&queue, A).as_deref(), Some("0121 496 0000"));
    assert_eq!((takes(&queue, A), queue.has_job_for(A).unwrap()), (None, false));
    assert_eq!(takes(&queue, B).as_deref(), Some("7946 0000"));
    assert_eq!(takes(&queue, B), None);
    assert_eq!(takes(&queue, C).as_deref(), Some("+1 212 555 0100"));
    assert_eq!(takes(&queue, C).as_deref(), Some("*99"));
}

#[test]
fn many_jobs_of_another_line_keep_no_line_idle() {
    let (queue, _) = three();
    queue.set_outbound_rule(0, 0, &Target::Device(A)).unwrap();
    queue.add_outbound_rule(47, 0, &Target::Device(B)).unwrap();
    for number in 0..300 {
        queue.submit(NewJob::new(&format!("+1 {number}"), "document", 1)).unwrap();
    }
    queue.submit(NewJob::new("+47 22000000", "document", 1)).unwrap();
    assert_eq!(takes(&queue, B).as_deref(), Some("+47 22000000"));
}

#[test]
fn lines_take_jobs_in_the_order_of_their_group() {
    let (queue, clock) = three();
    queue.set_group_order(ALL_DEVICES, C, 1).unwrap();
    clock.advance(Duration::from_secs(60));
    queue.submit(NewJob::new("1", "document", 1)).unwrap();
    assert_eq!((takes(&queue, A), takes(&queue, B)), (None, None), "both leave it to C");
    let mut run = OutgoingRun::claim(&queue, C).unwrap().expect("C takes it");
    queue.submit(NewJob::new("2", "document", 1)).unwrap();
    assert_eq!(takes(&queue, B), None, "A comes before B");
    // A does not come for it; after a while B may have it.
    clock.advance(Duration::from_secs(5));
    assert_eq!(takes(&queue, B).as_deref(), Some("2"));
    run.finish(&CallEnd::NotReached(DialFailure::Busy)).unwrap();
    // One that may not send is passed over.
    let mut settings = queue.device(C).unwrap().settings;
    settings.send_enabled = false;
    queue.set_device(&settings).unwrap();
    queue.submit(NewJob::new("3", "document", 1)).unwrap();
    assert_eq!((takes(&queue, C), takes(&queue, A).as_deref()), (None, Some("3")));
}

#[test]
fn a_job_without_a_line_says_so_until_it_has_one() {
    let store = Shared::default();
    let (queue, clock) = open(store.clone());
    queue.register_device("a").unwrap();
    queue.register_device("b").unwrap();
    queue.line_is_on(B).unwrap();
    queue.add_outbound_rule(47, 0, &Target::Device(A)).unwrap();
    let log = Log::default();
    queue.subscribe(ServerEvents::OUT_QUEUE, log.clone());
    let job = queue.submit(NewJob::new("+47 22000000", "document", 1)).unwrap();
    queue.review_lines().unwrap();
    queue.review_lines().unwrap();
    let record = queue.outgoing_job(job).unwrap();
    assert_eq!(record.status().bits(), 0x21, "fjsPENDING and fjsNOLINE");
    assert_eq!(takes(&queue, B), None, "there is no fallback to other rules");
    // The modem is plugged in.
    queue.line_is_on(A).unwrap();
    queue.review_lines().unwrap();
    queue.dispatch().unwrap();
    assert_eq!(
        log.take(),
        [
            "out 1 added",
            "out 1 changed: pending, no line, LineUnavailable, page 0",
            "out 1 changed: pending, None, page 0"
        ]
    );
    // After a failed attempt the modem goes again, and the process too; the reason of the failure comes back.
    assert!(takes(&queue, A).is_some());
    clock.advance(Duration::from_secs(3600));
    queue.line_is_off(A).unwrap();
    queue.review_lines().unwrap();
    assert_eq!(queue.outgoing_job(job).unwrap().status().bits(), 0x60, "fjsRETRYING and fjsNOLINE");
    drop(queue);
    let queue = Queue::open_with(store, clock, ServerId(7)).unwrap();
    assert_eq!(queue.outgoing_job(job).unwrap().status().bits(), 0x60);
    queue.line_is_on(A).unwrap();
    queue.review_lines().unwrap();
    let record = queue.outgoing_job(job).unwrap();
    assert_eq!((record.status().bits(), record.extended_status_code()), (0x40, ExtendedStatus::Busy));
}

#[test]
fn a_job_without_a_line_can_be_paused_and_cancelled() {
    let (queue, _) = open(Memory::new());
    queue.register_device("a").unwrap();
    let job = queue.submit(NewJob::new("1", "document", 1)).unwrap();
    queue.review_lines().unwrap();
    queue.pause(job).unwrap();
    assert_eq!(queue.outgoing_job(job).unwrap().status().bits(), 0x31);
    queue.cancel(job).unwrap();
    assert_eq!(queue.outgoing_job(job).unwrap().status().state, JobState::Canceled);
    assert_eq!(queue.outgoing_job(job).unwrap().status().bits(), 0x200);
}

#[test]
fn a_fax_goes_over_the_line_of_its_rule() {
    let (queue, _) = three();
    let (receiver, _) = open(Memory::new());
    queue.add_outbound_rule(47, 0, &Target::Device(B)).unwrap();
    let job = queue.submit(NewJob::new("+47 22000000", "document", 1)).unwrap();
    assert!(OutgoingRun::claim(&queue, A).unwrap().is_none());
    let mut out = OutgoingRun::claim(&queue, B).unwrap().expect("a job is due");
    let mut into = IncomingRun::accept(&receiver, A, "", "in/1").unwrap();
    let (mut source, mut sink) = (OctetPages::new(vec![vec![0x11; 4000]]), Received::default());
    let (out_end, in_end) = connect(&mut out, &mut into, &mut source, &mut sink, Fate::default());
    out.finish(&out_end.unwrap()).unwrap();
    into.finish(&in_end, 4000).unwrap();
    let record = queue.outgoing_job(job).unwrap();
    assert_eq!((record.status().state, record.device_id()), (JobState::Completed, Some(B)));
}

#[test]
fn a_device_that_goes_leaves_its_groups_in_order() {
    let (queue, _) = three();
    queue.add_outbound_group("night").unwrap();
    queue.add_group_device("night", A).unwrap();
    queue.add_group_device("night", B).unwrap();
    queue
        .edit_part(|devices: &mut Devices| {
            devices.list.retain(|device| device.id != A);
            Ok(())
        })
        .unwrap();
    let night = queue.outbound_groups().unwrap().swap_remove(1);
    assert_eq!((night.status, night.devices), (GroupStatus::SomeDevicesNotValid, vec![A, B]));
    queue.add_group_device("night", C).unwrap();
    queue.remove_group_device("night", 1).unwrap();
    assert_eq!(queue.add_group_device("night", A), Err(QueueError::Refused(Refusal::NoSuchDevice)));
}
