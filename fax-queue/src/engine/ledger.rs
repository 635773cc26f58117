//! The page ledger: what is known about each page of a job.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

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

/// A page: its state, and whether an earlier attempt offered it without ever getting an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Page {
    state: PageState,
    in_doubt: bool,
}

impl Page {
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

/// What is known about each page of a job. At rest it is a text with one letter per page: `cco..`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "String", into = "String"))]
pub struct Ledger(Vec<Page>);

/// A text that is not a ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LedgerError;

impl fmt::Display for LedgerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a page ledger is up to 65535 of the letters . s o c ? S O")
    }
}

impl core::error::Error for LedgerError {}

impl Ledger {
    /// A document of so many pages of which nothing was sent.
    #[must_use]
    pub fn new(pages: u16) -> Self {
        Self(alloc::vec![Page { state: PageState::Untouched, in_doubt: false }; usize::from(pages)])
    }

    /// Number of pages.
    #[must_use]
    pub fn pages(&self) -> u16 {
        u16::try_from(self.0.len()).unwrap_or(u16::MAX)
    }

    /// What is known about a page, from 0.
    #[must_use]
    pub fn state(&self, page: u16) -> Option<PageState> {
        self.0.get(usize::from(page)).map(|page| page.state)
    }

    /// Whether a page may already have arrived in an earlier attempt, so that another copy should say so.
    #[must_use]
    pub fn is_repeat(&self, page: u16) -> bool {
        self.0.get(usize::from(page)).is_some_and(|page| page.in_doubt)
    }

    /// Pages confirmed.
    #[must_use]
    pub fn confirmed(&self) -> u16 {
        self.pages() - u16::try_from(self.missing().count()).unwrap_or(u16::MAX).min(self.pages())
    }

    /// Whether every page is confirmed.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.missing().next().is_none()
    }

    /// The pages that are not confirmed, in order: what the next attempt sends.
    pub fn missing(&self) -> impl Iterator<Item = u16> + '_ {
        (0..).zip(&self.0).filter(|(_, page)| page.state != PageState::Confirmed).map(|(number, _)| number)
    }

    /// The page that was offered and not answered.
    #[must_use]
    pub fn offered(&self) -> Option<u16> {
        (0..).zip(&self.0).find(|(_, page)| page.state == PageState::Offered).map(|(number, _)| number)
    }

    /// Whether only this page is missing: if it arrived, so did the whole document.
    #[must_use]
    pub fn is_last_missing(&self, page: u16) -> bool {
        self.missing().eq([page])
    }

    /// Whether the whole document may have arrived although it is not confirmed.
    #[must_use]
    pub fn may_be_complete(&self) -> bool {
        let mut missing = self.0.iter().filter(|page| page.state != PageState::Confirmed).peekable();
        missing.peek().is_some() && missing.all(|page| page.in_doubt || page.state == PageState::Offered)
    }

    /// Moves a page on; `false` if there is no such page or it is confirmed, which nothing undoes.
    pub(crate) fn set(&mut self, page: u16, state: PageState) -> bool {
        match self.0.get_mut(usize::from(page)) {
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
        for page in &mut self.0 {
            page.in_doubt |= page.state == PageState::Offered;
            if page.state != PageState::Confirmed {
                page.state = PageState::Untouched;
            }
        }
    }
}

impl From<Ledger> for String {
    fn from(ledger: Ledger) -> Self {
        let letter = |page| Page::LETTERS.iter().find(|(_, known)| known == page).map_or('c', |(letter, _)| *letter);
        ledger.0.iter().map(letter).collect()
    }
}

impl TryFrom<String> for Ledger {
    type Error = LedgerError;

    fn try_from(text: String) -> Result<Self, LedgerError> {
        if text.len() > usize::from(u16::MAX) {
            return Err(LedgerError);
        }
        let page = |letter| Page::LETTERS.iter().find(|(known, _)| *known == letter).map(|(_, page)| *page);
        text.chars().map(page).collect::<Option<_>>().map(Self).ok_or(LedgerError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ledger(text: &str) -> Ledger {
        Ledger::try_from(String::from(text)).expect("a ledger")
    }

    #[test]
    fn one_letter_per_page() {
        let text = "cso.?SO";
        assert_eq!(String::from(ledger(text)), text);
        assert_eq!(Ledger::try_from(String::from("cx")), Err(LedgerError));
        assert_eq!(String::from(Ledger::new(3)), "...");
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
