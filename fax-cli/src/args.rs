//! The command line.

use std::path::{Path, PathBuf};

use clap::{Parser, Subcommand, ValueEnum};
use fax_core::{Coding, Codings, Config, Ident, Modulations, Resolution};
use fax_modem::Profile;
use fax_t4::picture::Method;

use crate::document::Fitting;
use crate::line::Line;
use crate::port::Locks;

/// Sends, receives, converts and inspects faxes.
#[derive(Debug, Parser)]
#[command(name = "fax", version, about, after_help = EXIT_CODES)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

const EXIT_CODES: &str = "\
Exit codes:
   0  done; every page was confirmed
   1  loopback: what arrived differs
  64  wrong command line
  65  unreadable document
  69  not reached: busy, no answer, no dial tone
  74  a file, a port or a modem failed
  75  the call failed; another try may succeed
  76  the call failed for good
  77  the server does not let this user do that";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Send a document through the queue and two simulated modems, and compare what arrives.
    Loopback(Loopback),
    /// Send documents with a Class 1 modem.
    Send(Send),
    /// Receive documents with a Class 1 modem, and offer one to those who poll.
    Receive(Receive),
    /// Call and fetch the document that waits at the far end.
    Poll(Poll),
    /// Run a queue and the modems that work on it, until Ctrl-C.
    Serve(crate::serve::Serve),
    /// Ask a server that runs: hand faxes in, list and steer them.
    Queue(crate::queue::Queue),
    /// List serial ports, and which modems answer there.
    Modems(Modems),
    /// Ask a modem what it is and which profile suits it.
    Probe(Probe),
    /// Be two modems on a telephone line, for any fax program to use.
    Line(Line),
    /// Convert between TIFF, PBM and PNG.
    Convert(Convert),
    /// Say what a document is.
    Info(Info),
}

