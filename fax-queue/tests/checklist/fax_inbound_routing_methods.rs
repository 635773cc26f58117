//! `IFaxInboundRoutingMethods`.

use crate::fax_inbound_routing_extension::{SECOND, routed};
use crate::form::members;

members! {
    Objects "IFaxInboundRoutingMethods" has 2:
    Count => count,
    Item => item,
}

#[test]
fn count() {
    assert_eq!(routed().0.queue.routing_methods().unwrap().len(), 2);
}

#[test]
fn item() {
    let methods = routed().0.queue.routing_methods().unwrap();
    assert_eq!(methods.iter().find(|method| method.guid == SECOND), methods.get(1), "by number and by GUID");
}
