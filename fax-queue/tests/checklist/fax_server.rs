//! `IFaxServer2`.

use fax_queue::engine::DialFailure;
use fax_queue::model::Activity;
use fax_queue::vocabulary::ServerEvents;

use crate::ear::Ear;
use crate::scene::Scene;

use crate::form::members;

members! {
    Objects "IFaxServer2" has 30:
    Connect: "nothing is there yet",
    Disconnect: "nothing is there yet",
    GetDeviceProviders: "nothing is there yet",
    GetDevices: "nothing is there yet",
    ListenToServerEvents => listen_to_server_events,
    GetExtensionProperty: "nothing is there yet",
    SetExtensionProperty: "nothing is there yet",
    RegisterDeviceProvider: "nothing is there yet",
    UnregisterDeviceProvider: "nothing is there yet",
    RegisterInboundRoutingExtension: "nothing is there yet",
    UnregisterInboundRoutingExtension: "nothing is there yet",
    ServerName: "nothing is there yet",
    MajorVersion: "nothing is there yet",
    MinorVersion: "nothing is there yet",
    MajorBuild: "nothing is there yet",
    MinorBuild: "nothing is there yet",
    Debug: "nothing is there yet",
    APIVersion: "nothing is there yet",
    RegisteredEvents: "nothing is there yet",
    Folders => folders,
    Activity => activity,
    InboundRouting: "nothing is there yet",
    OutboundRouting: "nothing is there yet",
    LoggingOptions: "nothing is there yet",
    ReceiptOptions: "nothing is there yet",
    Security: "nothing is there yet",
    Configuration: "nothing is there yet",
    CurrentAccount: "nothing is there yet",
    FaxAccountSet: "nothing is there yet",
    Security2: "nothing is there yet",
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
