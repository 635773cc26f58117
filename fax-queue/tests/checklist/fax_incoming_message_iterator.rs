//! `IFaxIncomingMessageIterator`.

use fax_queue::model::Job;

use crate::scene::Scene;

use crate::form::members;

members! {
    Objects "IFaxIncomingMessageIterator" has 5:
    Message => message,
    AtEOF => at_eof,
    PrefetchSize => prefetch_size,
    MoveFirst => move_first,
    MoveNext => move_next,
}

#[test]
fn message() {
    let scene = Scene::new();
    let message = scene.received();
    assert_eq!(scene.queue.incoming_messages().next().unwrap().unwrap(), message);
}

#[test]
fn at_eof() {
    let scene = Scene::new();
    assert!(scene.queue.incoming_messages().next().is_none(), "an empty archive");
    scene.received();
    let mut messages = scene.queue.incoming_messages();
    assert!(messages.next().is_some());
    assert!(messages.next().is_none() && messages.next().is_none(), "the end stays the end");
}

#[test]
fn prefetch_size() {
    let scene = Scene::new();
    let ids: Vec<_> = (0..5).map(|_| scene.received().id()).collect();
    assert_eq!(scene.queue.incoming_messages().prefetch, 100, "the documented default");
    for prefetch in [1, 2, 5, 6] {
        let mut messages = scene.queue.incoming_messages();
        messages.prefetch = prefetch;
        assert_eq!(messages.map(|message| message.unwrap().id()).collect::<Vec<_>>(), ids, "{prefetch} at a time");
    }
}

#[test]
fn move_first() {
    let scene = Scene::new();
    let first = scene.received().id();
    scene.received();
    let mut messages = scene.queue.incoming_messages();
    messages.by_ref().nth(1).unwrap().unwrap();
    messages.move_first();
    assert_eq!(messages.next().unwrap().unwrap().id(), first);
}

#[test]
fn move_next() {
    let scene = Scene::new();
    let ids = [scene.received().id(), scene.received().id()];
    let mut messages = scene.queue.incoming_messages();
    assert_eq!([(); 2].map(|()| messages.next().unwrap().unwrap().id()), ids);
    assert_eq!(messages.cursor(), ids[1]);
}
