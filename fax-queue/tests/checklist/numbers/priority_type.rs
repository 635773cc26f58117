//! `FAX_PRIORITY_TYPE_ENUM`.

use fax_queue::model::OutgoingJob;
use fax_queue::vocabulary::{JobState, Priority};

use crate::scene::{Scene, letter_with};

use crate::form::members;

members! {
    Numbers "FAX_PRIORITY_TYPE_ENUM" has 3:
    fptLOW => low,
    fptNORMAL => normal,
    fptHIGH => high,
}

/// Of three letters, one of each priority and the lowest first, this one goes so many before the others.
fn goes(number: u32, place: usize) {
    let scene = Scene::new();
    let ids: Vec<_> = (0..3)
        .map(|number| {
            let priority = Priority::try_from(number).unwrap();
            scene.queue.submit(letter_with(|letter| letter.priority = priority)).unwrap()
        })
        .collect();
    let wanted = ids[usize::try_from(number).unwrap()];
    assert_eq!(scene.job(wanted).priority().value(), number);
    for before in 1..=place {
        scene.clock.advance(core::time::Duration::from_secs(3600));
        scene.send();
        assert_eq!(scene.state(wanted) == JobState::Completed, before == place);
    }
}

#[test]
fn low() {
    goes(0, 3);
}

#[test]
fn normal() {
    goes(1, 2);
}

#[test]
fn high() {
    goes(2, 1);
}
