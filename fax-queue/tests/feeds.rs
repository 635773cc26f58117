//! Events for those who read at a pace of their own: threads, channels, streams, and places that outlive the process.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may fail")]

mod common;

use core::time::Duration;
use std::sync::mpsc::{Receiver, Sender, channel};

use common::{LINE, Script, Shared, delivery, ended, open};
use fax_core::{Config, Event, Outcome};
use fax_queue::engine::parts::{AccountKind, General, ReceiptOptions, Security};
use fax_queue::engine::{EventKind, MessageDetails, Plan, Refusal};
use fax_queue::model::{AccountNotify, Activity, JobStatus, NewJob, Notify};
use fax_queue::service::{Connection, Feed, IncomingRun, Notice, Queue, QueueError, run_job};
use fax_queue::store::{Cursor, Memory, Redb, Store as _};
use fax_queue::vocabulary::{AccessRights2 as Rights, AccountEvents, JobId, ServerEvents, ServerId};

const SOON: Duration = Duration::from_secs(20);
const QUEUES: ServerEvents = ServerEvents::OUT_QUEUE.union(ServerEvents::SERVICE_ENDED);

fn submit(queue: &Queue, number: &str) -> JobId {
    queue.submit(NewJob::new(number, "a.tif", 1)).unwrap()
}

fn send(queue: &Queue) {
    let mut line = Script::new([delivery(1)]);
    run_job(queue, &mut line, &Config::default(), |_| Some(())).unwrap().expect("a job was due");
}

fn answer(queue: &Queue) -> IncomingRun {
    IncomingRun::accept(queue, LINE, "5551234", "in/1").unwrap()
}

fn receive(queue: &Queue) -> JobId {
    let mut run = answer(queue);
    run.on_event(&Event::PageReceived { page: 0, quality: fax_core::Quality::default(), accepted: true }).unwrap();
    run.finish(&ended(Outcome::Completed), 700).unwrap();
    queue.hand_over(run.job()).unwrap();
    run.job()
}

/// The job and kind of each notice that is there.
fn read(feed: &mut Feed) -> Vec<(u64, &'static str)> {
    let mut all = Vec::new();
    while let Some(notice) = feed.try_next().unwrap() {
        all.push(match notice {
            Notice::Event(event) => (
                event.job.unwrap_or_default().0,
                match event.kind {
                    EventKind::OutgoingJobAdded => "added",
                    EventKind::OutgoingJobChanged(_) => "changed",
                    EventKind::OutgoingJobRemoved => "removed",
                    EventKind::OutgoingMessageAdded => "sent",
                    _ => "other",
                },
            ),
            Notice::Missed(events) => (events, "missed"),
            Notice::ShutDown => (0, "end"),
            _ => (0, "?"),
        });
    }
    all
}

#[test]
fn a_feed_goes_on_where_it_was_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("fax.redb");
    let place = {
        let queue = Queue::open(Redb::open(&file).unwrap()).unwrap();
        let mut feed = queue.feed(QUEUES, Cursor::default());
        submit(&queue, "1");
        assert_eq!(read(&mut feed), [(1, "added")]);
        let place = feed.cursor();
        submit(&queue, "2");
        feed.try_next().unwrap().expect("read, and not done with when the process dies");
        place
    };
    let queue = Queue::open(Redb::open(&file).unwrap()).unwrap();
    let mut feed = queue.feed(QUEUES, place);
    queue.cancel(JobId(1)).unwrap();
    assert_eq!(read(&mut feed), [(2, "added"), (1, "changed"), (1, "removed")], "again, in order, without a gap");
}

#[test]
fn a_feed_says_how_much_it_missed() {
    let (queue, _) = open(Memory::new());
    let (mut slow, mut idle) = (queue.feed(QUEUES, Cursor::default()), queue.feed(QUEUES, Cursor::default()));
    for number in ["1", "2", "3"] {
        submit(&queue, number);
    }
    queue.dispatch().unwrap();
    queue.forget_told_events().unwrap();
    assert_eq!(read(&mut idle), [(3, "missed")], "nothing came after it");
    submit(&queue, "4");
    assert_eq!(read(&mut slow), [(3, "missed"), (4, "added")]);
    assert_eq!(read(&mut idle), [(4, "added")]);
}

