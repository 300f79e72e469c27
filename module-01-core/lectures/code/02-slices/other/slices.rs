// What Vec, &str and HashMap do where Go's slices, strings and maps surprise.
use std::collections::HashMap;

/// Borrows the role, so the result can only be a copy.
fn with(role: &[String], right: &str) -> Vec<String> {
    let mut longer = role.to_vec();
    longer.push(right.to_string());
    longer
}

/// Returns the capacities of a growing collection, without repetitions.
fn steps(capacities: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut steps: Vec<usize> = capacities.collect();
    steps.dedup();
    steps
}

fn main() {
    let mut base = Vec::with_capacity(4);
    base.extend(["a", "b", "c"].map(String::from));
    let (editor, guest) = (with(&base, "edit"), with(&base, "look"));
    println!("editor {}, guest {}", editor[3], guest[3]);

    let mut v = Vec::new();
    println!("Vec     {:?}", steps((0..2_000u64).map(|i| { v.push(i); v.capacity() })));
    let mut m = HashMap::new();
    println!("HashMap {:?}", steps((0..1_000u64).map(|i| { m.insert(i, i); m.capacity() })));
    m.retain(|k, _| *k == 0);
    let large = m.capacity() > 1_000;
    m.shrink_to_fit();
    println!("one key left: still large {large}, after shrink_to_fit {}", m.capacity());

    let s = "né";
    println!("{:?} {:?} {:?}", s.len(), s.get(..2), s.get(..3));
    println!("{:?}", String::from_utf8(vec![b'a', 0xff]).map_err(|e| e.utf8_error().valid_up_to()));
}
