//! A match that forgets a variant.

enum Event {
    Sale(i64),
    Refund(i64),
    Note,
}

fn cents(event: &Event) -> i64 {
    match event {
        Event::Sale(cents) => *cents,
        Event::Note => 0,
    }
}

fn main() {
    println!("{}", cents(&Event::Sale(500)) + cents(&Event::Refund(200)) + cents(&Event::Note));
}
