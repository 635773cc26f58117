//! What the tests play with: a queue, a listener, a clock that stands still, and real calls on a simulated wire to and from
//! the queue of somebody else.

#![allow(dead_code, reason = "for whoever adds a test")]

use core::time::Duration;

use fax_core::sim::{OctetPages, Received};
use fax_core::{Event, Failure, Quality};
use fax_queue::engine::parts::{General, ReceiptOptions};
use fax_queue::engine::{DialFailure, IncomingRecord, OutgoingRecord, Refusal, Settings};
use fax_queue::model::{Clock, Document, Job, JobSnapshot, JobStatus, NewJob, Recipient};
use fax_queue::service::receipts::{CallbackReceipts, Receipt};
use fax_queue::service::{
    CallEnd, DocumentError, DocumentFault, Documents, IncomingRun, OutgoingRun, Queue, QueueError,
};
use fax_queue::store::Memory;
use fax_queue::vocabulary::{
    CoverPageType, DeviceId, ErrorCode, JobId, JobState, Operation, ReceiptType, ServerEvents, Timestamp,
};

use crate::common::wire::{Fate, connect};
use crate::common::{FakeClock, LINE, Shared, failed, open, page_sent};
use crate::ear::Ear;

/// The number that the letters go to.
pub(crate) const NUMBER: &str = "+44 20 7946 0000";
/// Who calls us.
pub(crate) const CALLER: &str = "+44 20 7946 0999";
/// What our station says it is, and what the other one says.
pub(crate) const CALLING: &str = "+1 ours";
pub(crate) const CALLED: &str = "+2 theirs";
pub(crate) const OTHER_LINE: DeviceId = DeviceId(2);

/// A letter of two pages.
pub(crate) fn letter() -> NewJob {
    NewJob::new(NUMBER, "letter.tif", 2)
}

/// The same with something else about it.
pub(crate) fn letter_with(change: impl FnOnce(&mut NewJob)) -> NewJob {
    let mut letter = letter();
    change(&mut letter);
    letter
}

/// The pages of a letter, of different lengths.
pub(crate) fn pages(count: u16) -> OctetPages {
    OctetPages::new((0..count).map(|page| vec![0x11; 4000 - 500 * usize::from(page)]).collect())
}

/// Somebody who wants to hear of it.
pub(crate) const CLERK: &str = "clerk@example.org";

/// A letter with a receipt by mail.
pub(crate) fn letter_by_mail() -> NewJob {
    letter_with(|letter| (letter.receipt.kind, letter.receipt.address) = (ReceiptType::MAIL, CLERK.into()))
}

/// The same letter to two more, whose numbers are 2 and 3.
pub(crate) fn to_three(mut letter: NewJob) -> NewJob {
    let to = |number: &str| Recipient { fax_number: number.to_owned(), name: format!("Number {number}") };
    letter.others = vec![to("2"), to("3")];
    letter
}

/// Opens documents that are nothing but their names, a page each. Some names stand for what can be wrong with one.
pub(crate) struct Papers;

impl Documents for Papers {
    fn compose(&self, fax: &NewJob, to: &Recipient<String>) -> Result<Document<String>, DocumentError> {
        let mut parts = Vec::new();
        if fax.cover_page_type != CoverPageType::None {
            if fax.cover_page == "broken" {
                return Err(DocumentFault::CoverPage("no template".into()).into());
            }
            parts.push(format!("{} for {}: {}", fax.cover_page, to.name, fax.note));
        }
        for (index, body) in fax.bodies.iter().enumerate() {
            let fault = match body.as_str() {
                "empty" => DocumentFault::Empty,
                "broken" => DocumentFault::Unreadable("no fax".into()),
                _ => {
                    parts.push(body.clone());
                    continue;
                }
            };
            return Err(DocumentError { body: Some(index), fault });
        }
        let pages = u16::try_from(parts.len()).expect("a few");
        Ok(Document { reference: parts.join(" + "), pages, size: 100 })
    }

    fn outgoing_tiff(&self, job: &OutgoingRecord) -> Result<Vec<u8>, DocumentError> {
        Ok(format!("sent: {}", job.request().document.reference).into_bytes())
    }

    fn incoming_tiff(&self, job: &IncomingRecord) -> Result<Vec<u8>, DocumentError> {
        Ok(format!("received: {} pages", job.pages()).into_bytes())
    }
}

pub(crate) struct Scene {
    pub(crate) queue: Queue,
    pub(crate) clock: FakeClock,
    pub(crate) store: Shared,
    ear: Ear,
    /// The other end of the wire.
    far: Queue,
}

impl Scene {
    pub(crate) fn new() -> Self {
        let store = Shared::default();
        let (queue, clock) = open(store.clone());
        let (far, _) = open(Memory::new());
        let ear = Ear::default();
        queue.subscribe(ServerEvents::ALL, ear.clone());
        Self { queue, clock, store, ear, far }
    }

