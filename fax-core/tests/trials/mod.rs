//! Trials of two stations against each other on bad wires. `benches` has them too, to run them in great numbers.

pub mod losses;
pub mod noise;
pub mod scene;
