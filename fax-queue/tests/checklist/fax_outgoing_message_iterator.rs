//! `IFaxOutgoingMessageIterator`.

use fax_queue::model::Job;

use crate::scene::Scene;

use crate::form::members;

members! {
    Objects "IFaxOutgoingMessageIterator" has 5:
    Message => message,
    AtEOF => at_eof,
    PrefetchSize => prefetch_size,
    MoveFirst => move_first,
    MoveNext => move_next,
}

#[test]
fn message() {
    let scene = Scene::new();
    let message = scene.sent();
    assert_eq!(scene.queue.outgoing_messages().next().unwrap().unwrap(), message);
}

#[test]
fn at_eof() {
    let scene = Scene::new();
    assert!(scene.queue.outgoing_messages().next().is_none(), "an empty archive");
    scene.sent();
    let mut messages = scene.queue.outgoing_messages();
    assert!(messages.next().is_some());
    assert!(messages.next().is_none() && messages.next().is_none(), "the end stays the end");
}

#[test]
fn prefetch_size() {
    let scene = Scene::new();
    let ids: Vec<_> = (0..5).map(|_| scene.sent().id()).collect();
    assert_eq!(scene.queue.outgoing_messages().prefetch, 100, "the documented default");
    for prefetch in [1, 2, 5, 6] {
        let mut messages = scene.queue.outgoing_messages();
        messages.prefetch = prefetch;
        assert_eq!(messages.map(|message| message.unwrap().id()).collect::<Vec<_>>(), ids, "{prefetch} at a time");
    }
}

#[test]
fn move_first() {
    let scene = Scene::new();
    let first = scene.sent().id();
    scene.sent();
    let mut messages = scene.queue.outgoing_messages();
    messages.by_ref().nth(1).unwrap().unwrap();
    messages.move_first();
    assert_eq!(messages.next().unwrap().unwrap().id(), first);
}

#[test]
fn move_next() {
    let scene = Scene::new();
    let ids = [scene.sent().id(), scene.sent().id()];
    let mut messages = scene.queue.outgoing_messages();
    assert_eq!([(); 2].map(|()| messages.next().unwrap().unwrap().id()), ids);
    assert_eq!(messages.cursor(), ids[1]);
}
