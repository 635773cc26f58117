//! `IFaxOutboundRoutingRules`.

use fax_queue::engine::parts::Target;
use fax_queue::service::QueueError;
use fax_queue::vocabulary::ErrorCode;

use crate::common::LINE;
use crate::fax_device::with_device;
use crate::form::members;

members! {
    Objects "IFaxOutboundRoutingRules" has 6:
    Count => count,
    Item => item,
    ItemByCountryAndArea => item_by_country_and_area,
    Add => add,
    Remove => remove,
    RemoveByCountryAndArea => remove_by_country_and_area,
}

fn code<T: core::fmt::Debug>(result: Result<T, QueueError>) -> ErrorCode {
    result.unwrap_err().code()
}

#[test]
fn count() {
    let scene = with_device();
    scene.queue.add_outbound_rule(44, 0, &Target::default()).unwrap();
    assert_eq!(scene.queue.outbound_rules().unwrap().len(), 2);
}

#[test]
fn item() {
    let scene = with_device();
    scene.queue.add_outbound_rule(44, 20, &Target::default()).unwrap();
    let rules = scene.queue.outbound_rules().unwrap();
    assert_eq!((rules[1].country, rules[1].area), (44, 20));
}

#[test]
fn item_by_country_and_area() {
    let scene = with_device();
    scene.queue.add_outbound_rule(44, 20, &Target::Device(LINE)).unwrap();
    assert_eq!(scene.queue.outbound_rule(44, 20).unwrap().target, Target::Device(LINE));
    assert_eq!(code(scene.queue.outbound_rule(44, 0)), ErrorCode::RuleNotFound);
}

#[test]
fn add() {
    let scene = with_device();
    scene.queue.add_outbound_rule(44, 0, &Target::Device(LINE)).unwrap();
    assert_eq!(scene.news(), ["OnOutboundRoutingRulesConfigChange"]);
    assert_eq!(code(scene.queue.add_outbound_rule(44, 0, &Target::Device(LINE))), ErrorCode::DuplicateName);
    assert_eq!(code(scene.queue.add_outbound_rule(0, 0, &Target::Device(LINE))), ErrorCode::InvalidParameter);
}

/// Ours has no numbers to remove by: a rule is named by its country and area.
#[test]
fn remove() {
    let scene = with_device();
    scene.queue.add_outbound_rule(44, 20, &Target::default()).unwrap();
    let rule = scene.queue.outbound_rules().unwrap().remove(1);
    scene.queue.remove_outbound_rule(rule.country, rule.area).unwrap();
    assert_eq!(scene.queue.outbound_rules().unwrap().len(), 1);
}

#[test]
fn remove_by_country_and_area() {
    let scene = with_device();
    assert_eq!(code(scene.queue.remove_outbound_rule(44, 20)), ErrorCode::RuleNotFound);
    assert_eq!(code(scene.queue.remove_outbound_rule(0, 0)), ErrorCode::InvalidParameter, "the default rule stays");
}
