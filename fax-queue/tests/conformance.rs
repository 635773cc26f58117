//! The suite for stores finds what is wrong with one: a good store with one fault at a time, and each fault is found.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use core::panic::AssertUnwindSafe;
use core::time::Duration;
use std::panic::{catch_unwind, set_hook, take_hook};

use fax_queue::engine::errand::{ErrandKind, ErrandRecord};
use fax_queue::engine::{Event, Guard, IncomingRecord, OutgoingRecord, Place, Plan, View, Write};
use fax_queue::store::{ApplyError, Counts, Cursor, Memory, Outdated, Query, Store, StoreError, conformance};
use fax_queue::vocabulary::{JobId, Timestamp};

/// What a store does wrong. Each is a function that changes what comes in or goes out.
#[derive(Clone, Copy, Debug)]
enum Fault {
    None,
    /// A guard is not looked at.
    Guard(fn(&Guard) -> bool),
    /// A row is not written.
    Write(fn(&Write) -> bool),
    /// What was written before a guard failed stays.
    HalfApplied,
    Events(fn(&mut Vec<Event>)),
    View(fn(&mut View, &Query<'_>)),
    Candidates(fn(&mut Vec<JobId>, &Memory, Timestamp)),
    Outgoing(fn(&mut Vec<OutgoingRecord>)),
    Incoming(fn(&mut Vec<IncomingRecord>)),
    OutgoingArchive(fn(&mut Vec<OutgoingRecord>)),
    IncomingArchive(fn(&mut Vec<IncomingRecord>)),
    OfAccount(fn(&mut Vec<OutgoingRecord>)),
    Counts(fn(Counts) -> Counts),
    InPlace(fn(&mut Vec<(Timestamp, JobId)>)),
    Errands(fn(&mut Vec<ErrandRecord>, &Memory, ErrandKind, Timestamp)),
    Read(fn(&mut Vec<(Cursor, Event)>)),
    LastEvent,
    NotTold,
    EventsStay,
    /// How many rows were dropped, or may be.
    Forgets(fn(&mut Memory, &Outdated, usize) -> usize),
    Compacts(fn(&mut Memory)),
    /// Every limit of so many rows is one more.
    Limit,
    /// Every cursor is one too late.
    After,
}

struct Faulty {
    inner: Memory,
    fault: Fault,
}

impl Faulty {
    fn limit(&self, limit: usize) -> usize {
        if matches!(self.fault, Fault::Limit) { limit.saturating_add(1) } else { limit }
    }

    fn after(&self, id: u64) -> u64 {
        if matches!(self.fault, Fault::After) { id.saturating_sub(1) } else { id }
    }
}

/// What was read, after the fault.
fn bent<T>(mut found: T, bend: impl FnOnce(&mut T)) -> Result<T, StoreError> {
    bend(&mut found);
    Ok(found)
}

impl Store for Faulty {
    fn load(&self, query: &Query<'_>) -> Result<View, StoreError> {
        bent(self.inner.load(query)?, |view| {
            if let Fault::View(bend) = self.fault {
                bend(view, query);
            }
        })
    }
    fn apply(&mut self, plan: &Plan) -> Result<(), ApplyError> {
        let mut plan = plan.clone();
        match self.fault {
            Fault::Guard(forgotten) => plan.guards.retain(|guard| !forgotten(guard)),
            Fault::Write(forgotten) => plan.writes.retain(|row| !forgotten(row)),
            Fault::Events(bend) => bend(&mut plan.events),
            Fault::HalfApplied => {
                let writes = Plan { writes: plan.writes.clone(), ..Plan::default() };
                let mut scratch = self.inner.clone();
                scratch.apply(&plan).inspect_err(|_| _ = self.inner.apply(&writes))?;
            }
            _ => {}
        }
        self.inner.apply(&plan)
    }
    fn candidates(&self, now: Timestamp, limit: usize) -> Result<Vec<JobId>, StoreError> {
        bent(self.inner.candidates(now, self.limit(limit))?, |jobs| {
            if let Fault::Candidates(bend) = self.fault {
                bend(jobs, &self.inner, now);
            }
        })
    }
    fn outgoing(&self) -> Result<Vec<OutgoingRecord>, StoreError> {
        bent(self.inner.outgoing()?, |jobs| {
            if let Fault::Outgoing(bend) = self.fault {
                bend(jobs);
            }
        })
    }
    fn incoming(&self) -> Result<Vec<IncomingRecord>, StoreError> {
        bent(self.inner.incoming()?, |jobs| {
            if let Fault::Incoming(bend) = self.fault {
                bend(jobs);
            }
        })
    }
    fn outgoing_archive(&self, after: JobId, limit: usize) -> Result<Vec<OutgoingRecord>, StoreError> {
        bent(self.inner.outgoing_archive(JobId(self.after(after.0)), self.limit(limit))?, |messages| {
            if let Fault::OutgoingArchive(bend) = self.fault {
                bend(messages);
            }
        })
    }
    fn incoming_archive(&self, after: JobId, limit: usize) -> Result<Vec<IncomingRecord>, StoreError> {
        bent(self.inner.incoming_archive(JobId(self.after(after.0)), self.limit(limit))?, |messages| {
            if let Fault::IncomingArchive(bend) = self.fault {
                bend(messages);
            }
        })
    }
    fn of_account(&self, account: &str, before: JobId, limit: usize) -> Result<Vec<OutgoingRecord>, StoreError> {
        bent(self.inner.of_account(account, before, self.limit(limit))?, |jobs| {
            if let Fault::OfAccount(bend) = self.fault {
                bend(jobs);
            }
        })
    }
    fn counts(&self) -> Result<Counts, StoreError> {
        let counts = self.inner.counts()?;
        Ok(if let Fault::Counts(bend) = self.fault { bend(counts) } else { counts })
    }
    fn in_place(
        &self,
        place: Place,
        after: (Timestamp, JobId),
        before: Timestamp,
        limit: usize,
    ) -> Result<Vec<(Timestamp, JobId)>, StoreError> {
        bent(self.inner.in_place(place, after, before, self.limit(limit))?, |jobs| {
            if let Fault::InPlace(bend) = self.fault {
                bend(jobs);
            }
        })
    }
    fn errands(&self, kind: ErrandKind, now: Timestamp, limit: usize) -> Result<Vec<ErrandRecord>, StoreError> {
        bent(self.inner.errands(kind, now, self.limit(limit))?, |errands| {
            if let Fault::Errands(bend) = self.fault {
                bend(errands, &self.inner, kind, now);
            }
        })
    }
    fn events(&self, after: Cursor, limit: usize) -> Result<Vec<(Cursor, Event)>, StoreError> {
        bent(self.inner.events(Cursor(self.after(after.0)), self.limit(limit))?, |events| {
            if let Fault::Read(bend) = self.fault {
                bend(events);
            }
        })
    }
    fn last_event(&self) -> Result<Cursor, StoreError> {
        let last = self.inner.last_event()?;
        // As if the events that are there were all there ever were.
        let kept = self.inner.events(Cursor::default(), usize::MAX)?.last().map_or(Cursor::default(), |(at, _)| *at);
        Ok(if matches!(self.fault, Fault::LastEvent) { kept } else { last })
    }
    fn told(&self) -> Result<Cursor, StoreError> {
        self.inner.told()
    }
    fn set_told(&mut self, until: Cursor) -> Result<(), StoreError> {
        if matches!(self.fault, Fault::NotTold) { Ok(()) } else { self.inner.set_told(until) }
    }
    fn forget_events(&mut self, until: Cursor) -> Result<(), StoreError> {
        if matches!(self.fault, Fault::EventsStay) { Ok(()) } else { self.inner.forget_events(until) }
    }
    fn forget(&mut self, what: &Outdated, limit: usize) -> Result<usize, StoreError> {
        if let Fault::Forgets(forget) = self.fault {
            return Ok(forget(&mut self.inner, what, limit));
        }
        let limit = self.limit(limit);
        self.inner.forget(what, limit)
    }
    fn compact(&mut self) -> Result<bool, StoreError> {
        if let Fault::Compacts(lose) = self.fault {
            lose(&mut self.inner);
        }
        self.inner.compact()
    }
}

fn plan(writes: Vec<Write>) -> Plan {
    Plan { writes, ..Plan::default() }
}

/// The errands of a kind, whenever they are due.
fn all_errands(store: &Memory, kind: ErrandKind) -> Vec<ErrandRecord> {
    store.errands(kind, Timestamp::from_unix_millis(u64::MAX), usize::MAX).unwrap()
}

/// Every fault, and what to call it.
fn faults() -> Vec<(&'static str, Fault)> {
    vec![
        ("server guard", Fault::Guard(|guard| matches!(guard, Guard::Server(_)))),
        ("job guard", Fault::Guard(|guard| matches!(guard, Guard::Job(..)))),
        ("destination guard", Fault::Guard(|guard| matches!(guard, Guard::Destination(..)))),
        ("key guard", Fault::Guard(|guard| matches!(guard, Guard::KeyAbsent(_)))),
        ("command guard", Fault::Guard(|guard| matches!(guard, Guard::CommandUnseen(_)))),
        ("part guard", Fault::Guard(|guard| matches!(guard, Guard::Part(..)))),
        ("errand guard", Fault::Guard(|guard| matches!(guard, Guard::Errand(..)))),
        ("group guard", Fault::Guard(|guard| matches!(guard, Guard::Group(..)))),
        ("server row", Fault::Write(|row| matches!(row, Write::Server(_)))),
        ("outgoing row", Fault::Write(|row| matches!(row, Write::Outgoing(_)))),
        ("incoming row", Fault::Write(|row| matches!(row, Write::Incoming(_)))),
        ("destination row", Fault::Write(|row| matches!(row, Write::Destination(_)))),
        ("key row", Fault::Write(|row| matches!(row, Write::Key(..)))),
        ("command row", Fault::Write(|row| matches!(row, Write::Command(..)))),
        ("part row", Fault::Write(|row| matches!(row, Write::Part(_)))),
        ("errand row", Fault::Write(|row| matches!(row, Write::Errand(_)))),
        ("errand that is done", Fault::Write(|row| matches!(row, Write::ErrandDone(_)))),
        ("group row", Fault::Write(|row| matches!(row, Write::Group(_)))),
        ("half a plan", Fault::HalfApplied),
        ("an event lost", Fault::Events(|events| _ = events.pop())),
        ("events turned round", Fault::Events(|events| events.reverse())),
        ("view without errand", Fault::View(|view, _| view.errand = None)),
        ("view without group", Fault::View(|view, _| view.group = None)),
        ("view without parts", Fault::View(|view, _| view.parts = <_>::default())),
        ("view without destination", Fault::View(|view, _| view.destination = <_>::default())),
        ("view without command", Fault::View(|view, _| view.seen = None)),
        ("view without key", Fault::View(|view, _| view.keyed = None)),
        ("view without server", Fault::View(|view, _| view.server = <_>::default())),
        ("candidates turned round", Fault::Candidates(|jobs, _, _| jobs.reverse())),
        (
            "candidates that are not due",
            Fault::Candidates(|jobs, store, now| {
                let later = store.candidates(now + Duration::from_secs(86_400), usize::MAX).unwrap();
                jobs.extend(later.into_iter().filter(|job| !jobs.contains(job)).collect::<Vec<_>>());
            }),
        ),
        ("outgoing queue turned round", Fault::Outgoing(|jobs| jobs.reverse())),
        ("outgoing queue empty", Fault::Outgoing(Vec::clear)),
        ("incoming queue turned round", Fault::Incoming(|jobs| jobs.reverse())),
        ("incoming queue empty", Fault::Incoming(Vec::clear)),
        ("sent messages turned round", Fault::OutgoingArchive(|messages| messages.reverse())),
        ("received messages turned round", Fault::IncomingArchive(|messages| messages.reverse())),
        ("jobs of an account turned round", Fault::OfAccount(|jobs| jobs.reverse())),
        ("no count", Fault::Counts(|_| Counts::default())),
        ("no size", Fault::Counts(|counts| Place::ALL.into_iter().fold(counts, |counts, at| counts.with_size(at, 0)))),
        ("place turned round", Fault::InPlace(|jobs| jobs.reverse())),
        ("errands by name", Fault::Errands(|errands, _, _, _| errands.sort_by(|a, b| b.key().cmp(a.key())))),
        ("errands that are not due", Fault::Errands(|errands, store, kind, _| *errands = all_errands(store, kind))),
        ("errands due a moment ago", Fault::Errands(|errands, _, _, now| errands.retain(|errand| errand.due() < now))),
        (
            "errands of another kind",
            Fault::Errands(|errands, store, kind, now| {
                let other = if kind == ErrandKind::Receipt { ErrandKind::Call } else { ErrandKind::Receipt };
                errands.extend(all_errands(store, other).into_iter().filter(|errand| errand.due() <= now));
            }),
        ),
        ("events read backwards", Fault::Read(|events| events.reverse())),
        ("cursors used again", Fault::LastEvent),
        ("told not noted", Fault::NotTold),
        ("events that stay", Fault::EventsStay),
        ("nothing forgotten", Fault::Forgets(|_, _, _| 0)),
        (
            "a wrong number of forgotten rows",
            Fault::Forgets(|store, what, limit| store.forget(what, limit).unwrap() + 1),
        ),
        (
            "errands forgotten",
            Fault::Forgets(|store, what, limit| {
                let errands = all_errands(store, ErrandKind::Receipt);
                let gone = errands.iter().map(|errand| Write::ErrandDone(errand.key().into()));
                store.apply(&plan(gone.collect())).unwrap();
                store.forget(what, limit).unwrap()
            }),
        ),
        (
            "a compaction that loses errands",
            Fault::Compacts(|store| {
                let errands = all_errands(store, ErrandKind::Call);
                let gone = errands.iter().map(|errand| Write::ErrandDone(errand.key().into()));
                store.apply(&plan(gone.collect())).unwrap();
            }),
        ),
        ("a compaction that loses events", Fault::Compacts(|store| store.forget_events(Cursor(u64::MAX)).unwrap())),
        ("a compaction that loses all", Fault::Compacts(|store| *store = Memory::new())),
        ("limits that are one too high", Fault::Limit),
        ("cursors that are one too low", Fault::After),
    ]
}

fn passes(fault: Fault) -> bool {
    catch_unwind(AssertUnwindSafe(|| conformance::exercise(|| Faulty { inner: Memory::new(), fault }))).is_ok()
}

/// What the suite says of each fault would fill pages.
fn quietly<T>(act: impl FnOnce() -> T) -> T {
    let hook = take_hook();
    set_hook(Box::new(|_| {}));
    let result = act();
    set_hook(hook);
    result
}

#[test]
fn each_fault_is_found() {
    assert!(passes(Fault::None), "the store is good but for its fault");
    let unseen = || faults().into_iter().filter(|(_, fault)| passes(*fault)).map(|(name, _)| name).collect::<Vec<_>>();
    assert_eq!(quietly(unseen), [""; 0]);
    // A store that ends with its process is none that outlives it.
    let survives = || catch_unwind(|| conformance::exercise_reopened(Memory::new)).is_ok();
    assert!(!quietly(survives));
}