#[test]
fn whoever_waits_hears_of_an_edit_at_once() {
    let (queue, _) = open(Memory::new());
    let mut feed = queue.feed(ServerEvents::CONFIG, Cursor::default());
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| feed.next_timeout(SOON).unwrap().is_some());
        std::thread::sleep(Duration::from_millis(50));
        let began = std::time::Instant::now();
        queue.add_outbound_group("night").unwrap();
        assert!(waiting.join().unwrap());
        assert!(began.elapsed() < SOON / 2, "the bell woke it, not the end of its patience");
    });
}

/// So many events that are three to a job: it is added, changed and removed.
fn come_and_go(queue: &Queue, jobs: usize) {
    for _ in 0..jobs {
        queue.cancel(submit(queue, "1")).unwrap();
    }
}

#[test]
fn a_cursor_is_good_for_three_days() {
    const DAYS: Duration = Duration::from_secs(72 * 3600);
    let store = Shared::default();
    let (queue, clock) = open(store.clone());
    let mut feed = queue.feed(QUEUES, Cursor::default());
    come_and_go(&queue, 1);
    assert_eq!(read(&mut feed).len(), 3);
    let place = feed.cursor();
    come_and_go(&queue, 2);
    queue.dispatch().unwrap();
    clock.advance(DAYS);
    queue.sweep().unwrap();
    drop((feed, queue));

    let queue = Queue::open_with(store, clock.clone(), ServerId(7)).unwrap();
    let heard = read(&mut queue.feed(QUEUES, place));
    assert_eq!(heard, [2, 3].map(|job| [(job, "added"), (job, "changed"), (job, "removed")]).concat());
    // A moment later they are gone, and whoever comes now is told so, and goes on from there.
    come_and_go(&queue, 1);
    queue.dispatch().unwrap();
    clock.advance(Duration::from_secs(61));
    queue.sweep().unwrap();
    let mut late = queue.feed(QUEUES, place);
    assert_eq!(read(&mut late), [(6, "missed"), (4, "added"), (4, "changed"), (4, "removed")]);
    assert_eq!(late.cursor(), queue.last_event().unwrap());
    submit(&queue, "1");
    assert_eq!(read(&mut late), [(5, "added")], "it was said once");
}

#[test]
fn a_cursor_is_good_for_a_hundred_thousand_events() {
    let mut store = Shared::default();
    let (queue, clock) = open(store.clone());
    come_and_go(&queue, 2);
    let events = vec![store.events(Cursor::default(), 1).unwrap().remove(0).1; 99_996];
    let many = Plan { events, ..Plan::default() };
    store.apply(&many).unwrap();
    queue.dispatch().unwrap();
    queue.sweep().unwrap();
    let first = |queue: &Queue| queue.feed(QUEUES, Cursor::default()).try_next().unwrap().unwrap();
    assert!(matches!(first(&queue), Notice::Missed(2)), "those that 100,000 stand behind, and no more");
    clock.advance(Duration::from_secs(61));
    come_and_go(&queue, 1);
    // Nobody was told of the last ones; nothing in front waits for that.
    queue.sweep().unwrap();
    assert!(matches!(first(&queue), Notice::Missed(5)));
}

#[test]
fn what_nobody_was_told_outlives_three_days() {
    let (queue, clock) = open(Memory::new());
    come_and_go(&queue, 1);
    clock.advance(Duration::from_secs(100 * 3600));
    queue.sweep().unwrap();
    assert_eq!(read(&mut queue.feed(QUEUES, Cursor::default())).len(), 3);
}

#[test]
fn the_end_comes_last_and_once() {
    let (queue, _) = open(Memory::new());
    let mut feed = queue.feed(QUEUES, Cursor::default());
    let mut deaf = queue.feed(ServerEvents::OUT_QUEUE, Cursor::default());
    submit(&queue, "1");
    queue.shut_down().unwrap();
    assert_eq!(read(&mut feed), [(1, "added"), (0, "end")]);
    submit(&queue, "2");
    assert_eq!(read(&mut feed), [], "nothing follows");
    assert!(feed.is_over());
    assert_eq!(read(&mut deaf), [(1, "added"), (2, "added")], "it comes to the end when it has read everything");
    assert!(deaf.is_over());
    assert_eq!(read(&mut queue.feed(QUEUES, queue.last_event().unwrap())), [], "a new one hears of the next end");
}

