//! Appending to a segment that others may be reading: this must not compile.

use std::sync::Arc;

fn main() {
    let segment = Arc::new(Vec::from(*b"one\n"));
    let reader = segment.clone();
    segment.extend_from_slice(b"two\n");
    println!("{}", reader.len());
}
