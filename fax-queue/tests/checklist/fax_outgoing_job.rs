//! `IFaxOutgoingJob2`.

use fax_core::Event;
use fax_queue::engine::parts::General;
use fax_queue::engine::{DialFailure, Settings};
use fax_queue::model::{Job, JobStatus, OutgoingJob, Recipient, Schedule};
use fax_queue::vocabulary::{
    DeviceId, ErrorCode, ExtendedStatus, JobId, JobState, Operation, Operations, Priority, ReceiptType, ScheduleType,
};

use crate::common::{LINE, NOON};
use crate::form::members;
use crate::scene::{CALLED, CLERK, NUMBER, Scene, code, letter, letter_by_mail, letter_with, minutes, to_three};

members! {
    Objects "IFaxOutgoingJob2" has 34:
    Id => id,
    SubmissionId => submission_id,
    Subject => subject,
    DocumentName => document_name,
    Pages => pages,
    Size => size,
    SubmissionTime => submission_time,
    OriginalScheduledTime => original_scheduled_time,
    ScheduledTime => scheduled_time,
    TransmissionStart => transmission_start,
    TransmissionEnd => transmission_end,
    Priority => priority,
    ReceiptType => receipt_type,
    GroupBroadcastReceipts => group_broadcast_receipts,
    Sender => sender,
    Recipient => recipient,
    Status => status,
    ExtendedStatusCode => extended_status_code,
    ExtendedStatus => extended_status,
    AvailableOperations => available_operations,
    CurrentPage => current_page,
    DeviceId => device_id,
    Retries => retries,
    CSID => csid,
    TSID => tsid,
    HasCoverPage => has_cover_page,
    ReceiptAddress => receipt_address,
    ScheduleType => schedule_type,
    Pause => pause,
    Resume => resume,
    Restart => restart,
    Cancel => cancel,
    CopyTiff => copy_tiff,
    Refresh => refresh,
}

#[test]
fn id() {
    let scene = Scene::new();
    let (one, two) = (scene.submit(), scene.submit());
    assert!(one != two);
    assert_eq!([one, two].map(|id| scene.job(id).id()), [one, two]);
    scene.send();
    assert_eq!(scene.queue.outgoing_message(one).unwrap().id(), one, "the message keeps it");
    assert_eq!(JobId(0x1234).to_string(), "0000000000001234");
}

#[test]
fn submission_id() {
    let scene = Scene::new();
    let other = Recipient { fax_number: "2".to_owned(), name: String::new() };
    let broadcast = scene.queue.submit_to_all(letter_with(|letter| letter.others = vec![other])).unwrap();
    let alone = scene.submit();
    let ids: Vec<_> = broadcast.jobs().map(|job| scene.job(job).submission_id()).collect();
    assert_eq!(ids, [broadcast.id, broadcast.id]);
    assert_ne!(scene.job(alone).submission_id(), broadcast.id);
}

#[test]
fn subject() {
    let scene = Scene::new();
    let id = scene.queue.submit(letter_with(|letter| letter.subject = "Order 12".into())).unwrap();
    assert_eq!(scene.job(id).subject(), "Order 12");
}

#[test]
fn document_name() {
    let scene = Scene::new();
    let id = scene.queue.submit(letter_with(|letter| letter.document_name = "order.odt".into())).unwrap();
    assert_eq!(scene.job(id).document_name(), "order.odt");
}

#[test]
fn pages() {
    let scene = Scene::new();
    let id = scene.submit();
    assert_eq!(scene.job(id).pages(), 2);
    scene.drop_at(1);
    assert_eq!(scene.job(id).pages(), 2, "all of them, also when some are confirmed");
}

#[test]
fn size() {
    let scene = Scene::new();
    let id = scene.queue.submit(letter_with(|letter| letter.document.size = 7777)).unwrap();
    assert_eq!(scene.job(id).size(), 7777);
}

#[test]
fn submission_time() {
    let scene = Scene::new();
    scene.clock.advance(minutes(5));
    let id = scene.submit();
    scene.miss(DialFailure::Busy);
    assert_eq!(scene.job(id).submission_time(), NOON + minutes(5));
}

#[test]
fn original_scheduled_time() {
    let scene = Scene::new();
    let at = NOON + minutes(90);
    let id = scene.queue.submit(letter_with(|letter| letter.schedule = Schedule::At(at))).unwrap();
    scene.wait_for(id);
    scene.miss(DialFailure::Busy);
    assert_eq!(scene.job(id).original_scheduled_time(), at, "retries do not move it");
}

