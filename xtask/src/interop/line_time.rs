//! How long a page keeps the line busy, beside HylaFAX and beside what T.30 asks for.
//!
//! The latter is the sum of all signals and silences of the call at their nominal length and of nothing else. T.30 lets a
//! preamble be 15 % shorter, so a call can be a little below.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use fax_core::hdlc::{FCS, Framer};
use fax_t4::{BitOrder, Bitmap, Coding, Params, pbm};

use super::{
    Options as Interop,
    cell::{Cell, Check, Terms},
    matrix::{CALL_LIMIT, MMR, V17, corrected, fax_receives, fax_sends},
    programs::{HYLAFAX_LAST_ROW, hylafax_receives, hylafax_sends, terminal, words},
    run_all,
    tools::Tools,
};
use crate::{Fault, must};

/// What the command line asks for.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Pages as PBM, 1728 pels wide, 204 x 196 per inch.
    #[arg(long, value_name = "FILE", num_args = 1.., required = true)]
    charts: Vec<PathBuf>,
    /// A program `fax` to measure in place of the one that is built here.
    #[arg(long, value_name = "FILE")]
    program: Option<PathBuf>,
    /// How much faster than real the audio runs while no program is awaited.
    #[arg(long, default_value_t = 8)]
    speed: u32,
    /// How many calls at a time.
    #[arg(long, default_value_t = 2)]
    jobs: usize,
}

/// Makes the calls and prints a table.
pub(crate) fn run(options: &Options) -> Result<(), Fault> {
    let charts: Vec<PathBuf> =
        options.charts.iter().map(std::path::absolute).collect::<Result<_, _>>().map_err(|e| e.to_string())?;
    let tools = Tools::prepare(&Interop::tools(options.program.clone(), options.speed, options.jobs))?;
    let mut cells = Vec::new();
    for chart in &charts {
        cells.extend(calls(&tools, chart)?);
    }
    let mut outcomes = run_all(&cells, &tools, options.jobs, 1, None).into_iter();
    println!("\nseconds on the line; in brackets, against the nominal length of all its signals");
    println!(
        "| page | T.30 | fax sends | fax receives | HylaFAX sends | HylaFAX receives |\n|---|---:|---:|---:|---:|---:|"
    );
    let mut faults = Vec::new();
    for chart in &charts {
        let nominal = nominal_seconds(&read(chart)?)?;
        let mut row = format!("| {} | {nominal:.1} |", name(chart));
        for outcome in outcomes.by_ref().take(CALLS) {
            match outcome {
                Ok(figures) => {
                    let seconds = figures.call_seconds;
                    row.push_str(&format!(" {seconds:.1} ({:.3}) |", seconds / nominal));
                }
                Err(fault) => {
                    row.push_str(" failed |");
                    faults.push(fault);
                }
            }
        }
        println!("{row}");
    }
    if faults.is_empty() { Ok(()) } else { Err(faults.join("\n")) }
}

/// As many as there are columns behind that of T.30.
const CALLS: usize = 4;

/// Ours and HylaFAX, each with libspandsp's terminal at the far end.
fn calls(tools: &Tools, chart: &Path) -> Result<[Cell; CALLS], Fault> {
    let document = tools.folder("pages").join(name(chart)).with_extension("tif");
    must(Command::new(&tools.page).args(["tiff", "mmr", "204x196"]).arg(&document).arg(chart))?;
    let title = name(chart);
    let line = |mode: &str, file: &Path| {
        let mut line = terminal(mode, file, V17.0, MMR.0);
        line.extend(words("--ecm on --quiet-before-ring 5000"));
        line
    };
    let terms = Some(Terms { rates: V17.1, modulation: None, coding: Some(MMR.1), ecm: true });
    let hylafax = |does: &str, line, program, skip, got| Cell {
        name: format!("HylaFAX {does} {title}"),
        line,
        programs: vec![program],
        check: Check::Delivered { want: document.clone(), skip, spoilt: 0, got, terms },
        noted: None,
        limit: CALL_LIMIT,
    };
    Ok([
        corrected(fax_sends(tools, &title, &document, V17, MMR)),
        corrected(fax_receives(tools, &title, &document, V17, MMR)),
        hylafax(
            "sends",
            line("answer", Path::new("rx.tif")),
            hylafax_sends(tools, "A", &document),
            HYLAFAX_LAST_ROW,
            "rx.tif",
        ),
        hylafax("receives", line("call", &document), hylafax_receives(tools, "A"), 0, "got"),
    ])
}

