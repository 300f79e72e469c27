//! A value used after it was given away.

fn audit(cents: Vec<i64>) -> i64 {
    cents.iter().sum()
}

fn main() {
    let cents = vec![500, 300];
    let total = audit(cents);
    println!("{total} in {} accounts", cents.len());
}
