//! Scheduling.

use fax_queue::engine::{DialFailure, Settings};
use fax_queue::model::{JobStatus, NewJob, OutgoingJob, Schedule};
use fax_queue::service::OutgoingRun;
use fax_queue::vocabulary::{JobId, JobState, Priority, Timestamp};

use crate::common::NOON;
use crate::scene::{OTHER_LINE, Scene, letter_with, minutes};

use fax_queue::engine::parts::Target;
use fax_queue::vocabulary::DeviceId;

use crate::form::members;

members! {
    LifeCycle "Scheduling" has 12:
    Now => now,
    SpecificTime => specific_time,
    DiscountPeriod => discount_period,
    DiscountAcrossMidnight => discount_across_midnight,
    NoDiscountPeriod => no_discount_period,
    DiscountRetry => discount_retry,
    WindowChange => window_change,
    RunningAtWindowEnd => running_at_window_end,
    PriorityFirst => priority_first,
    ThenTimeThenId => then_time_then_id,
    HighDoesNotInterrupt => high_does_not_interrupt,
    BusyGroupBlocksNobody => busy_group_blocks_nobody,
}

const HOUR: u64 = 60;

/// When a letter is first due, in minutes after noon, if the discount period is from one hour to another.
fn due(schedule: Schedule, from: u16, to: u16) -> u64 {
    let scene = Scene::with(Settings { discount_start: 60 * from, discount_end: 60 * to, ..Settings::default() });
    let id = scene.queue.submit(letter_with(|letter| letter.schedule = schedule)).unwrap();
    scene.job(id).original_scheduled_time().since(NOON).as_secs() / 60
}

#[test]
fn now() {
    assert_eq!(due(Schedule::Now, 20, 22), 0, "the discount period does not concern it");
}

#[test]
fn specific_time() {
    assert_eq!(due(Schedule::At(NOON + minutes(5)), 0, 0), 5);
    assert_eq!(due(Schedule::At(Timestamp::default()), 0, 0), 0, "what is past is now");
}

#[test]
fn discount_period() {
    assert_eq!(due(Schedule::DiscountPeriod, 11, 13), 0, "inside: now");
    assert_eq!(due(Schedule::DiscountPeriod, 14, 15), 2 * HOUR, "before it: today");
    assert_eq!(due(Schedule::DiscountPeriod, 9, 12), 21 * HOUR, "after it, its end included: tomorrow");
}

#[test]
fn discount_across_midnight() {
    assert_eq!(due(Schedule::DiscountPeriod, 22, 6), 10 * HOUR);
    assert_eq!(due(Schedule::DiscountPeriod, 20, 13), 0, "inside");
}

#[test]
fn no_discount_period() {
    assert_eq!(due(Schedule::DiscountPeriod, 7, 7), 0, "equal ends: now");
}

#[test]
fn discount_retry() {
    let scene = Scene::with(Settings { discount_start: 11 * 60, discount_end: 12 * 60 + 1, ..Settings::default() });
    let id = scene.queue.submit(letter_with(|letter| letter.schedule = Schedule::DiscountPeriod)).unwrap();
    scene.miss(DialFailure::Busy);
    assert_eq!(scene.job(id).waits_until(), Some(NOON + minutes(23 * HOUR)), "the first moment of the next period");
}

#[test]
fn running_at_window_end() {
    let scene = Scene::with(Settings { discount_start: 11 * 60, discount_end: 12 * 60 + 1, ..Settings::default() });
    scene.queue.submit(letter_with(|letter| letter.schedule = Schedule::DiscountPeriod)).unwrap();
    assert_eq!(scene.send_and(|_| scene.clock.set(NOON + minutes(5))), JobState::Completed);
}

/// Letters to different numbers, and the order in which they are taken.
fn order(letters: impl IntoIterator<Item = (Priority, u64)>) -> Vec<u64> {
    let scene = Scene::new();
    let mut count = 0;
    for (priority, after) in letters {
        count += 1;
        let mut letter = NewJob::new(&count.to_string(), "letter.tif", 1);
        (letter.priority, letter.schedule) = (priority, Schedule::At(NOON + minutes(after)));
        scene.queue.submit(letter).unwrap();
    }
    scene.clock.advance(minutes(HOUR));
    (0..count).map(|_| scene.claim().ticket().job.0).collect()
}

#[test]
fn priority_first() {
    let letters = [Priority::Low, Priority::High, Priority::Normal, Priority::High].map(|priority| (priority, 0));
    assert_eq!(order(letters), [2, 4, 3, 1]);
}

#[test]
fn then_time_then_id() {
    assert_eq!(order([5, 3, 5, 4].map(|after| (Priority::Low, after))), [2, 4, 1, 3]);
}

#[test]
fn high_does_not_interrupt() {
    let scene = Scene::new();
    let low = scene.submit();
    let mut high = NewJob::new("2", "letter.tif", 1);
    high.priority = Priority::High;
    let run = scene.claim();
    let high = scene.queue.submit(high).unwrap();
    assert_eq!([low, high].map(|id| scene.state(id)), [JobState::InProgress, JobState::Pending]);
    assert_eq!(OutgoingRun::claim(&scene.queue, OTHER_LINE).unwrap().unwrap().ticket().job, JobId(2));
    drop(run);
}

#[test]
fn busy_group_blocks_nobody() {
    let scene = Scene::new();
    for (name, id) in [("a", DeviceId(1)), ("b", DeviceId(2))] {
        assert_eq!(scene.queue.register_device(name), Ok(id));
        scene.queue.line_is_on(id).unwrap();
    }
    scene.queue.set_outbound_rule(0, 0, &Target::Device(DeviceId(2))).unwrap();
    scene.queue.add_outbound_rule(47, 0, &Target::Device(DeviceId(1))).unwrap();
    let submit = |number: &str, priority| {
        let mut letter = NewJob::new(number, "letter.tif", 1);
        letter.priority = priority;
        scene.queue.submit(letter).unwrap()
    };
    let (first, second) = (submit("+47 1", Priority::High), submit("+47 2", Priority::High));
    let low = submit("+1 3", Priority::Low);
    assert_eq!(scene.claim().ticket().job, first);
    // The second one is first in turn, and its only device is busy.
    assert_eq!(OutgoingRun::claim(&scene.queue, OTHER_LINE).unwrap().unwrap().ticket().job, low);
    assert_eq!(scene.state(second), JobState::Pending);
}

#[test]
fn window_change() {
    let period =
        |from: u16, to: u16| Settings { discount_start: 60 * from, discount_end: 60 * to, ..Settings::default() };
    let scene = Scene::with(period(22, 6));
    let submit = |schedule| scene.queue.submit(letter_with(|letter| letter.schedule = schedule)).unwrap();
    let (waits, fixed) = (submit(Schedule::DiscountPeriod), submit(Schedule::At(NOON + minutes(30))));
    let due = || [waits, fixed].map(|id| scene.job(id).scheduled_time().map(|at| at.since(NOON)));
    assert_eq!(due(), [Some(minutes(10 * HOUR)), Some(minutes(30))]);
    for (from, to, hours) in [(20, 6, 8), (23, 6, 11), (11, 13, 0), (7, 7, 0)] {
        scene.queue.set_settings(period(from, to)).unwrap();
        assert_eq!(due(), [Some(minutes(hours * HOUR)), Some(minutes(30))], "from {from} to {to}");
    }
}
