//! Who is at the other end of the socket, as the system knows them: nobody says so of themselves.

use core::fmt;
use std::io;

/// The part of an account's name before the backslash: users of this machine, as `.` is for Windows.
const DOMAIN: &str = "local";

/// A user of this machine. Case makes no difference to names of accounts, but it does to names of users, so a user whose name is
/// not all lower case goes by number, as one without a name does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum User {
    Named(String),
    Numbered(u32),
}

impl User {
    pub(super) fn new(uid: u32, name: Option<String>) -> Self {
        name.filter(|name| is_account(name)).map_or(Self::Numbered(uid), Self::Named)
    }

    /// As the file of the server names one: `ann`, or `uid:1000`, which is `ann` if that is who it is.
    pub(super) fn read(text: &str, users: impl Fn(u32) -> io::Result<Self>) -> Result<Self, String> {
        if let Some(uid) = text.strip_prefix("uid:") {
            let uid = uid.parse().map_err(|_| format!("{text:?} is no user; a number is like \"uid:1000\""))?;
            return users(uid).map_err(|error| format!("who {text} is cannot be found out: {error}"));
        }
        if is_account(text) {
            return Ok(Self::Named(text.to_owned()));
        }
        Err(format!(
            "{text:?} is the name of no account; a user whose name is not all lower case goes by number: \"uid:1000\""
        ))
    }

    /// The name of the account.
    pub(super) fn account(&self) -> String {
        format!("{DOMAIN}\\{self}")
    }
}

impl fmt::Display for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Named(name) => f.write_str(name),
            Self::Numbered(uid) => write!(f, "uid:{uid}"),
        }
    }
}

/// Whether no other user's name is that of the same account.
fn is_account(name: &str) -> bool {
    let is_odd = |c: char| c.is_ascii_uppercase() || c.is_control() || matches!(c, '\\' | ':');
    (1..=128).contains(&name.len()) && !name.contains(is_odd)
}

#[cfg(unix)]
mod system {
    use std::io;

    use interprocess::local_socket::{Stream, traits::StreamCommon as _};
    use nix::unistd::{Gid, Group, Uid, User as Entry, geteuid};

    use super::User;

    /// The user of this number.
    pub(in crate::serve) fn user(uid: u32) -> io::Result<User> {
        let entry = Entry::from_uid(Uid::from_raw(uid))?;
        Ok(User::new(uid, entry.map(|entry| entry.name)))
    }

    /// The number of the user who runs this.
    pub(in crate::serve) fn own() -> u32 {
        geteuid().as_raw()
    }

    /// Who has connected.
    pub(in crate::serve) fn of(client: &Stream) -> io::Result<User> {
        let uid = client.peer_creds()?.euid();
        user(uid.ok_or_else(|| io::Error::other("this system does not say who is at a socket"))?)
    }

    /// The number of a group.
    pub(in crate::serve) fn group(name: &str) -> io::Result<Option<u32>> {
        Ok(Group::from_name(name)?.map(|group| Gid::as_raw(group.gid)))
    }
}

/// Where sockets are pipes, who may open one is for its access list to say: by default the user who made it, and administrators.
/// All of these are one, and own the service.
#[cfg(not(unix))]
mod system {
    use std::io;

    use interprocess::local_socket::Stream;

    use super::User;

    pub(in crate::serve) fn user(uid: u32) -> io::Result<User> {
        Ok(User::Numbered(uid))
    }

    pub(in crate::serve) fn own() -> u32 {
        0
    }

    pub(in crate::serve) fn of(_: &Stream) -> io::Result<User> {
        user(own())
    }

    pub(in crate::serve) fn group(_: &str) -> io::Result<Option<u32>> {
        Ok(None)
    }
}

pub(super) use system::{group, of, own, user};
