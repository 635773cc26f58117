//! `--transcript`: every signal and frame of a call with its time, as text or as a ladder diagram.

use core::cell::RefCell;
use core::fmt::{self, Write as _};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use fax_core::transcript::{Entry, Transcript, What};
use fax_core::{Chunk, Config, Event, Instant, LineEvent, LineOp, Signal};
use fax_modem::{Order, Precedence, Trace};

use crate::capture::CaptureFile;
use crate::document::numbered;
use crate::output;
use crate::trace::TraceFile;

/// Writes a transcript in the form that the name of the file asks for: a ladder diagram if it ends in `.svg`, else text.
///
/// A transcript that cannot be written must not end a call: it is only complained about.
pub(crate) fn write<const N: usize>(path: &Path, transcript: &Transcript<N>) {
    let svg = path.extension().is_some_and(|end| end.eq_ignore_ascii_case("svg"));
    let content = if svg { Ladder(transcript).to_string() } else { transcript.to_string() };
    if let Err(error) = std::fs::write(path, content) {
        output::complain(format_args!("{}: {error}", path.display()));
    }
}

/// What watches a modem: the trace, the capture, and the transcript of the present call.
#[derive(Clone, Debug)]
pub(crate) struct Watch {
    trace: TraceFile,
    capture: CaptureFile,
    path: Option<PathBuf>,
    tape: Rc<RefCell<Transcript>>,
    /// Calls so far.
    calls: usize,
}

impl Watch {
    pub(crate) fn new(trace: TraceFile, capture: CaptureFile, path: Option<PathBuf>) -> Self {
        Self { trace, capture, path, tape: Rc::default(), calls: 0 }
    }

    /// A call begins, in a thread that goes before others or does not.
    pub(crate) fn begin(&self, now: Instant, precedence: &Precedence) {
        self.trace.note(now, precedence);
        self.tape.borrow_mut().clear();
    }

    /// There is a far end, and the station that speaks to it is set like this.
    pub(crate) fn station(&self, calls: bool, config: &Config) {
        self.capture.station(calls, config);
    }

    /// A call is over: its transcript goes to the file, that of a second one to another file with a number.
    pub(crate) fn end(&mut self) {
        self.calls += 1;
        self.capture.flush();
        if let Some(path) = &self.path {
            let path = if self.calls > 1 { numbered(path, self.calls) } else { path.clone() };
            write(&path, &self.tape.borrow());
        }
    }
}

impl Trace for Watch {
    fn to_modem(&mut self, now: Instant, octets: &[u8]) {
        self.trace.to_modem(now, octets);
        self.capture.with(|capture| capture.to_modem(now, octets));
    }

    fn from_modem(&mut self, now: Instant, octets: &[u8]) {
        self.trace.from_modem(now, octets);
        self.capture.with(|capture| capture.from_modem(now, octets));
    }

    fn op(&mut self, now: Instant, op: &LineOp) {
        self.trace.op(now, op);
        self.capture.with(|capture| capture.op(now, op));
        self.tape.borrow_mut().op(op, now);
    }

    fn chunk(&mut self, now: Instant, chunk: &Chunk<'_>) {
        self.trace.chunk(now, chunk);
        self.capture.with(|capture| capture.chunk(now, chunk));
        self.tape.borrow_mut().chunk(chunk, now);
    }

    fn event(&mut self, now: Instant, event: &LineEvent<'_>) {
        self.trace.event(now, event);
        self.capture.with(|capture| capture.event(now, event));
        self.tape.borrow_mut().event(event, now);
    }

    fn order(&mut self, now: Instant, order: Order) {
        self.capture.with(|capture| capture.order(now, order));
    }

    fn told(&mut self, now: Instant, event: &Event) {
        self.capture.with(|capture| capture.told(now, event));
    }
}

/// A transcript as an SVG: this station at the left, the far end at the right, time downwards.
struct Ladder<'t, const N: usize>(&'t Transcript<N>);

/// Measures in pixels: the picture, the two stations, and what an entry takes.
const WIDTH: usize = 1000;
const LEFT: usize = 120;
const RIGHT: usize = 940;
const TOP: usize = 60;
const STEP: usize = 28;
/// So many characters of a label fit between the stations.
const LABEL: usize = 110;

