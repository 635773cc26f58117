//! The simulated modem as a terminal meets it, octet by octet, and what the exchange does with a call.
#![cfg(feature = "sim")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use core::time::Duration;

use fax_modem::sim::{Caller, Exchange, Make, Quirk, TICK};

struct Bench(Exchange);

impl Bench {
    fn new(make: Make) -> Self {
        let mut exchange = Exchange::new(115_200);
        *exchange.modem(0).make() = make.clone();
        *exchange.modem(1).make() = make;
        Self(exchange)
    }

    fn tell(&mut self, at: usize, line: &[u8]) {
        let mut left = line;
        while !left.is_empty() {
            let taken = self.0.modem(at).handle_octets(left);
            left = &left[taken..];
            self.0.advance_to(self.0.now() + TICK);
        }
    }

    /// What the modem says within so many ms.
    fn hear(&mut self, at: usize, ms: u64) -> String {
        let end = self.0.now() + Duration::from_millis(ms);
        let mut heard = Vec::new();
        while self.0.now() < end {
            self.0.advance_to(self.0.now() + TICK);
            let mut buffer = [0; 64];
            let filled = self.0.modem(at).poll_octets(&mut buffer);
            heard.extend(&buffer[..filled]);
        }
        heard.escape_ascii().to_string()
    }

    fn ask(&mut self, at: usize, line: &[u8]) -> String {
        self.tell(at, line);
        self.hear(at, 50)
    }

    /// A call that has been answered; both modems have said CONNECT when it takes its time.
    fn call(&mut self) {
        for at in [0, 1] {
            self.ask(at, b"ATE0+FCLASS=1\r");
        }
        self.tell(0, b"ATD1\r");
        assert_eq!(self.hear(1, 1500), r"\r\nRING\r\n");
        self.tell(1, b"ATA\r");
    }
}

fn quirk(quirk: Quirk) -> Make {
    Make { quirks: quirk.into(), ..Make::default() }
}

#[test]
fn echo_words_and_digits() {
    let mut bench = Bench::new(Make::default());
    assert_eq!(bench.ask(0, b"AT\r"), r"AT\r\r\nOK\r\n");
    assert_eq!(bench.ask(0, b"ATE0\r"), r"ATE0\r\r\nOK\r\n");
    assert_eq!(bench.ask(0, b"noise and AT\r"), r"\r\nOK\r\n");
    assert_eq!(bench.ask(0, b"ATV0\r"), r"0\r");
    assert_eq!(bench.ask(0, b"AT+FTH=3\r"), r"4\r", "on hook");
    assert_eq!(bench.ask(0, b"ATQ1\r"), "");
    assert_eq!(bench.ask(0, b"ATQ0V1S7=30S7?\r"), r"\r\n030\r\n\r\nOK\r\n");
    assert_eq!(bench.ask(0, b"A/"), r"\r\n030\r\n\r\nOK\r\n");
    assert_eq!(bench.ask(0, b"ATY\r"), r"\r\nERROR\r\n");
    assert_eq!(bench.ask(0, b"ATZ\r"), r"\r\nOK\r\n");
    assert_eq!(bench.ask(0, b"AT\r"), r"AT\r\r\nOK\r\n", "a reset turns the echo on");
}

#[test]
fn who_it_is_and_what_it_can() {
    let mut bench =
        Bench::new(Make { maker: "ACME".into(), model: "Fax 9".into(), revision: "1.2".into(), ..Make::default() });
    bench.ask(0, b"ATE0\r");
    assert_eq!(bench.ask(0, b"AT+FMI?\r"), r"\r\nACME\r\n\r\nOK\r\n");
    assert_eq!(bench.ask(0, b"AT+GMM\r"), r"\r\nFax 9\r\n\r\nOK\r\n");
    assert_eq!(bench.ask(0, b"ATI3\r"), r"\r\nFax 9\r\n\r\nOK\r\n");
    assert_eq!(bench.ask(0, b"AT+FMR?\r"), r"\r\n1.2\r\n\r\nOK\r\n");
    assert_eq!(bench.ask(0, b"AT+FCLASS=?\r"), r"\r\n0,1,1.0\r\n\r\nOK\r\n");
    let mut bench = Bench::new(quirk(Quirk::Brackets));
    bench.ask(0, b"ATE0\r");
    assert_eq!(bench.ask(0, b"AT+FRM=?\r"), r"\r\n(24,48,72,73,74,96,97,98,121,122,145,146)\r\n\r\nOK\r\n");
}

