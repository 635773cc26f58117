//! Outgoing job: transitions.

use crate::form::members;

members! {
    LifeCycle "Outgoing job: transitions" has 19:
    O1: "nothing is there yet",
    O2: "nothing is there yet",
    O3: "nothing is there yet",
    O4: "nothing is there yet",
    O5: "nothing is there yet",
    O6: "nothing is there yet",
    O7: "nothing is there yet",
    O8: "nothing is there yet",
    O9: "nothing is there yet",
    O10: "nothing is there yet",
    O11: "nothing is there yet",
    O12: "nothing is there yet",
    O13: "nothing is there yet",
    O14: "nothing is there yet",
    O15: "nothing is there yet",
    O16: "nothing is there yet",
    O17: "nothing is there yet",
    O18: "nothing is there yet",
    O19: "nothing is there yet",
}
