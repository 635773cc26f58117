//! `IFaxInboundRoutingExtensions`.

use crate::fax_inbound_routing_extension::routed;
use crate::form::members;

members! {
    Objects "IFaxInboundRoutingExtensions" has 2:
    Count => count,
    Item => item,
}

#[test]
fn count() {
    assert_eq!(routed().0.queue.routing_extensions().len(), 1);
}

#[test]
fn item() {
    let extensions = routed().0.queue.routing_extensions();
    assert_eq!(extensions.first().map(|extension| extension.unique_name.as_str()), Some("office"));
}
