//! What a board shall do.

/// An order, as somebody types it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order<'t> {
    /// `send NUMBER`, or `send NUMBER ecm`; with `flash` in the place of `send` the page from flash.
    Send {
        /// Whom to dial.
        number: &'t str,
        /// Whether the page from flash is sent.
        stored: bool,
        /// Whether error correction is offered.
        ecm: bool,
    },
    /// `queue NUMBER NUMBER`: a letter to each, with retries.
    Queue([&'t str; 2]),
    /// `measure FILE`: what coding the page in a PBM file costs.
    Measure(&'t str),
    /// `receive`: wait for a ring.
    Receive,
}

impl<'t> Order<'t> {
    /// Reads an order; `None` if it is none.
    #[must_use]
    pub fn parse(text: &'t str) -> Option<Self> {
        let mut words = text.split_ascii_whitespace();
        match (words.next()?, words.next(), words.next(), words.next()) {
            (what @ ("send" | "flash"), Some(number), ecm @ (None | Some("ecm")), None) => {
                Some(Self::Send { number, stored: what == "flash", ecm: ecm.is_some() })
            }
            ("queue", Some(one), Some(other), None) => Some(Self::Queue([one, other])),
            ("measure", Some(file), None, None) => Some(Self::Measure(file)),
            ("receive", None, None, None) => Some(Self::Receive),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_are_words() {
        assert_eq!(Order::parse("send 5551234"), Some(Order::Send { number: "5551234", stored: false, ecm: false }));
        assert_eq!(Order::parse(" send 1  ecm "), Some(Order::Send { number: "1", stored: false, ecm: true }));
        assert_eq!(Order::parse("flash 1"), Some(Order::Send { number: "1", stored: true, ecm: false }));
        assert_eq!(Order::parse("queue 1 2"), Some(Order::Queue(["1", "2"])));
        assert_eq!(Order::parse("measure a.pbm"), Some(Order::Measure("a.pbm")));
        assert_eq!(Order::parse("receive"), Some(Order::Receive));
        for text in ["", "send", "receive it", "send 1 fast", "send 1 ecm now", "queue 1", "queue 1 2 3", "Send 1"] {
            assert_eq!(Order::parse(text), None, "{text}");
        }
    }
}
