//! Sends one blank page: `send_blank PORT NUMBER`. Shows all that passes between program and modem.

use core::fmt::Write as _;

use fax_core::{
    Call, Clock, Coding, Codings, Config, Instant, LineEvent, LineOp, PageFormat, PageOffer, PageSource, PageWidth,
    Pages, Resolution, Supply,
};
use fax_modem::{Class1, Profile, SerialLine, Session, Trace};

/// A white A4 page of 1143 rows in MH, made as it is read.
struct Blank;

const ROWS: u32 = 1143;
/// A row is EOL (000000000001) and white 1728 (010011011, 00110101); 29 bits, filled up to 32 in front of the EOL so
/// that rows are whole octets. First bit on the line is bit 0.
const ROW: [u8; 4] = row([0b0000_0000, 0b0000_0010, 0b1001_1011, 0b0011_0101]);

const fn row(first_bit_high: [u8; 4]) -> [u8; 4] {
    let [a, b, c, d] = first_bit_high;
    [a.reverse_bits(), b.reverse_bits(), c.reverse_bits(), d.reverse_bits()]
}

impl PageSource for Blank {
    fn offer(&mut self, page: u16) -> Option<PageOffer> {
        (page == 0).then_some(PageOffer {
            width: PageWidth::A4,
            resolution: Resolution::Standard,
            rows: Some(ROWS),
            codings: Codings::NONE.with(Coding::Mh),
        })
    }

    fn begin(&mut self, _page: u16, _format: &PageFormat) {}

    fn read_at(&mut self, offset: u32, into: &mut [u8]) -> Supply {
        // RTC, six EOL, is 72 bits.
        let rtc = [0x00, 0x08, 0x80, 0x00, 0x08, 0x80, 0x00, 0x08, 0x80];
        let page = (0..ROWS).flat_map(|_| ROW).chain(rtc);
        let mut count = 0;
        for (to, octet) in into.iter_mut().zip(page.skip(offset as usize)) {
            *to = octet;
            count += 1;
        }
        if count == 0 { Supply::End } else { Supply::Octets(count) }
    }
}

struct Show;

impl Trace for Show {
    fn to_modem(&mut self, now: Instant, octets: &[u8]) {
        eprintln!("{now} > {}", short(octets));
    }

    fn from_modem(&mut self, now: Instant, octets: &[u8]) {
        eprintln!("{now} < {}", short(octets));
    }

    fn op(&mut self, now: Instant, op: &LineOp) {
        eprintln!("{now} op {op:?}");
    }

    fn event(&mut self, now: Instant, event: &LineEvent<'_>) {
        eprintln!("{now} event {event:02x?}");
    }
}

fn short(octets: &[u8]) -> String {
    let mut text = octets.iter().take(40).copied().collect::<Vec<u8>>().escape_ascii().to_string();
    if octets.len() > 40 {
        let _ = write!(text, ".. ({})", octets.len());
    }
    text
}

fn main() -> Result<(), Box<dyn core::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(path), Some(number)) = (arguments.next(), arguments.next()) else {
        return Err("usage: send_blank PORT NUMBER".into());
    };
    let clock = Clock::new();
    let mut port = SerialLine::open(&path, 115_200)?;
    let mut modem = Class1::new(Profile::GENERIC);
    let mut session = Session::new(&mut modem, &mut port, || clock.now()).traced(Show);
    session.initialise(|| false)?;
    session.dial(&number, || false)?;
    let mut config = Config::default();
    config.abilities.modulations = session.modem().abilities();
    let mut call = Call::calling(&config, clock.now());
    let mut pages = Pages { source: &mut Blank, sink: &mut () };
    let outcome = session.run(&mut call, &mut pages, || false, |event| println!("{event:?}"))?;
    println!("{outcome:?}");
    println!("{:?}", call.report());
    Ok(())
}
