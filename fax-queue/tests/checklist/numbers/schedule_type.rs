//! `FAX_SCHEDULE_TYPE_ENUM`.

use fax_queue::engine::Settings;
use fax_queue::model::{OutgoingJob, Schedule};
use fax_queue::vocabulary::ScheduleType;

use crate::common::NOON;
use crate::scene::{Scene, letter_with, minutes};

use crate::form::members;

members! {
    Numbers "FAX_SCHEDULE_TYPE_ENUM" has 3:
    fstNOW => now,
    fstSPECIFIC_TIME => specific_time,
    fstDISCOUNT_PERIOD => discount_period,
}

/// A letter of this type is due so many minutes after noon, when the discount period begins at one o'clock.
fn due(number: u32, schedule: Schedule, after: u64) {
    let scene = Scene::with(Settings { discount_start: 13 * 60, discount_end: 14 * 60, ..Settings::default() });
    let id = scene.queue.submit(letter_with(|letter| letter.schedule = schedule)).unwrap();
    let kind = scene.job(id).schedule_type();
    assert_eq!((kind.value(), ScheduleType::try_from(number)), (number, Ok(kind)));
    assert_eq!(scene.job(id).original_scheduled_time(), NOON + minutes(after));
    assert_eq!(scene.is_idle(), after > 0);
    scene.clock.set(NOON + minutes(after));
    assert!(after == 0 || !scene.is_idle());
}

#[test]
fn now() {
    due(0, Schedule::Now, 0);
}

#[test]
fn specific_time() {
    due(1, Schedule::At(NOON + minutes(7)), 7);
}

#[test]
fn discount_period() {
    due(2, Schedule::DiscountPeriod, 60);
}
