//! A foreign trait for a foreign type.

impl std::fmt::Display for Vec<u8> {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(f, "{} bytes", self.len())
    }
}

fn main() {
    println!("{}", vec![1u8]);
}
