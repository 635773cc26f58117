//! What coding and shielding costs: a page goes through all layers as fast as they can, to a modem that takes everything.

use fax_core::{
    Chunk, Coding, Codings, EcmFrame, FRAME_MAX, Instant, Line, LineOp, Modulation, PageFormat, PageSource, PageWidth,
    Resolution, Signal, Supply,
};
use fax_modem::{Class1, Profile};
use fax_t4::call::{Replay, RowSource};

use crate::{Console, ROW, Report};

/// What is said of each way to send: the name of its figures, and the format.
const WAYS: [(&str, &str, Coding, bool); 3] = [
    ("MH-us", "MH-octets", Coding::Mh, false),
    ("MR-us", "MR-octets", Coding::Mr, false),
    ("MMR-us", "MMR-octets", Coding::Mmr, true),
];

/// The frame of error correction around its 256 octets: address, control, FCD, number.
const HEAD: [u8; 4] = [0xFF, 0x03, 0x06, 0];

/// Sends the first page of `rows` in three ways, without a line, and says how long each took by `clock`, in microseconds, and how
/// many octets the modem got. False if something in between did not go on.
#[inline(never)]
pub fn measure(rows: impl RowSource, clock: &dyn Fn() -> u32, console: &mut impl Console) -> bool {
    let mut source = Replay::<_, ROW>::with_room(rows, Codings::ALL);
    WAYS.into_iter().all(|(time, size, coding, corrected)| {
        let start = clock();
        let Some(octets) = pass(&mut source, coding, corrected) else { return false };
        console.report(time, clock().wrapping_sub(start));
        console.report(size, octets);
        true
    })
}

fn pass(source: &mut impl PageSource, coding: Coding, corrected: bool) -> Option<u32> {
    let modulation = Modulation::V17At14400;
    let format = PageFormat {
        coding,
        k: 4,
        width: PageWidth::A4,
        resolution: Resolution::Fine,
        min_row_bits: 0,
        modulation,
        ecm: corrected.then_some(EcmFrame::Octets256),
        window: 0,
    };
    let now = Instant::ZERO;
    let mut modem = Class1::new(Profile::GENERIC);
    modem.start(LineOp::Send(if corrected { Signal::block(modulation) } else { Signal::image(modulation) }), now);
    modem.handle_timeout(now);
    drain(&mut modem);
    modem.handle_octets(b"\r\nCONNECT\r\n", now);

    source.begin(0, &format);
    let mut frame = [0; FRAME_MAX];
    let head = if corrected { HEAD.len() } else { 0 };
    frame.get_mut(..head)?.copy_from_slice(HEAD.get(..head)?);
    // The flags in front of frames, first.
    let (mut offset, mut taken) = (0, drain(&mut modem));
    loop {
        let room = modem.room().min(FRAME_MAX);
        let count = match source.read_at(offset, frame.get_mut(head..room)?) {
            Supply::Octets(count) => count,
            Supply::End => return Some(taken),
            _ => return None,
        };
        offset = offset.saturating_add(u32::try_from(count).ok()?);
        source.release(offset);
        modem.send(Chunk { octets: frame.get(..head + count)?, last: false }, now);
        taken += drain(&mut modem);
    }
}

/// Takes all that the modem is to have, in pieces as a UART would.
fn drain(modem: &mut Class1) -> u32 {
    let (mut octets, mut taken) = ([0; 64], 0);
    loop {
        match modem.poll_octets(&mut octets) {
            0 => return taken,
            count => taken += u32::try_from(count).unwrap_or(0),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::string::String;

    use super::*;
    use crate::Letter;

    struct Paper(String);

    impl Console for Paper {
        fn say(&mut self, text: &str) {
            self.0 += text;
        }
    }

    #[test]
    fn a_page_passes_in_all_ways() {
        let mut paper = Paper(String::new());
        assert!(measure(Letter { from: "a", to: "b", number: 0 }, &|| 0, &mut paper));
        let octets = |name| paper.0.lines().find_map(|line: &str| line.strip_prefix(name)?.trim().parse::<u32>().ok());
        let (mh, mr, mmr) = (octets("MH-octets"), octets("MR-octets"), octets("MMR-octets"));
        assert!(mh > mr && mh > mmr && mr > Some(10_000) && mmr > Some(10_000), "{}", paper.0);
    }
}
