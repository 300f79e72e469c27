//! A trait with static calls, with a fat pointer, closed, and as an enum.

use std::mem::size_of;

mod report {
    mod private {
        pub trait Sealed {}
    }

    /// Nobody outside can implement this: `Sealed` cannot be named there.
    pub trait Report: private::Sealed {
        fn title(&self) -> String {
            String::from("report")
        }
        /// A default method calls what the implementing type has.
        fn render(&self) -> String {
            format!("{}, 3 rows", self.title())
        }
    }

    pub struct Plain;
    pub struct Invoice;

    impl private::Sealed for Plain {}
    impl private::Sealed for Invoice {}
    impl Report for Plain {}
    impl Report for Invoice {
        fn title(&self) -> String {
            String::from("invoice")
        }
    }
}

use report::{Invoice, Plain, Report};

/// Compiled once for each type; calls are direct.
fn by_type<R: Report>(r: &R) -> String {
    r.render()
}

/// Compiled once; calls go through the table in the pointer.
fn by_table(r: &dyn Report) -> String {
    r.render()
}

enum Event {
    Sale(i64),
    Refund(i64),
    Note(String),
}

fn balance(events: &[Event]) -> i64 {
    events
        .iter()
        .map(|event| match event {
            Event::Sale(cents) => *cents,
            Event::Refund(cents) => -cents,
            Event::Note(text) => {
                println!("note: {text}");
                0
            }
        })
        .sum()
}

fn main() {
    println!("{} | {}", by_type(&Plain), by_table(&Invoice));
    println!("&Invoice {} bytes, &dyn Report {}", size_of::<&Invoice>(), size_of::<&dyn Report>());
    let events = [Event::Sale(500), Event::Refund(200), Event::Note(String::from("ann called"))];
    println!("balance {}", balance(&events));
}
