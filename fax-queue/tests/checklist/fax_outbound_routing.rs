//! `IFaxOutboundRouting`.

use fax_queue::engine::parts::ALL_DEVICES;

use crate::fax_device::with_device;
use crate::form::members;

members! {
    Objects "IFaxOutboundRouting" has 2:
    GetGroups => get_groups,
    GetRules => get_rules,
}

#[test]
fn get_groups() {
    let groups = with_device().queue.outbound_groups().unwrap();
    assert_eq!((groups.len(), groups[0].name.as_str()), (1, ALL_DEVICES));
}

#[test]
fn get_rules() {
    let rules = with_device().queue.outbound_rules().unwrap();
    assert_eq!((rules.len(), rules[0].country, rules[0].area), (1, 0, 0), "the default rule");
}
