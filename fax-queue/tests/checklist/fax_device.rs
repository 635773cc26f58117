//! `IFaxDevice`.

use fax_queue::engine::parts::DeviceSettings;
use fax_queue::model::Device;
use fax_queue::service::IncomingRun;
use fax_queue::vocabulary::{DeviceStatus, ErrorCode, Guid, ReceiveMode};

use crate::common::LINE;
use crate::form::members;
use crate::scene::{CALLER, Scene};

members! {
    Objects "IFaxDevice" has 20:
    Id => id,
    DeviceName => device_name,
    ProviderUniqueName: "there is one provider, the program that serves the queue",
    Description => description,
    PoweredOff => powered_off,
    SendingNow => sending_now,
    ReceivingNow => receiving_now,
    RingingNow => ringing_now,
    SendEnabled => send_enabled,
    ReceiveMode => receive_mode,
    RingsBeforeAnswer => rings_before_answer,
    CSID => csid,
    TSID => tsid,
    UsedRoutingMethods => used_routing_methods,
    Save => save,
    Refresh => refresh,
    UseRoutingMethod => use_routing_method,
    GetExtensionProperty => get_extension_property,
    SetExtensionProperty => set_extension_property,
    AnswerCall => answer_call,
}

/// A scene whose line is a device that is there.
pub(crate) fn with_device() -> Scene {
    let scene = Scene::new();
    assert_eq!(scene.queue.register_device("/dev/ttyACM0"), Ok(LINE));
    scene.queue.line_is_on(LINE).unwrap();
    scene.events();
    scene
}

fn status(scene: &Scene) -> DeviceStatus {
    scene.queue.device(LINE).unwrap().status()
}

/// Saves the device with a change; what comes of it is told once.
fn change(scene: &Scene, change: impl FnOnce(&mut DeviceSettings)) -> Result<(), ErrorCode> {
    let mut settings = scene.queue.device(LINE).unwrap().settings;
    change(&mut settings);
    scene.queue.set_device(&settings).map_err(|error| error.code())
}

#[test]
fn id() {
    let scene = with_device();
    assert!(scene.queue.device(LINE).unwrap().id().0 > 0);
    let scene = scene.restart_service();
    assert_eq!(scene.queue.register_device("/dev/ttyACM0"), Ok(LINE), "kept over a restart");
}

#[test]
fn device_name() {
    assert_eq!(with_device().queue.device(LINE).unwrap().device_name(), "/dev/ttyACM0");
}

#[test]
fn description() {
    let scene = with_device();
    change(&scene, |device| device.description = "x".repeat(253)).unwrap();
    assert_eq!(scene.queue.device(LINE).unwrap().description().len(), 253);
    assert_eq!(change(&scene, |device| device.description = "x".repeat(254)), Err(ErrorCode::InvalidParameter));
}

#[test]
fn powered_off() {
    let scene = with_device();
    assert!(!status(&scene).powered_off);
    scene.queue.ring(LINE, CALLER).unwrap();
    scene.queue.line_is_off(LINE).unwrap();
    assert_eq!(status(&scene), DeviceStatus { powered_off: true, ..DeviceStatus::default() }, "and nothing else");
}

#[test]
fn sending_now() {
    let scene = with_device();
    scene.submit();
    scene.send_and(|_| assert!(status(&scene).sending));
    assert_eq!(status(&scene), DeviceStatus::default());
}

#[test]
fn receiving_now() {
    let scene = with_device();
    let run = IncomingRun::accept(&scene.queue, LINE, CALLER, "in/1.tif").unwrap();
    assert!(status(&scene).receiving);
    drop(run);
    assert!(!status(&scene.restart_service()).receiving);
}

#[test]
fn ringing_now() {
    let scene = with_device();
    scene.queue.ring(LINE, CALLER).unwrap();
    assert!(status(&scene).ringing);
    scene.queue.ring_ended(LINE).unwrap();
    assert!(!status(&scene).ringing);
}

#[test]
fn send_enabled() {
    let scene = with_device();
    scene.submit();
    change(&scene, |device| device.send_enabled = false).unwrap();
    assert!(scene.is_idle(), "it is not chosen");
    change(&scene, |device| device.send_enabled = true).unwrap();
    assert!(!scene.is_idle());
}

#[test]
fn receive_mode() {
    let scene = with_device();
    let other = scene.queue.register_device("/dev/ttyACM1").unwrap();
    let mode = |id| scene.queue.device(id).unwrap().receive_mode();
    assert_eq!(mode(LINE), ReceiveMode::NoAnswer);
    change(&scene, |device| device.receive_mode = ReceiveMode::ManualAnswer).unwrap();
    let mut settings = scene.queue.device(other).unwrap().settings;
    settings.receive_mode = ReceiveMode::ManualAnswer;
    scene.queue.set_device(&settings).unwrap();
    assert_eq!((mode(LINE), mode(other)), (ReceiveMode::NoAnswer, ReceiveMode::ManualAnswer), "one at most");
}

