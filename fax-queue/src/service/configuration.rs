//! What the server is set up to do: its settings, the parts beside them, and both as one.

use alloc::boxed::Box;
use alloc::vec::Vec;
use std::fs::File;
use std::io::ErrorKind;
use std::path::Path;

use super::{Queue, QueueError};
use crate::engine::parts::{ActivityLogging, Configuration, General, PartValue, Parts};
use crate::engine::{Action, OutgoingRecord, Plan, Refusal, Settings, decide};
use crate::model::{Job, Schedule};
use crate::store::Query;
use crate::vocabulary::JobId;

impl Queue {
    /// The settings of the queues.
    ///
    /// # Errors
    ///
    /// A fault of the store.
    pub fn settings(&self) -> Result<Settings, QueueError> {
        Ok(*self.store().load(&Query::default())?.server.settings())
    }

    /// Changes the settings of the queues. Jobs that wait for the discount period wait for the new one: they move some at a
    /// time, and if the process dies meanwhile, the rest when the queue is opened.
    ///
    /// # Errors
    ///
    /// [`Refusal::OutOfBounds`], or a fault of the store. If that comes while jobs move, the settings are changed, and
    /// [`sweep`](Self::sweep) moves the rest.
    pub fn set_settings(&self, settings: Settings) -> Result<(), QueueError> {
        self.act(Action::Configure(settings))?;
        self.reschedule()
    }

    /// A part of the configuration: its default if it was never set.
    ///
    /// # Errors
    ///
    /// A fault of the store.
    pub fn part<T: PartValue>(&self) -> Result<T, QueueError> {
        Ok(self.store().load(&Query { part: Some(T::KIND), ..Query::default() })?.parts.get())
    }

    /// Gives a part of the configuration a new value. Listeners hear of it once, and not at all if nothing changed.
    ///
    /// # Errors
    ///
    /// [`Refusal::OutOfBounds`] or another refusal if the value does not fit, or a fault of the store.
    pub fn set_part(&self, value: impl PartValue) -> Result<(), QueueError> {
        let part = value.into();
        if let Some(general) = General::of(&part) {
            self.check_folder(general)?;
        }
        if let Some(logging) = ActivityLogging::of(&part) {
            logging.check(&Parts::default())?;
            let folder = Path::new(&logging.database_path);
            if logging.is_on() && !is_usable(folder) {
                return Err(Refusal::FolderNotUsable.into());
            }
        }
        self.act(Action::SetPart(Box::new(part))).map(drop)
    }

    /// Changes a part of the configuration: nobody else's change comes in between. What `edit` returns is returned.
    ///
    /// # Errors
    ///
    /// What `edit` refuses, [`Refusal::OutOfBounds`] or another refusal if the value does not fit, or a fault of the store.
    pub fn edit_part<T: PartValue, R>(&self, edit: impl Fn(&mut T) -> Result<R, Refusal>) -> Result<R, QueueError> {
        let mut result = None;
        self.commit(|store| {
            let view = store.load(&Query { part: Some(T::KIND), parts: T::KIND.needs(), ..Query::default() })?;
            let mut value: T = view.parts.get();
            result = Some(edit(&mut value)?);
            Ok(decide(&view, &Action::SetPart(Box::new(value.into())).into(), self.moment())?)
        })?;
        result.ok_or(QueueError::Contended)
    }

    /// `IFaxServer2.Configuration`: all of it, as of one moment.
    ///
    /// # Errors
    ///
    /// A fault of the store.
    pub fn configuration(&self) -> Result<Configuration, QueueError> {
        let view = self.store().load(&Query { part: Some(General::KIND), ..Query::default() })?;
        Ok(Configuration { settings: *view.server.settings(), general: view.parts.get() })
    }

    /// `IFaxConfiguration.Save`: gives all of it new values, or none. [`Configuration`] says who hears of it.
    ///
    /// # Errors
    ///
    /// [`Refusal::OutOfBounds`], [`Refusal::FolderNotUsable`] if a new folder of the archives is not there or read-only, or a
    /// fault of the store.
    pub fn set_configuration(&self, new: Configuration) -> Result<(), QueueError> {
        self.check_folder(&new.general)?;
        self.act(Action::SetConfiguration(Box::new(new)))?;
        self.reschedule()
    }

    /// Jobs that wait for the discount period wait for the one that is set now, if it was changed. The change is on record
    /// until the last of them has moved, so whoever dies or fails on the way is followed by the next one that opens the
    /// queue or sweeps; to move a job twice is to move it once.
    pub(super) fn reschedule(&self) -> Result<(), QueueError> {
        /// Jobs that move at once.
        const BATCH: usize = 64;
        let Some(since) = self.store().load(&Query::default())?.server.moving() else { return Ok(()) };
        let waits =
            |job: &OutgoingRecord| job.phase().is_waiting() && job.request().schedule == Schedule::DiscountPeriod;
        let waiting: Vec<JobId> = self.outgoing_jobs()?.iter().filter(|job| waits(job)).map(Job::id).collect();
        for jobs in waiting.chunks(BATCH) {
            self.commit(|store| {
                let mut all = Plan::default();
                for job in jobs {
                    let command = Action::Reschedule { job: *job }.into();
                    // One that is refused moved on by itself meanwhile.
                    if let Ok(plan) = decide(&store.load(&Query::of(&command))?, &command, self.moment()) {
                        all.extend(plan);
                    }
                }
                Ok(all)
            })?;
        }
        self.act(Action::Rescheduled { since }).map(drop)
    }

    /// A folder that is new must be one that archives can be kept in. One that was set before may have failed since; that is
    /// no reason to refuse other changes.
    fn check_folder(&self, new: &General) -> Result<(), QueueError> {
        new.check(&Parts::default())?;
        let folder = new.archive_location.as_str();
        if folder.is_empty() || self.part::<General>()?.archive_location == folder || is_usable(Path::new(folder)) {
            Ok(())
        } else {
            Err(Refusal::FolderNotUsable.into())
        }
    }
}

/// Whether a file can be made in a folder, found out by making one.
fn is_usable(folder: &Path) -> bool {
    let name = folder.join(std::format!(".fax-queue-{}", std::process::id()));
    match File::create_new(&name) {
        Ok(_) => std::fs::remove_file(&name).is_ok(),
        // Somebody else tries the same at this moment.
        Err(error) => error.kind() == ErrorKind::AlreadyExists,
    }
}