#[test]
fn scheduled_time() {
    let scene = Scene::with(Settings { retry_delay_minutes: Some(10), ..Settings::default() });
    let id = scene.submit();
    assert_eq!(scene.job(id).scheduled_time(), Some(NOON));
    scene.miss(DialFailure::Busy);
    let next = scene.job(id).scheduled_time().unwrap();
    assert!(next >= NOON + minutes(10), "{next}");
    assert!(scene.is_idle(), "not before that");
    scene.clock.set(next);
    assert_eq!(scene.send(), JobState::Completed);
}

#[test]
fn transmission_start() {
    let scene = Scene::new();
    let id = scene.submit();
    assert_eq!(scene.job(id).transmission_start(), None);
    scene.clock.advance(minutes(3));
    scene.send();
    assert_eq!(scene.job(id).transmission_start(), Some(NOON + minutes(3)));
}

#[test]
fn transmission_end() {
    let scene = Scene::new();
    let id = scene.submit();
    scene.send_and(|_| {
        assert_eq!(scene.job(id).transmission_end(), None);
        scene.clock.set(NOON + minutes(1));
    });
    assert_eq!(scene.job(id).transmission_end(), Some(NOON + minutes(1)));
}

#[test]
fn priority() {
    let scene = Scene::new();
    let low = scene.submit();
    let high = scene.queue.submit(letter_with(|letter| letter.priority = Priority::High)).unwrap();
    assert_eq!([low, high].map(|id| scene.job(id).priority()), [Priority::Low, Priority::High]);
    scene.send();
    assert_eq!((scene.state(low), scene.state(high)), (JobState::Pending, JobState::Completed), "the high one first");
}

#[test]
fn sender() {
    let scene = Scene::new();
    let id = scene.queue.submit(letter_with(|letter| letter.sender.company = "Ours & Co".into())).unwrap();
    assert_eq!(scene.job(id).sender().company, "Ours & Co");
    assert_eq!(scene.job(id).sender().texts().filter(|text| !text.is_empty()).count(), 1);
}

#[test]
fn recipient() {
    let scene = Scene::new();
    let id = scene.queue.submit(letter_with(|letter| letter.recipient.name = "Ann".into())).unwrap();
    assert_eq!(scene.job(id).recipient(), Recipient { fax_number: NUMBER, name: "Ann" });
}

#[test]
fn status() {
    let scene = Scene::new();
    let id = scene.submit();
    let mut seen = vec![scene.job(id).status().bits()];
    scene.miss(DialFailure::Busy);
    seen.push(scene.job(id).status().bits());
    scene.queue.pause(id).unwrap();
    seen.push(scene.job(id).status().bits());
    scene.queue.resume(id).unwrap();
    scene.wait_for(id);
    scene.send_and(|_| seen.push(scene.job(id).status().bits()));
    seen.push(scene.job(id).status().bits());
    seen.dedup();
    assert_eq!(seen, [0x001, 0x040, 0x050, 0x002, 0x100], "pending, retrying, and paused, in progress, completed");
}

#[test]
fn extended_status_code() {
    let scene = Scene::new();
    let id = scene.submit();
    let mut seen = vec![scene.job(id).extended_status_code()];
    scene.send_and(|_| seen.push(scene.job(id).extended_status_code()));
    seen.push(scene.job(id).extended_status_code());
    seen.dedup();
    use ExtendedStatus::{CallCompleted, Dialing, None, Transmitting};
    assert_eq!(seen, [None, Dialing, Transmitting, CallCompleted]);
}

#[test]
fn extended_status() {
    let scene = Scene::new();
    let id = scene.submit();
    scene.miss(DialFailure::Busy);
    assert_eq!(scene.job(id).extended_status(), "", "a documented code speaks for itself");
    scene.wait_for(id);
    scene.die_in_doubt();
    let scene = scene.restart_service();
    assert_eq!(scene.job(id).extended_status_code().value(), 0x0100_0001, "a code of ours");
    assert!(!scene.job(id).extended_status().is_empty(), "has a text");
}

