//! Default methods of inbound routing.

use std::sync::{Arc, Mutex};

use fax_core::{Event, Quality};
use fax_queue::engine::parts::ReceiptOptions;
use fax_queue::model::RoutingMethod;
use fax_queue::service::mail::{Mail, MailError, Mailer};
#[cfg(unix)]
use fax_queue::service::methods::CommandMethod;
use fax_queue::service::methods::FolderMethod;
use fax_queue::service::{IncomingRun, RoutingExtension};
use fax_queue::vocabulary::{ErrorCode, Guid, JobState};

use crate::common::{LINE, ended};
use crate::fax_device::with_device;
use crate::form::members;
use crate::scene::{CALLER, Scene, code};

members! {
    Objects "Default methods of inbound routing" has 4:
    EMail => e_mail,
    StoreInFolder => store_in_folder,
    Print => print,
    MapiInbox: "of the oldest interface alone; nobody has such an inbox",
}

/// A fax of one page, received into a file and routed by this method, which was told `target`.
pub(crate) fn route(scene: &Scene, method: Box<dyn RoutingMethod>, target: &str, file: &std::path::Path) -> JobState {
    let guid = method.guid();
    scene.queue.register_routing_extension(RoutingExtension::new("fax", vec![method])).unwrap();
    scene.queue.use_routing_method(LINE, guid, true).unwrap();
    scene.queue.set_extension_property(LINE, guid, target.as_bytes()).unwrap();
    std::fs::write(file, b"II*").unwrap();
    let mut run = IncomingRun::accept(&scene.queue, LINE, CALLER, &file.to_string_lossy()).unwrap();
    run.on_event(&Event::PageReceived { page: 0, quality: Quality::default(), accepted: true }).unwrap();
    run.finish(&ended(fax_core::Outcome::Completed), 3).unwrap();
    scene.queue.route_next().unwrap().expect("it is routed").1
}

/// Keeps what it is to send.
pub(crate) struct Post(pub(crate) Arc<Mutex<Vec<Mail>>>);

impl Mailer for Post {
    fn send(&mut self, mail: &Mail) -> Result<(), MailError> {
        self.0.lock().unwrap().push(mail.clone());
        Ok(())
    }
}

#[test]
fn e_mail() {
    let (scene, folder) = (with_device(), tempfile::tempdir().unwrap());
    let sent = Arc::<Mutex<Vec<Mail>>>::default();
    let post = Arc::clone(&sent);
    let method = scene.queue.mail_method_by(move |_| Ok(Box::new(Post(Arc::clone(&post)))));
    assert_eq!(method.guid(), Guid::EMAIL);
    scene.queue.set_part(ReceiptOptions { use_for_inbound_routing: true, ..ReceiptOptions::default() }).unwrap();
    let state = route(&scene, Box::new(method), "desk@example.org", &folder.path().join("fax.tif"));
    assert_eq!(state, JobState::Completed);
    let sent = sent.lock().unwrap();
    assert_eq!((sent[0].to.as_str(), sent[0].attachments[0].octets.as_slice()), ("desk@example.org", &b"II*"[..]));
}

#[test]
fn store_in_folder() {
    let (scene, folder) = (with_device(), tempfile::tempdir().unwrap());
    let target = folder.path().join("in");
    std::fs::create_dir(&target).unwrap();
    let file = folder.path().join("fax.tif");
    assert_eq!(route(&scene, Box::new(FolderMethod), &target.to_string_lossy(), &file), JobState::Completed);
    let copy = std::fs::read_dir(&target).unwrap().next().unwrap().unwrap().path();
    assert_eq!(std::fs::read(copy).unwrap(), b"II*");
}

#[test]
fn print() {
    let (scene, folder) = (with_device(), tempfile::tempdir().unwrap());
    assert_eq!(code(scene.queue.use_routing_method(LINE, Guid::PRINT, true)), ErrorCode::NotSupported);
    // On Unix there is a program to print with.
    #[cfg(unix)]
    {
        let method = CommandMethod::print(&["/bin/cp", "{file}", "{target}"]);
        let (paper, file) = (folder.path().join("paper"), folder.path().join("fax.tif"));
        assert_eq!(route(&scene, Box::new(method), &paper.to_string_lossy(), &file), JobState::Completed);
        assert_eq!(std::fs::read(paper).unwrap(), b"II*");
    }
    drop(folder);
}
