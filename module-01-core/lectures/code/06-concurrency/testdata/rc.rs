//! A count that is not atomic must stay on its thread.

use std::rc::Rc;
use std::thread;

fn main() {
    let routes = Rc::new(vec!["10.0.0.1"]);
    let mine = Rc::clone(&routes);
    thread::spawn(move || println!("{}", mine.len())).join().expect("it panicked");
    println!("{}", routes.len());
}
