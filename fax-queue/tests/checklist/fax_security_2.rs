//! `IFaxSecurity2`.

use fax_queue::engine::parts::{AccountKind, Security};
use fax_queue::vocabulary::{AccessRights2 as Rights, ErrorCode};

use crate::scene::{Scene, code, letter};

use crate::form::members;

members! {
    Objects "IFaxSecurity2" has 5:
    Descriptor => descriptor,
    GrantedRights => granted_rights,
    InformationType: "there are no owners, groups or audit entries to choose from",
    Save => save,
    Refresh => refresh,
}

const ANN: &str = r"office\ann";

fn entry(rights: Rights) -> Security {
    Security { entries: [(ANN.into(), rights)].into(), ..Security::default() }
}

#[test]
fn descriptor() {
    let scene = Scene::new();
    let [ann, bob] = [ANN, r"office\bob"].map(|name| scene.queue.as_account(name).unwrap());
    scene.queue.set_part(entry(Rights::QUERY_CONFIG)).unwrap();
    assert_eq!(code(ann.submit(letter())), ErrorCode::AccessDenied);
    ann.configuration().unwrap();
    bob.submit(letter()).unwrap();
    scene.queue.set_part(Security { users: Rights::NONE, ..entry(Rights::USER) }).unwrap();
    ann.submit(letter()).unwrap();
    assert_eq!(code(bob.submit(letter())), ErrorCode::AccessDenied);
}

#[test]
fn granted_rights() {
    let scene = Scene::new();
    let ann = scene.queue.as_account(ANN).unwrap();
    assert_eq!(ann.granted_rights(), Ok(Rights::SUBMIT_LOW | Rights::SUBMIT_NORMAL));
    scene.queue.set_part(entry(Rights::ALL)).unwrap();
    assert_eq!(ann.granted_rights(), Ok(Rights::ALL));
}

#[test]
fn save() {
    let scene = Scene::new();
    let root = scene.queue.connect(r"m\root", AccountKind::Administrator).unwrap();
    for _ in 0..2 {
        root.set_part(entry(Rights::SUBMIT_LOW)).unwrap();
    }
    assert_eq!(scene.news(), ["OnSecurityConfigChange"]);
    let ann = scene.queue.as_account(ANN).unwrap();
    assert_eq!(code(ann.set_part(entry(Rights::ALL))), ErrorCode::AccessDenied);
    assert_eq!(scene.restart_service().queue.part(), Ok(entry(Rights::SUBMIT_LOW)));
}

#[test]
fn refresh() {
    let scene = Scene::new();
    let before: Security = scene.queue.part().unwrap();
    scene.queue.set_part(entry(Rights::ALL)).unwrap();
    assert!(before.entries.is_empty(), "of that moment");
    assert_eq!(scene.queue.part(), Ok(entry(Rights::ALL)), "read again");
}
