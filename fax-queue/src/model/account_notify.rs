//! Who wants to know of an account: `IFaxAccountNotify`.

use super::JobStatus;
use crate::vocabulary::{JobId, ServerId};

/// A listener for what is of one account: the 11 callbacks of `IFaxAccountNotify`, each empty unless you write it. `account` is
/// its name.
///
/// What is sent is the account's if it submitted it. What is received is nobody's at first: it is in the receive folder, and
/// those hear of it who may see that. Once it is given to accounts, it leaves the receive folder and comes to them.
#[expect(unused_variables, reason = "empty defaults")]
pub trait AccountNotify {
    /// A job came into the incoming queue.
    fn on_incoming_job_added(&mut self, account: &str, job: JobId) {}
    /// A job left the incoming queue.
    fn on_incoming_job_removed(&mut self, account: &str, job: JobId) {}
    /// Something about a job being received changed.
    fn on_incoming_job_changed(&mut self, account: &str, job: JobId, status: &dyn JobStatus) {}
    /// A job of the account came into the outgoing queue.
    fn on_outgoing_job_added(&mut self, account: &str, job: JobId) {}
    /// A job of the account left the outgoing queue.
    fn on_outgoing_job_removed(&mut self, account: &str, job: JobId) {}
    /// Something about a job of the account that is to be sent changed.
    fn on_outgoing_job_changed(&mut self, account: &str, job: JobId, status: &dyn JobStatus) {}
    /// A message came into the incoming archive: into the receive folder, or to the account.
    fn on_incoming_message_added(&mut self, account: &str, message: JobId, receive_folder: bool) {}
    /// A message left the incoming archive: the receive folder, or the account.
    fn on_incoming_message_removed(&mut self, account: &str, message: JobId, receive_folder: bool) {}
    /// A message of the account came into the outgoing archive.
    fn on_outgoing_message_added(&mut self, account: &str, message: JobId) {}
    /// A message of the account left the outgoing archive.
    fn on_outgoing_message_removed(&mut self, account: &str, message: JobId) {}
    /// The service ends; the last event.
    fn on_server_shut_down(&mut self, server: ServerId) {}
}
