//! What a sync costs on this machine.

use core::error::Error;
use core::time::Duration;
use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::time::Instant;

/// The times of 500 syncs, each after a write of 4 kB.
pub(crate) fn syncs(folder: &Path) -> Result<Vec<Duration>, Box<dyn Error>> {
    let path = folder.join("sync");
    let file = File::create(&path)?;
    let mut times = Vec::new();
    for at in 0..500 {
        file.write_all_at(&[0x55; 4096], at * 4096)?;
        let began = Instant::now();
        file.sync_data()?;
        times.push(began.elapsed());
    }
    std::fs::remove_file(path)?;
    Ok(times)
}
