//! A command of the system.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::time::Duration;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::Instant;

use super::short_line;
use crate::model::{Device, Job, ReceivedFax, Routed, RoutingMethod};
use crate::vocabulary::{ExtendedStatus, Guid};

/// How often a command that runs is looked at.
const LOOK: Duration = Duration::from_millis(20);
/// `EX_TEMPFAIL`: the command asks to be run again later.
const TRY_AGAIN: i32 = 75;

/// Runs a program, without a shell: its first word is the program, the others are its arguments as they are, except
///
/// - `{file}`: the path of the fax, from the root on, so that it is no option;
/// - `{job}`: the id of the job;
/// - `{target}`: what was set for the device, such as the name of a printer.
///
/// What the caller said is in its environment only: `FAX_CALLER_ID`, `FAX_TSID`, `FAX_ROUTING`, in one line each; further
/// `FAX_FILE`, `FAX_JOB`, `FAX_PAGES`, `FAX_DEVICE`, `FAX_CSID` and `FAX_PARTIAL` (`1` if pages are missing). It is done if it
/// ends with 0, wants to be run again if it ends with 75, cannot be started or takes too long, and has failed otherwise.
#[derive(Clone, Debug)]
pub struct CommandMethod {
    guid: Guid,
    name: String,
    words: Vec<String>,
    limit: Duration,
}

impl CommandMethod {
    /// A name for the one command of a program that has no other; ours.
    pub const GUID: Guid = Guid(0x7c1d_5e0b_46f3_4c52_9a8e_d20b_1f86_3e47);

    /// A method that runs a program for a minute at most.
    #[must_use]
    pub fn new(guid: Guid, name: &str, words: &[&str]) -> Self {
        let words = words.iter().copied().map(String::from).collect();
        Self { guid, name: name.into(), words, limit: Duration::from_secs(60) }
    }

    /// The default method that prints, by a program such as `lp -d {target} -- {file}`.
    #[must_use]
    pub fn print(words: &[&str]) -> Self {
        Self::new(Guid::PRINT, "Print", words)
    }

    /// The same, with another limit of time.
    #[must_use]
    pub fn within(self, limit: Duration) -> Self {
        Self { limit, ..self }
    }

    fn run(&self, fax: &ReceivedFax<'_>) -> Result<ExitStatus, String> {
        let file = std::path::absolute(fax.job.reference()).map_err(|error| error.to_string())?;
        let (file, job) = (file.to_string_lossy(), Job::id(fax.job).to_string());
        let fill = |word: &String| match word.as_str() {
            "{file}" => file.to_string(),
            "{job}" => job.clone(),
            "{target}" => fax.target_text().unwrap_or_default().into(),
            other => other.into(),
        };
        let mut words = self.words.iter().map(fill);
        let partial = fax.job.extended_status_code() == ExtendedStatus::PartiallyReceived;
        let mut child = Command::new(words.next().ok_or("no program is set")?)
            .args(words)
            .env("FAX_FILE", &*file)
            .env("FAX_JOB", &job)
            .env("FAX_PAGES", fax.job.pages().to_string())
            .env("FAX_PARTIAL", if partial { "1" } else { "0" })
            .env("FAX_DEVICE", short_line(Device::device_name(fax.device)))
            .env("FAX_CALLER_ID", short_line(fax.job.caller_id()))
            .env("FAX_TSID", short_line(fax.job.tsid()))
            .env("FAX_CSID", short_line(fax.job.csid()))
            .env("FAX_ROUTING", short_line(fax.job.routing_information()))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| error.to_string())?;
        wait(&mut child, self.limit)
    }
}

fn wait(child: &mut Child, limit: Duration) -> Result<ExitStatus, String> {
    let began = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Ok(status),
            Ok(None) if began.elapsed() < limit => thread::sleep(LOOK),
            ended => {
                // It is killed if it still runs, and collected in any case.
                let _ = child.kill().and_then(|()| child.wait());
                return Err(match ended {
                    Err(error) => error.to_string(),
                    Ok(_) => format!("it took longer than {} s", limit.as_secs()),
                });
            }
        }
    }
}

impl RoutingMethod for CommandMethod {
    fn guid(&self) -> Guid {
        self.guid
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn function_name(&self) -> &str {
        self.words.first().map_or("", String::as_str)
    }

    fn route(&self, fax: &ReceivedFax<'_>) -> Routed {
        let program = self.function_name();
        match self.run(fax) {
            Ok(status) if status.success() => Routed::Done,
            Ok(status) if status.code() == Some(TRY_AGAIN) => {
                Routed::retry(format!("{program} asks to try again later"))
            }
            Ok(status) => Routed::Failed(format!("{program} failed: {status}")),
            Err(error) => Routed::retry(format!("{program} could not be run: {error}")),
        }
    }
}
