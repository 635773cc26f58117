//! The axes of the matrix, as data: what each value is called and what it takes to have it.

/// Who is at the far end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Peer {
    /// libspandsp's T.30 terminal.
    Terminal,
    /// efax, with a modem of its own.
    Efax,
    /// HylaFAX, with a modem of its own.
    HylaFax,
    /// Another `fax`, with a modem of its own.
    Ourselves,
}

impl Peer {
    pub(super) const ALL: [Self; 4] = [Self::Terminal, Self::Efax, Self::HylaFax, Self::Ourselves];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Terminal => "libspandsp",
            Self::Efax => "efax",
            Self::HylaFax => "HylaFAX",
            Self::Ourselves => "fax",
        }
    }

    /// efax has no error correction.
    pub(super) const fn corrects(self) -> bool {
        !matches!(self, Self::Efax)
    }

    /// A call between two of ours is one that sends and one that receives, both.
    pub(super) const fn directions(self) -> &'static [Direction] {
        match self {
            Self::Ourselves => &[Direction::Sends],
            Self::Terminal | Self::Efax | Self::HylaFax => &[Direction::Sends, Direction::Receives],
        }
    }
}

/// What ours does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Direction {
    Sends,
    Receives,
}

/// A signalling rate, and what makes both ends take it.
#[derive(Debug, PartialEq, Eq)]
pub(in super::super) struct Rate {
    /// As in our program's report.
    pub(super) name: &'static str,
    pub(super) bits: u64,
    /// The fastest modulation at the far end.
    pub(super) modem: &'static str,
    /// What else the line needs: the one who calls knows nothing faster.
    pub(super) options: &'static str,
}

pub(super) static RATES: [Rate; 5] = [
    Rate { name: "V.17 14400", bits: 14_400, modem: "v17", options: "" },
    Rate { name: "V.17 12000", bits: 12_000, modem: "v17", options: "--fastest 12000" },
    Rate { name: "V.29 9600", bits: 9600, modem: "v29", options: "" },
    Rate { name: "V.27ter 4800", bits: 4800, modem: "v27ter", options: "" },
    Rate { name: "V.27ter 2400", bits: 2400, modem: "v27ter", options: "--fastest 2400" },
];

/// What the line is like.
#[derive(Debug, PartialEq, Eq)]
pub(in super::super) struct Condition {
    pub(super) name: &'static str,
    pub(super) options: &'static str,
    pub(super) effect: Effect,
}

/// What of it everybody has to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// Nothing may be lost.
    None,
    /// Some of what is sent cannot be read.
    Noise,
    /// Programs set their ports to 19200 bit/s.
    SlowPort,
    /// Programs and modems stop one another with XOFF.
    XonXoff,
}

// Behind noise commands are repeated; what comes too soon behind a repeated command is taken for the answer to its first
// sending, so answers are not hurried there. Bursts begin where an image does.
pub(super) static CONDITIONS: [Condition; 7] = [
    Condition { name: "clean", options: "", effect: Effect::None },
    Condition { name: "echo", options: "--echo 20:20", effect: Effect::None },
    Condition { name: "270 ms delay", options: "--delay 270", effect: Effect::None },
    Condition { name: "SNR 25 dB", options: "--snr 25 --real-answers", effect: Effect::Noise },
    Condition { name: "bursts", options: "--bursts 12000:60:6000 --real-answers", effect: Effect::Noise },
    Condition { name: "19200 baud", options: "--baud 19200", effect: Effect::SlowPort },
    Condition { name: "XON/XOFF", options: "--xonxoff", effect: Effect::XonXoff },
];

/// A place in the matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) struct Point {
    pub(super) peer: Peer,
    pub(super) direction: Direction,
    pub(super) ecm: bool,
    pub(super) rate: &'static Rate,
    pub(super) condition: &'static Condition,
}

/// The pairs of peer and direction that there are.
pub(super) fn sides() -> impl Iterator<Item = (Peer, Direction)> {
    Peer::ALL.into_iter().flat_map(|peer| peer.directions().iter().map(move |&direction| (peer, direction)))
}

/// Every place that there can be.
pub(super) fn points() -> Vec<Point> {
    let mut points = Vec::new();
    for (peer, direction) in sides() {
        for rate in &RATES {
            for ecm in [true, false] {
                if ecm && !peer.corrects() {
                    continue;
                }
                points.extend(CONDITIONS.iter().map(|condition| Point { peer, direction, ecm, rate, condition }));
            }
        }
    }
    points
}
