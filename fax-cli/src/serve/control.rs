//! The server's side of the socket: a thread for each client, and no more of them than a limit.

use core::sync::atomic::{AtomicUsize, Ordering};
use core::time::Duration;
use std::fs;
use std::io::{self, BufReader, Read as _, Write as _};
use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::Instant;

use fax_queue::engine::parts::AccountKind;
use fax_queue::service::{Connection, Feed, Notice};
use fax_queue::vocabulary::ServerId;
use interprocess::local_socket::traits::{ListenerExt as _, Stream as _};
use interprocess::local_socket::{Listener, ListenerOptions, Stream};
use serde_json::Value;

use super::desk::{self, Answer};
use super::peer::{self, User};
use super::refused::Refused;
use super::{Station, TELL, access};
use crate::control::{self, Blame, Reply, Request};
use crate::exit::Failed;
use crate::notices::{Events, Told};

/// Clients at a time.
const CLIENTS: usize = 32;
/// How long those who watch may take to hear the last of it.
const LAST: Duration = Duration::from_secs(1);

/// Opens the socket, and serves it in threads of its own from then on.
pub(super) fn open(station: &Arc<Station>) -> Result<(), Failed> {
    let path = &station.config.control;
    let failed = |error: io::Error| Failed::io(path.display(), error);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    let name = control::name(path).map_err(failed)?;
    if path.exists() {
        if Stream::connect(name.clone()).is_ok() {
            return Err(Failed::io(path.display(), "another server answers here; end it first"));
        }
        // The server that made it is gone.
        fs::remove_file(path).map_err(failed)?;
    }
    let options = ListenerOptions::new().name(name);
    #[cfg(unix)]
    let options = interprocess::os::unix::local_socket::ListenerOptionsExt::mode(options, 0o600);
    let listener = options.create_sync().map_err(failed)?;
    let access = &station.config.access;
    access.group().and_then(|group| open_up(path, group, access.mode())).map_err(failed)?;
    let station = Arc::clone(station);
    thread::spawn(move || listen(&listener, &station));
    Ok(())
}

/// Lets those in who may use the socket. Until then it is of one user alone; and what the system masks of modes is not for it to
/// take away from what the file says.
#[cfg(unix)]
fn open_up(path: &Path, group: Option<u32>, mode: u16) -> io::Result<()> {
    use std::os::unix::fs::{PermissionsExt as _, chown};
    let why = |error: io::Error| io::Error::new(error.kind(), format!("it cannot be given to its group: {error}"));
    if group.is_some() {
        chown(path, None, group).map_err(why)?;
    }
    fs::set_permissions(path, fs::Permissions::from_mode(mode.into()))
}

#[cfg(not(unix))]
fn open_up(_: &Path, _: Option<u32>, _: u16) -> io::Result<()> {
    Ok(())
}

/// Takes the socket away, once those who watch know how it ended.
pub(super) fn close(station: &Station) {
    let began = Instant::now();
    while station.watchers.load(Ordering::Acquire) > 0 && began.elapsed() < LAST {
        thread::sleep(TELL);
    }
    // It is gone already where sockets are no files.
    let _ = fs::remove_file(&station.config.control);
}

fn listen(listener: &Listener, station: &Arc<Station>) {
    let clients = Arc::new(AtomicUsize::new(0));
    for client in listener.incoming().filter_map(Result::ok) {
        let place = Place::take(&clients);
        if place.number >= CLIENTS {
            let _ = control::put(&mut &client, &Reply::from(Refused::request("too many clients; try again later")));
            continue;
        }
        let station = Arc::clone(station);
        // Where the system has no thread to give, the client sees the connection end, and asks again later.
        let _ = thread::Builder::new().name("client".to_owned()).spawn(move || {
            let _place = place;
            // A client that goes away in the middle has only itself to answer to.
            let _ = attend(&client, &station);
        });
    }
}

