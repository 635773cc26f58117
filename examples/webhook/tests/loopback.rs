//! Events come to a server on this machine: signed, in order, again if it failed, and none twice after a restart.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may fail")]

use core::time::Duration;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use example_webhook::{Webhook, signature};
use fax_queue::model::NewJob;
use fax_queue::service::Queue;
use fax_queue::store::{Cursor, Redb};
use fax_queue::vocabulary::ServerEvents;

/// What came: the headers by their names in lower case, and the body.
type Request = (BTreeMap<String, String>, String);

/// A server that answers with these codes, one after the other.
fn server(codes: &'static [u16]) -> (String, Receiver<Request>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/fax", listener.local_addr().unwrap());
    let (tell, told) = channel();
    thread::spawn(move || {
        for code in codes {
            let (stream, _) = listener.accept().unwrap();
            let mut reader = BufReader::new(&stream);
            let mut line = String::new();
            reader.read_line(&mut line).unwrap();
            assert_eq!(line.trim_end(), "POST /fax HTTP/1.1");
            let mut headers = BTreeMap::new();
            loop {
                line.clear();
                reader.read_line(&mut line).unwrap();
                let Some((name, value)) = line.trim_end().split_once(':') else { break };
                headers.insert(name.to_lowercase(), value.trim().to_owned());
            }
            let mut body = vec![0; headers["content-length"].parse().unwrap()];
            reader.read_exact(&mut body).unwrap();
            tell.send((headers, String::from_utf8(body).unwrap())).unwrap();
            write!(&stream, "HTTP/1.1 {code} so\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").unwrap();
        }
    });
    (url, told)
}

#[test]
fn signatures_are_those_of_rfc_4231() {
    let expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
    assert_eq!(signature(b"Jefe", b"what do ya want for nothing?"), expected);
}

#[test]
fn each_event_comes_signed_and_again_until_it_is_taken() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("place");
    let (url, told) = server(&[500, 200, 204, 503, 200]);
    let mut hook = Webhook::new(&url, b"secret", &place);
    hook.first_wait = Duration::from_millis(1);
    let store = folder.path().join("fax.redb");

    let deliver = |queue: &Queue| {
        let mut feed = queue.feed(ServerEvents::OUT_QUEUE, hook.cursor().unwrap());
        hook.deliver(&mut feed, Duration::ZERO, || false).unwrap();
    };
    {
        let queue = Queue::open(Redb::open(&store).unwrap()).unwrap();
        queue.submit(NewJob::new("+44 20 7946 0000", "order.tif", 2)).unwrap();
        queue.submit(NewJob::new("+44 20 7946 0001", "order.tif", 2)).unwrap();
        deliver(&queue);
        assert_eq!(hook.cursor().unwrap(), Cursor(2));
    }
    // The process is another one now.
    let queue = Queue::open(Redb::open(&store).unwrap()).unwrap();
    deliver(&queue);
    queue.submit(NewJob::new("+44 20 7946 0002", "order.tif", 2)).unwrap();
    deliver(&queue);

    let requests: Vec<Request> = told.iter().collect();
    let events: Vec<serde_json::Value> = requests.iter().map(|(_, body)| serde_json::from_str(body).unwrap()).collect();
    let jobs: Vec<_> = events.iter().map(|event| event["event"]["job"].as_u64().unwrap()).collect();
    assert_eq!(jobs, [1, 1, 2, 3, 3], "in order; what was refused came again; nothing twice after the restart");
    assert_eq!(events[0]["event"]["kind"], "OutgoingJobAdded");
    for (headers, body) in requests {
        assert_eq!(headers["x-fax-signature"], format!("sha256={}", signature(b"secret", body.as_bytes())));
        assert_eq!(headers["content-type"], "application/json");
    }
}

#[test]
fn a_damaged_place_is_said_and_not_taken_for_the_beginning() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("place");
    std::fs::write(&place, "what?").unwrap();
    Webhook::new("http://127.0.0.1:9", b"", &place).cursor().unwrap_err();
}
