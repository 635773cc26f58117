//! `IFaxServer2`.

use fax_queue::engine::DialFailure;
use fax_queue::engine::parts::{AccountKind, ActivityLogging, EventLogging, ReceiptOptions, Security};
use fax_queue::model::Activity;
use fax_queue::vocabulary::{AccessRights2, ErrorCode, Guid, LogLevel, ReceiptType, ServerEvents};

use crate::ear::Ear;
use crate::scene::{Scene, code, letter};

use crate::form::members;

members! {
    Objects "IFaxServer2" has 30:
    Connect => connect,
    Disconnect => disconnect,
    GetDeviceProviders: "the program that runs the service gives it its lines, as service::LineDriver: no providers are loaded",
    GetDevices => get_devices,
    ListenToServerEvents => listen_to_server_events,
    GetExtensionProperty => get_extension_property,
    SetExtensionProperty => set_extension_property,
    RegisterDeviceProvider: "the program that runs the service gives it its lines, as service::LineDriver: no providers are loaded",
    UnregisterDeviceProvider: "the program that runs the service gives it its lines, as service::LineDriver: no providers are loaded",
    RegisterInboundRoutingExtension => register_inbound_routing_extension,
    UnregisterInboundRoutingExtension: "a program registers its extensions with every start: one that it leaves out is gone",
    ServerName => server_name,
    MajorVersion => major_version,
    MinorVersion => minor_version,
    MajorBuild => major_build,
    MinorBuild => minor_build,
    Debug => debug,
    APIVersion => api_version,
    RegisteredEvents => registered_events,
    Folders => folders,
    Activity => activity,
    InboundRouting => inbound_routing,
    OutboundRouting => outbound_routing,
    LoggingOptions => logging_options,
    ReceiptOptions => receipt_options,
    Security: "a server of API level 3 refuses it and has Security2",
    Configuration => configuration,
    CurrentAccount => current_account,
    FaxAccountSet => fax_account_set,
    Security2 => security_2,
}

#[test]
fn listen_to_server_events() {
    let scene = Scene::new();
    let ear = Ear::default();
    let subscription = scene.queue.subscribe(ServerEvents::OUT_QUEUE, ear.clone());
    scene.submit();
    scene.queue.dispatch().unwrap();
    assert_eq!(ear.lines(), ["OnOutgoingJobAdded 1"]);
    scene.queue.unsubscribe(subscription);
    scene.miss(DialFailure::Busy);
    scene.queue.dispatch().unwrap();
    assert_eq!(ear.lines(), [""; 0]);
}

#[test]
fn folders() {
    let scene = Scene::new();
    let (sent, received) = (scene.sent(), scene.received());
    scene.submit();
    assert_eq!(scene.queue.outgoing_jobs().unwrap().len(), 1);
    assert_eq!(scene.queue.incoming_jobs().unwrap().len(), 0);
    assert_eq!(scene.queue.outgoing_messages().next().unwrap().unwrap(), sent);
    assert_eq!(scene.queue.incoming_messages().next().unwrap().unwrap(), received);
}

#[test]
fn activity() {
    let scene = Scene::new();
    scene.submit();
    assert_eq!(scene.queue.activity().unwrap(), Activity { queued: 1, ..Activity::default() });
}

const ANN: &str = r"office\ann";

#[test]
fn connect() {
    let scene = Scene::new();
    let ann = scene.queue.as_account(ANN).unwrap();
    ann.submit(letter()).unwrap();
    let entries = [(r"office\eve".into(), AccessRights2::NONE)].into();
    scene.queue.set_part(Security { entries, ..Security::default() }).unwrap();
    assert_eq!(code(scene.queue.as_account(r"office\eve")), ErrorCode::AccessDenied, "without any right");
    assert_eq!(code(scene.queue.as_account("eve")), ErrorCode::InvalidParameter);
}

#[test]
fn disconnect() {
    let scene = Scene::new();
    let mut ann = scene.queue.as_account(ANN).unwrap();
    let ear = Ear::default();
    ann.listen_to_server_events(ServerEvents::OUT_QUEUE, ear.clone()).unwrap();
    ann.disconnect();
    scene.submit();
    scene.events();
    assert_eq!(ear.lines(), [""; 0], "it hears no more");
}

#[test]
fn get_extension_property() {
    let scene = Scene::new();
    assert_eq!(scene.queue.server_property(Guid(7)), Ok(None));
    scene.queue.set_server_property(Guid(7), b"\0 anything").unwrap();
    assert_eq!(scene.restart_service().queue.server_property(Guid(7)), Ok(Some(b"\0 anything".to_vec())));
}