    /// With other settings of the queues.
    pub(crate) fn with(settings: Settings) -> Self {
        let scene = Self::new();
        scene.queue.set_settings(settings).unwrap();
        scene.events();
        scene
    }

    /// The service dies and starts again. Runs that were not dropped speak to nobody.
    pub(crate) fn restart_service(self) -> Self {
        let queue =
            Queue::open_with(self.store.clone(), self.clock.clone(), fax_queue::vocabulary::ServerId(7)).unwrap();
        let ear = Ear::default();
        queue.subscribe(ServerEvents::ALL, ear.clone());
        Self { queue, ear, ..self }
    }

    /// What was told since the last time, a line each.
    pub(crate) fn events(&self) -> Vec<String> {
        self.queue.dispatch().unwrap();
        self.ear.lines()
    }

    /// What was told of jobs, messages, calls and settings: neither counters nor devices.
    pub(crate) fn news(&self) -> Vec<String> {
        let others = ["OnServerActivityChange", "OnDeviceStatusChange"];
        self.events().into_iter().filter(|line| !others.iter().any(|other| line.starts_with(other))).collect()
    }

    /// The statuses of jobs that were told since the last time.
    pub(crate) fn statuses(&self) -> Vec<JobSnapshot> {
        self.queue.dispatch().unwrap();
        self.ear.statuses()
    }

    pub(crate) fn submit(&self) -> JobId {
        self.queue.submit(letter()).unwrap()
    }

    /// A job as callers see it.
    pub(crate) fn job(&self, id: JobId) -> OutgoingRecord {
        self.queue.outgoing_job(id).unwrap()
    }

    pub(crate) fn incoming(&self, id: JobId) -> IncomingRecord {
        self.queue.incoming_job(id).unwrap()
    }

    pub(crate) fn state(&self, id: JobId) -> JobState {
        self.job(id).status().state
    }

    /// The job that is to go first, on the line and about to dial.
    pub(crate) fn claim(&self) -> OutgoingRun {
        OutgoingRun::claim(&self.queue, LINE).unwrap().expect("a job is due")
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub(crate) fn is_idle(&self) -> bool {
        OutgoingRun::claim(&self.queue, LINE).unwrap().is_none()
    }

    /// Sends the job that is to go first to the other end of the wire.
    pub(crate) fn send(&self) -> JobState {
        self.send_and(|_| {})
    }

    /// The same, and looks on: at each event of the call, before it is on record.
    pub(crate) fn send_and<'a>(&'a self, watch: impl FnMut(&Event) + 'a) -> JobState {
        let mut out = self.claim();
        let end = self.converse(&mut out, Fate { watch: Some(Box::new(watch)), ..Fate::default() });
        out.finish(&end).unwrap()
    }

    /// The same on a wire that is not in order.
    pub(crate) fn send_on(&self, fate: Fate<'_>) -> JobState {
        let mut out = self.claim();
        let end = self.converse(&mut out, fate);
        out.finish(&end).unwrap()
    }

    fn converse(&self, out: &mut OutgoingRun, fate: Fate<'_>) -> CallEnd {
        let mut into = IncomingRun::accept(&self.far, LINE, "", "far").unwrap();
        let (mut source, mut sink) = (pages(out.ticket().document.pages), Received::default());
        let (ours, theirs) = connect(out, &mut into, &mut source, &mut sink, fate);
        into.finish(&theirs, 0).unwrap();
        ours.expect("the caller lives")
    }

    /// Who the other station heard calling, the first time.
    pub(crate) fn heard(&self) -> String {
        self.far.incoming_jobs().unwrap().first().expect("somebody called").tsid().to_owned()
    }

    /// The call that the first job is for comes to nothing.
    pub(crate) fn miss(&self, why: DialFailure) -> JobState {
        self.claim().finish(&CallEnd::NotReached(why)).unwrap()
    }

    /// The line is lost in the middle of page `page`, from 0, of the call for the job that is to go first.
    pub(crate) fn drop_at(&self, page: u16) -> JobState {
        let mut out = self.claim();
        out.on_event(&Event::Connected).unwrap();
        for event in (0..page).flat_map(|page| page_sent(page, false)) {
            out.on_event(&event).unwrap();
        }
        out.on_event(&Event::SendingPage { page }).unwrap();
        out.finish(&failed(Failure::CallDropped)).unwrap()
    }

    /// The process dies when all pages of the job that is to go first may have arrived, and the last one was not answered
    /// for.
    pub(crate) fn die_in_doubt(&self) {
        let mut out = self.claim();
        let last = u16::try_from(out.ticket().pages.len() - 1).unwrap();
        out.on_event(&Event::Connected).unwrap();
        for event in (0..last).flat_map(|page| page_sent(page, false)) {
            out.on_event(&event).unwrap();
        }
        out.on_event(&Event::SendingPage { page: last }).unwrap();
        out.on_event(&Event::PageOffered { page: last, last: true }).unwrap();
    }

    /// Time passes until the job is due.
    pub(crate) fn wait_for(&self, id: JobId) {
        self.clock.set(self.job(id).waits_until().expect("it waits"));
    }