#[test]
fn counters_come_behind_what_moved_them() {
    let (queue, _) = open(Memory::new());
    let mut feed = queue.feed(ServerEvents::OUT_QUEUE | ServerEvents::ACTIVITY, Cursor::default());
    submit(&queue, "1");
    assert!(matches!(feed.try_next().unwrap(), Some(Notice::Event(_))));
    assert_eq!(feed.try_next().unwrap(), Some(Notice::Activity(Activity { queued: 1, ..Activity::default() })));
    assert_eq!(feed.try_next().unwrap(), None);
}

/// Tells a channel what it hears; does something first.
struct Teller<F>(Sender<u64>, F);

impl<F: FnMut(JobId)> Notify for Teller<F> {
    fn on_outgoing_job_added(&mut self, _: ServerId, job: JobId) {
        (self.1)(job);
        self.0.send(job.0).unwrap();
    }
    fn on_server_shut_down(&mut self, _: ServerId) {
        self.0.send(0).unwrap();
    }
}

#[test]
fn a_listener_that_is_stuck_or_panics_holds_up_nobody() {
    let (queue, _) = open(Memory::new());
    let (go, gate) = channel::<()>();
    let listen = |before: Box<dyn FnMut(JobId) + Send>| {
        let (tell, told) = channel();
        (queue.listen(QUEUES, Cursor::default(), Teller(tell, before)).unwrap(), told)
    };
    let (_stuck, stuck) = listen(Box::new(move |_| gate.recv().unwrap()));
    let (panicking, panicked) = listen(Box::new(|job| assert_ne!(job, JobId(2), "a listener that panics")));
    let (_healthy, healthy) = listen(Box::new(|_| {}));

    for number in ["1", "2", "3"] {
        submit(&queue, number);
    }
    send(&queue);
    let hear = |from: &Receiver<u64>, count: usize| -> Vec<u64> {
        (0..count).map(|_| from.recv_timeout(SOON).unwrap()).collect()
    };
    assert_eq!(hear(&healthy, 3), [1, 2, 3], "while another one is stuck with the first");
    assert_eq!(hear(&panicked, 1), [1]);
    panicked.recv_timeout(SOON).expect_err("it hears no more");
    panicking.stop();
    assert!(stuck.try_recv().is_err());

    queue.shut_down().unwrap();
    assert_eq!(hear(&healthy, 1), [0]);
    for _ in 0..3 {
        go.send(()).unwrap();
    }
    assert_eq!(hear(&stuck, 4), [1, 2, 3, 0], "late, and everything");
}

#[test]
fn a_listener_that_was_stopped_hears_no_more() {
    let (queue, _) = open(Memory::new());
    let (tell, told) = channel();
    let listening = queue.listen(QUEUES, Cursor::default(), Teller(tell, |_| {})).unwrap();
    submit(&queue, "1");
    assert_eq!(told.recv_timeout(SOON), Ok(1));
    listening.stop();
    submit(&queue, "2");
    told.recv_timeout(SOON).expect_err("its thread is gone, and the listener with it");
}

#[test]
fn a_full_channel_holds_up_its_thread_only() {
    let (queue, _) = open(Memory::new());
    let events = queue.feed(QUEUES, Cursor::default()).into_channel(1).unwrap();
    for number in 0..50 {
        submit(&queue, &number.to_string());
    }
    queue.shut_down().unwrap();
    let mut cursors = Vec::new();
    let mut jobs = Vec::new();
    while let Ok((cursor, notice)) = events.recv_timeout(SOON) {
        cursors.push(cursor);
        match notice {
            Notice::Event(event) => jobs.push(event.job.unwrap().0),
            notice => assert_eq!(notice, Notice::ShutDown),
        }
    }
    assert_eq!(jobs, (1..=50).collect::<Vec<_>>(), "fifty through a channel of one place");
    assert_eq!(cursors.len(), 51);
    assert!(cursors.is_sorted());
}

