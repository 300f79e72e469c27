//! A writer that has not heard of gaps: this must not compile.

enum Item {
    Event { id: u64 },
    Reply(String),
    Gap { from: u64, to: u64 },
}

fn encode(item: &Item) -> String {
    match item {
        Item::Event { id } => format!("event {id}"),
        Item::Reply(text) => text.clone(),
    }
}

fn main() {
    println!("{}", encode(&Item::Gap { from: 1, to: 2 }));
}
