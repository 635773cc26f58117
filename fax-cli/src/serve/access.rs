//! Who may do what: what the file says of it, and how that gets into the queue. The file says all of it, with each start.

use std::io;

use fax_queue::engine::parts::{General, Security};
use fax_queue::service::{Queue, QueueError};
use fax_queue::vocabulary::AccessRights2 as Rights;
use serde::Deserialize;
use toml::Spanned;

use super::peer::{self, User};
use super::routing::At;

/// Those whom the file does not name, if it does not say otherwise: what Windows gives a new account of an ordinary user.
const EVERYONE: Rights = Rights::USER;

/// `[access]`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct Access {
    /// What those may do who have no `[[account]]`.
    everyone: Option<Spanned<Vec<Right>>>,
    /// Who can open the socket, as `chmod` has it.
    mode: Option<Spanned<u16>>,
    /// The group that this is for.
    group: Option<Spanned<String>>,
    /// Whether everybody sees all that was received.
    incoming_faxes_are_public: bool,
}

/// `[[account]]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Account {
    /// A user of this machine, or `uid:1000`.
    name: Spanned<String>,
    /// All that they may do.
    rights: Spanned<Vec<Right>>,
}

/// A right, by the name that it has in the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Right {
    SubmitLow,
    SubmitNormal,
    SubmitHigh,
    QueryOutJobs,
    ManageOutJobs,
    QueryConfig,
    ManageConfig,
    QueryArchives,
    ManageArchives,
    ManageReceiveFolder,
    /// Every one of them.
    All,
}

/// Each with its name, and with the right to see what one has it for.
const RIGHTS: [(Right, Rights, &str, Rights); 10] = [
    (Right::SubmitLow, Rights::SUBMIT_LOW, "submit-low", Rights::NONE),
    (Right::SubmitNormal, Rights::SUBMIT_NORMAL, "submit-normal", Rights::NONE),
    (Right::SubmitHigh, Rights::SUBMIT_HIGH, "submit-high", Rights::NONE),
    (Right::QueryOutJobs, Rights::QUERY_OUT_JOBS, "query-out-jobs", Rights::NONE),
    (Right::ManageOutJobs, Rights::MANAGE_OUT_JOBS, "manage-out-jobs", Rights::QUERY_OUT_JOBS),
    (Right::QueryConfig, Rights::QUERY_CONFIG, "query-config", Rights::NONE),
    (Right::ManageConfig, Rights::MANAGE_CONFIG, "manage-config", Rights::QUERY_CONFIG),
    (Right::QueryArchives, Rights::QUERY_ARCHIVES, "query-archives", Rights::NONE),
    (Right::ManageArchives, Rights::MANAGE_ARCHIVES, "manage-archives", Rights::QUERY_ARCHIVES),
    (Right::ManageReceiveFolder, Rights::MANAGE_RECEIVE_FOLDER, "manage-receive-folder", Rights::NONE),
];

/// The names of rights, as the file has them.
pub(super) fn names(rights: Rights) -> String {
    let named = RIGHTS.iter().filter(|(_, right, ..)| rights.contains(*right));
    named.map(|(_, _, name, _)| *name).collect::<Vec<_>>().join(", ")
}

fn rights(list: &Spanned<Vec<Right>>, at: &At<'_>) -> Result<Rights, String> {
    let of = |right: &Right| RIGHTS.iter().find(|(known, ..)| known == right).map_or(Rights::ALL, |row| row.1);
    let all = list.get_ref().iter().map(of).fold(Rights::NONE, Rights::union);
    match RIGHTS.iter().find(|(_, right, _, seeing)| all.contains(*right) && !all.contains(*seeing)) {
        None => Ok(all),
        Some((_, _, name, seeing)) => {
            Err(at.wrong(list, format_args!("{name} needs {}: nobody manages what they do not see", names(*seeing))))
        }
    }
}

impl Access {
    /// Who may open the socket: its user and its group, unless the file says otherwise.
    pub(super) fn mode(&self) -> u16 {
        self.mode.as_ref().map_or(0o660, |mode| *mode.get_ref())
    }

    /// The group of the socket, if it is not that of whoever runs the service.
    pub(super) fn group(&self) -> io::Result<Option<u32>> {
        self.group.as_ref().map_or(Ok(None), |group| peer::group(group.get_ref()))
    }

    pub(super) fn check(&self, at: &At<'_>) -> Result<(), String> {
        if let Some(mode) = self.mode.as_ref().filter(|mode| *mode.get_ref() > 0o777) {
            return Err(at.wrong(mode, "a mode is 0o000 to 0o777, such as 0o660; mind the 0o"));
        }
        match (&self.group, self.group()) {
            (Some(group), Ok(None)) => Err(at.wrong(group, format_args!("there is no group {:?}", group.get_ref()))),
            (Some(group), Err(error)) => Err(at.wrong(group, error)),
            _ => Ok(()),
        }
    }

    /// The rule, whole: an account that the file names has the rights that it says; root and the user who runs the service have
    /// all rights unless they are named; everybody else has those of `everyone`. `users` tells who has which number.
    pub(super) fn security(
        &self,
        accounts: &[Account],
        own: u32,
        users: impl Fn(u32) -> io::Result<User>,
        at: &At<'_>,
    ) -> Result<Security, String> {
        let everyone = self.everyone.as_ref().map_or(Ok(EVERYONE), |list| rights(list, at))?;
        let mut security =
            Security { administrators: everyone, interactive: everyone, users: everyone, ..<_>::default() };
        for account in accounts {
            let user = User::read(account.name.get_ref(), &users).map_err(|why| at.wrong(&account.name, why))?;
            if security.entries.insert(user.account(), rights(&account.rights, at)?).is_some() {
                return Err(at.wrong(&account.name, format_args!("{user} has an [[account]] already")));
            }
        }
        for owner in [own, 0] {
            let user = users(owner).map_err(|error| format!("who user {owner} is cannot be found out: {error}"))?;
            security.entries.entry(user.account()).or_insert(Rights::ALL);
        }
        Ok(security)
    }

