//! Who may do what: the descriptor of `IFaxSecurity2`.

use alloc::collections::BTreeMap;
use alloc::string::String;

use super::accounts::{check_name, same_account};
use super::{Account, AccountKind, Parts, is_part};
use crate::engine::{Limit, Refusal};
use crate::vocabulary::{AccessRights2, limits};

/// Who may do what: `IFaxSecurity2.Descriptor`. Windows keeps a list of entries for users and groups; here an account has an
/// entry of its own, or what its kind has. An entry may be there before its account is, and stays when that is removed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(default))]
pub struct Security {
    /// What accounts may do, by name, whatever their kind: 10,000 entries at most. No right at all keeps somebody out.
    pub entries: BTreeMap<String, AccessRights2>,
    /// What an administrator without an entry may do.
    pub administrators: AccessRights2,
    /// What somebody at the machine itself without an entry may do.
    pub interactive: AccessRights2,
    /// What everybody else without an entry may do.
    pub users: AccessRights2,
}

impl Default for Security {
    fn default() -> Self {
        Self {
            entries: BTreeMap::new(),
            administrators: AccessRights2::ADMINISTRATOR,
            interactive: AccessRights2::INTERACTIVE,
            users: AccessRights2::USER,
        }
    }
}

impl Security {
    /// What an account may do.
    #[must_use]
    pub fn rights_of(&self, account: &Account) -> AccessRights2 {
        let entry = self.entries.iter().find(|(name, _)| same_account(name, &account.name));
        entry.map_or_else(|| self.of_kind(account.kind), |(_, rights)| *rights)
    }

    const fn of_kind(&self, kind: AccountKind) -> AccessRights2 {
        match kind {
            AccountKind::Administrator => self.administrators,
            AccountKind::Interactive => self.interactive,
            AccountKind::User => self.users,
        }
    }
}

fn check(security: &Security, _: &Parts) -> Result<(), Refusal> {
    if security.entries.len() > limits::RECIPIENTS {
        return Err(Refusal::OutOfBounds(Limit::TooManyAccounts));
    }
    let mut before: Option<String> = None;
    let mut names: alloc::vec::Vec<String> = security.entries.keys().map(|name| name.to_ascii_lowercase()).collect();
    names.sort_unstable();
    for name in names {
        check_name(&name)?;
        if before.as_ref() == Some(&name) {
            return Err(Refusal::AccountExists);
        }
        before = Some(name);
    }
    Ok(())
}

is_part!(Security, Security, check);
