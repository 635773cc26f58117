//! Checking, then timing.

use core::fmt;
use core::time::Duration;

use benches::codec::{CODINGS, Changes, Codec, Outcome, Stream};
use benches::page::Page;
use benches::reference;
use fax_t4::Coding;

/// What is done with a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Task {
    /// Octets to packed rows.
    Decode,
    /// Packed rows to octets.
    Encode,
    /// Octets to changing elements.
    Changes,
}

impl fmt::Display for Task {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Decode => "decode",
            Self::Encode => "encode",
            Self::Changes => "changes",
        })
    }
}

/// All that is timed.
pub(crate) const JOBS: [(Task, Coding); 9] = {
    let [mmr, mh, mr] = CODINGS;
    [
        (Task::Decode, mmr),
        (Task::Encode, mmr),
        (Task::Changes, mmr),
        (Task::Decode, mh),
        (Task::Encode, mh),
        (Task::Changes, mh),
        (Task::Decode, mr),
        (Task::Encode, mr),
        (Task::Changes, mr),
    ]
};

/// A page with its streams.
pub(crate) struct Work<'p> {
    page: &'p Page,
    streams: [Stream; 3],
    changes: Changes,
}

impl Work<'_> {
    fn stream(&self, coding: Coding) -> &Stream {
        self.streams.iter().find(|stream| stream.coding == coding).expect("there is one for each coding")
    }
}

/// Best times.
pub(crate) struct Times {
    /// Names of the pages.
    pub(crate) pages: Vec<String>,
    /// By page, codec and job.
    best: Vec<Vec<[Option<Duration>; JOBS.len()]>>,
}

impl Times {
    /// Seconds.
    pub(crate) fn of(&self, page: usize, codec: usize, job: usize) -> Option<f64> {
        self.best[page][codec][job].map(|time| time.as_secs_f64())
    }

    /// Seconds for all pages.
    pub(crate) fn sum(&self, codec: usize, job: usize) -> Option<f64> {
        (0..self.pages.len()).map(|page| self.of(page, codec, job)).sum()
    }
}

/// Codes the pages with the naive reference, and tries everything once.
pub(crate) fn check<'p>(pages: &'p [Page], codecs: &mut [Box<dyn Codec>]) -> Result<Vec<Work<'p>>, String> {
    let mut all = Vec::new();
    for page in pages {
        let streams = CODINGS.map(|coding| Stream::new(coding, page, reference::encode(coding, page)));
        let work = Work { page, streams, changes: Changes::of(page) };
        for codec in &mut *codecs {
            for (task, coding) in JOBS {
                check_one(&work, codec.as_mut(), task, coding)
                    .map_err(|fault| format!("{}: {} {coding} {task}: {fault}", page.name, codec.name()))?;
            }
        }
        all.push(work);
    }
    Ok(all)
}

fn check_one(work: &Work<'_>, codec: &mut dyn Codec, task: Task, coding: Coding) -> Result<(), String> {
    let (page, stream) = (work.page, work.stream(coding));
    match task {
        Task::Decode => {
            let mut bitmap = vec![0x55; page.octets.len()];
            if codec.decode(stream, &mut bitmap)?.is_some() && bitmap != page.octets {
                return Err("other pels than the page's".into());
            }
        }
        Task::Changes => {
            let mut changes = Changes { adding: true, ..Changes::default() };
            if codec.changes(stream, &mut changes)?.is_some() && changes != work.changes {
                return Err(format!("{changes:?} instead of {:?}", work.changes));
            }
        }
        Task::Encode => {
            let mut octets = Vec::new();
            if codec.encode(coding, page, &mut octets)?.is_none() {
                return Ok(());
            }
            if codec.name().starts_with(benches::ours::NAME) && octets != stream.octets {
                return Err("other octets than the naive reference's".into());
            }
            let mut bitmap = vec![0x55; page.octets.len()];
            judge().decode(&Stream::new(coding, page, octets), &mut bitmap)?;
            if bitmap != page.octets {
                return Err("decodes to other pels than the page's".into());
            }
        }
    }
    Ok(())
}

/// Who decodes what the coders made.
fn judge() -> impl Codec {
    #[cfg(feature = "peers")]
    return benches::peers::Libtiff;
    #[cfg(not(feature = "peers"))]
    return benches::crates::Hayro;
}

/// Times everything, codec after codec and round after round.
pub(crate) fn measure(work: &[Work<'_>], codecs: &mut [Box<dyn Codec>], rounds: u32) -> Result<Times, String> {
    let names = work.iter().map(|work| work.page.name.clone()).collect();
    let mut times = Times { pages: names, best: vec![vec![[None; JOBS.len()]; codecs.len()]; work.len()] };
    for _ in 0..rounds {
        for (work, best) in work.iter().zip(&mut times.best) {
            let mut bitmap = vec![0; work.page.octets.len()];
            for (job, (task, coding)) in JOBS.into_iter().enumerate() {
                for (codec, best) in codecs.iter_mut().zip(&mut *best) {
                    let time = once(work, codec.as_mut(), task, coding, &mut bitmap)?;
                    best[job] = best[job].into_iter().chain(time).min();
                }
            }
        }
    }
    Ok(times)
}

fn once(work: &Work<'_>, codec: &mut dyn Codec, task: Task, coding: Coding, bitmap: &mut [u8]) -> Outcome {
    match task {
        Task::Decode => codec.decode(work.stream(coding), bitmap),
        Task::Changes => codec.changes(work.stream(coding), &mut Changes::default()),
        Task::Encode => codec.encode(coding, work.page, &mut Vec::with_capacity(4 * work.page.octets.len())),
    }
}
