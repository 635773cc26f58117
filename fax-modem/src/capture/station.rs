//! How a station was set, as far as a call depends on it.

use std::borrow::ToOwned;
use std::string::{String, ToString};
use std::vec::Vec;

use fax_core::{Coding, Codings, Config, Ident, Modulation, Modulations};

/// A station of a call: its settings, and whether it dialled.
#[derive(Clone, Debug, Default)]
pub(super) struct Station {
    pub(super) calls: bool,
    pub(super) config: Config,
}

/// Settings as keys and values.
pub(super) fn settings(calls: bool, config: &Config) -> Vec<(&'static str, String)> {
    let ecm = match (config.abilities.ecm, config.ecm.required) {
        (false, _) => "off",
        (true, false) => "on",
        (true, true) => "required",
    };
    let mut settings = Vec::from([
        // The first one: with it a new station begins.
        ("station", if calls { "calls" } else { "answers" }.to_owned()),
        ("ecm", ecm.to_owned()),
        ("modulations", list(config.abilities.modulations.iter())),
        ("codings", list(config.abilities.codings.iter())),
    ]);
    if config.polls {
        settings.push(("polls", "yes".to_owned()));
    }
    let mut config = config.clone();
    for (key, ident) in texts(&mut config) {
        if !ident.is_empty() {
            settings.push((key, ident.to_string()));
        }
    }
    settings
}

fn list(items: impl Iterator<Item = impl ToString>) -> String {
    items.map(|item| item.to_string()).collect::<Vec<_>>().join(", ")
}

fn texts(config: &mut Config) -> [(&'static str, &mut Ident); 6] {
    let Config { ident, addresses, .. } = config;
    [
        ("ident", ident),
        ("sub", &mut addresses.sub),
        ("sid", &mut addresses.sid),
        ("sep", &mut addresses.sep),
        ("psa", &mut addresses.psa),
        ("pwd", &mut addresses.pwd),
    ]
}

impl Station {
    /// Takes a setting; false if the value is none that this key can have. Unknown keys are remarks.
    pub(super) fn set(&mut self, key: &str, value: &str) -> bool {
        let abilities = &mut self.config.abilities;
        match (key, value) {
            ("station", "calls" | "answers") => *self = Self { calls: value == "calls", config: Config::default() },
            ("ecm", "on" | "off" | "required") => {
                abilities.ecm = value != "off";
                self.config.ecm.required = value == "required";
            }
            ("polls", "yes" | "no") => self.config.polls = value == "yes",
            ("modulations", names) => {
                let set = |set: Modulations, name| Some(set.with(find(Modulation::IMAGE, name)?));
                return names
                    .split(", ")
                    .try_fold(Modulations::NONE, set)
                    .map(|set| abilities.modulations = set)
                    .is_some();
            }
            ("codings", names) => {
                let set = |set: Codings, name| Some(set.with(find([Coding::Mh, Coding::Mr, Coding::Mmr], name)?));
                return names.split(", ").try_fold(Codings::NONE, set).map(|set| abilities.codings = set).is_some();
            }
            ("station" | "ecm" | "polls", _) => return false,
            _ => {
                let field = texts(&mut self.config).into_iter().find(|(name, _)| *name == key);
                return match (field, Ident::new(value)) {
                    (Some((_, field)), Ok(ident)) => {
                        *field = ident;
                        true
                    }
                    (field, _) => field.is_none(),
                };
            }
        }
        true
    }
}

fn find<T: Copy + ToString>(all: impl IntoIterator<Item = T>, name: &str) -> Option<T> {
    all.into_iter().find(|item| item.to_string() == name)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn what_is_written_is_taken_again() {
        let mut config = Config { ident: Ident::new("+1 555").unwrap(), polls: true, ..Config::default() };
        config.addresses.pwd = Ident::new("4711").unwrap();
        config.abilities.modulations = Modulations::up_to(9600);
        config.abilities.codings = Codings::NONE.with(Coding::Mh).with(Coding::Mmr);
        config.ecm.required = true;
        let mut station = Station::default();
        assert!(settings(true, &config).iter().all(|(key, value)| station.set(key, value)));
        assert!(station.calls);
        assert_eq!(station.config, config);
        // Another station begins from the defaults.
        config = Config::default();
        config.abilities.ecm = false;
        assert!(settings(false, &config).iter().all(|(key, value)| station.set(key, value)));
        assert!(!station.calls);
        assert_eq!(station.config, config);
    }

    #[test]
    fn values_that_cannot_be() {
        for (key, value) in [
            ("station", "waits"),
            ("ecm", "perhaps"),
            ("polls", ""),
            ("modulations", "V.34 33600"),
            ("codings", "JBIG"),
            ("ident", "longer than twenty characters"),
        ] {
            assert!(!Station::default().set(key, value), "{key} {value}");
        }
        assert!(Station::default().set("program", "of somebody"), "a remark");
    }
}
