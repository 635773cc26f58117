//! The bits of DIS, DTC and DCS by name (T.30 table 2).

/// Makes the enum and its words from one table: name, number, word, meaning.
macro_rules! bits {
    ($($name:ident $number:literal $word:literal $meaning:literal)*) => {
        /// A bit of DIS, DTC and DCS that stands for itself. In DIS and DTC it says what a station can do or has, in DCS that
        /// it is used. Groups of bits are in [`Group`](super::Group).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        #[repr(u8)]
        pub enum Bit {
            $(#[doc = concat!("Bit ", $number, ": ", $meaning, ".")] $name = $number,)*
        }

        impl Bit {
            /// All of them, in the order of their numbers.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// What it is in a word or two, as a report says it.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }
        }
    };
}

bits! {
    StoreAndForward 1 "T.37" "internet fax by store and forward (T.37)"
    RealTime 3 "T.38" "internet fax in real time (T.38)"
    Mobile 4 "3G" "third generation mobile network"
    V8 6 "V.8" "V.8 call set-up; in DIS only"
    ShortFrames 7 "prefers 64-octet frames" "frames of 64 octets are preferred with error correction; in DIS only"
    Document 9 "has a document to poll" "a document waits for those who poll; in DIS only"
    Receives 10 "receives" "takes pages; always set in DCS"
    Fine 15 "fine" "R8 x 7.7 lines/mm or 200 x 200 per inch"
    Mr 16 "MR" "two-dimensional coding (MR)"
    Uncompressed 26 "uncompressed mode" "uncompressed mode of MR and MMR"
    Ecm 27 "ECM" "error correction"
    Frames64 28 "64-octet frames" "frames of 64 octets with error correction; in DCS only"
    Mmr 31 "MMR" "T.6 coding (MMR), with error correction only"
    FieldNotValid 33 "FNV" "FNV is understood"
    MultipleSelective 34 "multiple selective polling" "several documents in one poll"
    PolledSubaddress 35 "PSA" "PSA is understood (DIS) or in this burst (DTC)"
    T43 36 "T.43" "lossless colour (T.43)"
    PlaneInterleave 37 "plane interleave" "plane interleave, with T.43"
    Voice 38 "G.726" "voice coding G.726"
    SuperFine 41 "superfine" "R8 x 15.4 lines/mm or 200 x 400 per inch"
    Inch300 42 "300 x 300" "300 x 300 per inch"
    R16 43 "R16 or 400 x 400" "R16 x 15.4 lines/mm or 400 x 400 per inch"
    Inch 44 "inches" "inches are preferred (DIS) or meant (DCS)"
    Metric 45 "millimetres" "millimetres are preferred; in DIS only"
    HalfRowTime 46 "half row time at superfine" "15.4 lines/mm take half the time of 7.7 for a row; in DIS only"
    SelectivePolling 47 "SEP" "SEP is understood (DIS) or in this burst (DTC)"
    Subaddress 49 "SUB" "SUB is understood (DIS) or in this burst (DCS)"
    Password 50 "SID and PWD" "SID and PWD are understood (DIS), PWD is in this burst (DTC), SID is in this burst (DCS)"
    DataFile 51 "has a data file to poll" "a data file waits for those who poll; in DIS only"
    BinaryFile 53 "BFT" "binary file transfer (T.434)"
    DocumentTransfer 54 "DTM" "document transfer mode"
    Edi 55 "EDI" "electronic data interchange"
    BasicTransfer 57 "BTM" "basic transfer mode"
    MixedDocument 59 "has a mixed mode document to poll" "a character or mixed mode document waits; in DIS only"
    CharacterMode 60 "character mode" "character mode"
    MixedMode 62 "mixed mode" "mixed mode (T.4 annex E)"
    Processable 65 "PM26" "processable mode 26 (T.505)"
    DigitalNetwork 66 "digital network" "digital network"
    Duplex 67 "duplex" "both directions at once"
    Jpeg 68 "JPEG" "colour or grey by JPEG (T.81)"
    FullColour 69 "full colour" "full colour, not only grey"
    Huffman 70 "default Huffman tables" "default Huffman tables of JPEG; in DCS only"
    TwelveBits 71 "12 bits" "12 bits for a colour component, not only 8"
    NoSubsampling 73 "no subsampling" "colours without subsampling"
    Illuminant 74 "custom illuminant" "custom illuminant"
    Gamut 75 "custom gamut" "custom gamut range"
    Letter 76 "letter" "North American letter, 215.9 x 279.4 mm"
    Legal 77 "legal" "North American legal, 215.9 x 355.6 mm"
    Jbig 78 "JBIG" "JBIG coding (T.85)"
    JbigStripes 79 "JBIG with any stripes" "JBIG with other heights of stripes (L0), together with bit 78"
    HkmKeys 81 "HKM keys" "key management HKM"
    RsaKeys 82 "RSA keys" "key management RSA"
    Override 83 "override mode" "override mode of secure fax"
    Hfx40 84 "HFX40" "cipher HFX40"
    Cipher2 85 "cipher 2" "alternative cipher 2"
    Cipher3 86 "cipher 3" "alternative cipher 3"
    Hfx40I 87 "HFX40-I" "hashing HFX40-I"
    Hashing2 89 "hashing 2" "alternative hashing 2"
    Hashing3 90 "hashing 3" "alternative hashing 3"
    PageStripes 95 "page-length stripes" "page-length stripes of T.44"
    Colour300 97 "colour at 300 or 400" "colour at 300 x 300 or 400 x 400 per inch"
    Colour100 98 "colour at 100" "colour at 100 x 100 per inch"
    SimpleBft 99 "simple BFT negotiation" "simple negotiation of binary file transfer in phase C"
    ExtendedBft 100 "extended BFT negotiation" "extended negotiation of binary file transfer"
    InternetPolling 101 "ISP" "ISP is understood (DIS) or in this burst (DTC)"
    InternetRouting 102 "IRA" "IRA is understood (DIS) or in this burst (DCS)"
    Inch600 105 "600 x 600" "600 x 600 per inch"
    Inch1200 106 "1200 x 1200" "1200 x 1200 per inch"
    Inch300x600 107 "300 x 600" "300 x 600 per inch"
    Inch400x800 108 "400 x 800" "400 x 800 per inch"
    Inch600x1200 109 "600 x 1200" "600 x 1200 per inch"
    Colour600 110 "colour at 600" "colour at 600 x 600 per inch"
    Colour1200 111 "colour at 1200" "colour at 1200 x 1200 per inch"
    DoubleSided 113 "double sided" "double sided, sides alternate"
    DoubleSidedContinuous 114 "double sided, continuous" "double sided, first all fronts"
    MixedRasterBlackWhite 115 "MRC black and white" "black and white profile of T.44"
    T45 116 "T.45" "run length colour (T.45)"
    ColourSpace 119 "YCC" "colour space YCC, with T.44"
    FlowControl 121 "T.38 flow control" "flow control of T.38"
    LargeK 122 "large K" "K above 4 for resolutions above 200 per inch"
    InternetAware 123 "internet-aware" "rates do not bind, with T.38 only"
    SyccJpeg 127 "sYCC-JPEG" "colour by sYCC-JPEG"
}

impl Bit {
    /// Its number in T.30, from 1.
    #[must_use]
    pub const fn number(self) -> usize {
        self as usize
    }

    /// The bit with a number of T.30; `None` for reserved and extend bits and those of a [`Group`](super::Group).
    #[must_use]
    pub fn numbered(number: usize) -> Option<Self> {
        Self::ALL.iter().copied().find(|bit| bit.number() == number)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Group;
    use super::*;

    #[test]
    fn every_number_has_one_meaning() {
        // T.30 table 2: what is neither a bit of its own, nor in a group, nor an extend bit, is reserved.
        let reserved = [2, 5, 8, 25, 29, 30, 39, 52, 58, 61, 63, 91, 103];
        for number in 1..=128 {
            let extends = number >= 24 && number % 8 == 0;
            let meanings =
                [extends, reserved.contains(&number), Group::of(number).is_some(), Bit::numbered(number).is_some()];
            assert_eq!(meanings.iter().filter(|&&m| m).count(), 1, "bit {number}: {meanings:?}");
        }
        assert!(Bit::ALL.is_sorted_by_key(|bit| bit.number()));
    }
}