#[test]
fn available_operations() {
    let scene = Scene::new();
    let id = scene.submit();
    assert_eq!(scene.job(id).available_operations().bits(), 0x73);
    scene.queue.pause(id).unwrap();
    assert_eq!(scene.job(id).available_operations().bits(), 0x75);
    for operation in [Operation::Pause, Operation::Resume, Operation::Restart] {
        let allowed = scene.job(id).available_operations().contains(operation.needs());
        let done = scene.operate(id, operation);
        assert_eq!(done.is_ok(), allowed, "{operation:?}: {done:?}");
    }
    assert!(scene.job(id).available_operations().contains(Operations::DELETE));
    assert_eq!(scene.operate(id, Operation::Cancel), Ok(()));
}

#[test]
fn current_page() {
    let scene = Scene::new();
    let id = scene.submit();
    let mut seen = vec![scene.job(id).current_page()];
    scene.send_and(|_| seen.push(scene.job(id).current_page()));
    seen.push(scene.job(id).current_page());
    seen.dedup();
    assert_eq!(seen, [0, 1, 2, 0]);
}

#[test]
fn device_id() {
    let scene = Scene::new();
    let id = scene.submit();
    assert_eq!(scene.job(id).device_id(), None);
    scene.send_and(|_| assert_eq!(scene.job(id).device_id(), Some(LINE)));
    assert_eq!(scene.job(id).device_id(), Some(DeviceId(1)));
}

#[test]
fn retries() {
    let scene = Scene::new();
    let id = scene.submit();
    scene.miss(DialFailure::Busy);
    assert_eq!(scene.job(id).retries(), 0, "the next attempt has not begun");
    scene.wait_for(id);
    scene.send_and(|_| assert_eq!(scene.job(id).retries(), 1));
    assert_eq!(scene.job(id).retries(), 1);
}

#[test]
fn csid() {
    let scene = Scene::new();
    let id = scene.submit();
    assert_eq!(scene.job(id).csid(), "");
    scene.send();
    assert_eq!(scene.job(id).csid(), CALLED, "what the called machine said in the call");
}

#[test]
fn tsid() {
    let scene = Scene::with_senders_tsid();
    let id = scene.queue.submit(letter_with(|letter| letter.sender.tsid = "+1 mine".into())).unwrap();
    scene.send();
    assert_eq!(scene.job(id).tsid(), "+1 mine");
    assert_eq!(scene.heard(), "+1 mine", "and it went over the line");
    scene.queue.set_part(General::default()).unwrap();
    let id = scene.queue.submit(letter_with(|letter| letter.sender.tsid = "+1 mine".into())).unwrap();
    assert!(scene.claim().ticket().tsid.is_empty());
    assert_eq!(scene.job(id).tsid(), "", "that of the device goes out, and it has none");
}

#[test]
fn has_cover_page() {
    let scene = Scene::new();
    let without = scene.submit();
    let with = scene.queue.submit(letter_with(|letter| letter.has_cover_page = true)).unwrap();
    assert_eq!([without, with].map(|id| scene.job(id).has_cover_page()), [false, true]);
}

#[test]
fn schedule_type() {
    let scene = Scene::new();
    let kinds = [Schedule::Now, Schedule::At(NOON), Schedule::DiscountPeriod].map(|schedule| {
        let id = scene.queue.submit(letter_with(|letter| letter.schedule = schedule)).unwrap();
        scene.job(id).schedule_type()
    });
    assert_eq!(kinds, [ScheduleType::Now, ScheduleType::SpecificTime, ScheduleType::DiscountPeriod]);
}

#[test]
fn pause() {
    let scene = Scene::new();
    let id = scene.submit();
    scene.queue.pause(id).unwrap();
    assert!(scene.job(id).status().paused && scene.is_idle(), "it is held back");
    assert_eq!(scene.operate(id, Operation::Pause), Err(ErrorCode::InvalidOperation), "it is paused already");
    scene.queue.resume(id).unwrap();
    let run = scene.claim();
    assert_eq!(scene.operate(id, Operation::Pause), Err(ErrorCode::InvalidOperation), "it is on a line");
    drop(run);
}

#[test]
fn resume() {
    let scene = Scene::new();
    let id = scene.submit();
    assert_eq!(scene.operate(id, Operation::Resume), Err(ErrorCode::InvalidOperation), "it is not paused");
    scene.miss(DialFailure::Busy);
    scene.queue.pause(id).unwrap();
    scene.queue.resume(id).unwrap();
    assert_eq!(scene.job(id).status().bits(), 0x040, "what it was before");
    scene.wait_for(id);
    assert_eq!(scene.send(), JobState::Completed);
}