fn name(chart: &Path) -> String {
    chart.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

fn read(chart: &Path) -> Result<Bitmap, Fault> {
    let file = fs::read(chart).map_err(|e| format!("{}: {e}", chart.display()))?;
    let pages = pbm::read(&file).map_err(|e| format!("{}: {e}", chart.display()))?;
    pages.into_iter().next().ok_or_else(|| format!("{}: no page", chart.display()))
}

/// Seconds of the parts of a call: the nominal value where there is a tolerance, else the least.
mod seconds {
    /// Before the answering tone, and the tone (T.30 4.1.1).
    pub(super) const ANSWER: f64 = 0.2 + 2.6;
    /// Between any two signals.
    pub(super) const SILENCE: f64 = 0.075;
    /// Flags before each control frame (5.3.1).
    pub(super) const PREAMBLE: f64 = 1.0;
    /// Training of V.17 before the training check, and before an image.
    pub(super) const LONG_TRAINING: f64 = 1.393;
    pub(super) const SHORT_TRAINING: f64 = 0.142;
    /// The training check (5.3.6.1.3).
    pub(super) const TRAINING_CHECK: f64 = 1.5;
    /// Flags before the frames of an image (Annex A).
    pub(super) const IMAGE_FLAGS: f64 = 0.2;
}

/// A call without a needless pause for a page with error correction, MMR, and V.17 at 14400 bit/s.
fn nominal_seconds(page: &Bitmap) -> Result<f64, Fault> {
    let params = Params::new(Coding::Mmr, page.width().into()).with_bit_order(BitOrder::LsbFirst);
    let octets = page.encode(params).map_err(|e| e.to_string())?;
    // Octets of the control frames, without flags and check sequence: address, control, code, and what they carry. An
    // identification has 20 characters, a DIS with MMR 4 octets at the least, and so has its DCS.
    const IDENT: u32 = 3 + 20;
    const MODE: u32 = 3 + 4;
    let mut call = seconds::ANSWER + control(&[IDENT, MODE]) + control(&[IDENT, MODE]);
    call += seconds::SILENCE + seconds::LONG_TRAINING + seconds::TRAINING_CHECK;
    call += control(&[3]); // CFR
    for block in octets.chunks(256 * 256) {
        call += seconds::SILENCE + seconds::SHORT_TRAINING + seconds::IMAGE_FLAGS + image(block);
        call += control(&[3 + 4]) + control(&[3]); // PPS, MCF
    }
    Ok(call + control(&[3])) // DCN
}

/// Control frames behind one preamble, and the silence before it.
fn control(frames: &[u32]) -> f64 {
    let octets = |frame: &u32| frame + FCS as u32 + 1; // a flag behind each
    seconds::SILENCE + seconds::PREAMBLE + f64::from(frames.iter().map(octets).sum::<u32>() * 8) / 300.0
}

/// A block of an image in frames of 256 octets, with the three RCP behind it.
fn image(block: &[u8]) -> f64 {
    let (mut framer, mut octets) = (Framer::new(), 0_u32);
    for (number, data) in (0_u8..=255).zip(block.chunks(256)) {
        let mut frame = vec![0xFF, 0x03, 0x06, number];
        frame.extend(data);
        frame.resize(4 + 256, 0);
        framer.frame(&frame, |_| octets += 1);
    }
    for _ in 0..3 {
        framer.frame(&[0xFF, 0x03, 0x86], |_| octets += 1);
    }
    f64::from(octets * 8) / 14_400.0
}