#[test]
fn set_extension_property() {
    let scene = Scene::new();
    scene.queue.set_server_property(Guid(7), b"one").unwrap();
    scene.queue.set_server_property(Guid(7), b"two").unwrap();
    assert_eq!(scene.queue.server_property(Guid(7)), Ok(Some(b"two".to_vec())));
    assert_eq!(code(scene.queue.set_server_property(Guid(8), &[0; 4097])), ErrorCode::InvalidParameter);
    let ann = scene.queue.as_account(ANN).unwrap();
    assert_eq!(code(ann.set_server_property(Guid(7), b"three")), ErrorCode::AccessDenied);
    assert_eq!(scene.news(), ["OnDevicesConfigChange", "OnDevicesConfigChange"], "as that of a device is told");
}

#[test]
fn server_name() {
    let scene = Scene::new();
    assert_eq!(scene.queue.server_name(), "", "the local one");
    assert!(scene.queue.set_server_name("fax.office"));
    assert!(!scene.queue.set_server_name("another"));
    assert_eq!(scene.queue.as_account(ANN).unwrap().server_name(), "fax.office");
}

/// The numbers between the dots of this crate's version.
fn part(index: usize) -> u32 {
    env!("CARGO_PKG_VERSION").split(['.', '-']).nth(index).unwrap().parse().unwrap()
}

#[test]
fn major_version() {
    assert_eq!(Scene::new().queue.version().major, part(0));
}

#[test]
fn minor_version() {
    assert_eq!(Scene::new().queue.version().minor, part(1));
}

#[test]
fn major_build() {
    assert_eq!(Scene::new().queue.version().major_build, part(2));
}

#[test]
fn minor_build() {
    assert_eq!(Scene::new().queue.version().minor_build, 0, "a crate has three numbers");
}

#[test]
fn debug() {
    assert_eq!(Scene::new().queue.is_debug(), cfg!(debug_assertions));
}

#[test]
fn api_version() {
    assert_eq!(Scene::new().queue.api_version().value(), 0x30000);
}

#[test]
fn registered_events() {
    let scene = Scene::new();
    let mut ann = scene.queue.as_account(ANN).unwrap();
    assert_eq!(ann.registered_events(), ServerEvents::NONE);
    ann.listen_to_server_events(ServerEvents::OUT_QUEUE, Ear::default()).unwrap();
    assert_eq!(code(ann.listen_to_server_events(ServerEvents::CONFIG, Ear::default())), ErrorCode::AccessDenied);
    assert_eq!(ann.registered_events(), ServerEvents::OUT_QUEUE, "a refused one changes nothing");
}

#[test]
fn configuration() {
    let scene = Scene::new();
    assert_eq!(scene.queue.configuration().unwrap().settings, scene.queue.settings().unwrap());
    let ann = scene.queue.as_account(ANN).unwrap();
    assert_eq!(code(ann.configuration()), ErrorCode::AccessDenied);
}

#[test]
fn current_account() {
    let scene = Scene::new();
    let ann = scene.queue.connect(ANN, AccountKind::Interactive).unwrap().current_account().unwrap();
    assert_eq!((ann.name.as_str(), ann.kind), (ANN, AccountKind::Interactive));
}

#[test]
fn fax_account_set() {
    let scene = Scene::new();
    scene.queue.as_account(ANN).unwrap();
    assert_eq!(scene.queue.accounts().unwrap().len(), 1);
}

#[test]
fn security_2() {
    let scene = Scene::new();
    let security: Security = scene.queue.part().unwrap();
    assert_eq!(security.users, AccessRights2::USER);
}

#[test]
fn get_devices() {
    assert_eq!(crate::fax_device::with_device().queue.devices().unwrap().count(), 1);
}

#[test]
fn register_inbound_routing_extension() {
    let (scene, ..) = crate::fax_inbound_routing_extension::routed();
    assert_eq!(scene.queue.routing_extensions().len(), 1);
}

#[test]
fn inbound_routing() {
    let (scene, ..) = crate::fax_inbound_routing_extension::routed();
    assert_eq!(scene.queue.routing_methods().unwrap().len(), 2);
}

#[test]
fn outbound_routing() {
    let scene = crate::fax_device::with_device();
    assert_eq!((scene.queue.outbound_groups().unwrap().len(), scene.queue.outbound_rules().unwrap().len()), (1, 1));
}

#[test]
fn logging_options() {
    let scene = Scene::new();
    let levels = EventLogging { inbound: LogLevel::Max, ..EventLogging::default() };
    scene.queue.set_part(levels).unwrap();
    assert_eq!(scene.queue.part(), Ok(levels));
    let ann = scene.queue.as_account(ANN).unwrap();
    assert_eq!(code(ann.part::<EventLogging>()), ErrorCode::AccessDenied);
    assert_eq!(code(ann.part::<ActivityLogging>()), ErrorCode::AccessDenied);
}

#[test]
fn receipt_options() {
    let scene = Scene::new();
    let options = ReceiptOptions { allowed: ReceiptType::MAIL, ..ReceiptOptions::default() };
    scene.queue.set_part(options.clone()).unwrap();
    assert_eq!(scene.queue.part(), Ok(options));
    let ann = scene.queue.as_account(ANN).unwrap();
    assert_eq!(code(ann.part::<ReceiptOptions>()), ErrorCode::AccessDenied);
}
