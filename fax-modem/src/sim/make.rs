//! What a simulated modem is, as one might read it on its label.

use core::time::Duration;
use std::string::String;
use std::vec::Vec;

use fax_core::{Modulation, Modulations};

use super::quirk::{Quirk, Quirks};

/// What a modem is. No reset changes it.
///
/// ```
/// use fax_modem::sim::{Exchange, Make, Quirk};
///
/// let mut exchange = Exchange::new(115_200);
/// *exchange.modem(0).make() = Make { maker: "ACME".into(), quirks: Quirk::NoFcs.into(), ..Make::default() };
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Make {
    /// Answer to `+FMI?` and `+GMI`.
    pub maker: String,
    /// Answer to `+FMM?`, `+GMM` and `ATI3`.
    pub model: String,
    /// Answer to `+FMR?` and `+GMR`.
    pub revision: String,
    /// What it sends and receives with. V.27ter 2400 it has in any case.
    pub modulations: Modulations,
    /// How it says who calls, once it was asked to (`+VCID=1`, `#CID=1` or `*ID1`).
    pub caller_id: Dialect,
    /// What is wrong with it.
    pub quirks: Quirks,
    /// Octets of ones that it makes of the end of each carrier, behind the last octet of an image. Real modems hear some; the
    /// simulation goes without, so that tests may count.
    pub tail: u8,
    /// How long it is silent behind `+FTM` before its training begins, as if the far end had to be waited for.
    pub turn_round: Duration,
    /// Once in each image, it stops the terminal for a time.
    pub stop: Option<Stop>,
}

impl Default for Make {
    fn default() -> Self {
        Self {
            maker: "fax".into(),
            model: "Virtual modem".into(),
            revision: env!("CARGO_PKG_VERSION").into(),
            modulations: Modulations::ALL,
            caller_id: Dialect::default(),
            quirks: Quirks::NONE,
            tail: 0,
            turn_round: Duration::ZERO,
            stop: None,
        }
    }
}

/// A time in which no octets of an image are taken: XOFF and XON, or CTS, whichever is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stop {
    /// From the first octet of the image on.
    pub behind: Duration,
    /// So long.
    pub lasts: Duration,
    /// The XON at its end does not arrive. With CTS there is nothing to lose.
    pub xon_lost: bool,
}

/// How a modem writes who calls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Dialect {
    /// `NMBR=5551000`, and DATE, TIME and NAME in the same manner.
    #[default]
    Plain,
    /// `NMBR = 5551000`.
    Spaced,
    /// `CALLER NUMBER: 5551000`, and no more.
    CallerNumber,
    /// `CID: 5551000`, and no more, as on ISDN.
    Cid,
    /// `MESG=80...`: the message of the exchange in hexadecimal digits (MDMF), for the terminal to read.
    Raw,
    /// Bare digits, which are the number that was dialled, on a line that several numbers lead to: here [`Caller::number`] is that one.
    Dialled,
}

/// What the exchange knows of who calls.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Caller {
    /// The number, or `P` if it is withheld and `O` if there is none.
    pub number: String,
    /// The name; empty for none.
    pub name: String,
    /// Month, day, hour and minute: `11201536`. Empty for none.
    pub time: String,
}

impl Dialect {
    /// The lines of information text.
    pub(super) fn lines(self, caller: &Caller) -> Vec<String> {
        let (date, time) = caller.time.split_at_checked(4).unwrap_or_default();
        let pairs = [("DATE", date), ("TIME", time), ("NMBR", &caller.number), ("NAME", &caller.name)];
        let pairs = pairs.into_iter().filter(|(_, value)| !value.is_empty());
        match self {
            Self::Plain => pairs.map(|(key, value)| std::format!("{key}={value}")).collect(),
            Self::Spaced => pairs.map(|(key, value)| std::format!("{key} = {value}")).collect(),
            Self::CallerNumber => Vec::from([std::format!("CALLER NUMBER: {}", caller.number)]),
            Self::Cid => Vec::from([std::format!("CID: {}", caller.number)]),
            Self::Dialled => Vec::from([caller.number.clone()]),
            Self::Raw => Vec::from([raw(caller)]),
        }
    }
}

