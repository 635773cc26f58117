//! `FAX_JOB_STATUS_ENUM`.

use crate::form::members;

members! {
    Numbers "FAX_JOB_STATUS_ENUM" has 12:
    fjsPENDING: "nothing is there yet",
    fjsINPROGRESS: "nothing is there yet",
    JS_DELETING: "nothing is there yet",
    fjsFAILED: "nothing is there yet",
    fjsPAUSED: "nothing is there yet",
    fjsNOLINE: "nothing is there yet",
    fjsRETRYING: "nothing is there yet",
    fjsRETRIES_EXCEEDED: "nothing is there yet",
    fjsCOMPLETED: "nothing is there yet",
    fjsCANCELED: "nothing is there yet",
    fjsCANCELING: "nothing is there yet",
    fjsROUTING: "nothing is there yet",
}
