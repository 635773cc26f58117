//! The page ledger: what is known about each page of a job.

use core::fmt::{self, Write as _};

/// How far a page has come in the running attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageState {
    /// Nothing of it was sent.
    Untouched,
    /// Sending began; the far side cannot have taken it.
    Started,
    /// The post-page command is, or may be, on the line: the far side may keep the page.
    Offered,
    /// The far side took it (MCF or RTP) and the record of that is durable. The only state that never changes.
    Confirmed,
}

/// What is known about a page: its state, and whether an earlier attempt offered it without ever getting an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    state: PageState,
    in_doubt: bool,
}

impl Page {
    /// Nothing is.
    pub(crate) const UNTOUCHED: Self = Self { state: PageState::Untouched, in_doubt: false };

    const LETTERS: [(char, Self); 7] = [
        ('.', Self { state: PageState::Untouched, in_doubt: false }),
        ('s', Self { state: PageState::Started, in_doubt: false }),
        ('o', Self { state: PageState::Offered, in_doubt: false }),
        ('c', Self { state: PageState::Confirmed, in_doubt: false }),
        ('?', Self { state: PageState::Untouched, in_doubt: true }),
        ('S', Self { state: PageState::Started, in_doubt: true }),
        ('O', Self { state: PageState::Offered, in_doubt: true }),
    ];
}

/// What is known about each page of a job. `P` holds the pages: a `Vec`, or one of `heapless`. At rest it is a text with
/// one letter per page: `cco..`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger<P>(P);

/// A text that is not a ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LedgerError;

impl fmt::Display for LedgerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a page ledger is up to 65535 of the letters . s o c ? S O")
    }
}

impl core::error::Error for LedgerError {}

#[cfg(feature = "alloc")]
impl Ledger<alloc::vec::Vec<Page>> {
    /// A document of so many pages of which nothing was sent.
    #[must_use]
    pub fn new(pages: u16) -> Self {
        Self(alloc::vec![Page::UNTOUCHED; usize::from(pages)])
    }
}

impl<P: AsRef<[Page]>> Ledger<P> {
    /// These pages.
    pub(crate) const fn of(pages: P) -> Self {
        Self(pages)
    }

    fn all(&self) -> &[Page] {
        self.0.as_ref()
    }

    /// Number of pages.
    #[must_use]
    pub fn pages(&self) -> u16 {
        u16::try_from(self.all().len()).unwrap_or(u16::MAX)
    }

    /// What is known about a page, from 0.
    #[must_use]
    pub fn state(&self, page: u16) -> Option<PageState> {
        self.all().get(usize::from(page)).map(|page| page.state)
    }

    /// Whether a page may already have arrived in an earlier attempt, so that another copy should say so.
    #[must_use]
    pub fn is_repeat(&self, page: u16) -> bool {
        self.all().get(usize::from(page)).is_some_and(|page| page.in_doubt)
    }

    /// Pages confirmed.
    #[must_use]
    pub fn confirmed(&self) -> u16 {
        self.pages().saturating_sub(u16::try_from(self.missing().count()).unwrap_or(u16::MAX))
    }

    /// Whether every page is confirmed.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.missing().next().is_none()
    }

    /// The pages that are not confirmed, in order: what the next attempt sends.
    pub fn missing(&self) -> impl Iterator<Item = u16> + '_ {
        (0..u16::MAX).zip(self.all()).filter(|(_, page)| page.state != PageState::Confirmed).map(|(number, _)| number)
    }

    /// The page that was offered and not answered.
    #[must_use]
    pub fn offered(&self) -> Option<u16> {
        (0..u16::MAX).zip(self.all()).find(|(_, page)| page.state == PageState::Offered).map(|(number, _)| number)
    }

    /// Whether only this page is missing: if it arrived, so did the whole document.
    #[must_use]
    pub fn is_last_missing(&self, page: u16) -> bool {
        self.missing().eq([page])
    }

    /// Whether the whole document may have arrived although it is not confirmed.
    #[must_use]
    pub fn may_be_complete(&self) -> bool {
        let mut missing = self.all().iter().filter(|page| page.state != PageState::Confirmed).peekable();
        missing.peek().is_some() && missing.all(|page| page.in_doubt || page.state == PageState::Offered)
    }
}

