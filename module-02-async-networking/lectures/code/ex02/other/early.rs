//! Does not compile: an answer is sent that no commit stands behind.

mod store {
    pub struct Committed<T>(T);
    impl<T> Committed<T> {
        pub fn into_inner(self) -> T {
            self.0
        }
    }
    pub fn write<T>(handler: impl FnOnce() -> T) -> Committed<T> {
        Committed(handler())
    }
}

fn send(answer: store::Committed<&str>) {
    println!("{}", answer.into_inner());
}

fn main() {
    send(store::write(|| "201"));
    send(store::Committed("201"));
}
