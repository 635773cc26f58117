//! PNG files without compression, put together from the rules of the format alone.

/// A picture and how it is written.
#[derive(Clone)]
pub(crate) struct File {
    color: u8,
    depth: u8,
    interlaced: bool,
    size: (u32, u32),
    /// Rows of pels of samples.
    pels: Vec<Vec<Vec<u16>>>,
    chunks: Vec<([u8; 4], Vec<u8>)>,
}

impl File {
    /// A picture of this colour type with so many bits a sample.
    pub(crate) fn new(color: u8, depth: u8, pels: Vec<Vec<Vec<u16>>>) -> Self {
        let size = (pels[0].len() as u32, pels.len() as u32);
        Self { color, depth, interlaced: false, size, pels, chunks: Vec::new() }
    }

    /// Grey with 8 bits.
    pub(crate) fn grey(rows: &[&[u16]]) -> Self {
        Self::new(0, 8, rows.iter().map(|row| row.iter().map(|&grey| vec![grey]).collect()).collect())
    }

    /// By Adam7.
    pub(crate) fn interlaced(mut self, interlaced: bool) -> Self {
        self.interlaced = interlaced;
        self
    }

    /// A chunk before the pels.
    pub(crate) fn with(mut self, name: &[u8; 4], content: &[u8]) -> Self {
        self.chunks.push((*name, content.to_vec()));
        self
    }

    /// The header says another size than the picture has.
    pub(crate) fn claiming(mut self, width: u32, height: u32) -> Self {
        self.size = (width, height);
        self
    }

    pub(crate) fn octets(&self) -> Vec<u8> {
        let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
        let (width, height) = self.size;
        let kind = [self.depth, self.color, 0, 0, self.interlaced.into()];
        chunk(&mut file, b"IHDR", &[&width.to_be_bytes()[..], &height.to_be_bytes(), &kind].concat());
        for (name, content) in &self.chunks {
            chunk(&mut file, name, content);
        }
        chunk(&mut file, b"IDAT", &zlib(&self.lines()));
        chunk(&mut file, b"IEND", &[]);
        file
    }

    /// The rows with their filter octets, pass after pass.
    fn lines(&self) -> Vec<u8> {
        // First column and row, and the steps to the next ones.
        let adam7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];
        let passes = if self.interlaced { &adam7[..] } else { &[(0, 0, 1, 1)] };
        let mut lines = Vec::new();
        for &(x, y, dx, dy) in passes {
            for row in self.pels.iter().skip(y).step_by(dy) {
                let samples: Vec<u16> = row.iter().skip(x).step_by(dx).flatten().copied().collect();
                if !samples.is_empty() {
                    lines.push(0);
                    lines.extend(self.packed(&samples));
                }
            }
        }
        lines
    }

    fn packed(&self, samples: &[u16]) -> Vec<u8> {
        let depth = usize::from(self.depth);
        let bits = samples.iter().flat_map(|sample| (0..depth).rev().map(move |bit| sample >> bit & 1 == 1));
        let mut octets = vec![0; (samples.len() * depth).div_ceil(8)];
        for (at, _) in bits.enumerate().filter(|&(_, bit)| bit) {
            octets[at / 8] |= 0x80 >> (at % 8);
        }
        octets
    }
}

fn chunk(file: &mut Vec<u8>, name: &[u8; 4], content: &[u8]) {
    file.extend((content.len() as u32).to_be_bytes());
    let checked = [name, content].concat();
    file.extend(&checked);
    file.extend(crc(&checked).to_be_bytes());
}

/// The polynomial of Ethernet, bit by bit.
fn crc(octets: &[u8]) -> u32 {
    !octets.iter().fold(!0, |crc, &octet| {
        (0..8).fold(crc ^ u32::from(octet), |crc, _| crc >> 1 ^ if crc & 1 == 1 { 0xEDB8_8320 } else { 0 })
    })
}

/// Stored blocks (RFC 1951) with a header and Adler's sum (RFC 1950).
fn zlib(octets: &[u8]) -> Vec<u8> {
    let mut stream = vec![0x78, 0x01];
    let blocks = octets.chunks(0xFFFF);
    let last = blocks.len();
    for (number, block) in (1..).zip(blocks) {
        let length = block.len() as u16;
        stream.push(u8::from(number == last));
        stream.extend(length.to_le_bytes());
        stream.extend((!length).to_le_bytes());
        stream.extend(block);
    }
    let (a, b) = octets.iter().fold((1, 0), |(a, b), &octet| {
        let a = (a + u32::from(octet)) % 65_521;
        (a, (b + a) % 65_521)
    });
    stream.extend((b << 16 | a).to_be_bytes());
    stream
}
