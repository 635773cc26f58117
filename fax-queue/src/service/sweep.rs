//! What nobody else does: jobs that their lines forgot, what has waited too long, and what is too old to keep.

use alloc::vec::Vec;
use core::sync::atomic::Ordering;
use core::time::Duration;
use std::sync::Mutex;

use super::queue::lock;
use super::{Queue, QueueError};
use crate::engine::{Action, MessageChange, Place, Settings, days_ago};
use crate::store::{Cursor, Outdated, Store, StoreError};
use crate::vocabulary::{JobId, Timestamp};

/// Jobs of a kind that one sweep takes care of at most.
const BATCH: usize = 64;
/// Rows that one sweep drops at most, in one write.
const ROWS: usize = 1000;
const MINUTE: Duration = Duration::from_secs(60);
/// While there is more to do than a batch.
const SECOND: Duration = Duration::from_secs(1);
/// Events stay for so long, for whoever keeps a place of its own among them.
const EVENTS_STAY: Duration = Duration::from_secs(72 * 3600);
/// And no more than so many.
const EVENTS_KEPT: u64 = 100_000;

/// Where the last sweep ended.
#[derive(Default)]
pub(super) struct Sweeper(Mutex<Swept>);

#[derive(Default)]
struct Swept {
    /// When; `None`: never yet.
    at: Option<Timestamp>,
    /// Whether there was more to do.
    more: bool,
    /// The last of the waiting jobs that was looked at, if there are more behind it. Some may stay though their time is
    /// over, and must not hide the others.
    waiting: (Timestamp, JobId),
}

/// What is to be done about the jobs of a place.
struct Duty {
    place: Place,
    before: Timestamp,
    act: fn(JobId) -> Action,
}

fn duties(settings: &Settings, now: Timestamp) -> Vec<Duty> {
    let delete = |message| Action::Message { message, change: MessageChange::Delete };
    let mut duties =
        Vec::from([Duty { place: Place::OnLine, before: ago(now, MINUTE), act: |job| Action::Recover { job } }]);
    let mut add = |place, days, act| {
        duties.extend(days_ago(days, now).map(|before| Duty { place, before, act }));
    };
    add(Place::GivenUp, settings.age_limit_days, |job| Action::Expire { job });
    add(Place::Sent, settings.outgoing_archive.age_limit_days, delete);
    add(Place::Received, settings.incoming_archive.age_limit_days, delete);
    duties
}

/// The moment so long before another.
fn ago(now: Timestamp, span: Duration) -> Timestamp {
    Timestamp::default() + now.since(Timestamp::default() + span)
}

/// The last event that may go, of those in front: one that was told and is old or crowded out, or both of these.
fn outdated_events(store: &dyn Store, now: Timestamp) -> Result<Cursor, StoreError> {
    let (told, last) = (store.told()?, store.last_event()?);
    let may_go = |cursor: Cursor, at: Timestamp| {
        let (old, crowded) = (at < ago(now, EVENTS_STAY), last.0.saturating_sub(cursor.0) >= EVENTS_KEPT);
        if cursor <= told { old || crowded } else { old && crowded }
    };
    let front = store.events(Cursor::default(), ROWS)?;
    let gone = front.iter().take_while(|(cursor, event)| may_go(*cursor, event.at)).last();
    Ok(gone.map_or(Cursor::default(), |(cursor, _)| *cursor))
}

impl Queue {
    /// Puts right what nobody else will: a job whose line should have hung up long ago and said nothing, a job that
    /// waited in vain until its time limit, jobs and messages past their age limits; and drops what is too old to keep:
    /// records of jobs that have left queue and archive, by [`Settings::record_days`], and events that were told, after
    /// 72 hours or when 100,000 later ones are there. An event that was not told stays until both is so: then nobody
    /// listens. Then it looks whether the archives have become so large that the log has to
    /// [warn](crate::engine::parts::General::size_quota_warning) of it.
    ///
    /// Lines that look for work do this anyway; a program without lines calls it now and then. Each call does some
    /// hundred things at most, so that no line waits for it, but for two: while a rule has no line that can be used, it looks
    /// at one due job of each destination ([`review_lines`](Self::review_lines)), and always at each received job that waits to
    /// be routed. More than once a minute does nothing, or once a second while there is more to do: which is what it returns.
    ///
    /// # Errors
    ///
    /// A fault of the store.
    pub fn sweep(&self) -> Result<bool, QueueError> {
        let now = self.now();
        // Whoever sweeps now does it for all.
        let Ok(mut swept) = self.0.sweeper.0.try_lock() else { return Ok(false) };
        let rest = if swept.more { SECOND } else { MINUTE };
        if swept.at.is_some_and(|at| (at..at + rest).contains(&now)) {
            return Ok(swept.more);
        }
        let settings = self.settings()?;
        let mut more = false;
        for Duty { place, before, act } in duties(&settings, now) {
            let jobs = self.store().in_place(place, <_>::default(), before, BATCH)?;
            more |= jobs.len() == BATCH;
            for (_, job) in jobs {
                if place == Place::OnLine
                    && let Some(stop) = lock(&self.0.stops).remove(&job)
                {
                    // Should the line be there after all, it hears nobody waits for it any more.
                    stop.store(true, Ordering::Release);
                }
                self.settle(act(job))?;
            }
        }
        more |= self.expire_waiting(&mut swept, now)?;
        more |= self.forget(&settings, now)?;
        self.reschedule()?;
        self.review_lines()?;
        self.expire_received(&settings, now)?;
        let archive_size = self.archive_size()?;
        self.act(Action::Measure { archive_size })?;
        (swept.at, swept.more) = (Some(now), more);
        Ok(more)
    }

    /// Jobs that have waited past their time limit.
    fn expire_waiting(&self, swept: &mut Swept, now: Timestamp) -> Result<bool, QueueError> {
        let jobs = self.store().in_place(Place::Waiting, swept.waiting, now, BATCH)?;
        swept.waiting = jobs.last().filter(|_| jobs.len() == BATCH).copied().unwrap_or_default();
        for (_, job) in &jobs {
            self.settle(Action::Expire { job: *job })?;
        }
        Ok(jobs.len() == BATCH)
    }

    /// Does something about a job; perhaps it moved on by itself meanwhile.
    fn settle(&self, action: Action) -> Result<(), QueueError> {
        match self.act(action) {
            Err(QueueError::Refused(_)) | Ok(_) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Drops rows that are too old to keep.
    fn forget(&self, settings: &Settings, now: Timestamp) -> Result<bool, QueueError> {
        let mut store = self.store();
        let records = days_ago(settings.record_days, now).unwrap_or_default();
        let what = Outdated { records, events: outdated_events(&**store, now)? };
        Ok(store.forget(&what, ROWS)? == ROWS)
    }

    /// Gives the room that dropped rows have left in the store back to the medium. Moves all that is kept, which takes
    /// some seconds for a million jobs, and nothing else happens meanwhile: for a quiet hour. Returns whether there was
    /// something to give.
    ///
    /// # Errors
    ///
    /// A fault of the store; nothing is lost.
    pub fn compact(&self) -> Result<bool, QueueError> {
        Ok(self.store().compact()?)
    }
}
