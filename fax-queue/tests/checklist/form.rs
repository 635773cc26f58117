//! What a checklist is, and the tests that keep it honest.

use core::fmt::Write;
use std::collections::BTreeSet;
use std::process::Command;

/// An interface or an enumeration, and what belongs to it.
pub(crate) struct Interface {
    pub(crate) name: &'static str,
    /// Which part of Windows' documentation it belongs to.
    pub(crate) part: Part,
    /// How many members the documentation names.
    pub(crate) count: usize,
    pub(crate) members: &'static [Member],
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Objects,
    Numbers,
    Callbacks,
    LifeCycle,
}

pub(crate) struct Member {
    pub(crate) name: &'static str,
    pub(crate) proof: Proof,
}

pub(crate) enum Proof {
    /// The test by its path: what the member stands for happened.
    Happened(&'static str),
    /// The test by its path: the number becomes the value and back, and no service of ours ever has it otherwise.
    Number(&'static str),
    /// Why there is no test.
    None(&'static str),
}

impl Proof {
    const fn test(&self) -> Option<&'static str> {
        match self {
            Self::Happened(test) | Self::Number(test) => Some(test),
            Self::None(_) => None,
        }
    }
}

/// The members of an interface. Behind each one: `=> test` if the test lets it happen, `= test` if there is only a number to
/// convert, `: "why"` if there is no test.
macro_rules! members {
    ($part:ident $name:literal has $count:literal: $($member:tt $mark:tt $proof:tt),+ $(,)?) => {
        pub(crate) const MEMBERS: crate::form::Interface = crate::form::Interface {
            name: $name,
            part: crate::form::Part::$part,
            count: $count,
            members: &[$(crate::form::Member {
                name: crate::form::name(stringify!($member)),
                proof: crate::form::proof!($mark $proof),
            }),+],
        };
    };
}

macro_rules! proof {
    (=> $test:ident) => {
        crate::form::Proof::Happened(crate::form::test_path!($test))
    };
    (= $test:ident) => {
        crate::form::Proof::Number(crate::form::test_path!($test))
    };
    (: $why:literal) => {
        crate::form::Proof::None($why)
    };
}

/// The path of a test as the test harness lists it, which is a function of the module that is being compiled.
macro_rules! test_path {
    ($test:ident) => {{
        const _: fn() = $test;
        concat!(module_path!(), "::", stringify!($test))
    }};
}

/// A test each: the number becomes the value, and the value the number.
macro_rules! numbers {
    ($type:ident: $($test:ident $number:literal $value:ident),+ $(,)?) => {
        $(
            #[test]
            fn $test() {
                assert_eq!($type::try_from($number), Ok($type::$value));
                assert_eq!(u32::from($type::$value), $number);
            }
        )+
    };
}

pub(crate) use {members, numbers, proof, test_path};

/// A member that is no identifier is written as a string: its quotes are not part of it.
pub(crate) const fn name(member: &'static str) -> &'static str {
    match member.as_bytes() {
        [b'"', .., b'"'] => member.split_at(member.len() - 1).0.split_at(1).1,
        _ => member,
    }
}

/// As the harness lists it: without the name of the crate.
fn listed(path: &str) -> &str {
    path.split_once("::").map_or(path, |(_, rest)| rest)
}

#[test]
fn every_member_is_named_once_and_none_is_missing() {
    let mut entries = 0;
    let mut names = BTreeSet::new();
    for interface in crate::INTERFACES {
        assert!(names.insert(interface.name), "{} is there twice", interface.name);
        assert_eq!(interface.members.len(), interface.count, "{}", interface.name);
        let members: BTreeSet<_> = interface.members.iter().map(|member| member.name).collect();
        assert_eq!(members.len(), interface.count, "{} names a member twice", interface.name);
        for member in interface.members {
            if let Proof::None(why) = member.proof {
                assert!(why.len() > 10, "{}.{} has no test and no reason", interface.name, member.name);
            }
        }
        entries += interface.count;
    }
    assert!(entries >= 240, "only {entries} entries");
}

/// The harness itself says which tests there are.
#[test]
fn what_is_listed_is_a_test_and_every_test_is_listed() {
    let output = Command::new(std::env::current_exe().unwrap()).arg("--list").output().unwrap();
    let output = String::from_utf8(output.stdout).unwrap();
    let there: BTreeSet<_> = output.lines().filter_map(|line| line.strip_suffix(": test")).collect();
    assert!(there.contains("form::what_is_listed_is_a_test_and_every_test_is_listed"), "{output}");
    let there: BTreeSet<_> = there.into_iter().filter(|test| !test.starts_with("form::")).collect();
    let members = crate::INTERFACES.iter().flat_map(|interface| interface.members);
    let named: BTreeSet<_> = members.filter_map(|member| member.proof.test()).map(listed).collect();
    assert_eq!(named.difference(&there).collect::<Vec<_>>(), [&""; 0], "in the list, and no #[test]");
    assert_eq!(there.difference(&named).collect::<Vec<_>>(), [&""; 0], "a #[test], and in no list");
}

const TABLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/fax-service-checklist.md");

#[test]
fn the_table_in_the_documentation_is_this_list() {
    let table = table();
    if std::env::var_os("CHECKLIST").is_some_and(|wish| wish == "write") {
        std::fs::write(TABLE, table).unwrap();
    } else {
        let written = std::fs::read_to_string(TABLE).unwrap_or_default();
        let hint = "write it anew: CHECKLIST=write cargo test -p fax-queue --test checklist form";
        assert!(written == table, "docs/fax-service-checklist.md is out of date; {hint}");
    }
}

fn table() -> String {
    let mut text = String::from(
        "# The Windows Fax Service, member by member, and the test of each\n\n\
         Made by `CHECKLIST=write cargo test -p fax-queue --test checklist form` from the lists in \
         `fax-queue/tests/checklist`; the tests fail\n\
         while it is out of date. What a member is here is in [fax-service.md](fax-service.md).\n\n\
         **Works**: the test lets it happen through the public interface. **Number**: no service of ours ever has this \
         value; the test\nconverts it both ways. **No**: there is no test, for the reason beside it.\n",
    );
    let parts = [
        (Part::Objects, "Objects"),
        (Part::Numbers, "Enumerations and constants"),
        (Part::Callbacks, "Callbacks"),
        (Part::LifeCycle, "Life cycle"),
    ];
    for (part, title) in parts {
        write!(text, "\n## {title}\n").unwrap();
        for interface in crate::INTERFACES.iter().filter(|interface| interface.part == part) {
            write!(text, "\n### {}\n\n| member | test | status |\n| --- | --- | --- |\n", interface.name).unwrap();
            for Member { name, proof } in interface.members {
                match proof {
                    Proof::Happened(test) => writeln!(text, "| {name} | `{}` | works |", listed(test)),
                    Proof::Number(test) => writeln!(text, "| {name} | `{}` | number |", listed(test)),
                    Proof::None(why) => writeln!(text, "| {name} | | no: {why} |"),
                }
                .unwrap();
            }
        }
    }
    text
}
