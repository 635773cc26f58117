//! Frames as a script writes them: `DCS[V.29 9600, +15]`, `PPS-EOP[0.0, 16]`, `MCF!`, `<FF 13 4F>`.

use std::format;
use std::string::{String, ToString};
use std::vec::Vec;

use crate::Modulation;
use crate::frame::{Bit, Fcf, Field, FrameMap, Group, end_code, end_of};
use crate::{Ident, frame};

/// A frame to say or to hear.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Term {
    /// As it was written.
    pub(super) text: String,
    /// It arrives with a wrong check sequence.
    pub(super) bad: bool,
    kind: Kind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    /// All octets, address first.
    Octets(Vec<u8>),
    /// A frame by its name.
    Named(Fcf, Info),
}

/// What a script says of an information field.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Info {
    None,
    Octets(Vec<u8>),
    Text(String),
    Field(Vec<Change>),
    /// PPS or EOR: what the block ends with, and for PPS page, block and frames.
    Partial(Option<Fcf>, Option<(u8, u8, u16)>),
    /// PPR.
    Missing(FrameMap),
}

/// A change to the field that a far end says without more ado, or a demand on one that is heard.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Change {
    /// Start from nothing.
    Bare,
    /// Bit n is set or not.
    Bit(usize, bool),
    /// Bits 11 to 14 in their order.
    Rates(u8),
    /// The same as DCS and CTC have them.
    Rate(Modulation),
    /// So many octets, empty ones at the end.
    Length(usize),
}

impl Term {
    /// Reads a term.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        if let Some(octets) = text.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')) {
            let kind = Kind::Octets(hex(octets)?);
            return Ok(Self { text: text.to_string(), bad: false, kind });
        }
        let (rest, bad) = text.strip_suffix('!').map_or((text, false), |rest| (rest, true));
        let (name, args) = match rest.split_once('[') {
            Some((name, args)) => (name, args.strip_suffix(']').ok_or("a bracket is not closed")?),
            None => (rest, ""),
        };
        let args: Vec<&str> = args.split(',').map(str::trim).filter(|arg| !arg.is_empty()).collect();
        let (fcf, end) = named(name).ok_or_else(|| format!("no frame is called {name:?}"))?;
        let info = match (fcf, args.first().and_then(|arg| arg.strip_prefix("hex"))) {
            (_, Some(octets)) => Info::Octets(hex(octets)?),
            (Fcf::Dis | Fcf::Dtc | Fcf::Dcs | Fcf::Ctc, _) => {
                Info::Field(args.iter().map(|arg| change(arg)).collect::<Result<_, _>>()?)
            }
            (Fcf::Pps, _) => Info::Partial(end, partial(&args)?),
            (Fcf::Eor, _) => Info::Partial(end, None),
            (Fcf::Ppr, _) => Info::Missing(missing(&args)?),
            (_, None) => args.first().map_or(Info::None, |text| Info::Text((*text).to_string())),
        };
        Ok(Self { text: text.to_string(), bad, kind: Kind::Named(fcf, info) })
    }

    /// What it is; `None` for bare octets.
    pub(super) fn fcf(&self) -> Option<Fcf> {
        if let Kind::Named(fcf, _) = self.kind { Some(fcf) } else { None }
    }

    /// The octets that a far end says, with its X bit.
    pub(super) fn octets(&self, x: bool, last: bool) -> Vec<u8> {
        let (fcf, info) = match &self.kind {
            Kind::Octets(octets) => return octets.clone(),
            Kind::Named(fcf, info) => (*fcf, info),
        };
        let fif = match info {
            Info::Octets(octets) => octets.clone(),
            Info::Field(changes) if fcf == Fcf::Ctc => changed(fcf, changes).into_iter().take(2).collect(),
            Info::Field(changes) => changed(fcf, changes),
            Info::Partial(end, numbers) => {
                let (page, block, frames) = numbers.unwrap_or_default();
                let [count, _] = frames.wrapping_sub(1).to_le_bytes();
                let code = end_code(*end, x);
                if fcf == Fcf::Eor { Vec::from([code]) } else { Vec::from([code, page, block, count]) }
            }
            Info::Missing(map) => map.to_fif().to_vec(),
            Info::Text(text) => Ident::new(text).unwrap_or_default().to_fif().to_vec(),
            Info::None if has_text(fcf) => Ident::new("+15550001").unwrap_or_default().to_fif().to_vec(),
            Info::None => Vec::new(),
        };
        let mut room = std::vec![0; fif.len() + 3];
        frame::write(&mut room, last, fcf.code(x), &fif);
        room
    }

    /// Whether a frame that was heard is this one; `x` is the X bit that it must have.
    pub(super) fn judge(&self, octets: &[u8], x: bool, last: bool) -> Result<(), String> {
        let Kind::Named(fcf, info) = &self.kind else { return Err("octets can be said only".to_string()) };
        let &[address, control, code, ref fif @ ..] = octets else { return Err("it is too short".to_string()) };
        if address != 0xFF {
            return Err(format!("its address is {address:#04x}"));
        }
        if control != if last { 0x13 } else { 0x03 } {
            return Err(format!("its control octet is {control:#04x}"));
        }
        if Fcf::from_code(code) != *fcf {
            return Err(format!("it is {}", Fcf::from_code(code)));
        }
        if code != fcf.code(x) {
            return Err(format!("its X bit must be {}", u8::from(x)));
        }
        match info {
            Info::Octets(expected) if expected != fif => Err(format!("its field is {fif:02X?}")),
            Info::Text(text) if Ident::new(text).unwrap_or_default().to_fif() != *fif => {
                Err(format!("it says {:?}", Ident::from_fif(fif)))
            }
            Info::Missing(map) if map.to_fif() != *fif => Err(format!("it marks {fif:02X?}")),
            Info::Field(demands) => judge_field(fif, demands),
            Info::Partial(end, numbers) => judge_partial(fif, *end, *numbers, x),
            _ => Ok(()),
        }
    }
}

