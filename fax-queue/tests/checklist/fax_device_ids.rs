//! `IFaxDeviceIds`.

use fax_queue::service::QueueError;
use fax_queue::vocabulary::{DeviceId, ErrorCode};

use crate::fax_device::with_device;
use crate::form::members;
use crate::scene::Scene;

members! {
    Objects "IFaxDeviceIds" has 5:
    Count => count,
    Item => item,
    Add => add,
    Remove => remove,
    SetOrder => set_order,
}

/// A group of three devices.
fn three() -> Scene {
    let scene = with_device();
    scene.queue.add_outbound_group("night").unwrap();
    for (number, name) in (1..).zip(["/dev/ttyACM0", "b", "c"]) {
        assert_eq!(scene.queue.register_device(name), Ok(DeviceId(number)));
        scene.queue.add_group_device("night", DeviceId(number)).unwrap();
    }
    scene.events();
    scene
}

fn ids(scene: &Scene) -> Vec<u32> {
    scene.queue.outbound_groups().unwrap()[1].devices.iter().map(|id| id.0).collect()
}

fn code(result: Result<(), QueueError>) -> ErrorCode {
    result.unwrap_err().code()
}

#[test]
fn count() {
    assert_eq!(ids(&three()).len(), 3);
}

#[test]
fn item() {
    assert_eq!(ids(&three())[0], 1, "in the order in which they are tried");
}

#[test]
fn add() {
    let scene = three();
    assert_eq!(code(scene.queue.add_group_device("night", DeviceId(9))), ErrorCode::BadUnit);
    scene.queue.remove_group_device("night", 1).unwrap();
    scene.queue.add_group_device("night", DeviceId(1)).unwrap();
    assert_eq!(ids(&scene), [2, 3, 1], "at the end");
    assert_eq!(scene.news(), ["OnOutboundRoutingGroupsConfigChange"; 2]);
}

#[test]
fn remove() {
    let scene = three();
    scene.queue.remove_group_device("night", 2).unwrap();
    assert_eq!(ids(&scene), [1, 3]);
    assert_eq!(code(scene.queue.remove_group_device("night", 3)), ErrorCode::InvalidParameter);
}

#[test]
fn set_order() {
    let scene = three();
    scene.queue.set_group_order("night", DeviceId(3), 1).unwrap();
    assert_eq!(ids(&scene), [3, 1, 2]);
    assert_eq!(code(scene.queue.set_group_order("night", DeviceId(3), 0)), ErrorCode::InvalidParameter);
    assert_eq!(code(scene.queue.set_group_order("night", DeviceId(3), 4)), ErrorCode::BadGroupConfiguration);
    assert_eq!(code(scene.queue.set_group_order("night", DeviceId(9), 1)), ErrorCode::BadGroupConfiguration);
}
