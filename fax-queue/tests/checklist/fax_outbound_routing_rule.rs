//! `IFaxOutboundRoutingRule`.

use fax_queue::engine::parts::Target;
use fax_queue::service::OutgoingRun;
use fax_queue::vocabulary::{DeviceId, ErrorCode, RuleStatus};

use crate::common::LINE;
use crate::fax_device::with_device;
use crate::form::members;
use crate::scene::{OTHER_LINE, Scene, letter_with};

members! {
    Objects "IFaxOutboundRoutingRule" has 8:
    CountryCode => country_code,
    AreaCode => area_code,
    Status => status,
    UseDevice => use_device,
    DeviceId => device_id,
    GroupName => group_name,
    Save => save,
    Refresh => refresh,
}

/// Two lines that are there, and rules of which each goes to one of them.
fn with_rules(rules: &[(u32, u32, DeviceId)]) -> Scene {
    let scene = with_device();
    scene.queue.register_device("b").unwrap();
    scene.queue.line_is_on(OTHER_LINE).unwrap();
    for (country, area, device) in rules {
        scene.queue.add_outbound_rule(*country, *area, &Target::Device(*device)).unwrap();
    }
    scene.events();
    scene
}

/// Whether a line takes a letter to this number.
fn takes(scene: &Scene, device: DeviceId, number: &str) -> bool {
    let job = scene.queue.submit(letter_with(|letter| letter.recipient.fax_number = number.into())).unwrap();
    let taken = OutgoingRun::claim_job(&scene.queue, job, device).is_ok();
    if !taken {
        scene.queue.cancel(job).unwrap();
    }
    taken
}

#[test]
fn country_code() {
    let scene = with_rules(&[(47, 0, OTHER_LINE)]);
    assert!(!takes(&scene, LINE, "+47 22 00 00 00") && takes(&scene, OTHER_LINE, "+47 22 00 00 01"));
    assert!(takes(&scene, LINE, "+44 22 00 00 00"), "the default rule");
}

#[test]
fn area_code() {
    let scene = with_rules(&[(44, 0, LINE), (44, 20, OTHER_LINE)]);
    assert!(takes(&scene, OTHER_LINE, "+44 20 7946 0000"), "the best match counts");
    assert!(!takes(&scene, LINE, "+44 20 7946 0001") && takes(&scene, LINE, "+44 121 496 0000"));
}

#[test]
fn status() {
    let scene = with_rules(&[(47, 0, OTHER_LINE)]);
    let status = || scene.queue.outbound_rule(47, 0).unwrap().status;
    assert_eq!(status(), RuleStatus::Valid);
    scene.queue.line_is_off(OTHER_LINE).unwrap();
    assert_eq!(status(), RuleStatus::BadDevice);
}

#[test]
fn use_device() {
    let scene = with_rules(&[(47, 0, OTHER_LINE)]);
    assert!(matches!(scene.queue.outbound_rule(47, 0).unwrap().target, Target::Device(_)));
    assert!(matches!(scene.queue.outbound_rule(0, 0).unwrap().target, Target::Group(_)));
}

#[test]
fn device_id() {
    let scene = with_rules(&[(47, 0, OTHER_LINE)]);
    assert_eq!(scene.queue.outbound_rule(47, 0).unwrap().target, Target::Device(OTHER_LINE));
    let unknown = scene.queue.set_outbound_rule(47, 0, &Target::Device(DeviceId(9)));
    assert_eq!(unknown.map_err(|error| error.code()), Err(ErrorCode::BadUnit));
}

#[test]
fn group_name() {
    let scene = with_rules(&[(47, 0, OTHER_LINE)]);
    let set = || scene.queue.set_outbound_rule(47, 0, &Target::Group("night".into())).map_err(|error| error.code());
    assert_eq!(set(), Err(ErrorCode::GroupNotFound));
    scene.queue.add_outbound_group("night").unwrap();
    assert_eq!(set(), Err(ErrorCode::BadGroupConfiguration), "it is empty");
    scene.queue.add_group_device("night", LINE).unwrap();
    set().unwrap();
    assert!(takes(&scene, LINE, "+47 22 00 00 00") && !takes(&scene, OTHER_LINE, "+47 22 00 00 01"));
}

#[test]
fn save() {
    let scene = with_rules(&[(47, 0, OTHER_LINE)]);
    for _ in 0..2 {
        scene.queue.set_outbound_rule(47, 0, &Target::Device(LINE)).unwrap();
    }
    assert_eq!(scene.news(), ["OnOutboundRoutingRulesConfigChange"], "told once");
}

#[test]
fn refresh() {
    let scene = with_rules(&[(47, 0, OTHER_LINE)]);
    let before = scene.queue.outbound_rule(47, 0).unwrap();
    scene.queue.set_outbound_rule(47, 0, &Target::Device(LINE)).unwrap();
    assert_eq!(before.target, Target::Device(OTHER_LINE), "a snapshot");
    assert_eq!(scene.queue.outbound_rule(47, 0).unwrap().target, Target::Device(LINE), "read again");
}