#[test]
fn restart() {
    let scene = Scene::with(Settings { retries: Some(1), ..Settings::default() });
    let id = scene.submit();
    assert_eq!(scene.operate(id, Operation::Restart), Err(ErrorCode::InvalidOperation), "it has not failed");
    scene.miss(DialFailure::Busy);
    scene.wait_for(id);
    assert_eq!(scene.miss(DialFailure::Busy), JobState::RetriesExceeded);
    scene.clock.advance(minutes(60));
    scene.queue.restart(id).unwrap();
    assert_eq!((scene.state(id), scene.job(id).retries()), (JobState::Pending, 0));
    assert_eq!(scene.job(id).scheduled_time(), Some(scene.now()));
    assert_eq!(scene.send(), JobState::Completed);
}

#[test]
fn cancel() {
    let scene = Scene::new();
    let waiting = scene.submit();
    scene.queue.cancel(waiting).unwrap();
    assert_eq!(scene.state(waiting), JobState::Canceled);
    assert_eq!(scene.queue.outgoing_jobs().unwrap(), [], "it left the queue");
    assert_eq!(scene.operate(JobId(999), Operation::Cancel), Err(ErrorCode::MessageNotFound));

    let sending = scene.submit();
    let mut again = None;
    let end = scene.send_and(|event| {
        if matches!(event, Event::SendingPage { page: 1 }) {
            scene.queue.cancel(sending).unwrap();
            assert_eq!(scene.state(sending), JobState::Canceling);
            again = Some(scene.operate(sending, Operation::Cancel));
        }
    });
    assert_eq!((end, again), (JobState::Canceled, Some(Err(ErrorCode::InvalidParameter))), "the call was ended");
    assert_eq!(scene.job(sending).pages_confirmed(), 1);
}

#[test]
fn refresh() {
    let scene = Scene::new();
    let id = scene.queue.submit(letter()).unwrap();
    let before = scene.job(id);
    scene.send();
    assert_eq!(before.status().state, JobState::Pending, "a snapshot does not change");
    assert_eq!(scene.job(id).status().state, JobState::Completed, "to refresh is to read again");
}

#[test]
fn receipt_type() {
    let scene = Scene::with_receipts(ReceiptType::MAIL);
    let jobs = [letter_by_mail(), letter()].map(|letter| scene.queue.submit(letter).unwrap());
    assert_eq!(jobs.map(|id| scene.job(id).receipt_type()), [ReceiptType::MAIL, ReceiptType::NONE]);
}

#[test]
fn receipt_address() {
    let scene = Scene::with_receipts(ReceiptType::MAIL);
    let jobs = [letter_by_mail(), letter()].map(|letter| scene.queue.submit(letter).unwrap());
    assert_eq!(jobs.map(|id| scene.job(id).receipt_address().to_owned()), [CLERK, ""]);
}

#[test]
fn group_broadcast_receipts() {
    for grouped in [true, false] {
        let scene = Scene::with_receipts(ReceiptType::MAIL);
        let mut fax = to_three(letter_by_mail());
        fax.receipt.grouped = grouped;
        let submission = scene.queue.submit_to_all(fax).unwrap();
        assert!(submission.jobs().all(|job| scene.job(job).group_broadcast_receipts() == grouped));
    }
}

#[test]
fn copy_tiff() {
    let scene = Scene::with_papers();
    let id = scene.submit();
    assert_eq!(scene.queue.copy_tiff(id), Ok(b"sent: letter.tif".to_vec()));
    assert_eq!(code(scene.queue.copy_tiff(JobId(99))), ErrorCode::MessageNotFound);
    let [ann, bob] = ["office\\ann", "office\\bob"].map(|name| scene.queue.as_account(name).unwrap());
    let anns = ann.submit(letter()).unwrap();
    assert_eq!(ann.copy_tiff(anns), Ok(b"sent: letter.tif".to_vec()));
    assert_eq!(code(bob.copy_tiff(anns)), ErrorCode::MessageNotFound, "he may not see it");
    let scene = Scene::new();
    assert_eq!(code(scene.queue.copy_tiff(scene.submit())), ErrorCode::NotSupported, "nobody opens documents");
}