#[cfg(feature = "stream")]
#[test]
fn a_stream_wakes_its_task() {
    use core::pin::Pin;
    use core::task::{Context, Poll, Waker};
    use futures_core::Stream;
    use std::sync::Arc;
    use std::thread::{self, Thread};

    struct Unpark(Thread);
    impl std::task::Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }

    let (queue, _) = open(Memory::new());
    let mut feed = queue.feed(QUEUES, Cursor::default());
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut context = Context::from_waker(&waker);
    assert!(Pin::new(&mut feed).poll_next(&mut context).is_pending());
    let other = queue.clone();
    let thread = thread::spawn(move || {
        submit(&other, "1");
        other.shut_down().unwrap();
    });
    let mut heard = Vec::new();
    loop {
        match Pin::new(&mut feed).poll_next(&mut context) {
            Poll::Ready(Some(notice)) => heard.push(notice.unwrap()),
            Poll::Ready(None) => break,
            Poll::Pending => thread::park(),
        }
    }
    thread.join().unwrap();
    assert!(matches!(&heard[..], [Notice::Event(_), Notice::ShutDown]), "{heard:?}");
}

#[cfg(feature = "stream")]
#[test]
fn whatever_changes_wakes_those_who_wait() {
    use core::pin::Pin;
    use core::sync::atomic::{AtomicBool, Ordering};
    use core::task::{Context, Waker};
    use fax_queue::engine::Settings;
    use fax_queue::engine::parts::OutboundGroups;
    use futures_core::Stream;
    use std::sync::Arc;

    struct Alarm(AtomicBool);
    impl std::task::Wake for Alarm {
        fn wake(self: Arc<Self>) {
            self.0.store(true, Ordering::Release);
        }
    }

    let (queue, _) = open(Memory::new());
    let changes: [(&str, &dyn Fn()); 6] = [
        ("a job", &|| queue.submit(NewJob::new("1", "a.tif", 1)).map(drop).unwrap()),
        ("a ring", &|| queue.ring(LINE, "").unwrap()),
        ("settings", &|| queue.set_settings(Settings { age_limit_days: 7, ..Settings::default() }).unwrap()),
        ("a part", &|| queue.set_part(ReceiptOptions { smtp_port: 26, ..ReceiptOptions::default() }).unwrap()),
        ("a device", &|| queue.register_device("ttyACM0").map(drop).unwrap()),
        ("a group", &|| queue.edit_part(|groups: &mut OutboundGroups| groups.add("north")).unwrap()),
    ];
    for (what, change) in changes {
        let alarm = Arc::new(Alarm(AtomicBool::new(false)));
        let mut feed = queue.feed(ServerEvents::ALL, queue.last_event().unwrap());
        // The first notice is what the counters are now.
        while let Some(notice) = feed.try_next().unwrap() {
            assert!(matches!(notice, Notice::Activity(_)));
        }
        let waker = Waker::from(Arc::clone(&alarm));
        assert!(Pin::new(&mut feed).poll_next(&mut Context::from_waker(&waker)).is_pending());
        change();
        assert!(alarm.0.load(Ordering::Acquire), "{what}");
        assert!(matches!(feed.try_next().unwrap(), Some(Notice::Event(_))), "{what}");
    }
}

const ANN: &str = r"office\ann";
const BOB: &str = r"office\bob";

fn grant(queue: &Queue, rights: Rights) {
    let entries = [(ANN.into(), rights)].into();
    queue.set_part(Security { entries, ..Security::default() }).unwrap();
}

