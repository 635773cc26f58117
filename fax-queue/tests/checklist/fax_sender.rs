//! `IFaxSender`.

use fax_queue::engine::parts::General;
use fax_queue::model::{JobStatus, NewJob, OutgoingJob, Sender};
use fax_queue::vocabulary::ErrorCode;

use crate::scene::{Scene, code, letter, letter_with};

use crate::form::members;

members! {
    Objects "IFaxSender" has 18:
    BillingCode => billing_code,
    City => city,
    Company => company,
    Country => country,
    Department => department,
    Email => email,
    FaxNumber => fax_number,
    HomePhone => home_phone,
    Name => name,
    OfficeLocation => office_location,
    OfficePhone => office_phone,
    State => state,
    StreetAddress => street_address,
    Title => title,
    TSID => tsid,
    ZipCode => zip_code,
    LoadDefaultSender: "a program keeps the defaults of its users where it keeps their other settings",
    SaveDefaultSender: "a program keeps the defaults of its users where it keeps their other settings",
}

/// What is written into a field comes through a submission and a call into the archive, and into no other field.
fn kept(write: impl FnOnce(&mut Sender<String>), read: for<'a> fn(Sender<&'a str>) -> &'a str) {
    let mut fax: NewJob = letter();
    write(&mut fax.sender);
    let scene = Scene::new();
    let id = scene.queue.submit(fax).unwrap();
    scene.send();
    let message = scene.queue.outgoing_message(id).unwrap();
    assert_eq!(read(message.sender()), "mine");
    assert_eq!(message.sender().texts().filter(|text| !text.is_empty()).count(), 1);
}

#[test]
fn billing_code() {
    kept(|sender| sender.billing_code = "mine".into(), |sender| sender.billing_code);
}

#[test]
fn city() {
    kept(|sender| sender.city = "mine".into(), |sender| sender.city);
}

#[test]
fn company() {
    kept(|sender| sender.company = "mine".into(), |sender| sender.company);
}

#[test]
fn country() {
    kept(|sender| sender.country = "mine".into(), |sender| sender.country);
}

#[test]
fn department() {
    kept(|sender| sender.department = "mine".into(), |sender| sender.department);
}

#[test]
fn email() {
    kept(|sender| sender.email = "mine".into(), |sender| sender.email);
}

#[test]
fn fax_number() {
    kept(|sender| sender.fax_number = "mine".into(), |sender| sender.fax_number);
}

#[test]
fn home_phone() {
    kept(|sender| sender.home_phone = "mine".into(), |sender| sender.home_phone);
}

#[test]
fn name() {
    kept(|sender| sender.name = "mine".into(), |sender| sender.name);
}

#[test]
fn office_location() {
    kept(|sender| sender.office_location = "mine".into(), |sender| sender.office_location);
}

#[test]
fn office_phone() {
    kept(|sender| sender.office_phone = "mine".into(), |sender| sender.office_phone);
}

#[test]
fn state() {
    kept(|sender| sender.state = "mine".into(), |sender| sender.state);
}

#[test]
fn street_address() {
    kept(|sender| sender.street_address = "mine".into(), |sender| sender.street_address);
}

#[test]
fn title() {
    kept(|sender| sender.title = "mine".into(), |sender| sender.title);
}

#[test]
fn zip_code() {
    kept(|sender| sender.zip_code = "mine".into(), |sender| sender.zip_code);
}

#[test]
fn tsid() {
    kept(|sender| sender.tsid = "mine".into(), |sender| sender.tsid);
    let scene = Scene::new();
    let general = General { use_device_tsid: false, ..General::default() };
    scene.queue.set_part(general).unwrap();
    let id = scene.queue.submit(letter_with(|letter| letter.sender.tsid = "+44 1".into())).unwrap();
    assert_eq!(scene.claim().ticket().tsid, "+44 1", "it goes out in the call");
    assert_eq!(scene.job(id).tsid(), "+44 1");
    for wrong in ["123456789012345678901", "\n", "é"] {
        let refused = scene.queue.submit(letter_with(|letter| letter.sender.tsid = wrong.into()));
        assert_eq!(code(refused), ErrorCode::InvalidParameter, "{wrong:?}");
    }
}
