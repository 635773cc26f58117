//! Properties of the server by the names of others: `SetExtensionProperty` of `IFaxServer`.

use alloc::vec::Vec;

use super::{Parts, is_part};
use crate::engine::{Limit, Refusal};
use crate::vocabulary::Guid;

/// What others keep with the server, by names of theirs. It means nothing to the server itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(default))]
pub struct Extensions {
    /// 64 at most, of 4096 octets each, and no name twice.
    pub list: Vec<(Guid, Vec<u8>)>,
}

impl Extensions {
    /// `GetExtensionProperty`.
    #[must_use]
    pub fn get(&self, name: Guid) -> Option<&[u8]> {
        self.list.iter().find(|(known, _)| *known == name).map(|(_, value)| &**value)
    }

    /// `SetExtensionProperty`, in place of what it was.
    pub fn set(&mut self, name: Guid, value: &[u8]) {
        self.list.retain(|(known, _)| *known != name);
        self.list.push((name, value.into()));
    }
}

fn check(extensions: &Extensions, _: &Parts) -> Result<(), Refusal> {
    let twice = |(at, (name, _)): (usize, &(Guid, Vec<u8>))| {
        extensions.list.iter().skip(at.saturating_add(1)).any(|(other, _)| other == name)
    };
    let fits = extensions.list.len() <= 64 && extensions.list.iter().all(|(_, value)| value.len() <= 4096);
    if fits && !extensions.list.iter().enumerate().any(twice) {
        Ok(())
    } else {
        Err(Refusal::OutOfBounds(Limit::Extension))
    }
}

is_part!(Extensions, Extensions, check);