#[test]
fn which_right_each_event_needs() {
    use ServerEvents as E;
    let folder = Rights::MANAGE_RECEIVE_FOLDER;
    let submit = Rights::USER | Rights::SUBMIT_HIGH;
    // The event, any one of the rights that are enough, and whether public faxes or nothing at all are.
    let table = [
        (E::IN_QUEUE, folder, true, false),
        (E::INCOMING_CALL, folder, true, false),
        (E::IN_ARCHIVE, folder | Rights::QUERY_ARCHIVES, true, false),
        (E::OUT_QUEUE, Rights::NONE, false, true),
        (E::OUT_ARCHIVE, submit | Rights::QUERY_ARCHIVES, false, false),
        (E::CONFIG, Rights::QUERY_CONFIG, false, false),
        (E::ACTIVITY, Rights::QUERY_CONFIG, false, false),
        (E::DEVICE_STATUS, Rights::QUERY_CONFIG, false, false),
        (E::QUEUE_STATE, Rights::NONE, false, true),
        (E::SERVICE_ENDED, Rights::NONE, false, true),
    ];
    let (queue, _) = open(Memory::new());
    let ann = queue.as_account(ANN).unwrap();
    for bit in 0..10 {
        let rights = Rights::try_from(1 << bit).unwrap();
        grant(&queue, rights);
        for public in [true, false] {
            queue.set_part(General { incoming_faxes_are_public: public, ..General::default() }).unwrap();
            for (event, enough, is_public, free) in table {
                let may = free || (public && is_public) || rights.intersects(enough);
                let asked = ann.feed(event, Cursor::default()).map(drop);
                let expected = if may { Ok(()) } else { Err(QueueError::Refused(Refusal::Denied)) };
                assert_eq!(asked, expected, "{event:?} with {rights:?}, public {public}");
                assert_eq!(ann.events(Cursor::default(), event, 9).map(drop), expected);
            }
        }
    }
}

#[test]
fn one_event_too_many_and_everything_stays_as_it_was() {
    let (queue, _) = open(Memory::new());
    let mut ann = queue.as_account(ANN).unwrap();
    let (tell, told) = channel();
    ann.listen_to_server_events(ServerEvents::OUT_QUEUE, Teller(tell.clone(), |_| {})).unwrap();
    let refused = ann.listen_to_server_events(ServerEvents::OUT_QUEUE | ServerEvents::CONFIG, Teller(tell, |_| {}));
    assert_eq!(refused, Err(QueueError::Refused(Refusal::Denied)));
    assert_eq!(ann.registered_events(), ServerEvents::OUT_QUEUE);
    let job = ann.submit(NewJob::new("1", "a.tif", 1)).unwrap();
    assert_eq!(told.recv_timeout(SOON), Ok(job.0));

    struct Nobody;
    impl Notify for Nobody {}
    ann.listen_to_server_events(ServerEvents::NONE, Nobody).unwrap();
    assert_eq!(ann.registered_events(), ServerEvents::NONE);
    told.recv_timeout(SOON).expect_err("the listener is gone");
}

#[test]
fn one_hears_of_what_one_may_see_from_the_moment_one_may() {
    let (queue, _) = open(Memory::new());
    let [ann, bob] = [ANN, BOB].map(|name| queue.as_account(name).unwrap());
    let mut feed = ann.feed(ServerEvents::OUT_QUEUE, Cursor::default()).unwrap();
    bob.submit(NewJob::new("1", "b.tif", 1)).unwrap();
    queue.submit(NewJob::new("2", "c.tif", 1)).unwrap();
    let own = ann.submit(NewJob::new("3", "a.tif", 1)).unwrap();
    assert_eq!(read(&mut feed), [(own.0, "added")]);
    grant(&queue, Rights::USER | Rights::QUERY_OUT_JOBS);
    let his = bob.submit(NewJob::new("4", "b.tif", 1)).unwrap();
    assert_eq!(read(&mut feed), [(his.0, "added")]);
    grant(&queue, Rights::QUERY_CONFIG);
    ann.submit(NewJob::new("5", "a.tif", 1)).unwrap_err();
    queue.cancel(own).unwrap();
    assert_eq!(read(&mut feed), [], "it may not even see its own any more");
    queue.remove_account(ANN).unwrap();
    queue.cancel(his).unwrap();
    assert_eq!(read(&mut feed), []);
    assert!(feed.is_over(), "there is no such account");
}

/// Writes down the callbacks of an account.
struct Account(Sender<String>);

impl Account {
    fn note(&self, what: &str, account: &str, job: JobId) {
        assert_eq!(account, ANN);
        self.0.send(format!("{what} {}", job.0)).unwrap();
    }
}