    /// Somebody faxes us so many pages. The job, and where it stands.
    pub(crate) fn receive(&self, count: u16) -> (JobId, JobState) {
        self.receive_and(count, |_, _| {})
    }

    /// The same, and looks on: at each event of the caller, and at our job.
    pub(crate) fn receive_and<'a>(
        &'a self,
        count: u16,
        mut watch: impl FnMut(JobId, &Event) + 'a,
    ) -> (JobId, JobState) {
        self.far.submit(NewJob::new("1", "far", count)).unwrap();
        let mut out = OutgoingRun::claim(&self.far, LINE).unwrap().expect("it is due");
        let mut into = IncomingRun::accept(&self.queue, LINE, CALLER, "in/1.tif").unwrap();
        let job = into.job();
        let (mut source, mut sink) = (pages(count), Received::default());
        let watch = Box::new(move |event: &Event| watch(job, event));
        let (theirs, ours) =
            connect(&mut out, &mut into, &mut source, &mut sink, Fate { watch: Some(watch), ..Fate::default() });
        let size = sink.accepted.iter().map(|page| page.len() as u64).sum();
        let state = into.finish(&ours, size).unwrap();
        out.finish(&theirs.expect("the caller lives")).unwrap();
        // What the other station has to try again is none of ours.
        for job in self.far.outgoing_jobs().unwrap() {
            self.far.cancel(job.id()).unwrap();
        }
        (job, state)
    }

    /// Somebody faxes us, and the line is lost in the middle of page `page`, from 0.
    pub(crate) fn receive_until(&self, page: u16) -> (JobId, JobState) {
        let mut into = IncomingRun::accept(&self.queue, LINE, CALLER, "in/1.tif").unwrap();
        for page in 0..page {
            into.on_event(&Event::ReceivingPage { page }).unwrap();
            into.on_event(&Event::PageReceived { page, quality: Quality::default(), accepted: true }).unwrap();
        }
        into.on_event(&Event::ReceivingPage { page }).unwrap();
        (into.job(), into.finish(&failed(Failure::CallDropped), 1234).unwrap())
    }

    /// One where the sender's TSID goes out, and not that of the device.
    pub(crate) fn with_senders_tsid() -> Self {
        let scene = Self::new();
        scene.queue.set_part(General { use_device_tsid: false, ..General::default() }).unwrap();
        scene.events();
        scene
    }

    /// One that has somebody to open documents.
    pub(crate) fn with_papers() -> Self {
        let scene = Self::new();
        scene.queue.set_documents(Papers);
        scene
    }

    /// One where jobs may ask for these receipts.
    pub(crate) fn with_receipts(allowed: ReceiptType) -> Self {
        let scene = Self::with_papers();
        scene.queue.set_part(ReceiptOptions { allowed, ..ReceiptOptions::default() }).unwrap();
        scene.events();
        scene
    }

    /// The receipts that are due now; they are delivered by this.
    pub(crate) fn receipts(&self) -> Vec<Receipt> {
        let mut got = Vec::new();
        let keep = |receipt: &Receipt| {
            got.push(receipt.clone());
            Ok(())
        };
        assert_eq!(self.queue.deliver_receipts(&mut CallbackReceipts(keep)), Ok(Vec::new()));
        got
    }

    /// A fax that was sent, and is in the archive.
    pub(crate) fn sent(&self) -> OutgoingRecord {
        let id = self.submit();
        assert_eq!(self.send(), JobState::Completed);
        self.queue.outgoing_message(id).unwrap()
    }

    /// A fax that was received and handed over, and is in the archive.
    pub(crate) fn received(&self) -> IncomingRecord {
        let (id, state) = self.receive(2);
        assert_eq!(state, JobState::Routing);
        self.queue.hand_over(id).unwrap();
        self.queue.incoming_message(id).unwrap()
    }

    pub(crate) fn operate(&self, id: JobId, operation: Operation) -> Result<(), ErrorCode> {
        let done = match operation {
            Operation::Pause => self.queue.pause(id),
            Operation::Resume => self.queue.resume(id),
            Operation::Restart => self.queue.restart(id),
            Operation::Cancel => self.queue.cancel(id),
            other => panic!("{other:?} is new: say here how it is done"),
        };
        done.map_err(|error| error.code())
    }
}

/// The number behind a refusal.
pub(crate) fn code<T: core::fmt::Debug>(done: Result<T, QueueError>) -> ErrorCode {
    done.expect_err("it is refused").code()
}

/// The refusal itself.
pub(crate) fn refusal<T: core::fmt::Debug>(done: Result<T, QueueError>) -> Refusal {
    match done.expect_err("it is refused") {
        QueueError::Refused(refusal) => refusal,
        other => panic!("no refusal: {other}"),
    }
}

pub(crate) const fn minutes(count: u64) -> Duration {
    Duration::from_secs(60 * count)
}

pub(crate) fn later(time: Timestamp, span: Duration) -> Timestamp {
    time + span
}