impl<P: AsRef<[Page]> + AsMut<[Page]>> Ledger<P> {
    /// Moves a page on; `false` if there is no such page or it is confirmed, which nothing undoes.
    pub(crate) fn set(&mut self, page: u16, state: PageState) -> bool {
        match self.0.as_mut().get_mut(usize::from(page)) {
            Some(page) if page.state != PageState::Confirmed => {
                page.state = state;
                page.in_doubt &= state != PageState::Confirmed;
                true
            }
            Some(_) | None => false,
        }
    }

    /// Ends an attempt: what was offered without an answer stays in doubt, everything else begins anew.
    pub(crate) fn settle(&mut self) {
        for page in self.0.as_mut() {
            page.in_doubt |= page.state == PageState::Offered;
            if page.state != PageState::Confirmed {
                page.state = PageState::Untouched;
            }
        }
    }
}

impl<P: AsRef<[Page]>> fmt::Display for Ledger<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for page in self.all() {
            // There is a letter for each state a page can have.
            let letter = Page::LETTERS.iter().find(|(_, known)| known == page).map_or('c', |(letter, _)| *letter);
            f.write_char(letter)?;
        }
        Ok(())
    }
}

#[cfg(feature = "alloc")]
impl core::str::FromStr for Ledger<alloc::vec::Vec<Page>> {
    type Err = LedgerError;

    fn from_str(text: &str) -> Result<Self, LedgerError> {
        if text.len() > usize::from(u16::MAX) {
            return Err(LedgerError);
        }
        let page = |letter| Page::LETTERS.iter().find(|(known, _)| *known == letter).map(|(_, page)| *page);
        text.chars().map(page).collect::<Option<_>>().map(Self).ok_or(LedgerError)
    }
}

#[cfg(feature = "serde")]
impl<P: AsRef<[Page]>> serde::Serialize for Ledger<P> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for Ledger<alloc::vec::Vec<Page>> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <alloc::string::String as serde::Deserialize>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(all(test, feature = "alloc"))]
mod tests {
    use super::*;
    use alloc::string::ToString;
    use alloc::vec::Vec;

    fn ledger(text: &str) -> Ledger<Vec<Page>> {
        text.parse().expect("a ledger")
    }

    #[test]
    fn one_letter_per_page() {
        let text = "cso.?SO";
        assert_eq!(ledger(text).to_string(), text);
        assert_eq!("cx".parse::<Ledger<Vec<Page>>>(), Err(LedgerError));
        assert_eq!(Ledger::new(3).to_string(), "...");
    }

    #[test]
    fn confirmation_is_final() {
        let mut pages = ledger("c.");
        assert!(!pages.set(0, PageState::Started));
        assert!(!pages.set(2, PageState::Started), "there is no third page");
        pages.settle();
        assert_eq!(pages, ledger("c."));
    }

    #[test]
    fn an_unanswered_offer_stays_in_doubt_until_confirmed() {
        let mut pages = ledger("co.");
        assert_eq!(pages.offered(), Some(1));
        pages.settle();
        assert_eq!(pages, ledger("c?."));
        assert!(pages.is_repeat(1));
        assert!(!pages.may_be_complete());
        assert!(pages.set(1, PageState::Offered) && pages.set(1, PageState::Confirmed));
        assert_eq!(pages, ledger("cc."));
        assert!(pages.is_last_missing(2));
    }

    #[test]
    fn complete_or_perhaps_complete() {
        assert!(ledger("ccc").is_complete());
        assert!(!ledger("ccc").may_be_complete());
        assert!(ledger("cco").may_be_complete());
        assert!(ledger("cc?").may_be_complete());
        assert!(!ledger("c.?").may_be_complete());
        assert_eq!(ledger("c.?c").confirmed(), 2);
    }
}