    /// Puts what the file says into the queue. Whoever connects has an account from then on; what it may do, these rights say.
    pub(super) fn apply(&self, security: &Security, queue: &Queue) -> Result<(), QueueError> {
        let incoming_faxes_are_public = self.incoming_faxes_are_public;
        queue.set_part(General { incoming_faxes_are_public, auto_create_account_on_connect: true, ..queue.part()? })?;
        queue.set_part(security.clone())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot read its own text has failed")]

    use fax_queue::engine::parts::{Account as OfQueue, AccountKind};

    use super::*;

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct File {
        #[serde(default)]
        access: Access,
        #[serde(default, rename = "account")]
        accounts: Vec<Account>,
    }

    /// A machine with these users; `fax`, 70, runs the service.
    fn user(uid: u32) -> io::Result<User> {
        let name = match uid {
            0 => Some("root"),
            70 => Some("fax"),
            1000 => Some("ann"),
            1001 => Some("bob"),
            1002 => Some("Ann"),
            1003 => Some(r"office\ann"),
            1004 => return Err(io::Error::other("no answer")),
            _ => None,
        };
        Ok(User::new(uid, name.map(str::to_owned)))
    }

    fn security(text: &str) -> Result<Security, String> {
        let file: File = toml::from_str(text).map_err(|error| error.to_string())?;
        file.access.check(&At(text))?;
        file.access.security(&file.accounts, 70, user, &At(text))
    }

    #[test]
    fn who_connects_has_an_account_and_the_account_its_rights() {
        const FEW: &str = "[access]\neveryone = ['submit-low']\n[[account]]\nname = 'ann'\nrights = ['query-out-jobs']\n\
                           [[account]]\nname = 'uid:1001'\nrights = ['all']\n[[account]]\nname = 'uid:1002'\nrights = []\n";
        const OWNERS: &str = "[[account]]\nname = 'fax'\nrights = ['query-config']\n";
        let (ordinary, low) = (Rights::SUBMIT_LOW | Rights::SUBMIT_NORMAL, Rights::SUBMIT_LOW);
        for (text, uid, account, rights) in [
            ("", 0, r"local\root", Rights::ALL),
            ("", 70, r"local\fax", Rights::ALL),
            ("", 1000, r"local\ann", ordinary),
            ("", 1002, r"local\uid:1002", ordinary),
            ("", 1003, r"local\uid:1003", ordinary),
            ("", 4711, r"local\uid:4711", ordinary),
            (FEW, 0, r"local\root", Rights::ALL),
            (FEW, 1000, r"local\ann", Rights::QUERY_OUT_JOBS),
            (FEW, 1001, r"local\bob", Rights::ALL),
            // Another one than ann, whom the file keeps out.
            (FEW, 1002, r"local\uid:1002", Rights::NONE),
            (FEW, 4711, r"local\uid:4711", low),
            (OWNERS, 70, r"local\fax", Rights::QUERY_CONFIG),
            (OWNERS, 0, r"local\root", Rights::ALL),
            ("[access]\neveryone = []\n", 1000, r"local\ann", Rights::NONE),
        ] {
            let who = user(uid).unwrap();
            assert_eq!(who.account(), account);
            let security = security(text).unwrap();
            // Whatever kind of account it was when somebody made it.
            for kind in [AccountKind::Administrator, AccountKind::Interactive, AccountKind::User] {
                assert_eq!(security.rights_of(&OfQueue { name: account.into(), kind }), rights, "{uid} by {text:?}");
            }
        }
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        for (text, line, what) in [
            ("[access]\neveryone = ['fly']\n", 2, "submit-low"),
            ("[access]\neveryone = ['submit-low', 'manage-config']\n", 2, "manage-config needs query-config"),
            ("[access]\nmode = 660\n", 2, "mind the 0o"),
            ("[access]\ngroup = 'no such group'\n", 2, "there is no group"),
            ("[access]\nowner = 'ann'\n", 2, "unknown field `owner`"),
            ("[[account]]\nname = 'ann'\nrights = ['manage-out-jobs']\n", 3, "needs query-out-jobs"),
            ("[[account]]\nname = 'Ann'\nrights = []\n", 2, "goes by number"),
            ("[[account]]\nname = 'uid:-1'\nrights = []\n", 2, "is no user"),
            ("[[account]]\nname = 'uid:1004'\nrights = []\n", 2, "no answer"),
            ("[[account]]\nname = 'ann'\nrights = []\n[[account]]\nname = 'uid:1000'\nrights = []\n", 5, "already"),
            ("[[account]]\nname = 'ann'\n", 1, "rights"),
        ] {
            let told = security(text).unwrap_err();
            assert!(told.contains(&format!("line {line}")) && told.contains(what), "{told}");
        }
    }

    #[test]
    fn every_right_has_its_name() {
        let all = RIGHTS.iter().fold(Rights::NONE, |all, (_, right, ..)| all | *right);
        assert_eq!(all, Rights::ALL);
        for (right, bits, name, _) in RIGHTS {
            let file: File = toml::from_str(&format!("[access]\neveryone = ['{name}']\n")).unwrap();
            assert_eq!(file.access.everyone.unwrap().into_inner(), [right]);
            assert_eq!(names(bits), name);
        }
    }
}