fn judge_field(fif: &[u8], demands: &[Change]) -> Result<(), String> {
    let mut padded = fif.to_vec();
    // CTC has no third octet.
    padded.resize(padded.len().max(3), 0);
    let field = Field::parse(&padded).ok_or("its field is too short")?;
    for demand in demands {
        let ok = match *demand {
            Change::Bit(number, value) => field.bit(number) == value,
            Change::Rates(value) => field.value(Group::Rate) == value,
            Change::Rate(wanted) => rate(&field) == Some(wanted),
            Change::Length(octets) => fif.len() == octets,
            Change::Bare => true,
        };
        if !ok {
            return Err(format!("{demand:?} is not so in {fif:02X?}"));
        }
    }
    Ok(())
}

fn judge_partial(fif: &[u8], end: Option<Fcf>, numbers: Option<(u8, u8, u16)>, x: bool) -> Result<(), String> {
    let Some((&code, rest)) = fif.split_first() else { return Err("it has no field".to_string()) };
    if end_of(code) != Some(end) || code != end_code(end, x) {
        return Err(format!("its block ends with {code:#04x}"));
    }
    let came = match *rest {
        [page, block, frames] => Some((page, block, u16::from(frames) + 1)),
        _ => None,
    };
    if numbers.is_some() && came != numbers { Err(format!("it counts {came:?}")) } else { Ok(()) }
}

/// A frame by its name, and what a block ends with behind PPS and EOR.
fn named(name: &str) -> Option<(Fcf, Option<Fcf>)> {
    let find = |name: &str| {
        let known = |fcf: &Fcf| !matches!(fcf, Fcf::Unknown(_)) && fcf.to_string() == name;
        (0..=u8::MAX).map(Fcf::from_code).find(known)
    };
    match (find(name), name.split_once('-')) {
        (Some(fcf), _) => Some((fcf, None)),
        (None, Some((front, "NULL"))) => find(front).map(|fcf| (fcf, None)),
        (None, Some((front, end))) => Some((find(front)?, Some(find(end)?))),
        (None, None) => None,
    }
}

const fn has_text(fcf: Fcf) -> bool {
    matches!(fcf, Fcf::Csi | Fcf::Tsi | Fcf::Cig | Fcf::Sub | Fcf::Sid | Fcf::Sep | Fcf::Psa | Fcf::Pwd)
}

pub(super) fn hex(text: &str) -> Result<Vec<u8>, String> {
    text.split_whitespace()
        .map(|octet| u8::from_str_radix(octet, 16).map_err(|_| format!("no octet: {octet}")))
        .collect()
}

pub(super) fn number<T: core::str::FromStr>(text: &str) -> Result<T, String> {
    text.trim().parse().map_err(|_| format!("no number: {text:?}"))
}

/// A number of at most `limit`, so that no script asks for more memory or time than a test has.
pub(super) fn limited<T: core::str::FromStr + PartialOrd + core::fmt::Display>(
    text: &str,
    limit: T,
) -> Result<T, String> {
    let value = number(text)?;
    if value > limit { Err(format!("{value} is more than {limit}")) } else { Ok(value) }
}