#[derive(Debug, clap::Args)]
pub(crate) struct Loopback {
    /// TIFF, PBM or PNG; without it, a sample of two pages.
    pub(crate) doc: Option<PathBuf>,
    /// Folder for received.tif and page-N.png.
    #[arg(long, value_name = "DIR", default_value = "fax-loopback")]
    pub(crate) out: PathBuf,
    /// Send so many pages, the document again and again if it has fewer.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=9999))]
    pub(crate) pages: Option<u16>,
    /// Error correction: on, off, or as both ends like it, which is on.
    #[arg(long, value_enum, default_value_t = Ecm::Auto)]
    pub(crate) ecm: Ecm,
    #[command(flatten)]
    pub(crate) fitting: FittingArgs,
    /// Take as long as a telephone call would.
    #[arg(long)]
    pub(crate) real_time: bool,
    /// One JSON object per line in place of text.
    #[arg(long)]
    pub(crate) json: bool,
    /// Write every signal and frame of the call with its time to FILE, as the sender saw them: a diagram if it ends in .svg, else
    /// text.
    #[arg(long, value_name = "FILE")]
    pub(crate) transcript: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Port {
    /// Serial port of the modem, such as /dev/ttyACM0 or COM3.
    #[arg(long, value_name = "PORT")]
    pub(crate) modem: String,
    /// Speed of the port in bit/s, if not the profile's.
    #[arg(long, value_name = "BPS")]
    pub(crate) baud: Option<u32>,
    /// What kind of modem it is: a name (generic suits most), or a TOML file such as `fax probe --toml` writes.
    #[arg(long, value_name = "NAME|FILE", value_parser = profile, default_value = "generic")]
    pub(crate) profile: Profile,
    /// Error correction: on fails the call if the far end has none, auto goes without it then.
    #[arg(long, value_enum, default_value_t = Ecm::Auto)]
    pub(crate) ecm: Ecm,
    /// One JSON object per line in place of text.
    #[arg(long)]
    pub(crate) json: bool,
    /// Write serial octets and T.30 frames with their times to FILE.
    #[arg(long, value_name = "FILE")]
    pub(crate) trace: Option<PathBuf>,
    /// Write the whole session with the modem to FILE, so that it can be played again without the modem: for reports of faults. It
    /// holds the pages and passwords, but not the number dialled.
    #[arg(long, value_name = "FILE")]
    pub(crate) capture: Option<PathBuf>,
    /// Write every signal and frame of the call with its time to FILE: a diagram if it ends in .svg, else text. Further calls go
    /// to FILE-2 and so on.
    #[arg(long, value_name = "FILE")]
    pub(crate) transcript: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) locks: Locks,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Ecm {
    On,
    Off,
    #[default]
    Auto,
}

impl Ecm {
    pub(crate) fn apply(self, config: &mut Config) {
        config.abilities.ecm = self != Self::Off;
        config.ecm.required = self == Self::On;
    }
}

#[derive(Debug, clap::Args)]
pub(crate) struct Send {
    #[command(flatten)]
    pub(crate) port: Port,
    /// Number to dial; T or P in front for tones or pulses, a comma for a pause.
    #[arg(long, value_name = "NUMBER", value_parser = number)]
    pub(crate) to: String,
    /// Our number, for the far end's display and log.
    #[arg(long, value_name = "TSI", value_parser = ident, default_value = "")]
    pub(crate) id: Ident,
    /// Sub-address at the far end, such as an extension. It is sent if the far end understands it.
    #[arg(long, value_name = "SUB", value_parser = ident, default_value = "")]
    pub(crate) subaddress: Ident,
    /// Who sends, or a password for sending. It is sent if the far end understands it.
    #[arg(long, value_name = "SID", value_parser = ident, default_value = "")]
    pub(crate) sender: Ident,
    /// Highest signalling rate to use.
    #[arg(long, value_name = "BPS", value_parser = rate)]
    pub(crate) max_rate: Option<u16>,
    /// Codings to use; MH is always there for receivers that know no other.
    #[arg(long, value_name = "LIST", value_delimiter = ',', default_value = "mh,mr,mmr")]
    pub(crate) coding: Vec<CodingArg>,
    #[command(flatten)]
    pub(crate) fitting: FittingArgs,
    /// A line of text above each page, with the page number at its right end.
    #[arg(long, value_name = "TEXT")]
    pub(crate) header: Option<String>,
    /// TIFF, PBM or PNG files; all of them go in one call, one after the other, and the far end is told where each begins.
    #[arg(required = true, value_name = "DOC")]
    pub(crate) docs: Vec<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Receive {
    #[command(flatten)]
    pub(crate) port: Port,
    /// Where to put the pages. Without --once, further calls go to FILE-2.tif and so on.
    #[arg(long, value_name = "FILE.tif")]
    pub(crate) out: PathBuf,
    /// Our number, for the far end's display and log.
    #[arg(long, value_name = "CSI", value_parser = ident, default_value = "")]
    pub(crate) id: Ident,
    /// Answer after so many rings; 0: answer at once, without waiting for one. Who calls is mostly told between the first and the
    /// second.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(0..=99))]
    pub(crate) rings: u16,
    /// End after one call.
    #[arg(long)]
    pub(crate) once: bool,
    /// TIFF, PBM or PNG for callers who poll. It waits for any number of them; pages that come in are stored all the same.
    #[arg(long, value_name = "DOC")]
    pub(crate) offer: Option<PathBuf>,
    /// Password that a poll must bring.
    #[arg(long, value_name = "PWD", value_parser = ident, default_value = "", requires = "offer")]
    pub(crate) offer_password: Ident,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Poll {
    #[command(flatten)]
    pub(crate) port: Port,
    /// Number to dial; T or P in front for tones or pulses, a comma for a pause.
    #[arg(long, value_name = "NUMBER", value_parser = number)]
    pub(crate) to: String,
    /// Where to put the pages.
    #[arg(long, value_name = "FILE.tif")]
    pub(crate) out: PathBuf,
    /// Our number, for the far end's display and log.
    #[arg(long, value_name = "CIG", value_parser = ident, default_value = "")]
    pub(crate) id: Ident,
    /// Password for polling. This and the two below are sent if the far end understands them.
    #[arg(long, value_name = "PWD", value_parser = ident, default_value = "")]
    pub(crate) password: Ident,
    /// Which document is wanted, if there are several.
    #[arg(long, value_name = "SEP", value_parser = ident, default_value = "")]
    pub(crate) selective: Ident,
    /// Sub-address of the document at the far end.
    #[arg(long, value_name = "PSA", value_parser = ident, default_value = "")]
    pub(crate) subaddress: Ident,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Modems {
    /// Only list the ports, and say nothing to what is behind them.
    #[arg(long)]
    pub(crate) quiet: bool,
    /// Speed to ask at, in bit/s.
    #[arg(long, value_name = "BPS", default_value_t = 115_200)]
    pub(crate) baud: u32,
    /// One JSON object per line in place of text.
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) locks: Locks,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Probe {
    /// Serial port of the modem, such as /dev/ttyACM0 or COM3.
    #[arg(long, value_name = "PORT")]
    pub(crate) modem: String,
    /// Speed of the port in bit/s.
    #[arg(long, value_name = "BPS", default_value_t = 115_200)]
    pub(crate) baud: u32,
    /// One JSON object in place of text.
    #[arg(long, conflicts_with = "toml")]
    pub(crate) json: bool,
    /// The suggested profile in place of text: a file for --profile.
    #[arg(long)]
    pub(crate) toml: bool,
    #[command(flatten)]
    pub(crate) locks: Locks,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Convert {
    /// TIFF, PBM or PNG.
    #[arg(value_name = "IN")]
    pub(crate) input: PathBuf,
    /// What its name ends in decides: .tif, .pbm or .png. Several pages make one PNG each, FILE-1.png and so on.
    #[arg(value_name = "OUT")]
    pub(crate) output: PathBuf,
    /// Coding of a TIFF.
    #[arg(long, value_enum, default_value_t = CodingArg::Mmr)]
    pub(crate) coding: CodingArg,
    /// For MR: at most N-1 two-dimensional rows follow a one-dimensional one.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..))]
    pub(crate) k: Option<u8>,
    /// For a TIFF: which bit of an octet comes first.
    #[arg(long, value_enum, default_value_t = FillOrder::Lsb)]
    pub(crate) fill_order: FillOrder,
    /// For a TIFF: rows in a strip; without it, one strip a page.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) rows_per_strip: Option<u32>,
    #[command(flatten)]
    pub(crate) fitting: FittingArgs,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Info {
    /// TIFF, PBM or PNG.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// One JSON object.
    #[arg(long)]
    pub(crate) json: bool,
}

/// How pictures become pages.
#[derive(Clone, Copy, Debug, clap::Args)]
pub(crate) struct FittingArgs {
    /// How greys become black and white. Pictures that have none stay as they are.
    #[arg(long, value_enum, default_value_t = DitherArg::Floyd)]
    pub(crate) dither: DitherArg,
    /// Scale pages to this resolution. Without it, `convert` leaves sizes alone; pages for a call keep a resolution that fax has and
    /// get the nearest else.
    #[arg(long, value_enum)]
    pub(crate) resolution: Option<ResolutionArg>,
    /// How pictures without greys are scaled.
    #[arg(long, value_enum, default_value_t = ScaleArg::Lines)]
    pub(crate) scale: ScaleArg,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ScaleArg {
    /// Thin lines stay, fine gaps may close. For text and drawings.
    Lines,
    /// Greys made of dots stay as dark as they are, and are dithered anew; lines may break. For photographs.
    Tone,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum DitherArg {
    /// No dots: what is darker than the middle is black. For text and drawings.
    #[value(alias = "none")]
    Threshold,
    /// Diffused error, for photographs.
    Floyd,
    /// A regular pattern of fine dots.
    Ordered,
    /// Dots that grow, as in a newspaper: coarser, shorter to send, and kept by printers that spread ink.
    Clustered,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ResolutionArg {
    /// 204 x 98 per inch; every fax has it.
    Standard,
    /// 204 x 196 per inch.
    Fine,
    /// 204 x 391 per inch.
    Superfine,
    /// 408 x 391 per inch.
    R16,
    /// 200 x 200 per inch.
    #[value(name = "200")]
    Inch200,
    /// 300 x 300 per inch.
    #[value(name = "300")]
    Inch300,
    /// 400 x 400 per inch.
    #[value(name = "400")]
    Inch400,
    /// 600 x 600 per inch.
    #[value(name = "600")]
    Inch600,
    /// 1200 x 1200 per inch.
    #[value(name = "1200")]
    Inch1200,
}

impl From<FittingArgs> for Fitting {
    fn from(args: FittingArgs) -> Self {
        let method = match args.dither {
            DitherArg::Threshold => Method::Threshold,
            DitherArg::Floyd => Method::Floyd,
            DitherArg::Ordered => Method::Ordered,
            DitherArg::Clustered => Method::Clustered,
        };
        let resolution = args.resolution.map(|resolution| match resolution {
            ResolutionArg::Standard => Resolution::Standard,
            ResolutionArg::Fine => Resolution::Fine,
            ResolutionArg::Superfine => Resolution::SuperFine,
            ResolutionArg::R16 => Resolution::R16,
            ResolutionArg::Inch200 => Resolution::Inch200,
            ResolutionArg::Inch300 => Resolution::Inch300,
            ResolutionArg::Inch400 => Resolution::Inch400,
            ResolutionArg::Inch600 => Resolution::Inch600,
            ResolutionArg::Inch1200 => Resolution::Inch1200,
        });
        Self { method, resolution, tone: args.scale == ScaleArg::Tone }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum CodingArg {
    Mh,
    Mr,
    Mmr,
}

impl From<CodingArg> for Coding {
    fn from(coding: CodingArg) -> Self {
        match coding {
            CodingArg::Mh => Self::Mh,
            CodingArg::Mr => Self::Mr,
            CodingArg::Mmr => Self::Mmr,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FillOrder {
    Msb,
    Lsb,
}

impl Send {
    /// MH is always among them: some receivers know nothing else.
    pub(crate) fn codings(&self) -> Codings {
        self.coding.iter().fold(Codings::NONE.with(Coding::Mh), |set, &coding| set.with(coding.into()))
    }

    pub(crate) fn modulations(&self) -> Modulations {
        self.max_rate.map_or(Modulations::ALL, Modulations::up_to)
    }
}

pub(crate) fn ident(text: &str) -> Result<Ident, fax_core::IdentError> {
    Ident::new(text)
}

pub(crate) fn number(text: &str) -> Result<String, fax_modem::NumberError> {
    fax_modem::check_number(text).map(|()| text.to_owned())
}

/// A number for a server, which knows what a plus sign in front stands for.
pub(crate) fn canonical_number(text: &str) -> Result<String, fax_modem::NumberError> {
    let digits = text.trim_start();
    number(digits.strip_prefix('+').unwrap_or(digits)).map(|_| text.to_owned())
}

fn profile(text: &str) -> Result<Profile, String> {
    profile_in(Path::new(""), text)
}

/// A profile by its name, or from a file, whose name may be relative to `folder`.
pub(crate) fn profile_in(folder: &Path, text: &str) -> Result<Profile, String> {
    if let Some(known) = Profile::by_name(text) {
        return Ok(known);
    }
    let path = &folder.join(text);
    if path.extension().is_none() && !path.exists() {
        let known: Vec<_> = Profile::names().collect();
        return Err(format!("known are {}, or a TOML file", known.join(", ")));
    }
    let toml = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
    Profile::from_toml(&toml).map_err(|error| error.to_string())
}

pub(crate) fn rate(text: &str) -> Result<u16, String> {
    let rate = text.parse().map_err(|_| String::from("not a number"))?;
    if Modulations::up_to(rate).is_empty() { Err("the lowest rate is 2400".into()) } else { Ok(rate) }
}
