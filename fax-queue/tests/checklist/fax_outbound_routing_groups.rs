//! `IFaxOutboundRoutingGroups`.

use fax_queue::engine::parts::{ALL_DEVICES, Target};
use fax_queue::service::QueueError;
use fax_queue::vocabulary::ErrorCode;

use crate::common::LINE;
use crate::fax_device::with_device;
use crate::form::members;

members! {
    Objects "IFaxOutboundRoutingGroups" has 4:
    Count => count,
    Item => item,
    Add => add,
    Remove => remove,
}

fn code(result: Result<(), QueueError>) -> ErrorCode {
    result.unwrap_err().code()
}

#[test]
fn count() {
    let scene = with_device();
    scene.queue.add_outbound_group("night").unwrap();
    assert_eq!(scene.queue.outbound_groups().unwrap().len(), 2);
}

#[test]
fn item() {
    let scene = with_device();
    scene.queue.add_outbound_group("Night").unwrap();
    scene.queue.add_group_device("NIGHT", LINE).unwrap();
    assert_eq!(scene.queue.outbound_groups().unwrap()[1].devices, [LINE], "names are the same in any case");
}

#[test]
fn add() {
    let scene = with_device();
    scene.queue.add_outbound_group(&"x".repeat(127)).unwrap();
    assert_eq!(scene.news(), ["OnOutboundRoutingGroupsConfigChange"]);
    assert_eq!(code(scene.queue.add_outbound_group(&"X".repeat(127))), ErrorCode::DuplicateName);
    assert_eq!(code(scene.queue.add_outbound_group(ALL_DEVICES)), ErrorCode::DuplicateName);
    assert_eq!(code(scene.queue.add_outbound_group(&"x".repeat(128))), ErrorCode::BufferOverflow);
}

#[test]
fn remove() {
    let scene = with_device();
    assert_eq!(code(scene.queue.remove_outbound_group(ALL_DEVICES)), ErrorCode::InvalidOperation);
    assert_eq!(code(scene.queue.remove_outbound_group("night")), ErrorCode::GroupNotFound);
    scene.queue.add_outbound_group("night").unwrap();
    scene.queue.add_group_device("night", LINE).unwrap();
    scene.queue.add_outbound_rule(44, 0, &Target::Group("night".into())).unwrap();
    assert_eq!(code(scene.queue.remove_outbound_group("night")), ErrorCode::GroupInUse);
    scene.queue.remove_outbound_rule(44, 0).unwrap();
    scene.queue.remove_outbound_group("night").unwrap();
    assert_eq!(scene.queue.outbound_groups().unwrap().len(), 1);
}
