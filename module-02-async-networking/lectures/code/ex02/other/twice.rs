//! Does not compile: a handler that may be called twice gives its token away in the
//! first call.

fn write<T>(mut handler: impl FnMut() -> Result<T, ()>) -> Result<T, ()> {
    handler().or_else(|_| handler())
}

fn main() {
    let token = String::from("it_…");
    let answer = write(|| Ok(token));
    println!("{answer:?}");
}