#[test]
fn rings_before_answer() {
    let scene = with_device();
    for (rings, result) in [(1, Ok(())), (99, Ok(())), (0, Err(ErrorCode::InvalidParameter))] {
        assert_eq!(change(&scene, |device| device.rings_before_answer = rings), result, "{rings}");
    }
    assert_eq!(change(&scene, |device| device.rings_before_answer = 100), Err(ErrorCode::InvalidParameter));
    assert_eq!(scene.queue.device(LINE).unwrap().rings_before_answer(), 99);
}

#[test]
fn csid() {
    let scene = with_device();
    change(&scene, |device| device.csid = "+44 20 7946 0000".into()).unwrap();
    assert_eq!(scene.queue.device(LINE).unwrap().csid(), "+44 20 7946 0000");
    assert_eq!(change(&scene, |device| device.csid = "x".repeat(21)), Err(ErrorCode::InvalidParameter));
}

#[test]
fn tsid() {
    let scene = with_device();
    change(&scene, |device| device.tsid = "x".repeat(20)).unwrap();
    assert_eq!(scene.queue.device(LINE).unwrap().tsid().len(), 20);
    assert_eq!(change(&scene, |device| device.tsid = "\u{e9}".into()), Err(ErrorCode::InvalidParameter));
}

#[test]
fn used_routing_methods() {
    let scene = with_device();
    scene.queue.use_routing_method(LINE, Guid::EMAIL, true).unwrap();
    scene.queue.use_routing_method(LINE, Guid::FOLDER, true).unwrap();
    assert_eq!(scene.queue.device(LINE).unwrap().used_routing_methods(), [Guid::EMAIL, Guid::FOLDER]);
}

#[test]
fn save() {
    let scene = with_device();
    for _ in 0..2 {
        change(&scene, |device| device.description = "in the hall".into()).unwrap();
    }
    assert_eq!(scene.news(), ["OnDevicesConfigChange"], "told once");
    let mut unknown = scene.queue.device(LINE).unwrap().settings;
    unknown.id.0 = 9;
    assert_eq!(scene.queue.set_device(&unknown).map_err(|error| error.code()), Err(ErrorCode::BadUnit));
}

#[test]
fn refresh() {
    let scene = with_device();
    let before = scene.queue.device(LINE).unwrap();
    scene.queue.ring(LINE, CALLER).unwrap();
    assert!(!before.status().ringing, "a snapshot");
    assert!(status(&scene).ringing, "read again");
}

#[test]
fn use_routing_method() {
    let scene = with_device();
    let enable = |method, used| scene.queue.use_routing_method(LINE, method, used).map_err(|error| error.code());
    enable(Guid::FOLDER, true).unwrap();
    assert_eq!(scene.news(), ["OnDevicesConfigChange"]);
    enable(Guid::FOLDER, false).unwrap();
    assert_eq!(scene.queue.device(LINE).unwrap().used_routing_methods(), []);
    assert_eq!(enable(Guid(9), true), Err(ErrorCode::InvalidParameter));
}

#[test]
fn get_extension_property() {
    let scene = with_device();
    assert_eq!(scene.queue.device(LINE).unwrap().extension_property(Guid::FOLDER), None);
    scene.queue.set_extension_property(LINE, Guid::FOLDER, b"/var/fax").unwrap();
    assert_eq!(scene.queue.device(LINE).unwrap().extension_property(Guid::FOLDER), Some(&b"/var/fax"[..]));
}

#[test]
fn set_extension_property() {
    let scene = with_device();
    scene.queue.set_extension_property(LINE, Guid(9), &[0, 255]).unwrap();
    assert_eq!(scene.news(), ["OnDevicesConfigChange"]);
    let long = scene.queue.set_extension_property(LINE, Guid(9), &[0; 4097]);
    assert_eq!(long.map_err(|error| error.code()), Err(ErrorCode::InvalidParameter));
}

#[test]
fn answer_call() {
    let scene = with_device();
    let answer = || scene.queue.answer_call(LINE).map_err(|error| error.code());
    assert_eq!(answer(), Err(ErrorCode::InvalidOperation), "it does not ring");
    scene.queue.ring(LINE, CALLER).unwrap();
    answer().unwrap();
    assert!(scene.queue.is_to_answer(LINE), "its driver sees it");
    let _run = IncomingRun::accept(&scene.queue, LINE, CALLER, "in/1.tif").unwrap();
    assert_eq!(answer(), Err(ErrorCode::InvalidOperation), "it receives");
}