impl AccountNotify for Account {
    fn on_incoming_job_added(&mut self, account: &str, job: JobId) {
        self.note("in added", account, job);
    }
    fn on_incoming_job_removed(&mut self, account: &str, job: JobId) {
        self.note("in removed", account, job);
    }
    fn on_incoming_job_changed(&mut self, account: &str, job: JobId, status: &dyn JobStatus) {
        self.note(&format!("in {}", status.status()), account, job);
    }
    fn on_outgoing_job_added(&mut self, account: &str, job: JobId) {
        self.note("out added", account, job);
    }
    fn on_outgoing_job_removed(&mut self, account: &str, job: JobId) {
        self.note("out removed", account, job);
    }
    fn on_outgoing_job_changed(&mut self, account: &str, job: JobId, status: &dyn JobStatus) {
        self.note(&format!("out {}", status.status()), account, job);
    }
    fn on_incoming_message_added(&mut self, account: &str, message: JobId, receive_folder: bool) {
        self.note(if receive_folder { "folder added" } else { "inbox added" }, account, message);
    }
    fn on_incoming_message_removed(&mut self, account: &str, message: JobId, receive_folder: bool) {
        self.note(if receive_folder { "folder removed" } else { "inbox removed" }, account, message);
    }
    fn on_outgoing_message_added(&mut self, account: &str, message: JobId) {
        self.note("sent added", account, message);
    }
    fn on_outgoing_message_removed(&mut self, account: &str, message: JobId) {
        self.note("sent removed", account, message);
    }
    fn on_server_shut_down(&mut self, server: ServerId) {
        self.0.send(format!("server {} ends", server.0)).unwrap();
    }
}

fn listen(ann: &mut Connection, mask: AccountEvents) -> Receiver<String> {
    let (tell, told) = channel();
    ann.listen_to_account_events(mask, Account(tell)).unwrap();
    assert_eq!(ann.registered_account_events(), mask);
    told
}

/// What was heard until the service ended.
fn until_the_end(told: &Receiver<String>) -> Vec<String> {
    core::iter::from_fn(|| told.recv_timeout(SOON).ok()).collect()
}

#[test]
fn an_account_hears_of_what_it_sends_and_of_nobody_elses() {
    let (queue, _) = open(Memory::new());
    let mut ann = queue.as_account(ANN).unwrap();
    let told = listen(&mut ann, AccountEvents::OUT_QUEUE | AccountEvents::OUT_ARCHIVE | AccountEvents::SERVICE_ENDED);
    submit(&queue, "1");
    send(&queue);
    let job = ann.submit(NewJob::new("2", "a.tif", 1)).unwrap();
    send(&queue);
    ann.delete_message(job).unwrap();
    queue.shut_down().unwrap();
    let heard = until_the_end(&told);
    let expected = |line: &str| format!("{line} {}", job.0);
    assert_eq!(heard.first(), Some(&expected("out added")));
    assert!(heard.contains(&expected("out in progress")), "{heard:?}");
    let end = ["out completed", "sent added", "out removed", "sent removed"].map(expected);
    assert_eq!(heard[heard.len() - 5..heard.len() - 1], end);
    assert_eq!(heard.last().unwrap(), "server 7 ends");
    assert!(heard[..heard.len() - 1].iter().all(|line| line.ends_with(&format!(" {}", job.0))));
}

#[test]
fn a_received_fax_goes_from_the_receive_folder_to_an_account() {
    let (queue, _) = open(Memory::new());
    queue.set_part(General { incoming_faxes_are_public: false, ..General::default() }).unwrap();
    let mut ann = queue.as_account(ANN).unwrap();
    let all = AccountEvents::IN_QUEUE | AccountEvents::IN_ARCHIVE | AccountEvents::SERVICE_ENDED;
    let told = listen(&mut ann, all);
    queue.add_account(BOB, AccountKind::User).unwrap();

    let give = |message, to: &str| queue.reassign_message(message, vec![to.into()], MessageDetails::default()).unwrap();
    // Without the right to the receive folder: nothing but what is given to her.
    let first = receive(&queue);
    give(first, ANN);
    give(receive(&queue), BOB);
    queue.delete_message(first).unwrap();
    let heard: Vec<_> = (0..2).map(|_| told.recv_timeout(SOON).unwrap()).collect();
    assert_eq!(heard, [format!("inbox added {}", first.0), format!("inbox removed {}", first.0)]);

    // With it: everything.
    grant(&queue, Rights::MANAGE_RECEIVE_FOLDER);
    let second = receive(&queue);
    assert_eq!(ann.folders().incoming_messages().unwrap().count(), 1);
    give(second, BOB);
    assert_eq!(ann.folders().incoming_messages().unwrap().count(), 0);
    queue.shut_down().unwrap();
    let heard = until_the_end(&told);
    let id = second.0;
    for line in ["in added", "in routing", "in completed", "folder added", "in removed", "folder removed"] {
        assert!(heard.contains(&format!("{line} {id}")), "{line}: {heard:?}");
    }
    assert_eq!(heard[heard.len() - 2..], [format!("folder removed {id}"), "server 7 ends".into()]);
}

