//! Trials of two stations against each other on bad wires. `benches` has them too, to run them in great numbers.

pub mod frames;
pub mod losses;
pub mod model;
pub mod noise;
pub mod scene;
pub mod silence;
