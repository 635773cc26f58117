//! FPS_ states of devices.

use fax_queue::vocabulary::legacy::PortState;

use crate::form::{members, numbers};

members! {
    Numbers "FPS_ states of devices" has 22:
    DIALING = dialing,
    SENDING = sending,
    RECEIVING = receiving,
    COMPLETED = completed,
    HANDLED = handled,
    UNAVAILABLE = unavailable,
    BUSY = busy,
    NO_ANSWER = no_answer,
    BAD_ADDRESS = bad_address,
    NO_DIAL_TONE = no_dial_tone,
    DISCONNECTED = disconnected,
    FATAL_ERROR = fatal_error,
    NOT_FAX_CALL = not_fax_call,
    CALL_DELAYED = call_delayed,
    CALL_BLACKLISTED = call_blacklisted,
    INITIALIZING = initializing,
    OFFLINE = offline,
    RINGING = ringing,
    AVAILABLE = available,
    ABORTING = aborting,
    ROUTING = routing,
    ANSWERED = answered,
}

numbers! {
    PortState:
    dialing 0x2000_0001 Dialing,
    sending 0x2000_0002 Sending,
    receiving 0x2000_0004 Receiving,
    completed 0x2000_0008 Completed,
    handled 0x2000_0010 Handled,
    unavailable 0x2000_0020 Unavailable,
    busy 0x2000_0040 Busy,
    no_answer 0x2000_0080 NoAnswer,
    bad_address 0x2000_0100 BadAddress,
    no_dial_tone 0x2000_0200 NoDialTone,
    disconnected 0x2000_0400 Disconnected,
    fatal_error 0x2000_0800 FatalError,
    not_fax_call 0x2000_1000 NotFaxCall,
    call_delayed 0x2000_2000 CallDelayed,
    call_blacklisted 0x2000_4000 CallBlacklisted,
    initializing 0x2000_8000 Initializing,
    offline 0x2001_0000 Offline,
    ringing 0x2002_0000 Ringing,
    available 0x2010_0000 Available,
    aborting 0x2020_0000 Aborting,
    routing 0x2040_0000 Routing,
    answered 0x2080_0000 Answered,
}
