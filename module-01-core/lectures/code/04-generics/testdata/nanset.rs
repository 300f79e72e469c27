//! A float has no total equality, so it cannot be in a set.
use std::collections::HashSet;

fn main() {
    let mut readings = HashSet::new();
    readings.insert(21.5_f64);
}