/// The place of a client among all; free again however its thread ends.
struct Place {
    taken: Arc<AtomicUsize>,
    /// How many were taken before.
    number: usize,
}

impl Place {
    fn take(taken: &Arc<AtomicUsize>) -> Self {
        Self { number: taken.fetch_add(1, Ordering::AcqRel), taken: Arc::clone(taken) }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.taken.fetch_sub(1, Ordering::AcqRel);
    }
}

fn attend(client: &Stream, station: &Station) -> io::Result<()> {
    let user = peer::of(client);
    let caller = user.as_ref().map_err(|error| {
        Refused::new(
            Blame::Rights,
            format_args!("the server cannot find out who you are, and so what you may do: {error}"),
        )
    });
    // The rights of a user are those of their account, whatever is asked for.
    let caller = caller.and_then(|user| Ok(station.queue.connect(&user.account(), AccountKind::User)?));
    let mut from = BufReader::new(client);
    loop {
        let request = match control::get::<Request>(&mut from) {
            Ok(Some(request)) => request,
            Ok(None) => return Ok(()),
            Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                let refused = Refused::request(format_args!("this is no request: {error}"));
                return control::put(&mut &*client, &Reply::from(refused));
            }
            Err(error) => return Err(error),
        };
        let mut documents = from.by_ref().take(request.octets());
        let answer = match &caller {
            Ok(caller) => desk::answer(caller, station, request, &mut documents),
            Err(refused) => Err(refused.clone()),
        };
        // A refusal before the end leaves octets that are no requests.
        io::copy(&mut documents, &mut io::sink())?;
        match answer {
            Ok(Answer::Value(value)) => control::put(&mut &*client, &Reply::Done(value))?,
            Ok(Answer::Values(values)) => {
                // The part behind the last one is empty, and says that it was.
                for part in values.chunks(control::PART).chain([&[][..]]) {
                    control::put(&mut &*client, &Reply::Done(Value::from(part)))?;
                }
            }
            Ok(Answer::Document(document)) => {
                control::put(&mut &*client, &Reply::Octets(document.len() as u64))?;
                (&*client).write_all(&document)?;
            }
            Ok(Answer::Events(feed)) => {
                station.watchers.fetch_add(1, Ordering::AcqRel);
                let told = tell(client, feed);
                station.watchers.fetch_sub(1, Ordering::AcqRel);
                return told;
            }
            Err(refused) => {
                let refused = explained(refused, user.as_ref().ok(), caller.as_ref().ok());
                control::put(&mut &*client, &Reply::from(refused))?;
            }
        }
    }
}

/// Whoever has not the right to something is told who they are to the server, what they may do, and who can change that.
fn explained(refused: Refused, user: Option<&User>, caller: Option<&Connection>) -> Refused {
    let Some(user) = user.filter(|_| refused.blame == Blame::Rights) else { return refused };
    let rights =
        caller.and_then(|caller| caller.granted_rights().ok()).map(access::names).filter(|names| !names.is_empty());
    let with = rights.map_or_else(|| "without any right here".to_owned(), |names| format!("with the rights {names}"));
    let way = format_args!("whoever runs the server can give others in its file: [[account]], name = \"{user}\"");
    Refused::new(Blame::Rights, format_args!("{user} may not do this {with}; {way}"))
}

/// Tells a client what happens, until it goes away, or so late that some of it is forgotten: then the stream ends, and it may
/// read the jobs anew.
fn tell(client: &Stream, mut feed: Feed) -> io::Result<()> {
    while !feed.is_over() {
        let notice = match feed.next_timeout(LAST).map_err(io::Error::other)? {
            None => continue,
            Some(Notice::Missed(_)) => return Ok(()),
            Some(notice) => notice,
        };
        let mut told = Vec::new();
        notice.tell(ServerId::default(), &mut Events(|notice: &Told<'_>| told.push(notice.to_json())));
        for event in told {
            control::put(&mut &*client, &Reply::Done(event))?;
        }
    }
    Ok(())
}
