//! Fax jobs: a queue that never loses a fax it accepted, never calls one delivered that was not confirmed, and never by
//! itself sends a page again that may have arrived, unless the job allows it.
//!
//! The names are those of the Windows Fax Service, as traits and plain values. The crate does not dial, render or store
//! pages: lines come in through `service::LineDriver`, and documents are references that your program
//! opens. Routing methods that come with it (`service::methods`) take the reference of a received fax for a path.
//!
//! ```text
//!   you ──submit, cancel──▶ ┌─────────┐ ──claim──▶ worker ──▶ LineDriver: your modem, or a simulated wire
//!                           │  Queue  │ ◀──facts── OutgoingRun, IncomingRun ◀── fax_core::Event
//!   you ◀─────Notify─────── └────┬────┘
//!                     decide(view, command, now) -> Plan
//!                                │  guards, writes, events: all or nothing, synced
//!                             Store: Memory, Redb
//! ```
//!
//! # Submit a job, and watch it
//!
//! ```
//! use fax_queue::model::{JobStatus, NewJob, Notify};
//! use fax_queue::service::{Queue, run_job};
//! use fax_queue::store::Memory;
//! use fax_queue::vocabulary::{JobId, JobState, ServerEvents, ServerId};
//!
//! struct Watch;
//! impl Notify for Watch {
//!     fn on_outgoing_job_changed(&mut self, _: ServerId, job: JobId, status: &dyn JobStatus) {
//!         println!("{job}: {}, page {} of {}", status.status(), status.current_page(), status.pages());
//!     }
//! }
//!
//! let queue = Queue::open(Memory::new())?; // Redb::open("fax.redb")? to outlive a power cut
//! queue.subscribe(ServerEvents::OUT_QUEUE, Watch);
//! let job = queue.submit(NewJob::new("+44 20 7946 0000", "order.tif", 2))?;
//!
//! # use core::sync::atomic::AtomicBool;
//! # use fax_core::{Config, Event, Outcome, Pages, Report};
//! # use fax_queue::service::{CallEnd, LineDriver, Observer};
//! # use fax_queue::vocabulary::DeviceId;
//! # struct Line;
//! # impl LineDriver for Line {
//! #     fn device(&self) -> DeviceId { DeviceId(1) }
//! #     fn call(&mut self, number: &str, _: &Config, _: &mut Pages<'_>, tell: Observer<'_>, _: &AtomicBool) -> CallEnd {
//! #         assert_eq!(number, "+44 20 7946 0000");
//! #         tell(&Event::Connected);
//! #         for page in 0..2 {
//! #             tell(&Event::SendingPage { page });
//! #             tell(&Event::PageOffered { page, last: page == 1 });
//! #             tell(&Event::PageSent { page, confirmed: true });
//! #         }
//! #         let mut report = Report::default();
//! #         report.outcome = Some(Outcome::Completed);
//! #         CallEnd::Ended(report)
//! #     }
//! #     fn answer(&mut self, _: &Config, _: &mut Pages<'_>, _: Observer<'_>, _: &AtomicBool) -> CallEnd {
//! #         CallEnd::Ended(Report::default())
//! #     }
//! # }
//! # let mut line = Line; // yours: a modem
//! # let config = Config::default();
//! // A thread per line does this again and again; `()` stands for the pages of order.tif.
//! let done = run_job(&queue, &mut line, &config, |document| (document.reference == "order.tif").then_some(()))?;
//! assert_eq!(done, Some((job, JobState::Completed)));
//! queue.dispatch()?; // Watch prints
//! assert_eq!(queue.outgoing_job(job)?.retries(), 0);
//! # Ok::<(), fax_queue::service::QueueError>(())
//! ```
//!
//! # Receive
//!
//! ```
//! # use fax_core::{Event, Outcome, Quality, Report};
//! # use fax_queue::service::{CallEnd, IncomingRun, Queue};
//! # use fax_queue::store::Memory;
//! # use fax_queue::vocabulary::{DeviceId, JobState};
//! # let queue = Queue::open(Memory::new())?;
//! # let events = [Event::PageReceived { page: 0, quality: Quality::default(), accepted: true }];
//! # let mut report = Report::default();
//! # report.outcome = Some(Outcome::Completed);
//! # let (end, octets) = (CallEnd::Ended(report), 31_415);
//! queue.ring(DeviceId(1), "+44 20 7946 0000")?;
//! let mut run = IncomingRun::accept(&queue, DeviceId(1), "+44 20 7946 0000", "in/0001.tif")?;
//! let job = run.job();
//! for event in &events {
//!     run.on_event(event)?; // each one before the call goes on; `receive_job` does all this for a blocking line
//! }
//! if run.finish(&end, octets)? == JobState::Routing {
//!     // Put in/0001.tif where it belongs. Until then the job stays, over crashes too.
//!     queue.hand_over(job)?;
//! }
//! # Ok::<(), fax_queue::service::QueueError>(())
//! ```
//!
//! # Layers
//!
//! Each uses only those above it. What needs `alloc` is there with that feature only:
//!
//! | module | what is in it | needs |
//! | --- | --- | --- |
//! | [`vocabulary`] | states, operations, rights, masks, errors, ids with their documented numbers; those of the wire and of the old interfaces apart | nothing |
//! | [`model`] | the traits [`FaxServer`](model::FaxServer), [`FaxDocument`](model::FaxDocument), [`Jobs`](model::Jobs), [`Job`](model::Job), [`JobStatus`](model::JobStatus), [`Notify`](model::Notify) | nothing |
//! | | `NewJob`, `JobSnapshot`: the same, kept | `alloc` |
//! | [`engine`] | [`Class`](engine::Class) and [`decide_retry`](engine::decide_retry), [`Phase`](engine::Phase), [`Ledger`](engine::Ledger): the rules | nothing |
//! | | `decide`: commands to plans | `alloc` |
//! | [`store`] | [`Fixed`](store::Fixed): a queue of fixed capacity, by the same rules | nothing |
//! | | `Store`, `Memory`, `Redb`, the conformance suite | `alloc`; a file for `Redb` |
//! | `service` | `Queue`, listeners, `OutgoingRun`, `IncomingRun`, `LineDriver`, `run_job`, devices, routing both ways | `std` |
//!
//! # From the Windows names to ours
//!
//! A few; `docs/fax-service.md` in the repository has them all, with what is done and what is not, and
//! `docs/from-faxcomex.md` shows programs side by side. `examples/notify`, `broadcast`, `custom-store` and
//! `custom-routing` run without a modem.
//!
//! | Windows | here |
//! | --- | --- |
//! | `IFaxServer`, `IFaxOutgoingQueue`, `IFaxIncomingQueue` | `service::Queue`; their settings: [`engine::Settings`] |
//! | `IFaxDocument.Submit` | `Queue::submit` of a `model::NewJob` |
//! | `IFaxSender`, `IFaxRecipient` | [`model::Sender`], [`model::Recipient`] |
//! | `IFaxOutgoingJob` | [`model::OutgoingJob`], read with `Queue::outgoing_job` |
//! | `IFaxIncomingJob` | [`model::IncomingJob`], read with `Queue::incoming_job` |
//! | `Pause`, `Resume`, `Restart`, `Cancel` | `Queue::pause`, `resume`, `restart`, `cancel` |
//! | `IFaxOutgoingArchive`, `IFaxIncomingArchive` | `Queue::outgoing_messages`, `incoming_messages`, [`model::Message`] |
//! | `IFaxJobStatus` | [`model::JobStatus`] |
//! | `IFaxServerNotify2`, `ListenToServerEvents` | [`model::Notify`], `Queue::subscribe` with [`vocabulary::ServerEvents`] |
//! | `FAX_JOB_STATUS_ENUM` | [`vocabulary::Status`]: a [`JobState`](vocabulary::JobState) and modifiers |
//! | `FAX_JOB_EXTENDED_STATUS_ENUM` | [`vocabulary::ExtendedStatus`] |
//! | `FAX_JOB_OPERATIONS_ENUM` | [`vocabulary::Operations`] |
//! | `FAX_JOB_TYPE_ENUM`, `FAX_PRIORITY_TYPE_ENUM`, `FAX_SCHEDULE_TYPE_ENUM` | [`JobType`](vocabulary::JobType), [`Priority`](vocabulary::Priority), [`ScheduleType`](vocabulary::ScheduleType) |
//! | HRESULT | [`vocabulary::ErrorCode`] |
//!
//! # Features
//!
//! - `redb` (default): `store::Redb`, the store in a file; implies `std` and `serde`.
//! - `std`: the `service` module; implies `alloc`.
//! - `alloc`: jobs in any number and of any length. Without it the crate needs no allocator; see
//!   [`store::Fixed`] for a queue on a small machine.
//! - `serde`: jobs and all their parts can be serialised.
//! - `stream`: `service::Feed` is a `Stream` for async programs.
//! - `mail`: `service::mail::Smtp`, receipts by mail. `mail-tls`: over encrypted connections.
//! - `conformance`: `store::conformance`, the suite for stores of your own.
//!
//! The minimum Rust version is 1.90, for redb.
#![no_std]

#[cfg(feature = "alloc")]
extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

pub mod engine;
pub mod model;
#[cfg(feature = "std")]
pub mod service;
pub mod store;
pub mod vocabulary;

/// The programs of the guide: compiled with the tests, and not part of the crate.
#[cfg(all(doctest, feature = "redb"))]
#[doc = include_str!("../../docs/from-faxcomex.md")]
mod from_faxcomex {}
