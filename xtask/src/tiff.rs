//! Our TIFF files in the hands of libtiff's tools, and theirs in ours.
//!
//! Every compression, order of bits, alignment and strip length that the writer knows is written once. `tiffinfo -s` has
//! to read the tags without a word of complaint, and `tiffcp -c none` the rows; what it makes of them is compared pel for
//! pel. Back again, `tiffcp` codes the page in every way it knows, and we read it.

use std::path::{Path, PathBuf};
use std::process::Command;

use fax_t4::tiff::{AtomicFile, Compression, Limits, PageOptions, Profile, Reader, Received, Writer};
use fax_t4::{BitOrder, Bitmap, Density};

use crate::{Fault, target};

const FINE: Density = Density { x: 204, y: 196 };

/// What `tiffcp` can make of a page.
const FOREIGN: [&[&str]; 9] = [
    &["-c", "g3:1d"],
    &["-c", "g3:2d"],
    &["-c", "g3:1d:fill"],
    &["-c", "g3:2d:fill"],
    &["-c", "g4"],
    &["-c", "g4", "-f", "lsb2msb"],
    &["-c", "g3:2d", "-f", "lsb2msb", "-B"],
    &["-c", "g4", "-r", "7", "-L"],
    &["-c", "g3:1d", "-r", "5", "-8"],
];

pub(crate) fn run() -> Result<(), Fault> {
    let folder = target().join("tiff");
    std::fs::create_dir_all(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    // An odd width, and one that fills its octets.
    let pages = [page(1728, 60), page(1001, 33)];
    let (mut files, mut by_tags_only) = (0, 0);
    for (name, options) in ours() {
        let path = folder.join(format!("{name}.tif"));
        write(&path, &pages, &options)?;
        if name.starts_with("rle-words") {
            // libtiff 4.5 writes these very octets, but cannot read them, nor its own files.
            tool("tiffinfo", &["-s"], &[&path])?;
            same(&path, &pages)?;
            by_tags_only += 1;
            continue;
        }
        judge(&path, &pages).map_err(|fault| format!("{name}: {fault}"))?;
        files += 1;
    }
    let plain = folder.join("plain.tif");
    write(&plain, &pages, &PageOptions::new(Compression::None, FINE).with_bit_order(BitOrder::MsbFirst))?;
    for arguments in FOREIGN {
        let path = folder.join("foreign.tif");
        tool("tiffcp", arguments, &[&plain, &path])?;
        same(&path, &pages).map_err(|fault| format!("tiffcp {}: {fault}", arguments.join(" ")))?;
        files += 1;
    }
    append(&folder, &pages)?;
    println!("{files} files read the same by libtiff and by us, {by_tags_only} by us only, pages appended");
    Ok(())
}

/// A page with runs of all lengths.
fn page(width: u16, height: u32) -> Bitmap {
    let mut bitmap = Bitmap::new(width);
    let mut state = 1_u32;
    for y in 0..height {
        let row: Vec<u8> = (0..bitmap.row_octets())
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                // Denser from row to row, and every third row like the one above.
                if state >> 24 < y * 4 { (state >> 16) as u8 } else { 0 }
            })
            .collect();
        bitmap.push_row(&row);
        if y % 3 == 0 {
            bitmap.push_row(&row);
        }
    }
    bitmap
}

/// Everything that the writer can be asked for.
fn ours() -> Vec<(String, PageOptions<'static>)> {
    let compressions = [
        ("none", Compression::None),
        ("rle", Compression::Rle),
        ("rle-words", Compression::RleWords),
        ("mh", Compression::Mh),
        ("mr", Compression::Mr { k: 4 }),
        ("mmr", Compression::Mmr),
    ];
    let mut all = Vec::new();
    for (name, compression) in compressions {
        for (order_name, order) in [("msb", BitOrder::MsbFirst), ("lsb", BitOrder::LsbFirst)] {
            for aligned in [false, true] {
                for rows in [u32::MAX, 7] {
                    let options = PageOptions::new(compression, FINE)
                        .with_bit_order(order)
                        .with_aligned_eols(aligned)
                        .with_rows_per_strip(rows)
                        .with_document_name("letter")
                        .with_description("from the test")
                        .with_software("fax")
                        .with_date_time("2026:11:21 00:00:00")
                        .with_received(Received { bad_rows: 3, longest_bad_run: 2 });
                    all.push((format!("{name}-{order_name}-{aligned}-{rows}"), options));
                }
            }
        }
    }
    all
}

