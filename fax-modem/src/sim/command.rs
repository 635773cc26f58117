//! Command lines as the simulated modem reads them.

use std::string::String;
use std::vec::Vec;

/// One command of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Instruction {
    /// `D`, with all that follows.
    Dial(String),
    /// `A`.
    Answer,
    /// `H`: off hook or on.
    Hook(bool),
    /// `Z` or `&F`.
    Reset,
    /// `E`.
    Echo(bool),
    /// `V`: words or digits.
    Words(bool),
    /// `Q`.
    Quiet(bool),
    /// `I`.
    Identity(u32),
    /// `Sn=v`.
    Register(u32, u32),
    /// `Sn?`.
    AskRegister(u32),
    /// A letter behind a sign, and its number: `&K3`, `\Q1`.
    Signed(char, char, u32),
    /// `+NAME=value`; `#CID=1` and `*ID1` are named with their signs.
    Set(String, String),
    /// `+NAME=?`.
    Range(String),
    /// `+NAME?` or `+NAME`.
    Ask(String),
    /// A setting without meaning here.
    Ignored,
    /// Not understood.
    Unknown,
}

/// The commands of a line, without `AT`. Nothing behind one that is not understood, nor behind one that must be last.
pub(super) fn parse(line: &str) -> Vec<Instruction> {
    let mut found = Vec::new();
    let mut rest = line.trim();
    while !rest.is_empty() {
        let (instruction, behind) = next(rest);
        let last = matches!(instruction, Instruction::Unknown | Instruction::Dial(_) | Instruction::Answer);
        found.push(instruction);
        if last {
            break;
        }
        rest = behind.trim_start();
    }
    found
}

fn next(text: &str) -> (Instruction, &str) {
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_ascii_uppercase());
    let behind = chars.as_str();
    match first {
        Some('D') => (Instruction::Dial(behind.into()), ""),
        Some('A') => (Instruction::Answer, ""),
        Some('+') => extended("", behind),
        Some('#') => extended("#", behind),
        Some('S') => {
            let (register, behind) = number(behind);
            if let Some(value) = behind.strip_prefix('=') {
                let (value, behind) = number(value);
                (Instruction::Register(register, value), behind)
            } else if let Some(behind) = behind.strip_prefix('?') {
                (Instruction::AskRegister(register), behind)
            } else {
                (Instruction::Unknown, "")
            }
        }
        Some(sign @ ('&' | '\\' | '%' | '*')) => signed(sign, behind),
        Some(letter @ ('E' | 'H' | 'I' | 'L' | 'M' | 'N' | 'P' | 'Q' | 'T' | 'V' | 'W' | 'X' | 'Z')) => {
            let (value, behind) = number(behind);
            let instruction = match (letter, value) {
                ('E', value) => Instruction::Echo(value != 0),
                ('H', value @ (0 | 1)) => Instruction::Hook(value == 1),
                ('I', value) => Instruction::Identity(value),
                ('Q', value) => Instruction::Quiet(value != 0),
                ('V', value) => Instruction::Words(value != 0),
                ('Z', _) => Instruction::Reset,
                ('H', _) => Instruction::Unknown,
                _ => Instruction::Ignored,
            };
            (instruction, behind)
        }
        _ => (Instruction::Unknown, ""),
    }
}

fn signed(sign: char, text: &str) -> (Instruction, &str) {
    let mut chars = text.chars();
    let letter = chars.next().map(|c| c.to_ascii_uppercase());
    if sign == '*' && letter == Some('I') {
        return match chars.as_str().strip_prefix(['D', 'd']) {
            Some(value) => (Instruction::Set("*ID".into(), value.into()), ""),
            None => (Instruction::Unknown, ""),
        };
    }
    let (value, behind) = number(chars.as_str());
    match (sign, letter) {
        ('&', Some('F')) => (Instruction::Reset, behind),
        ('&' | '\\', Some(letter @ 'A'..='Z')) => (Instruction::Signed(sign, letter, value), behind),
        _ => (Instruction::Unknown, ""),
    }
}

/// Up to a semicolon, as V.250 has it.
fn extended<'t>(sign: &str, text: &'t str) -> (Instruction, &'t str) {
    let (text, behind) = text.split_once(';').unwrap_or((text, ""));
    let named =
        |name: &str| -> String { sign.chars().chain(name.trim().chars()).collect::<String>().to_ascii_uppercase() };
    let instruction = match text.split_once('=') {
        None => Instruction::Ask(named(text.trim_end_matches('?'))),
        Some((_, "")) => Instruction::Unknown,
        Some((name, "?")) => Instruction::Range(named(name)),
        Some((name, value)) => Instruction::Set(named(name), value.trim().into()),
    };
    (instruction, behind)
}

fn number(text: &str) -> (u32, &str) {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (digits, behind) = text.split_at(end);
    (digits.parse().unwrap_or(0), behind)
}

#[cfg(test)]
mod tests {
    use std::vec;

    use super::*;

    #[test]
    fn several_commands_to_a_line() {
        assert_eq!(
            parse("E0Q0V1"),
            vec![Instruction::Echo(false), Instruction::Quiet(false), Instruction::Words(true)]
        );
        assert_eq!(
            parse("X4S0=0S7?"),
            vec![Instruction::Ignored, Instruction::Register(0, 0), Instruction::AskRegister(7)]
        );
        assert_eq!(
            parse("&C1&K3\\Q1"),
            vec![Instruction::Signed('&', 'C', 1), Instruction::Signed('&', 'K', 3), Instruction::Signed('\\', 'Q', 1)]
        );
        assert_eq!(parse("DT5,1;H"), vec![Instruction::Dial("T5,1;H".into())]);
        assert_eq!(parse("Y1H0"), vec![Instruction::Unknown]);
    }

    #[test]
    fn extended_commands() {
        assert_eq!(parse("+FTM=?"), vec![Instruction::Range("FTM".into())]);
        assert_eq!(parse("+frh=3"), vec![Instruction::Set("FRH".into(), "3".into())]);
        assert_eq!(
            parse("+FCLASS=1.0;+FAR=1"),
            vec![Instruction::Set("FCLASS".into(), "1.0".into()), Instruction::Set("FAR".into(), "1".into())]
        );
        assert_eq!(parse("+FMI?"), vec![Instruction::Ask("FMI".into())]);
        assert_eq!(parse("#CID=1"), vec![Instruction::Set("#CID".into(), "1".into())]);
        assert_eq!(parse("*ID1"), vec![Instruction::Set("*ID".into(), "1".into())]);
        assert_eq!(parse("+FTM="), vec![Instruction::Unknown]);
    }
}
