//! Numbers and words of the interfaces before the extended one: `winfax.h`, `faxcom.h`, `faxdev.h`. Types of their own,
//! since most names mean other numbers there.

mod event;
mod job;
mod port;
mod text;

pub use event::Event;
pub use job::{JobCommand, JobStatus, JobType};
pub use port::{LogCategory, PortFlags, PortRights, PortState, ProviderState};
pub use text::{DeviceText, QueueText};
