//! `fax send`: one job, one attempt.

use fax_core::{Abilities, Addresses, Config, PageFormat, PageOffer, PageSource, Supply};
use fax_queue::model::{JobStatus as _, NewJob, OutgoingJob as _};
use fax_queue::service::{CallEnd, Queue, run_job};
use fax_queue::store::Memory;
use fax_queue::vocabulary::ServerEvents;
use fax_t4::call::{Page, Replay, Rescaled};

use crate::args::Send;
use crate::document::{self, add_header};
use crate::exit::{Exit, Failed};
use crate::modem::ModemLine;
use crate::notices::Notices;
use crate::{output, result};

pub(crate) fn run(args: &Send) -> Result<Exit, Failed> {
    let done = send(args);
    if let (Err(failed), true) = (&done, args.port.json) {
        output::line(result::no_call(failed));
    }
    done
}

fn send(args: &Send) -> Result<Exit, Failed> {
    let (mut pages, starts) = pages(args)?;
    if let Some(text) = &args.header {
        add_header(&mut pages, text);
    }
    let count = u16::try_from(pages.len())
        .map_err(|_| Failed::new(Exit::Document, format_args!("{} pages are too many for a call", pages.len())))?;

    let notices = Notices::new(args.port.json, Some(count.into()));
    let queue = Queue::open(Memory::new())?;
    queue.subscribe(ServerEvents::OUT_QUEUE, notices.listener());
    let mut job = NewJob::new(&args.to, "command line", count);
    job.sender.tsid = args.id.as_str().to_owned();
    let job = queue.submit(job).map_err(|error| Failed::new(Exit::Usage, format_args!("--to {}: {error}", args.to)))?;
    queue.dispatch()?;

    let mut line = ModemLine::new(&args.port, &queue, &notices)?;
    let addresses = Addresses { sub: args.subaddress.clone(), sid: args.sender.clone(), ..Addresses::default() };
    let mut config = Config { ident: args.id.clone(), addresses, ..Config::default() };
    config.abilities.modulations = args.modulations();
    config.abilities.codings = args.codings();
    args.port.ecm.apply(&mut config);
    let source =
        Documents { pages: Replay::with_codings(Rescaled::fitting(&pages[..]), args.codings()), starts: &starts };
    run_job(&queue, &mut line, &config, |_| Some(source))?;
    queue.dispatch()?;
    notices.over();

    let record = queue.outgoing_job(job)?;
    let end = line.last.take().unwrap_or(CallEnd::NotReached(fax_queue::engine::DialFailure::LineFault));
    let exit = result::exit_of(&end);
    // A fault of the modem says itself what to do about it, and whoever pressed Ctrl-C knows.
    let fault = line.fault.take();
    let advice = if fault.is_some() || line.stopped() { "" } else { result::advice(exit) };
    let reason = fault.or_else(|| result::reason(&end));
    notices.put(&result::summary(&end, exit, reason.as_deref()));
    notices.say(&format!(
        "{} of {count} page(s) confirmed; the job is {}, {}",
        record.pages_confirmed(),
        record.status(),
        record.extended_status_code(),
    ));
    if let Some(reason) = reason {
        output::complain(format_args!("{reason}{advice}"));
    }
    Ok(exit)
}

/// The documents as pages, and the pages that documents begin with.
fn pages(args: &Send) -> Result<(Vec<Page>, Vec<u16>), Failed> {
    let (mut pages, mut starts) = (Vec::new(), Vec::new());
    for path in &args.docs {
        starts.extend(u16::try_from(pages.len()));
        pages.extend(document::pages(path, args.fitting.into())?);
    }
    Ok((pages, starts))
}

/// A source that knows where documents begin.
struct Documents<'s, S> {
    pages: S,
    starts: &'s [u16],
}

impl<S: PageSource> PageSource for Documents<'_, S> {
    fn adapt(&mut self, far: &Abilities) {
        self.pages.adapt(far);
    }

    fn offer(&mut self, page: u16) -> Option<PageOffer> {
        self.pages.offer(page)
    }

    fn starts_document(&mut self, page: u16) -> bool {
        self.starts.contains(&page)
    }

    fn begin(&mut self, page: u16, format: &PageFormat) {
        self.pages.begin(page, format);
    }

    fn read_at(&mut self, offset: u32, into: &mut [u8]) -> Supply {
        self.pages.read_at(offset, into)
    }

    fn release(&mut self, below: u32) {
        self.pages.release(below);
    }

    fn window(&self) -> u32 {
        self.pages.window()
    }
}
