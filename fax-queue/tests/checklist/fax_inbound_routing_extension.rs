//! `IFaxInboundRoutingExtension`.

use std::sync::{Arc, Mutex};

use fax_queue::model::{ReceivedFax, Routed, RoutingMethod};
use fax_queue::service::methods::CallbackMethod;
use fax_queue::service::{ExtensionRecord, RoutingExtension};
use fax_queue::vocabulary::{Guid, ProviderStatus};

use crate::common::LINE;
use crate::fax_device::with_device;
use crate::form::members;
use crate::scene::Scene;

members! {
    Objects "IFaxInboundRoutingExtension" has 11:
    FriendlyName => friendly_name,
    ImageName => image_name,
    UniqueName => unique_name,
    MajorVersion => version,
    MinorVersion => version,
    MajorBuild => version,
    MinorBuild => version,
    Debug => debug,
    Status => status,
    InitErrorCode => init_error_code,
    Methods => methods,
}

/// What the methods and the test both know.
type Shared<T> = Arc<Mutex<Vec<T>>>;

pub(crate) const FIRST: Guid = Guid(1);
pub(crate) const SECOND: Guid = Guid(2);

/// A line whose faxes are routed by two methods, each of which answers what is said next, or that it is done; and what they did.
pub(crate) fn routed() -> (Scene, Shared<Guid>, Shared<Routed>) {
    let scene = with_device();
    let (did, says) = (Arc::<Mutex<Vec<Guid>>>::default(), Arc::<Mutex<Vec<Routed>>>::default());
    let method = |guid: Guid, name: &str| -> Box<dyn RoutingMethod> {
        let (did, says) = (Arc::clone(&did), Arc::clone(&says));
        Box::new(CallbackMethod::new(guid, name, move |_: &ReceivedFax<'_>| {
            did.lock().unwrap().push(guid);
            says.lock().unwrap().pop().unwrap_or(Routed::Done)
        }))
    };
    let mut extension = RoutingExtension::new("office", vec![method(FIRST, "first"), method(SECOND, "second")]);
    extension.friendly_name = "What the office does".into();
    extension.image_name = "office.so".into();
    extension.version = [1, 2, 3, 4];
    scene.queue.register_routing_extension(extension).unwrap();
    for guid in [FIRST, SECOND] {
        scene.queue.use_routing_method(LINE, guid, true).unwrap();
    }
    scene.events();
    (scene, did, says)
}

/// One that cannot be used.
struct Broken(Guid);

impl RoutingMethod for Broken {
    fn guid(&self) -> Guid {
        self.0
    }

    fn name(&self) -> &str {
        "broken"
    }

    fn initialize(&self) -> Result<(), u32> {
        Err(42)
    }

    fn route(&self, _: &ReceivedFax<'_>) -> Routed {
        Routed::Done
    }
}

fn extension() -> ExtensionRecord {
    routed().0.queue.routing_extensions().remove(0)
}

fn broken(guid: Guid) -> ExtensionRecord {
    let scene = Scene::new();
    scene.queue.register_routing_extension(RoutingExtension::new("b", vec![Box::new(Broken(guid))])).unwrap();
    assert_eq!(scene.queue.routing_methods().unwrap(), [], "its methods are not used");
    scene.queue.routing_extensions().remove(0)
}

#[test]
fn friendly_name() {
    assert_eq!(extension().friendly_name, "What the office does");
}

#[test]
fn image_name() {
    assert_eq!(extension().image_name, "office.so");
}

#[test]
fn unique_name() {
    let (scene, ..) = routed();
    assert_eq!(scene.queue.routing_extensions()[0].unique_name, "office");
    assert!(scene.queue.register_routing_extension(RoutingExtension::new("office", Vec::new())).is_err());
}

#[test]
fn version() {
    assert_eq!(extension().version, [1, 2, 3, 4]);
}

#[test]
fn debug() {
    assert_eq!(extension().debug, cfg!(debug_assertions));
}

#[test]
fn status() {
    assert_eq!(extension().status, ProviderStatus::Success);
    assert_eq!(broken(Guid(0)).status, ProviderStatus::BadGuid);
    assert_eq!(broken(FIRST).status, ProviderStatus::CannotInitialize);
}

#[test]
fn init_error_code() {
    assert_eq!((extension().init_error_code, broken(FIRST).init_error_code), (0, 42));
}

#[test]
fn methods() {
    assert_eq!(extension().methods, [FIRST, SECOND]);
}
