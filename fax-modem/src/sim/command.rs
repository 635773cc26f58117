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
    /// `H0`.
    HangUp,
    /// `Z` or `&F`.
    Reset,
    /// `E`.
    Echo(bool),
    /// `Sn=v`.
    Register(u32, u32),
    /// `+NAME=value`.
    Set(String, u32),
    /// `+NAME=?`.
    Range(String),
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
        Some('+') => extended(behind),
        Some('S') => {
            let (register, behind) = number(behind);
            match behind.strip_prefix('=') {
                Some(value) => {
                    let (value, behind) = number(value);
                    (Instruction::Register(register, value), behind)
                }
                None => (Instruction::Unknown, ""),
            }
        }
        Some('&') => {
            let mut chars = behind.chars();
            let letter = chars.next().map(|c| c.to_ascii_uppercase());
            let (_, behind) = number(chars.as_str());
            match letter {
                Some('F') => (Instruction::Reset, behind),
                Some('A'..='Z') => (Instruction::Ignored, behind),
                _ => (Instruction::Unknown, ""),
            }
        }
        Some(letter @ ('E' | 'H' | 'L' | 'M' | 'Q' | 'V' | 'X' | 'Z')) => {
            let (value, behind) = number(behind);
            let instruction = match (letter, value) {
                ('E', value) => Instruction::Echo(value != 0),
                ('H', 0) => Instruction::HangUp,
                ('Z', _) => Instruction::Reset,
                // Only results in words are spoken here.
                ('Q', 1..) | ('V', 0) | ('H', _) => Instruction::Unknown,
                _ => Instruction::Ignored,
            };
            (instruction, behind)
        }
        _ => (Instruction::Unknown, ""),
    }
}

fn extended(text: &str) -> (Instruction, &str) {
    let (name, value) = text.split_once('=').unwrap_or((text, ""));
    let name: String = name.to_ascii_uppercase();
    match value {
        "" => (Instruction::Unknown, ""),
        "?" => (Instruction::Range(name), ""),
        _ => (Instruction::Set(name, number(value).0), ""),
    }
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
        assert_eq!(parse("E0Q0V1"), vec![Instruction::Echo(false), Instruction::Ignored, Instruction::Ignored]);
        assert_eq!(
            parse("X4S0=0S7=60"),
            vec![Instruction::Ignored, Instruction::Register(0, 0), Instruction::Register(7, 60)]
        );
        assert_eq!(parse("+FTM=?"), vec![Instruction::Range("FTM".into())]);
        assert_eq!(parse("+frh=3"), vec![Instruction::Set("FRH".into(), 3)]);
        assert_eq!(parse("DT5,1;H"), vec![Instruction::Dial("T5,1;H".into())]);
        assert_eq!(parse("Y1H0"), vec![Instruction::Unknown]);
    }
}
