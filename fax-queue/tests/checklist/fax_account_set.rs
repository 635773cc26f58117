//! `IFaxAccountSet`.

use fax_queue::engine::parts::AccountKind;
use fax_queue::vocabulary::ErrorCode;

use crate::scene::{Scene, code, letter};

use crate::form::members;

members! {
    Objects "IFaxAccountSet" has 4:
    GetAccounts => get_accounts,
    GetAccount => get_account,
    AddAccount => add_account,
    RemoveAccount => remove_account,
}

#[test]
fn get_accounts() {
    let scene = Scene::new();
    for user in ["eve", "ann"] {
        scene.queue.add_account(&format!(r"office\{user}"), AccountKind::User).unwrap();
    }
    let names: Vec<_> = scene.queue.accounts().unwrap().into_iter().map(|account| account.name).collect();
    assert_eq!(names, [r"office\eve", r"office\ann"]);
    let eve = scene.queue.as_account(r"office\eve").unwrap();
    assert_eq!(code(eve.accounts()), ErrorCode::AccessDenied, "to list them takes query-config");
}

#[test]
fn get_account() {
    let scene = Scene::new();
    scene.queue.add_account(r"office\ann", AccountKind::Interactive).unwrap();
    assert_eq!(scene.queue.account(r"OFFICE\Ann").unwrap().kind, AccountKind::Interactive);
    assert_eq!(code(scene.queue.account(r"office\bob")), ErrorCode::FileNotFound);
}

#[test]
fn add_account() {
    let scene = Scene::new();
    scene.queue.add_account(r"office\ann", AccountKind::User).unwrap();
    assert_eq!(code(scene.queue.add_account(r"office\ann", AccountKind::User)), ErrorCode::AlreadyExists);
    for wrong in ["ann", "", r"\ann", r"office\", r"a\b\c", "office\\a\0"] {
        assert_eq!(code(scene.queue.add_account(wrong, AccountKind::User)), ErrorCode::InvalidParameter, "{wrong:?}");
    }
    let ann = scene.queue.as_account(r"office\ann").unwrap();
    assert_eq!(code(ann.add_account(r"office\bob", AccountKind::User)), ErrorCode::AccessDenied);
    assert_eq!(scene.restart_service().queue.accounts().unwrap().len(), 1);
}

#[test]
fn remove_account() {
    let scene = Scene::new();
    let ann = scene.queue.as_account(r"office\ann").unwrap();
    scene.queue.remove_account(r"office\ann").unwrap();
    assert_eq!(scene.queue.accounts(), Ok(Vec::new()));
    assert_eq!(code(ann.submit(letter())), ErrorCode::AccessDenied);
    assert_eq!(code(scene.queue.remove_account(r"office\ann")), ErrorCode::FileNotFound);
}