fn write(path: &Path, pages: &[Bitmap], options: &PageOptions<'_>) -> Result<(), Fault> {
    let failed = |fault: &dyn core::fmt::Display| format!("{}: {fault}", path.display());
    let file = AtomicFile::create(path).map_err(|e| failed(&e))?;
    let mut writer = Writer::new(file).map_err(|e| failed(&e))?;
    for page in pages {
        writer.page(page, options).map_err(|e| failed(&e))?;
    }
    writer.finish().commit().map_err(|e| failed(&e))
}

/// What libtiff says of a file, and makes of its rows.
fn judge(path: &Path, pages: &[Bitmap]) -> Result<(), Fault> {
    let told = tool("tiffinfo", &["-s"], &[path])?;
    for wanted in ["Image Width: 1728", "Resolution: 204, 196 pixels/inch", "DateTime: 2026:11:21 00:00:00", "letter"] {
        if !told.contains(wanted) {
            return Err(format!("tiffinfo does not say {wanted:?}: {told}"));
        }
    }
    let decoded = path.with_extension("decoded.tif");
    tool("tiffcp", &["-c", "none"], &[path, &decoded])?;
    same(&decoded, pages)?;
    same(path, pages)
}

/// Whether we read these pages.
fn same(path: &Path, pages: &[Bitmap]) -> Result<(), Fault> {
    let file = std::fs::read(path).map_err(|e| format!("{}: {e}", path.display()))?;
    let reader = Reader::open(&file, Limits::default()).map_err(|e| e.to_string())?;
    let images = reader.decode_all().map_err(|e| e.to_string())?;
    if let Some(damage) = images.iter().find_map(|image| image.damage()) {
        return Err(format!("{}: {damage}", path.display()));
    }
    let equal = images.iter().map(|image| &image.bitmap).eq(pages);
    if equal { Ok(()) } else { Err(format!("{}: other pels than were written", path.display())) }
}

/// Pages appended to a file of ours and to one of `tiffcp`.
fn append(folder: &Path, pages: &[Bitmap; 2]) -> Result<(), Fault> {
    let [first, second] = pages;
    let options = PageOptions::new(Compression::Mh, FINE).with_profile(Profile::S);
    let (ours, theirs) = (folder.join("appended.tif"), folder.join("appended-foreign.tif"));
    write(&ours, core::slice::from_ref(first), &options)?;
    tool("tiffcp", &["-c", "g4", "-L"], &[&ours, &theirs])?;
    for path in [&ours, &theirs] {
        let (file, existing) = AtomicFile::append(path, Limits::default()).map_err(|e| e.to_string())?;
        let mut writer = Writer::resume(file, existing).map_err(|e| e.to_string())?;
        writer.page(second, &PageOptions::new(Compression::Mmr, FINE)).map_err(|e| e.to_string())?;
        writer.finish().commit().map_err(|e| e.to_string())?;
        let decoded = path.with_extension("decoded.tif");
        tool("tiffinfo", &["-s"], &[path])?;
        tool("tiffcp", &["-c", "none"], &[path, &decoded])?;
        same(&decoded, pages)?;
    }
    Ok(())
}

/// Runs a tool of libtiff. It must succeed, and have nothing to complain of.
fn tool(name: &str, arguments: &[&str], files: &[&Path]) -> Result<String, Fault> {
    let files: Vec<PathBuf> = files.iter().map(|file| file.to_path_buf()).collect();
    let output = Command::new(name).args(arguments).args(&files).output();
    let output = output.map_err(|e| format!("{name}: {e}: apt-get install libtiff-tools"))?;
    let complaints = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() || !complaints.is_empty() {
        return Err(format!("{name} {} {files:?}: {}: {complaints}", arguments.join(" "), output.status));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
