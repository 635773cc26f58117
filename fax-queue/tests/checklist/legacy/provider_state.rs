//! FS_ states of providers.

use fax_queue::vocabulary::ExtendedStatus;
use fax_queue::vocabulary::legacy::ProviderState;

use crate::form::members;

members! {
    Numbers "FS_ states of providers" has 2:
    INITIALIZING = initializing,
    USER_ABORT = user_abort,
}

fn is(number: u32, status: ExtendedStatus) {
    let state = ProviderState::try_from(number).unwrap();
    assert_eq!((state.value(), state.extended_status()), (number, status));
}

#[test]
fn initializing() {
    is(0x2000_0000, ExtendedStatus::Initializing);
}

#[test]
fn user_abort() {
    is(0x2020_0000, ExtendedStatus::CallAborted);
}
