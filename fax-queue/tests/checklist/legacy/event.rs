//! FEI_ events.

use fax_queue::vocabulary::legacy::Event;

use crate::form::{members, numbers};

members! {
    Numbers "FEI_ events" has 27:
    DIALING = dialing,
    SENDING = sending,
    RECEIVING = receiving,
    COMPLETED = completed,
    BUSY = busy,
    NO_ANSWER = no_answer,
    BAD_ADDRESS = bad_address,
    NO_DIAL_TONE = no_dial_tone,
    DISCONNECTED = disconnected,
    FATAL_ERROR = fatal_error,
    NOT_FAX_CALL = not_fax_call,
    CALL_DELAYED = call_delayed,
    CALL_BLACKLISTED = call_blacklisted,
    RINGING = ringing,
    ABORTING = aborting,
    ROUTING = routing,
    MODEM_POWERED_ON = modem_powered_on,
    MODEM_POWERED_OFF = modem_powered_off,
    IDLE = idle,
    FAXSVC_ENDED = faxsvc_ended,
    ANSWERED = answered,
    JOB_QUEUED = job_queued,
    DELETED = deleted,
    INITIALIZING = initializing,
    LINE_UNAVAILABLE = line_unavailable,
    HANDLED = handled,
    FAXSVC_STARTED = faxsvc_started,
}

numbers! {
    Event:
    dialing 1 Dialing,
    sending 2 Sending,
    receiving 3 Receiving,
    completed 4 Completed,
    busy 5 Busy,
    no_answer 6 NoAnswer,
    bad_address 7 BadAddress,
    no_dial_tone 8 NoDialTone,
    disconnected 9 Disconnected,
    fatal_error 10 FatalError,
    not_fax_call 11 NotFaxCall,
    call_delayed 12 CallDelayed,
    call_blacklisted 13 CallBlacklisted,
    ringing 14 Ringing,
    aborting 15 Aborting,
    routing 16 Routing,
    modem_powered_on 17 PoweredOn,
    modem_powered_off 18 PoweredOff,
    idle 19 Idle,
    faxsvc_ended 20 ServiceEnded,
    answered 21 Answered,
    job_queued 22 JobQueued,
    deleted 23 Deleted,
    initializing 24 Initializing,
    line_unavailable 25 LineUnavailable,
    handled 26 Handled,
    faxsvc_started 27 ServiceStarted,
}
