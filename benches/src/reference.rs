//! The reference codec of the tests of `fax-t4`, in this package's terms: T.4 and T.6 pel by pel.

use fax_t4::Coding;

use crate::naive::{Bits, Naive, Scheme, to_octets};
use crate::page::Page;

/// Codes a page: EOLs in MH and MR, end marker, most significant bit first.
#[must_use]
pub fn encode(coding: Coding, page: &Page) -> Vec<u8> {
    let rows: Vec<Bits> = page
        .rows()
        .map(|row| {
            let mut row = Bits::from_slice(row);
            row.truncate(page.width as usize);
            row
        })
        .collect();
    let scheme = match coding {
        Coding::Mh => Scheme::Mh,
        Coding::Mr { k } => Scheme::Mr(k.into()),
        Coding::Mmr => Scheme::Mmr,
    };
    to_octets(Naive::new().page(scheme, &rows))
}
