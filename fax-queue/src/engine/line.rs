//! What devices do, as their drivers tell it.

use super::{Done, LineFact, Now, Plan, Refusal, View};
use crate::vocabulary::{DeviceId, DeviceStatus};

pub(super) fn take(view: &View, device: DeviceId, fact: LineFact, now: Now) -> Result<Plan, Refusal> {
    let mut line = view.server.line(device);
    match fact {
        LineFact::On => line.status.powered_off = false,
        // What is off does nothing else.
        LineFact::Off => line.status = DeviceStatus { powered_off: true, ..DeviceStatus::default() },
        LineFact::RingEnded => line.status.ringing = false,
    }
    let mut plan = Plan::nothing(Done::default());
    plan.set_line(view, line, now);
    Ok(plan)
}
