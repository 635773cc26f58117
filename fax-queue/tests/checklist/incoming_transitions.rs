//! Incoming job: transitions.

use crate::form::members;

members! {
    LifeCycle "Incoming job: transitions" has 17:
    I1: "nothing is there yet",
    I2: "nothing is there yet",
    I3: "nothing is there yet",
    I4: "nothing is there yet",
    I5: "nothing is there yet",
    I6: "nothing is there yet",
    I7: "nothing is there yet",
    I8: "nothing is there yet",
    I9: "nothing is there yet",
    I10: "nothing is there yet",
    I11: "nothing is there yet",
    I12: "nothing is there yet",
    I13: "nothing is there yet",
    I14: "nothing is there yet",
    I15: "nothing is there yet",
    I16: "nothing is there yet",
    I17: "nothing is there yet",
}
