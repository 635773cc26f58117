//! `IFaxInboundRouting`.

use crate::fax_inbound_routing_extension::{FIRST, SECOND, routed};
use crate::form::members;

members! {
    Objects "IFaxInboundRouting" has 2:
    GetExtensions => get_extensions,
    GetMethods => get_methods,
}

#[test]
fn get_extensions() {
    assert_eq!(routed().0.queue.routing_extensions().len(), 1);
}

#[test]
fn get_methods() {
    let (scene, ..) = routed();
    scene.queue.set_routing_priority(SECOND, 1).unwrap();
    let methods = scene.queue.routing_methods().unwrap();
    assert_eq!((methods[0].guid, methods[1].guid), (SECOND, FIRST), "by priority");
}