/// Bits 11 to 14 of a DCS as T.30 table 2 prints them. It is not the table of the call, which is what is tested.
const RATES: [(Modulation, [u8; 4]); 8] = [
    (Modulation::V27ter2400, [0, 0, 0, 0]),
    (Modulation::V27ter4800, [0, 1, 0, 0]),
    (Modulation::V29At9600, [1, 0, 0, 0]),
    (Modulation::V29At7200, [1, 1, 0, 0]),
    (Modulation::V17At14400, [0, 0, 0, 1]),
    (Modulation::V17At12000, [0, 1, 0, 1]),
    (Modulation::V17At9600, [1, 0, 0, 1]),
    (Modulation::V17At7200, [1, 1, 0, 1]),
];

fn rate_value(modulation: Modulation) -> u8 {
    let value = |bits: [u8; 4]| bits.into_iter().rev().fold(0, |value, bit| value << 1 | bit);
    RATES.into_iter().find(|&(known, _)| known == modulation).map_or(0, |(_, bits)| value(bits))
}

/// Modulation and rate of a DCS.
pub(super) fn rate(field: &Field) -> Option<Modulation> {
    let value = field.value(Group::Rate);
    RATES.into_iter().map(|(modulation, _)| modulation).find(|&modulation| rate_value(modulation) == value)
}

/// A modulation by its name and rate.
pub(super) fn modulation(text: &str) -> Option<Modulation> {
    Modulation::IMAGE.into_iter().find(|modulation| modulation.to_string() == text)
}

fn change(arg: &str) -> Result<Change, String> {
    if let Some(modulation) = modulation(arg) {
        return Ok(Change::Rate(modulation));
    }
    if let Some(bits) = arg.strip_prefix("rates ") {
        let value = bits.trim().bytes().rev().fold(0, |value, bit| value << 1 | u8::from(bit == b'1'));
        return Ok(Change::Rates(value));
    }
    if let Some(octets) = arg.strip_prefix("octets ") {
        return Ok(Change::Length(limited(octets, 250)?));
    }
    match (arg, arg.strip_prefix('+'), arg.strip_prefix('-')) {
        ("bare", ..) => Ok(Change::Bare),
        (_, Some(bit), _) => Ok(Change::Bit(number(bit)?, true)),
        (_, _, Some(bit)) => Ok(Change::Bit(number(bit)?, false)),
        _ => Err(format!("{arg:?} says nothing of a field")),
    }
}

fn partial(args: &[&str]) -> Result<Option<(u8, u8, u16)>, String> {
    let [place, frames] = args else { return Ok(None) };
    let (page, block) = place.split_once('.').ok_or("page.block is missing")?;
    Ok(Some((number(page)?, number(block)?, number(frames)?)))
}

/// `3, 7 of 16`: frames 3 and 7 of 16 are missing, and those behind the end are marked too.
fn missing(args: &[&str]) -> Result<FrameMap, String> {
    let mut map = FrameMap::parse(&[0; 32]).ok_or("32 octets")?;
    let text = args.join(" ");
    let (marked, of) = text.split_once("of").ok_or("of how many is missing")?;
    for frame in marked.split_whitespace() {
        map.set(number(frame)?, true);
    }
    for behind in number::<u16>(of)?..256 {
        map.set(u8::try_from(behind).unwrap_or_default(), true);
    }
    Ok(map)
}

/// What a far end says without more ado: all modulations, fine, any length, no row time, MH without error correction. In DCS
/// 9600 bit/s by V.29.
fn changed(fcf: Fcf, changes: &[Change]) -> Vec<u8> {
    let mut field = Field::default();
    if !changes.contains(&Change::Bare) {
        field.set(Bit::Receives, true);
        field.set(Bit::Fine, true);
        field.set_value(Group::Rate, if matches!(fcf, Fcf::Dis | Fcf::Dtc) { 0b1011 } else { 0b0001 });
        field.set_value(Group::Length, 2);
        field.set_value(Group::RowTime, 7);
    }
    let mut length = 0;
    for change in changes {
        match *change {
            Change::Bare => {}
            Change::Bit(number, value) => field.set_bit(number, value),
            Change::Rates(value) => field.set_value(Group::Rate, value),
            Change::Rate(modulation) => field.set_value(Group::Rate, rate_value(modulation)),
            Change::Length(octets) => length = octets,
        }
    }
    let (fif, count) = field.to_fif();
    let mut fif: Vec<u8> = fif.into_iter().take(count).collect();
    while fif.len() < length {
        // Empty octets at the end need the extend bit in front of them.
        if let Some(last) = fif.last_mut().filter(|_| count >= 3) {
            *last |= 0x80;
        }
        fif.push(0);
    }
    fif
}