#[test]
fn folders_have_what_is_ones_own_whatever_one_may_see() {
    let (queue, _) = open(Memory::new());
    let [ann, bob] = [ANN, BOB].map(|name| queue.as_account(name).unwrap());
    let mine = ann.submit(NewJob::new("1", "a.tif", 1)).unwrap();
    send(&queue);
    let his = bob.submit(NewJob::new("2", "b.tif", 1)).unwrap();
    let mut big = NewJob::new("3", "c.tif", 1);
    big.document.size = 5_000;
    let waiting = ann.submit(big).unwrap();
    let received = receive(&queue);
    let calling = answer(&queue).job();
    grant(&queue, Rights::ALL);

    let folders = ann.folders();
    let ids = |jobs: Vec<fax_queue::engine::OutgoingRecord>| -> Vec<_> {
        jobs.iter().map(fax_queue::model::Job::id).collect()
    };
    assert_eq!(ids(folders.outgoing_jobs().unwrap()), [waiting]);
    assert_eq!(ids(folders.outgoing_messages().unwrap().map(Result::unwrap).collect()), [mine]);
    folders.outgoing_job(waiting).unwrap();
    folders.outgoing_message(mine).unwrap();
    assert_eq!(folders.outgoing_job(his).map(drop), Err(QueueError::Refused(Refusal::NotFound)));
    assert_eq!(folders.outgoing_archive_size(), Ok(0));
    assert_eq!(folders.incoming_archive_size(), Ok(700));
    assert_eq!(folders.incoming_jobs().unwrap().len(), 1);
    folders.incoming_job(calling).unwrap();
    folders.incoming_message(received).unwrap();

    // Private, and without the right to the receive folder, there is nothing in it for her.
    queue.set_part(General { incoming_faxes_are_public: false, ..General::default() }).unwrap();
    grant(&queue, Rights::USER | Rights::QUERY_ARCHIVES);
    ann.incoming_message(received).expect("she may see it");
    assert_eq!(folders.incoming_message(received).map(drop), Err(QueueError::Refused(Refusal::NotFound)));
    assert_eq!(folders.incoming_job(calling).map(drop), Err(QueueError::Refused(Refusal::NotFound)));
    assert!(folders.incoming_jobs().unwrap().is_empty());
}

#[test]
fn who_disconnects_hears_no_more() {
    let (queue, _) = open(Memory::new());
    let mut ann = queue.as_account(ANN).unwrap();
    let told = listen(&mut ann, AccountEvents::OUT_QUEUE);
    let job = ann.submit(NewJob::new("1", "a.tif", 1)).unwrap();
    assert_eq!(told.recv_timeout(SOON), Ok(format!("out added {}", job.0)));
    ann.disconnect();
    queue.cancel(job).unwrap();
    told.recv_timeout(SOON).expect_err("the listener is gone");
}

#[test]
fn a_setting_is_told_once_to_those_who_may_know() {
    let (queue, _) = open(Memory::new());
    let mut ann = queue.connect(ANN, AccountKind::Interactive).unwrap();
    struct Config(Sender<()>);
    impl Notify for Config {
        fn on_receipt_options_change(&mut self, _: ServerId) {
            self.0.send(()).unwrap();
        }
    }
    let (tell, told) = channel();
    ann.listen_to_server_events(ServerEvents::CONFIG, Config(tell)).unwrap();
    queue.set_part(ReceiptOptions { smtp_server: "mail".into(), ..ReceiptOptions::default() }).unwrap();
    assert_eq!(told.recv_timeout(SOON), Ok(()));
    ann.disconnect();
    assert!(told.recv_timeout(SOON).is_err());
}