#[test]
fn rings_and_who_calls() {
    let mut bench = Bench::new(Make::default());
    bench.0.caller(Caller { number: "5559876".into(), name: "TESTER".into(), time: "11202136".into() });
    bench.0.rings(2);
    bench.0.ring_cycle(Duration::from_secs(4));
    bench.ask(0, b"ATE0\r");
    assert_eq!(bench.ask(1, b"ATE0+VCID=1\r"), r"ATE0+VCID=1\r\r\nOK\r\n");
    bench.tell(0, b"ATD1\r");
    let who = r"\r\nDATE=1120\r\n\r\nTIME=2136\r\n\r\nNMBR=5559876\r\n\r\nNAME=TESTER\r\n";
    assert_eq!(bench.hear(1, 3000), format!(r"\r\nRING\r\n{who}"));
    assert_eq!(bench.hear(1, 3000), r"\r\nRING\r\n");
    assert_eq!(bench.hear(1, 6000), "");
    assert_eq!(bench.hear(0, 50), r"\r\nNO ANSWER\r\n", "after the second ring");
    assert!(bench.0.is_free() && bench.0.calls() == 0);
    // S0 answers at the ring that it names.
    bench.ask(1, b"AT+FCLASS=1;S0=2\r");
    bench.0.rings(9);
    bench.tell(0, b"ATD1\r");
    assert_eq!(bench.hear(1, 6000).matches("RING").count(), 2);
    assert_eq!((bench.0.modem(1).is_off_hook(), bench.0.calls()), (true, 1));
}

#[test]
fn a_terminal_that_gives_nothing_for_five_seconds_has_failed() {
    let mut bench = Bench::new(Make::default());
    bench.call();
    // Tone and CONNECT, and then flags for a frame that does not come.
    assert_eq!(bench.hear(1, 5000), r"\r\nCONNECT\r\n");
    assert_eq!(bench.hear(1, 5000), r"\r\nERROR\r\n");
}

#[test]
fn a_dropped_dtr_hangs_up_and_wakes_a_modem_that_hangs() {
    let mut bench = Bench::new(Make { quirks: Quirk::Wedges.into(), ..Make::default() });
    bench.call();
    bench.0.modem(1).drop_dtr();
    assert!(!bench.0.modem(1).is_off_hook());
    bench.hear(0, 100);
    bench.tell(0, b"ATD1\r");
    bench.tell(0, b"\x18");
    assert_eq!(bench.hear(0, 100), r"\r\nNO CARRIER\r\n");
    assert_eq!(bench.ask(0, b"AT\r"), "");
    bench.0.modem(0).drop_dtr();
    assert_eq!(bench.ask(0, b"AT\r"), r"\r\nOK\r\n");
}

#[test]
fn a_satellite_delays_and_a_cut_ends() {
    let connects = |delay: u64| {
        let mut bench = Bench::new(Make::default());
        bench.0.delay(Duration::from_millis(delay));
        bench.0.cut_after(Duration::from_secs(7));
        bench.call();
        let began = bench.0.now();
        while !bench.hear(0, 5).contains("CON") {}
        let connected = bench.0.now().since(began).as_millis();
        while !bench.0.is_free() {
            bench.hear(0, 5);
        }
        (connected, bench.0.now().since(began).as_millis())
    };
    let ((near, cut), (far, cut_far)) = (connects(0), connects(270));
    assert!((265..=275).contains(&(far - near)), "{near} ms and {far} ms");
    assert!((6990..=7030).contains(&cut) && cut == cut_far, "{cut} ms");
}

#[test]
fn a_line_feed_behind_a_command_aborts_it_unless_the_modem_is_kind() {
    for (make, heard) in [(Make::default(), r"\r\nOK\r\n"), (quirk(Quirk::IgnoresLf), "")] {
        let mut bench = Bench::new(make);
        bench.ask(0, b"ATE0+FCLASS=1\r");
        bench.ask(0, b"ATH1\r");
        assert_eq!(bench.ask(0, b"AT+FRH=3\r\n"), heard);
    }
}

#[test]
fn commands_within_the_rest_of_a_modem_are_lost() {
    let mut bench = Bench::new(quirk(Quirk::LosesCommands));
    bench.ask(0, b"ATE0\r");
    bench.tell(0, b"AT\rAT\r");
    assert_eq!(bench.hear(0, 200), r"\r\nOK\r\n");
    assert!(bench.0.modem(0).lost() > 0);
    assert_eq!(bench.ask(0, b"AT\r"), r"\r\nOK\r\n");
}
