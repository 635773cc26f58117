//! `IFaxInboundRoutingMethod`.

use fax_queue::service::methods::FolderMethod;
use fax_queue::service::{MethodRecord, RoutingExtension};
use fax_queue::vocabulary::ErrorCode;

use crate::fax_inbound_routing_extension::{FIRST, SECOND, routed};
use crate::form::members;
use crate::scene::{Scene, code};

members! {
    Objects "IFaxInboundRoutingMethod" has 8:
    Name => name,
    GUID => guid,
    FunctionName => function_name,
    ExtensionFriendlyName => extension_friendly_name,
    ExtensionImageName => extension_image_name,
    Priority => priority,
    Save => save,
    Refresh => refresh,
}

fn first(scene: &Scene) -> MethodRecord {
    scene.queue.routing_methods().unwrap().into_iter().find(|method| method.guid == FIRST).unwrap()
}

#[test]
fn name() {
    assert_eq!(first(&routed().0).name, "first");
}

#[test]
fn guid() {
    assert_eq!(first(&routed().0).guid.to_string(), "{00000000-0000-0000-0000-000000000001}");
}

#[test]
fn function_name() {
    let scene = Scene::new();
    scene.queue.register_routing_extension(RoutingExtension::new("fax", vec![Box::new(FolderMethod)])).unwrap();
    assert_eq!(scene.queue.routing_methods().unwrap()[0].function_name, "FaxRouteStore");
}

#[test]
fn extension_friendly_name() {
    assert_eq!(first(&routed().0).extension_friendly_name, "What the office does");
}

#[test]
fn extension_image_name() {
    assert_eq!(first(&routed().0).extension_image_name, "office.so");
}

#[test]
fn priority() {
    let (scene, did, _) = routed();
    scene.queue.set_routing_priority(FIRST, 999_999).unwrap();
    assert_eq!(first(&scene).priority, 2, "a huge value means last");
    scene.receive(1);
    scene.queue.route_next().unwrap();
    assert_eq!(*did.lock().unwrap(), [SECOND, FIRST]);
}

#[test]
fn save() {
    let (scene, ..) = routed();
    scene.queue.set_routing_priority(SECOND, 1).unwrap();
    assert_eq!((first(&scene).priority, scene.news()), (2, vec!["OnDevicesConfigChange".into()]), "sorted anew");
    assert_eq!(code(scene.queue.set_routing_priority(SECOND, 0)), ErrorCode::InvalidParameter);
}

#[test]
fn refresh() {
    let (scene, ..) = routed();
    let before = first(&scene);
    scene.queue.set_routing_priority(SECOND, 1).unwrap();
    assert_eq!((before.priority, first(&scene).priority), (1, 2), "a snapshot, and read again");
}