/// A message of several parameters: type, length and octets of each, and a sum that makes it zero.
fn raw(caller: &Caller) -> String {
    let withheld = matches!(caller.number.as_str(), "P" | "O");
    let number = if withheld { 0x04 } else { 0x02 };
    let mut body = Vec::new();
    for (kind, value) in [(0x01, &caller.time), (number, &caller.number), (0x07, &caller.name)] {
        if !value.is_empty() {
            body.extend([kind, u8::try_from(value.len()).unwrap_or(u8::MAX)]);
            body.extend(value.bytes().take(255));
        }
    }
    let mut message = Vec::from([0x80, u8::try_from(body.len()).unwrap_or(u8::MAX)]);
    message.extend(body);
    let sum = message.iter().fold(0_u8, |sum, octet| sum.wrapping_add(*octet));
    message.push(sum.wrapping_neg());
    let digits: Vec<String> = message.iter().map(|octet| std::format!("{octet:02X}")).collect();
    std::format!("MESG={}", digits.concat())
}

impl Make {
    /// Whether a quirk is switched on.
    pub(super) fn has(&self, quirk: Quirk) -> bool {
        self.quirks.has(quirk)
    }

    /// Whether it has the modulation behind this number of T.31.
    pub(super) fn knows(&self, code: u8) -> bool {
        CODES.iter().any(|&(number, modulation)| number == code && self.has_modulation(modulation))
    }

    fn has_modulation(&self, modulation: Modulation) -> bool {
        modulation == Modulation::V27ter2400 || self.modulations.contains(modulation)
    }

    /// The answer to `+FTM=?` and `+FRM=?`.
    pub(super) fn codes(&self) -> String {
        let known = CODES.iter().filter(|(_, modulation)| self.has_modulation(*modulation));
        known.map(|(number, _)| std::format!("{number}")).collect::<Vec<_>>().join(",")
    }
}

/// The numbers of T.31, in order.
const CODES: [(u8, Modulation); 12] = [
    (24, Modulation::V27ter2400),
    (48, Modulation::V27ter4800),
    (72, Modulation::V29At7200),
    (73, Modulation::V17At7200),
    (74, Modulation::V17At7200),
    (96, Modulation::V29At9600),
    (97, Modulation::V17At9600),
    (98, Modulation::V17At9600),
    (121, Modulation::V17At12000),
    (122, Modulation::V17At12000),
    (145, Modulation::V17At14400),
    (146, Modulation::V17At14400),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_in_each_dialect() {
        let caller = Caller { number: "5559876".into(), name: "TESTER".into(), time: "11202136".into() };
        assert_eq!(Dialect::Plain.lines(&caller), ["DATE=1120", "TIME=2136", "NMBR=5559876", "NAME=TESTER"]);
        assert_eq!(Dialect::CallerNumber.lines(&caller), ["CALLER NUMBER: 5559876"]);
        let unnamed = Caller { number: "O".into(), ..Caller::default() };
        assert_eq!(Dialect::Spaced.lines(&unnamed), ["NMBR = O"]);
        // 80 03: a message of three octets. 04 01 4F: no number, and O says that there is none. With 29 they add up to zero.
        assert_eq!(Dialect::Raw.lines(&unnamed), ["MESG=800304014F29"]);
    }

    #[test]
    fn numbers_of_a_modem_without_v17() {
        let make = Make { modulations: Modulations::up_to(4800).with(Modulation::V29At9600), ..Make::default() };
        assert_eq!(make.codes(), "24,48,96");
        assert!(make.knows(96) && !make.knows(145));
        assert_eq!(Make::default().codes(), "24,48,72,73,74,96,97,98,121,122,145,146");
    }
}
