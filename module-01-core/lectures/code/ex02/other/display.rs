//! Does not compile: a Secret has no Display.

struct Secret(String);

fn main() {
    let secret = Secret("hunter2".into());
    println!("{secret}");
    println!("{}", secret.0);
}
