//! The queue at work: a handle that applies commands, listeners, and the worker that carries a job over a line.

mod about;
mod accounts;
mod archive;
mod bell;
mod configuration;
mod connection;
mod devices;
mod dispatch;
mod events;
mod feed;
mod inbound;
mod incoming;
mod listening;
pub mod mail;
pub mod methods;
mod outbound;
mod outgoing;
mod queue;
mod server;
mod sweep;
mod worker;

pub use about::ServerVersion;
pub use archive::Messages;
pub use connection::{AccountFolders, Connection};
pub use devices::DeviceList;
pub use dispatch::SubscriptionId;
pub use feed::{Feed, Notice};
pub use inbound::{ExtensionRecord, MethodRecord, RoutingExtension};
pub use incoming::IncomingRun;
pub use listening::Listening;
pub use outbound::{GroupRecord, RuleRecord};
pub use outgoing::{OutgoingRun, Ticket};
pub use queue::{Queue, QueueError, SystemClock};
pub use worker::{CallEnd, LineDriver, Observer, Selected, receive_job, run_claimed, run_job};
