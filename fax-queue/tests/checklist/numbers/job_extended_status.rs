//! `FAX_JOB_EXTENDED_STATUS_ENUM`.

use crate::form::members;

members! {
    Numbers "FAX_JOB_EXTENDED_STATUS_ENUM" has 21:
    fjesNONE: "nothing is there yet",
    fjesDISCONNECTED: "nothing is there yet",
    fjesINITIALIZING: "nothing is there yet",
    fjesDIALING: "nothing is there yet",
    fjesTRANSMITTING: "nothing is there yet",
    fjesANSWERED: "nothing is there yet",
    fjesRECEIVING: "nothing is there yet",
    fjesLINE_UNAVAILABLE: "nothing is there yet",
    fjesBUSY: "nothing is there yet",
    fjesNO_ANSWER: "nothing is there yet",
    fjesBAD_ADDRESS: "nothing is there yet",
    fjesNO_DIAL_TONE: "nothing is there yet",
    fjesFATAL_ERROR: "nothing is there yet",
    fjesCALL_DELAYED: "nothing is there yet",
    fjesCALL_BLACKLISTED: "nothing is there yet",
    fjesNOT_FAX_CALL: "nothing is there yet",
    fjesPARTIALLY_RECEIVED: "nothing is there yet",
    fjesHANDLED: "nothing is there yet",
    fjesCALL_COMPLETED: "nothing is there yet",
    fjesCALL_ABORTED: "nothing is there yet",
    fjesPROPRIETARY: "nothing is there yet",
}
