//! A mail server in a thread, on loopback, that keeps what it got.

#![allow(dead_code, clippy::unwrap_used, reason = "tests, and each file uses some of it")]

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// What came with one mail.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Letter {
    /// `MAIL FROM` and `RCPT TO`, as they came.
    pub(crate) envelope: Vec<String>,
    /// What was sent to log in with, in base 64.
    pub(crate) login: Option<String>,
    /// The mail, with the dots that keep it transparent taken off again.
    pub(crate) data: String,
}

impl Letter {
    /// The lines of the head, continued ones joined.
    pub(crate) fn head(&self) -> Vec<String> {
        let head = self.data.split("\r\n\r\n").next().unwrap_or_default();
        head.replace("\r\n ", " ").split("\r\n").map(String::from).collect()
    }

    /// The value of a header that is there once.
    pub(crate) fn header(&self, name: &str) -> String {
        let named = format!("{name}: ");
        let found: Vec<_> =
            self.head().into_iter().filter_map(|line| Some(line.strip_prefix(&named)?.to_owned())).collect();
        assert_eq!(found.len(), 1, "{name} in {:?}", self.head());
        found.into_iter().next().unwrap_or_default()
    }
}

/// The server. It ends with the test.
#[derive(Clone)]
pub(crate) struct SmtpServer {
    pub(crate) port: u16,
    letters: Arc<Mutex<Vec<Letter>>>,
    /// What it answers to `RCPT TO`, in place of taking it.
    refusal: Arc<Mutex<Option<&'static str>>>,
}

impl SmtpServer {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server =
            Self { port: listener.local_addr().unwrap().port(), letters: Arc::default(), refusal: Arc::default() };
        let shared = server.clone();
        thread::spawn(move || {
            for client in listener.incoming() {
                let _ = shared.speak(client.unwrap());
            }
        });
        server
    }

    pub(crate) fn letters(&self) -> Vec<Letter> {
        self.letters.lock().unwrap().clone()
    }

    pub(crate) fn refuse(&self, with: Option<&'static str>) {
        *self.refusal.lock().unwrap() = with;
    }

    fn speak(&self, client: TcpStream) -> std::io::Result<()> {
        let mut to = client.try_clone()?;
        let mut lines = BufReader::new(client).lines();
        let mut letter = Letter::default();
        to.write_all(b"220 test\r\n")?;
        while let Some(line) = lines.next() {
            let line = line?;
            let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
            let answer = match verb.as_str() {
                "EHLO" => "250-test\r\n250-8BITMIME\r\n250 AUTH PLAIN",
                "AUTH" => {
                    letter.login = line.split(' ').nth(2).map(String::from);
                    "235 welcome"
                }
                "RCPT" if self.refusal.lock().unwrap().is_some() => self.refusal.lock().unwrap().unwrap_or_default(),
                "MAIL" | "RCPT" => {
                    letter.envelope.push(line);
                    "250 good"
                }
                "DATA" => {
                    to.write_all(b"354 go on\r\n")?;
                    for line in lines.by_ref() {
                        let line = line?;
                        if line == "." {
                            break;
                        }
                        letter.data.push_str(line.strip_prefix('.').unwrap_or(&line));
                        letter.data.push_str("\r\n");
                    }
                    self.letters.lock().unwrap().push(core::mem::take(&mut letter));
                    "250 taken"
                }
                "QUIT" => {
                    to.write_all(b"221 bye\r\n")?;
                    return Ok(());
                }
                "RSET" | "NOOP" => "250 good",
                _ => "500 what?",
            };
            to.write_all(answer.as_bytes())?;
            to.write_all(b"\r\n")?;
        }
        Ok(())
    }
}
