//! `FAX_DEVICE_RECEIVE_MODE_ENUM`.

use fax_queue::vocabulary::ReceiveMode;

use crate::form::{members, numbers};

members! {
    Numbers "FAX_DEVICE_RECEIVE_MODE_ENUM" has 3:
    fdrmNO_ANSWER = no_answer,
    fdrmAUTO_ANSWER = auto_answer,
    fdrmMANUAL_ANSWER = manual_answer,
}

numbers! {
    ReceiveMode:
    no_answer 0 NoAnswer,
    auto_answer 1 AutoAnswer,
    manual_answer 2 ManualAnswer,
}
