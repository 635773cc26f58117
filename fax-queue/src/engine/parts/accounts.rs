//! Who has an account: `IFaxAccountSet`.

use alloc::string::String;
use alloc::vec::Vec;

use super::{Parts, is_part};
use crate::engine::{Limit, Refusal};
use crate::vocabulary::limits;

/// What kind of person an account is for: what a new one may do depends on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum AccountKind {
    /// Somebody who runs the machine.
    Administrator,
    /// Somebody at the machine itself.
    Interactive,
    /// Anybody else.
    #[default]
    User,
}

/// An account: `IFaxAccount`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Account {
    /// `AccountName`: a machine or a domain, a backslash, and a user.
    pub name: String,
    /// What kind of person it is for.
    pub kind: AccountKind,
}

/// The accounts, in the order they were added. Case makes no difference to their names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(default))]
pub struct Accounts {
    /// 10,000 at most.
    pub list: Vec<Account>,
}

impl Accounts {
    /// The account of this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Account> {
        self.list.iter().find(|account| same_account(&account.name, name))
    }
}

/// Whether two names are of the same account.
pub(crate) fn same_account(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
}

/// Whether a name can be that of an account: `machine\user` or `domain\user`.
///
/// # Errors
///
/// [`Refusal::OutOfBounds`].
pub(crate) fn check_name(name: &str) -> Result<(), Refusal> {
    let whole = |part: &str| !part.is_empty() && !part.contains('\\') && !part.chars().any(char::is_control);
    let named = name.split_once('\\').is_some_and(|(domain, user)| whole(domain) && whole(user));
    if named && name.chars().count() <= limits::TEXT { Ok(()) } else { Err(Refusal::OutOfBounds(Limit::AccountName)) }
}

fn check(accounts: &Accounts, _: &Parts) -> Result<(), Refusal> {
    if accounts.list.len() > limits::RECIPIENTS {
        return Err(Refusal::OutOfBounds(Limit::TooManyAccounts));
    }
    for (index, account) in accounts.list.iter().enumerate() {
        check_name(&account.name)?;
        if accounts.list.iter().skip(index.saturating_add(1)).any(|other| same_account(&other.name, &account.name)) {
            return Err(Refusal::AccountExists);
        }
    }
    Ok(())
}

is_part!(Accounts, Accounts, check);
