//! FPF_ flags of ports.

use fax_queue::vocabulary::legacy::PortFlags;

use crate::form::{members, numbers};

members! {
    Numbers "FPF_ flags of ports" has 3:
    RECEIVE = receive,
    SEND = send,
    VIRTUAL = virtual_port,
}

numbers! {
    PortFlags:
    receive 1 RECEIVE,
    send 2 SEND,
    virtual_port 4 VIRTUAL,
}
