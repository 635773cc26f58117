//! `fax receive`: answers, and stores each page before it is confirmed.

use std::path::{Path, PathBuf};

use fax_core::Config;
use fax_queue::service::{CallEnd, Queue, receive_job};
use fax_queue::store::Memory;
use fax_queue::vocabulary::{JobState, ServerEvents};
use serde_json::json;

use crate::args::Receive;
use crate::document::{folder_of, numbered};
use crate::exit::{Exit, Failed};
use crate::modem::{DEVICE, ModemLine};
use crate::notices::Notices;
use crate::shelf::Shelf;
use crate::{output, result};

pub(crate) fn run(args: &Receive) -> Result<Exit, Failed> {
    let done = receive(args);
    if let (Err(failed), true) = (&done, args.port.json) {
        output::line(result::no_call(failed));
    }
    done
}

fn receive(args: &Receive) -> Result<Exit, Failed> {
    if args.once && args.out.exists() {
        return Err(Failed::io(args.out.display(), "exists, and received faxes overwrite nothing; move it away"));
    }
    if args.rings == 0 && !args.once {
        return Err(Failed::new(Exit::Usage, "--rings 0 answers at once, and only once: say --once too"));
    }
    if args.out.is_dir() {
        return Err(Failed::io(args.out.display(), "is a folder; name a file in it"));
    }
    // Before anybody is answered: a page that cannot be stored cannot be confirmed.
    let folder = folder_of(&args.out);
    tempfile::Builder::new()
        .prefix(".fax-")
        .tempfile_in(folder)
        .map_err(|error| Failed::io(folder.display(), format_args!("nothing can be stored here: {error}")))?;
    let notices = Notices::new(args.port.json, None);
    let queue = Queue::open(Memory::new())?;
    queue.subscribe(ServerEvents::IN_QUEUE | ServerEvents::INCOMING_CALL, notices.clone());
    let mut line = ModemLine::new(&args.port, &queue, &notices)?;
    loop {
        line.prepare()?;
        notices.doing("waiting for a call");
        if args.rings > 0 && !line.wait_ring(args.rings)? {
            notices.over();
            let exit = if args.once { Exit::TryAgain } else { Exit::Done };
            notices.put(&result::no_call(&Failed::new(exit, "ended while waiting for a call")));
            return Ok(exit);
        }
        let exit = answer(args, &queue, &mut line, &notices)?;
        if args.once || line.stopped() {
            return Ok(exit);
        }
    }
}

/// One call.
fn answer(args: &Receive, queue: &Queue, line: &mut ModemLine, notices: &Notices) -> Result<Exit, Failed> {
    queue.ring(DEVICE, "")?;
    let path = free_name(&args.out);
    let mut config = Config { ident: args.id.clone(), ..Config::default() };
    args.port.ecm.apply(&mut config);
    let mut sink = Shelf::sink(path.clone());
    let (job, state) = receive_job(queue, line, &config, "", &path.to_string_lossy(), &mut sink, |sink| {
        sink.within().target().octets()
    })?;
    if state == JobState::Routing {
        // The pages have been where they belong since before they were confirmed.
        queue.hand_over(job)?;
    }
    queue.dispatch()?;
    notices.over();

    let shelf = sink.into_within().into_target();
    let end = line.last.take().unwrap_or(CallEnd::NotReached(fax_queue::engine::DialFailure::LineFault));
    let exit = result::exit_of(&end);
    let reason = shelf.fault().or_else(|| line.fault.take()).or_else(|| result::reason(&end));
    let mut summary = result::summary(&end, exit, reason.as_deref());
    if let Some(object) = summary.as_object_mut() {
        object.insert("file".to_owned(), json!((shelf.pages() > 0).then(|| path.to_string_lossy())));
        object.insert("pages_stored".to_owned(), json!(shelf.pages()));
    }
    notices.put(&summary);
    if shelf.pages() > 0 {
        notices.say(&format!("{} page(s) in {}", shelf.pages(), path.display()));
    }
    if let Some(reason) = reason {
        output::complain(reason);
    }
    Ok(exit)
}

/// The name, or the name with the first number from 2 that is free.
fn free_name(wanted: &Path) -> PathBuf {
    if !wanted.exists() {
        return wanted.to_path_buf();
    }
    (2..).map(|number| numbered(wanted, number)).find(|path| !path.exists()).unwrap_or_else(|| wanted.to_path_buf())
}
