//! `IFaxDevices`.

use fax_queue::model::Device;
use fax_queue::vocabulary::DeviceId;

use crate::common::LINE;
use crate::fax_device::with_device;
use crate::form::members;

members! {
    Objects "IFaxDevices" has 3:
    Count => count,
    Item => item,
    ItemById => item_by_id,
}

#[test]
fn count() {
    let scene = with_device();
    assert_eq!(scene.queue.devices().unwrap().count(), 1);
    scene.queue.register_device("/dev/ttyACM1").unwrap();
    assert_eq!(scene.queue.devices().unwrap().count(), 2);
}

#[test]
fn item() {
    let devices = with_device().queue.devices().unwrap();
    assert_eq!((devices.item(1).map(Device::id), devices.item(0), devices.item(2)), (Some(LINE), None, None));
    assert_eq!(devices.by_name("/dev/ttyACM0").map(Device::id), Some(LINE));
    assert_eq!(devices.by_name("/dev/ttyACM1"), None);
}

#[test]
fn item_by_id() {
    let devices = with_device().queue.devices().unwrap();
    assert_eq!(devices.by_id(LINE).map(Device::device_name), Some("/dev/ttyACM0"));
    assert_eq!(devices.by_id(DeviceId(9)), None);
}
