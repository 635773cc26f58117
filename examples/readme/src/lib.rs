//! The README of the project, so that its code is compiled and run.
#![doc = include_str!("../../../README.md")]
