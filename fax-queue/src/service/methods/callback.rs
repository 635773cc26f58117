//! A function of the program.

use alloc::string::String;
use core::fmt;

use crate::model::{ReceivedFax, Routed, RoutingMethod};
use crate::vocabulary::Guid;

/// Calls a function.
pub struct CallbackMethod<F> {
    guid: Guid,
    name: String,
    call: F,
}

impl<F: Fn(&ReceivedFax<'_>) -> Routed + Send + Sync> CallbackMethod<F> {
    /// A method of this name.
    pub fn new(guid: Guid, name: &str, call: F) -> Self {
        Self { guid, name: name.into(), call }
    }
}

impl<F> fmt::Debug for CallbackMethod<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallbackMethod").field("guid", &self.guid).field("name", &self.name).finish_non_exhaustive()
    }
}

impl<F: Fn(&ReceivedFax<'_>) -> Routed + Send + Sync> RoutingMethod for CallbackMethod<F> {
    fn guid(&self) -> Guid {
        self.guid
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn route(&self, fax: &ReceivedFax<'_>) -> Routed {
        (self.call)(fax)
    }
}
