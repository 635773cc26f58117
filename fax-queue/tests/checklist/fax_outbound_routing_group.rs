//! `IFaxOutboundRoutingGroup`.

use fax_queue::vocabulary::GroupStatus;

use crate::common::LINE;
use crate::fax_device::with_device;
use crate::form::members;
use crate::scene::OTHER_LINE;

members! {
    Objects "IFaxOutboundRoutingGroup" has 3:
    Name => name,
    Status => status,
    DeviceIds => device_ids,
}

#[test]
fn name() {
    let scene = with_device();
    scene.queue.add_outbound_group("Night").unwrap();
    assert_eq!(scene.queue.outbound_groups().unwrap()[1].name, "Night");
}

#[test]
fn status() {
    let scene = with_device();
    scene.queue.add_outbound_group("night").unwrap();
    let status = || scene.queue.outbound_groups().unwrap()[1].status;
    assert_eq!(status(), GroupStatus::Empty);
    scene.queue.register_device("b").unwrap();
    scene.queue.add_group_device("night", OTHER_LINE).unwrap();
    assert_eq!(status(), GroupStatus::AllDevicesNotValid, "nobody drives it");
    scene.queue.add_group_device("night", LINE).unwrap();
    assert_eq!(status(), GroupStatus::SomeDevicesNotValid);
    scene.queue.line_is_on(OTHER_LINE).unwrap();
    assert_eq!(status(), GroupStatus::AllDevicesValid);
}

#[test]
fn device_ids() {
    let scene = with_device();
    assert_eq!(scene.queue.outbound_groups().unwrap()[0].devices, [LINE], "every device");
}
