//! `IFaxAccounts`.

use crate::scene::Scene;

use crate::form::members;

members! {
    Objects "IFaxAccounts" has 2:
    Count => count,
    Item => item,
}

#[test]
fn count() {
    let scene = Scene::new();
    assert_eq!(scene.queue.accounts().unwrap().len(), 0);
    scene.queue.as_account(r"office\ann").unwrap();
    assert_eq!(scene.queue.accounts().unwrap().len(), 1);
}

#[test]
fn item() {
    let scene = Scene::new();
    scene.queue.as_account(r"office\ann").unwrap();
    assert_eq!(scene.queue.accounts().unwrap().first().unwrap().name, r"office\ann", "by number");
    assert_eq!(scene.queue.account(r"office\ann").unwrap().name, r"office\ann", "by name");
}
