//! Serial ports of the operating system.

use core::fmt;
use core::time::Duration;
use std::io::{self, Read as _, Write as _};
use std::path::Path;
use std::string::{String, ToString};

use embedded_io::{ErrorType, Read, ReadReady, Write, WriteReady};
use heapless::Deque;
use serialport::{FlowControl, SerialPort};

use crate::{Flow, Holder, LockError, Port, PortLock, Unlocked};

#[cfg(unix)]
type Native = serialport::TTYPort;
#[cfg(windows)]
type Native = serialport::COMPort;

/// What is kept for a port that takes its time: the driver's ring again.
const UNSENT: usize = 1024;
/// The shortest time-out that bounds a write: where descriptors do not block, none is needed.
const SHORTEST: Duration = if cfg!(windows) { Duration::from_millis(1) } else { Duration::ZERO };
/// What is read ahead while waiting.
const READ_AHEAD: usize = 512;

/// A serial port, opened for a modem: 8 bits, no parity, RTS/CTS, nobody else on it. While it is open there is a [lock
/// file](PortLock) as well, for programs that look at nothing else.
///
/// A pseudo terminal is a serial port as well; what it cannot do (control lines) is passed over. Nothing here blocks
/// longer than it is told to: a port whose far side does not read keeps what it cannot take, up to 1024 octets.
pub struct SerialLine {
    port: Native,
    path: String,
    ahead: Deque<u8, READ_AHEAD>,
    unsent: heapless::Vec<u8, UNSENT>,
    obeys_xon_xoff: bool,
    /// Behind `port`: the port is closed by the time others may have it.
    lock: Result<PortLock, Unlocked>,
}

/// Why a port cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SerialError {
    /// There is no such file or port.
    NoSuchPort(String),
    /// There is one, but it is no serial port.
    NotAPort(String),
    /// Somebody else has it open.
    Busy(String),
    /// Somebody else has locked it.
    Locked(String, Holder),
    /// It may not be opened.
    NotAllowed(String),
    /// It failed while it was open.
    Failed(String, io::ErrorKind),
}

impl fmt::Display for SerialError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSuchPort(path) => {
                write!(f, "there is no port {path}; is the modem plugged in, and is this its name?")
            }
            Self::NotAPort(path) => write!(f, "{path} is not a serial port"),
            Self::Busy(path) => write!(f, "{path} is in use; end the program that has it open"),
            Self::Locked(path, holder) => write!(f, "{path} is {holder}"),
            Self::NotAllowed(path) => {
                write!(f, "{path} may not be opened; on Linux, membership in its group (often dialout) allows it")
            }
            Self::Failed(path, kind) => write!(f, "{path} failed: {kind}"),
        }
    }
}

impl core::error::Error for SerialError {}

impl embedded_io::Error for SerialError {
    fn kind(&self) -> embedded_io::ErrorKind {
        match self {
            Self::NoSuchPort(_) => embedded_io::ErrorKind::NotFound,
            Self::NotAPort(_) => embedded_io::ErrorKind::InvalidInput,
            Self::Busy(_) | Self::Locked(..) => embedded_io::ErrorKind::AddrInUse,
            Self::NotAllowed(_) => embedded_io::ErrorKind::PermissionDenied,
            Self::Failed(..) => embedded_io::ErrorKind::Other,
        }
    }
}

impl SerialLine {
    /// Opens a port, such as `/dev/ttyACM0` or `COM3`. 115200 bit/s suits most modems; some old ones want 19200.
    ///
    /// # Errors
    ///
    /// [`SerialError`], which says what to do.
    pub fn open(path: &str, baud: u32) -> Result<Self, SerialError> {
        Self::open_with(path, baud, Flow::RtsCts)
    }

    /// Opens a port at this speed and with this flow control: a [profile](crate::Profile) has both. Without [`Flow::RtsCts`] the
    /// lines of that name mean nothing, so a cable need not have them.
    ///
    /// # Errors
    ///
    /// [`SerialError`], which says what to do.
    pub fn open_with(path: &str, baud: u32, flow: Flow) -> Result<Self, SerialError> {
        Self::open_locked(path, baud, flow, Path::new(PortLock::FOLDER))
    }

