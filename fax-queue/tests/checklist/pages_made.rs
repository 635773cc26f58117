//! Cover pages, branding, TSID.

use fax_core::{Config, Ident};
use fax_queue::model::{JobStatus, OutgoingJob};
use fax_queue::service::run_job;
use fax_queue::vocabulary::{CoverPageType, ErrorCode, JobId};

use crate::common::{Script, delivery};
use crate::fax_outgoing_queue::{cover, general, is_branded};
use crate::form::members;
use crate::scene::letter_with;

members! {
    LifeCycle "Cover pages, branding, TSID" has 5:
    PersonalCoverPages => personal_cover_pages,
    BrandingOn => branding_on,
    BrandingOff => branding_off,
    DeviceTsid => device_tsid,
    SenderTsid => sender_tsid,
}

#[test]
fn personal_cover_pages() {
    for kind in [CoverPageType::Local, CoverPageType::Server] {
        let scene = general(|general| general.allow_personal_cover_pages = true);
        assert!(scene.job(cover(&scene, kind).unwrap()).has_cover_page());
    }
    let scene = general(|general| general.allow_personal_cover_pages = false);
    assert_eq!(cover(&scene, CoverPageType::Local), Err(ErrorCode::AccessDenied));
    assert_eq!(scene.queue.outgoing_jobs().unwrap(), []);
    assert_eq!(cover(&scene, CoverPageType::Server), Ok(JobId(1)));
}

#[test]
fn branding_on() {
    assert!(is_branded(&general(|general| general.branding = true)));
}

#[test]
fn branding_off() {
    assert!(!is_branded(&general(|general| general.branding = false)));
}

/// What a line that is `+1 line` says it is when it sends a letter, and what the job shows.
fn said(use_device_tsid: bool, senders: &str) -> (String, String) {
    let scene = general(|general| general.use_device_tsid = use_device_tsid);
    let id = scene.queue.submit(letter_with(|letter| letter.sender.tsid = senders.into())).unwrap();
    let mut line = Script::new([delivery(2)]);
    let own = Config { ident: Ident::new("+1 line").unwrap(), ..Config::default() };
    run_job(&scene.queue, &mut line, &own, |_| Some(())).unwrap();
    (line.config.unwrap().ident.as_str().to_owned(), scene.job(id).tsid().to_owned())
}

fn both(tsid: &str) -> (String, String) {
    (tsid.to_owned(), tsid.to_owned())
}

#[test]
fn device_tsid() {
    assert_eq!(said(true, "+1 sender"), both("+1 line"));
}

#[test]
fn sender_tsid() {
    assert_eq!(said(false, "+1 sender"), both("+1 sender"));
    assert_eq!(said(false, ""), both("+1 line"), "if there is none, that of the line");
}
