//! Accounts come and go.

use alloc::string::String;

use super::parts::{Account, AccountKind, Accounts, Part, check_account_name};
use super::{Now, Plan, Refusal, View};

/// What happens to the set of accounts.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AccountChange {
    /// `IFaxAccountSet.AddAccount`.
    Add(Account),
    /// `IFaxAccountSet.RemoveAccount`.
    Remove(String),
}

impl AccountChange {
    /// A new account.
    #[must_use]
    pub fn add(name: &str, kind: AccountKind) -> Self {
        Self::Add(Account { name: name.into(), kind })
    }
}

pub(super) fn change(view: &View, change: &AccountChange, now: Now) -> Result<Plan, Refusal> {
    let mut accounts: Accounts = view.parts.get();
    match change {
        AccountChange::Add(account) => {
            check_account_name(&account.name)?;
            if accounts.get(&account.name).is_some() {
                return Err(Refusal::AccountExists);
            }
            accounts.list.push(account.clone());
        }
        AccountChange::Remove(name) => {
            check_account_name(name)?;
            let found = accounts.get(name).ok_or(Refusal::NoSuchAccount)?.clone();
            accounts.list.retain(|account| *account != found);
        }
    }
    super::part::set(view, &Part::Accounts(accounts), now)
}
