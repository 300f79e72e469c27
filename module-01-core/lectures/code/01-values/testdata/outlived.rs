//! A pointer to a local variable that outlives it: what Go moves to the heap.

fn returned() -> &'static i64 {
    let p = 1;
    &p
}

fn main() {
    println!("{}", returned());
}
