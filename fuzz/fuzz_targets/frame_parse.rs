//! Any octets as a control frame, in words, and as the fields of DIS and DCS: no panic, and what was read can be written and
//! read again to the same value.
#![no_main]

use fax_core::Ident;
use fax_core::frame::{Dcs, Dis, Frame};

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    if let Ok(frame) = Frame::parse(input) {
        assert!(frame.fcf.code(false) == frame.code || frame.fcf.code(true) == frame.code);
        assert_eq!(frame.fif.len() + 3, input.len());
        assert!(frame.to_string().starts_with(&frame.fcf.to_string()));
        let ident = Ident::from_fif(frame.fif);
        assert_eq!(Ident::from_fif(&ident.to_fif()), ident);
    }
    if let Some(dis) = Dis::parse(input) {
        let abilities = dis.abilities();
        let (fif, length) = Dis::offering(&abilities).to_fif();
        assert_eq!(Dis::parse(&fif[..length]).map(|dis| dis.abilities()), Some(abilities));
    }
    if let Some(mode) = Dcs::parse(input).and_then(|dcs| dcs.mode()) {
        let (fif, length) = Dcs::commanding(&mode).to_fif();
        let read = Dcs::parse(&fif[..length]).and_then(|dcs| dcs.mode()).expect("what we write can be read");
        assert_eq!(read.modulation, mode.modulation);
        assert_eq!(read.format().resolution, mode.format().resolution);
    }
});
