//! In which order received faxes are routed.

use alloc::vec::Vec;

use super::{Parts, is_part};
use crate::engine::{Limit, Refusal};
use crate::vocabulary::Guid;

/// `Priority` of the inbound routing methods: they run in this order. Methods that are not in it follow, in the order in which
/// they were registered. Which of them run for a device is with [`Devices`](super::Devices).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(default))]
pub struct InboundRouting {
    /// The methods, the first one in front; at most 64, each once.
    pub order: Vec<Guid>,
}

impl InboundRouting {
    /// The registered methods in the order in which they run.
    #[must_use]
    pub fn sorted(&self, registered: &[Guid]) -> Vec<Guid> {
        let first = self.order.iter().filter(|guid| registered.contains(guid));
        let rest = registered.iter().filter(|guid| !self.order.contains(guid));
        first.chain(rest).copied().collect()
    }

    /// Gives a registered method the priority `priority`, from 1; beyond the last one means last. The others make room.
    pub fn set_priority(&mut self, method: Guid, priority: usize, registered: &[Guid]) {
        let mut order = self.sorted(registered);
        order.retain(|known| *known != method);
        order.insert(priority.saturating_sub(1).min(order.len()), method);
        self.order = order;
    }
}

fn check(routing: &InboundRouting, _: &Parts) -> Result<(), Refusal> {
    let mut names = routing.order.clone();
    names.sort_unstable();
    names.dedup();
    if names.len() == routing.order.len() && names.len() <= 64 {
        Ok(())
    } else {
        Err(Refusal::OutOfBounds(Limit::Order))
    }
}

is_part!(InboundRouting, InboundRouting, check);