    /// The same, with lock files in this folder in place of [`PortLock::FOLDER`].
    ///
    /// # Errors
    ///
    /// [`SerialError`], which says what to do. That there can be no lock file is none: see [`unlocked`](Self::unlocked).
    pub fn open_locked(path: &str, baud: u32, flow: Flow, locks: &Path) -> Result<Self, SerialError> {
        // First: opening raises DTR, which somebody's call may not survive when it falls.
        let lock = match PortLock::take(Path::new(path), locks) {
            Ok(lock) => Ok(lock),
            Err(LockError::Held(holder)) => return Err(SerialError::Locked(path.to_string(), holder)),
            Err(LockError::Unavailable(why)) => Err(why),
        };
        let port = serialport::new(path, baud)
            .timeout(Duration::ZERO)
            .flow_control(if flow == Flow::RtsCts { FlowControl::Hardware } else { FlowControl::None })
            .dtr_on_open(true)
            .open_native()
            .map_err(|error| open_error(path, &error))?;
        let mut line = Self {
            port,
            path: path.to_string(),
            ahead: Deque::new(),
            unsent: heapless::Vec::new(),
            obeys_xon_xoff: false,
            lock,
        };
        line.never_block()?;
        // What was said before we listened is not for us. A pseudo terminal may refuse; nothing is lost by that.
        let _ = line.port.clear(serialport::ClearBuffer::All);
        Ok(line)
    }

    /// The path that was opened.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Why there is no lock file, if there is none: mostly since the folder may not be written to. The port is open for this program
    /// alone all the same, as far as others ask for it.
    #[must_use]
    pub fn unlocked(&self) -> Option<&Unlocked> {
        self.lock.as_ref().err()
    }

    /// Lowers DTR for so long, which makes most modems hang up, whatever state they are in. A port without control
    /// lines passes it over.
    pub fn drop_dtr(&mut self, time: Duration) {
        if self.has_set_dtr(false) {
            std::thread::sleep(time);
            self.has_set_dtr(true);
        }
    }

    fn has_set_dtr(&mut self, on: bool) -> bool {
        self.port.write_data_terminal_ready(on).is_ok()
    }

    /// Makes a write take what fits and no more: `serialport` leaves a descriptor that blocks until all is taken.
    #[cfg(unix)]
    fn never_block(&mut self) -> Result<(), SerialError> {
        use nix::fcntl::{FcntlArg, OFlag, fcntl};
        use std::os::fd::AsRawFd as _;

        fcntl(self.port.as_raw_fd(), FcntlArg::F_SETFL(OFlag::O_NONBLOCK))
            .map(|_| ())
            .map_err(|error| self.failed(io::Error::from(error).kind()))
    }

    /// Elsewhere the time-out of the port bounds each write.
    #[cfg(not(unix))]
    fn never_block(&mut self) -> Result<(), SerialError> {
        self.port.set_timeout(SHORTEST).map_err(|error| self.failed(io::Error::from(error).kind()))
    }

    fn failed(&self, kind: io::ErrorKind) -> SerialError {
        SerialError::Failed(self.path.clone(), kind)
    }

    /// Sets how long the port may wait.
    fn bound(&mut self, at_most: Duration) -> Result<(), SerialError> {
        let at_most = at_most.max(SHORTEST);
        if self.port.timeout() == at_most {
            return Ok(());
        }
        self.port.set_timeout(at_most).map_err(|error| self.failed(io::Error::from(error).kind()))
    }

    /// Reads what there is, waiting at most so long for the first octet.
    fn fill(&mut self, at_most: Duration) -> Result<(), SerialError> {
        let mut buffer = [0; READ_AHEAD];
        let room = READ_AHEAD - self.ahead.len();
        let into = buffer.get_mut(..room).unwrap_or_default();
        if into.is_empty() {
            return Ok(());
        }
        self.bound(at_most)?;
        match self.port.read(into) {
            // A terminal that has ended reads as nothing at all.
            Ok(0) => Err(self.failed(io::ErrorKind::BrokenPipe)),
            Ok(read) => {
                self.ahead.extend(into.iter().take(read).copied());
                Ok(())
            }
            Err(error) if is_not_now(&error) => Ok(()),
            Err(error) => Err(self.failed(error.kind())),
        }
    }

