//! `FAX_SMTP_AUTHENTICATION_TYPE_ENUM`.

use fax_queue::engine::parts::ReceiptOptions;
use fax_queue::vocabulary::{ErrorCode, SmtpAuthentication};

use crate::form::members;
use crate::scene::Scene;

members! {
    Numbers "FAX_SMTP_AUTHENTICATION_TYPE_ENUM" has 3:
    fsatANONYMOUS => anonymous,
    fsatBASIC => basic,
    fsatNTLM = ntlm,
}

/// What it is after this number was set.
fn set(number: u32) -> Result<u32, ErrorCode> {
    let scene = Scene::new();
    let authentication = SmtpAuthentication::try_from(number).unwrap();
    assert_eq!(u32::from(authentication), number);
    let options = ReceiptOptions { authentication, ..ReceiptOptions::default() };
    scene.queue.set_part(options).map_err(|error| error.code())?;
    Ok(scene.restart_service().queue.part::<ReceiptOptions>().unwrap().authentication.into())
}

#[test]
fn anonymous() {
    assert_eq!(set(0), Ok(0));
}

#[test]
fn basic() {
    assert_eq!(set(1), Ok(1));
}

#[test]
fn ntlm() {
    assert_eq!(set(2), Err(ErrorCode::NotSupported), "known, and refused");
}
