//! Words for whoever watches: a channel beside the modem's.

/// Where words go: semihosting, a second UART, a display.
pub trait Console {
    /// Shows text as it is, without a line end of its own.
    fn say(&mut self, text: &str);
}

/// Figures for a [`Console`].
pub trait Report: Console + Sized {
    /// Says a line of a word and a number.
    fn report(&mut self, what: &str, value: u32) {
        self.say(what);
        self.say(" ");
        number(self, value);
        self.say("\n");
    }
}

impl<C: Console> Report for C {}

/// A number in decimal, without `core::fmt`, which would be the largest part of a small program.
fn number(console: &mut impl Console, value: u32) {
    if value >= 10 {
        number(console, value / 10);
    }
    const DIGITS: &str = "0123456789";
    let digit = (value % 10) as usize;
    console.say(DIGITS.get(digit..=digit).unwrap_or("?"));
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Paper(std::string::String);

    impl Console for Paper {
        fn say(&mut self, text: &str) {
            self.0 += text;
        }
    }

    #[test]
    fn numbers_are_decimal() {
        let mut paper = Paper(std::string::String::new());
        for value in [0, 7, 10, 4711, u32::MAX] {
            paper.report("is", value);
        }
        assert_eq!(paper.0, "is 0\nis 7\nis 10\nis 4711\nis 4294967295\n");
    }
}