impl<const N: usize> fmt::Display for Ladder<'_, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let transcript = self.0;
        // The carrier of control frames shows in the frames themselves.
        let shown = |entry: &&Entry| !matches!(&entry.what, What::Burst(burst) if burst.signal == Signal::CONTROL);
        let height = TOP + STEP * (transcript.entries().filter(shown).count() + 1);
        writeln!(
            f,
            r#"<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif" font-size="12">"#
        )?;
        writeln!(
            f,
            r#"<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0 8 4 0 8z"/></marker></defs>"#
        )?;
        writeln!(f, r#"<rect width="100%" height="100%" fill="white"/>"#)?;
        for (x, name) in [(LEFT, "this station"), (RIGHT, "far end")] {
            writeln!(f, r#"<text x="{x}" y="24" text-anchor="middle" font-weight="bold">{name}</text>"#)?;
            writeln!(f, r#"<line x1="{x}" y1="34" x2="{x}" y2="{height}" stroke="gray"/>"#)?;
        }
        if transcript.dropped() > 0 {
            writeln!(f, r#"<text x="4" y="44">{} older entries are not kept</text>"#, transcript.dropped())?;
        }
        for (at, entry) in transcript.entries().filter(shown).enumerate() {
            rung(f, entry, transcript.began(), TOP + STEP * (at + 1))?;
        }
        f.write_str("</svg>\n")
    }
}

/// An entry: its time, an arrow in its direction, and what it is. The whole of a long text is shown by pointing at it.
fn rung(f: &mut fmt::Formatter<'_>, entry: &Entry, began: Instant, y: usize) -> fmt::Result {
    let (from, to) = if entry.sent { (LEFT, RIGHT) } else { (RIGHT, LEFT) };
    let mut label = entry.what.to_string();
    let style = match &entry.what {
        What::Burst(burst) => {
            let _ = write!(label, ", {:.1} s", burst.until.since(entry.at).as_secs_f64());
            r#"stroke="steelblue" stroke-width="5""#
        }
        What::Frame(_) | What::Tone(_) => r#"stroke="black""#,
        _ => r#"stroke="firebrick" stroke-dasharray="6 4""#,
    };
    let short: String = match label.char_indices().nth(LABEL) {
        Some((end, _)) => format!("{}…", label.get(..end).unwrap_or_default()),
        None => label.clone(),
    };
    let seconds = entry.at.since(began).as_secs_f64();
    writeln!(f, "<g><title>{}</title>", Escaped(&label))?;
    writeln!(f, r#"<text x="{}" y="{}" text-anchor="end" fill="gray">{seconds:.3}</text>"#, LEFT - 12, y + 4)?;
    writeln!(f, r#"<line x1="{from}" y1="{y}" x2="{to}" y2="{y}" {style} marker-end="url(#tip)"/>"#)?;
    let middle = usize::midpoint(LEFT, RIGHT);
    writeln!(f, r#"<text x="{middle}" y="{}" text-anchor="middle">{}</text></g>"#, y - 6, Escaped(&short))
}

/// Text inside XML.
struct Escaped<'t>(&'t str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|character| match character {
            '&' => f.write_str("&amp;"),
            '<' => f.write_str("&lt;"),
            '>' => f.write_str("&gt;"),
            other => f.write_char(other),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recorded() -> Transcript {
        let mut tape = Transcript::new();
        let at = Instant::from_millis;
        tape.op(&LineOp::Receive(Signal::CONTROL), at(1000));
        tape.event(&LineEvent::Carrier, at(1500));
        tape.event(&LineEvent::Frame(b"\xFF\x03\x40>b&a<"), at(2500));
        tape.event(&LineEvent::BadFrame, at(3000));
        tape.op(&LineOp::Send(Signal::image(fax_core::Modulation::V29At9600)), at(4000));
        tape.chunk(&Chunk { octets: &[0; 1200], last: true }, at(4100));
        tape.event(&LineEvent::Done, at(5300));
        tape
    }

    #[test]
    fn a_ladder_has_a_rung_for_each_frame_and_image() {
        let svg = Ladder(&recorded()).to_string();
        assert_eq!(svg.matches("<g>").count(), 3, "the carrier of the frame has none:\n{svg}");
        assert!(svg.contains(r#"CSI "&lt;a&amp;b&gt;"</text>"#), "{svg}");
        assert!(svg.contains(">1.500</text>") && svg.contains("V.29 9600, 1200 octets, 1.3 s"), "{svg}");
        assert!(svg.contains(r#"<line x1="940" y1="88" x2="120" y2="88" stroke="black""#), "from the far end:\n{svg}");
        assert_eq!(svg.matches("firebrick").count(), 1, "the damaged frame");
        assert_eq!(svg.matches('<').count(), svg.matches('>').count());
    }

    #[test]
    fn the_name_of_the_file_decides() {
        let folder = tempfile::TempDir::new().expect("a folder");
        let text = |name: &str| {
            let path = folder.path().join(name);
            write(&path, &recorded());
            std::fs::read_to_string(path).expect("written")
        };
        assert!(text("call.SVG").starts_with("<svg "));
        assert!(text("call.txt").starts_with("   0.500 < V.21 300\n   1.500 <    CSI"));
    }
}
