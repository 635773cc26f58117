//! What a sync costs on this machine.

use std::error::Error;
use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::time::Instant;

/// The median time of 100 syncs after a write of 4 kB each, in ms.
pub(crate) fn sync_cost(folder: &Path) -> Result<f64, Box<dyn Error>> {
    let path = folder.join("sync");
    let file = File::create(&path)?;
    let mut times = Vec::new();
    for at in 0..100 {
        file.write_all_at(&[0x55; 4096], at * 4096)?;
        let began = Instant::now();
        file.sync_data()?;
        times.push(began.elapsed());
    }
    std::fs::remove_file(path)?;
    Ok(super::percentile(&mut times, 50))
}
