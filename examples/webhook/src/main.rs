//! Posts what happened in a store that nobody has open: `FAX_SECRET=... webhook fax.redb http://127.0.0.1:8080/fax`. A server
//! of your own does the same with its own queue, on a thread beside its lines.

use core::time::Duration;
use std::path::Path;
use std::process::ExitCode;

use example_webhook::Webhook;
use fax_queue::service::Queue;
use fax_queue::store::Redb;
use fax_queue::vocabulary::ServerEvents;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let ([store, url], Ok(secret)) = (&arguments[..], std::env::var("FAX_SECRET")) else {
        eprintln!("usage: FAX_SECRET=SECRET webhook STORE URL");
        return ExitCode::from(2);
    };
    match run(store, url, &secret) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("webhook: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(store: &str, url: &str, secret: &str) -> Result<(), Box<dyn core::error::Error>> {
    let queue = Queue::open(Redb::open(store)?)?;
    let hook = Webhook::new(url, secret.as_bytes(), &Path::new(store).with_extension("webhook"));
    let mut feed = queue.feed(ServerEvents::ALL, hook.cursor()?);
    hook.deliver(&mut feed, Duration::ZERO, || false)?;
    Ok(())
}