    /// Gives the port what it takes of what is kept.
    fn push(&mut self) -> Result<(), SerialError> {
        if !self.unsent.is_empty() {
            // The time-out counts for writing as well.
            self.bound(Duration::ZERO)?;
        }
        while !self.unsent.is_empty() {
            match self.port.write(&self.unsent) {
                Ok(0) => break,
                Ok(written) => drop(self.unsent.drain(..written)),
                Err(error) if is_not_now(&error) => break,
                Err(error) => return Err(self.failed(error.kind())),
            }
        }
        Ok(())
    }
}

fn is_not_now(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted)
}

fn open_error(path: &str, error: &serialport::Error) -> SerialError {
    let name = path.to_string();
    match error.kind {
        serialport::ErrorKind::Io(io::ErrorKind::NotFound) => SerialError::NoSuchPort(name),
        serialport::ErrorKind::Io(io::ErrorKind::PermissionDenied) => SerialError::NotAllowed(name),
        // A port that is there and still "no device" is locked by somebody.
        serialport::ErrorKind::NoDevice if Path::new(path).exists() => SerialError::Busy(name),
        serialport::ErrorKind::NoDevice => SerialError::NoSuchPort(name),
        serialport::ErrorKind::Io(kind) => SerialError::Failed(name, kind),
        _ => SerialError::NotAPort(name),
    }
}

impl fmt::Debug for SerialLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SerialLine").field("path", &self.path).finish_non_exhaustive()
    }
}

impl ErrorType for SerialLine {
    type Error = SerialError;
}

impl ReadReady for SerialLine {
    fn read_ready(&mut self) -> Result<bool, SerialError> {
        if self.ahead.is_empty() {
            self.fill(Duration::ZERO)?;
        }
        Ok(!self.ahead.is_empty())
    }
}

impl Read for SerialLine {
    /// Blocks until there is an octet; ask [`read_ready`](ReadReady::read_ready) first to avoid that.
    fn read(&mut self, into: &mut [u8]) -> Result<usize, SerialError> {
        if into.is_empty() {
            return Ok(0);
        }
        while self.ahead.is_empty() {
            self.fill(Duration::from_millis(20))?;
        }
        let mut read = 0;
        for (to, octet) in into.iter_mut().zip(core::iter::from_fn(|| self.ahead.pop_front())) {
            *to = octet;
            read += 1;
        }
        Ok(read)
    }
}

impl WriteReady for SerialLine {
    fn write_ready(&mut self) -> Result<bool, SerialError> {
        self.push()?;
        Ok(!self.unsent.is_full())
    }
}

impl Write for SerialLine {
    /// Takes what fits into the buffer, and gives the port as much of it as it takes at once.
    fn write(&mut self, octets: &[u8]) -> Result<usize, SerialError> {
        while self.unsent.is_full() {
            self.push()?;
            if self.unsent.is_full() {
                std::thread::sleep(Duration::from_millis(1));
            }
        }
        let taken = octets.len().min(UNSENT - self.unsent.len());
        let _ = self.unsent.extend_from_slice(octets.get(..taken).unwrap_or_default());
        self.push()?;
        Ok(taken)
    }

    fn flush(&mut self) -> Result<(), SerialError> {
        while !self.unsent.is_empty() {
            self.push()?;
            if !self.unsent.is_empty() {
                std::thread::sleep(Duration::from_millis(1));
            }
        }
        Ok(())
    }
}

impl Port for SerialLine {
    fn set_dtr(&mut self, on: bool) -> Result<bool, SerialError> {
        Ok(self.has_set_dtr(on))
    }

    fn wait(&mut self, at_most: Duration) -> Result<(), SerialError> {
        self.push()?;
        if self.ahead.is_empty() { self.fill(at_most) } else { Ok(()) }
    }

    /// The operating system does it, and RTS and CTS mean nothing from then on: whoever wants XON and XOFF has no such lines.
    fn obey_xon_xoff(&mut self, obey: bool) -> Result<(), SerialError> {
        if obey == self.obeys_xon_xoff {
            return Ok(());
        }
        self.obeys_xon_xoff = obey;
        let flow = if obey { FlowControl::Software } else { FlowControl::None };
        self.port.set_flow_control(flow).map_err(|error| self.failed(io::Error::from(error).kind()))
    }
}
