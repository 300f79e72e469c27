//! The ticket of claim.go, with each of Rust's orderings.

use std::hint::spin_loop;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering, Ordering::*};
use std::thread;

const SALES: usize = 10_000;

#[repr(align(64))]
#[derive(Default)]
struct Hand(AtomicBool);

/// Counts the tickets that both buyers have got.
fn sold_twice(store: Ordering, load: Ordering) -> usize {
    let hands: Vec<[Hand; 2]> = (0..SALES).map(|_| Default::default()).collect();
    let came = AtomicUsize::new(0);
    let buy = |me: usize| -> Vec<bool> {
        let claim = |(i, sale): (usize, &[Hand; 2])| {
            came.fetch_add(1, SeqCst);
            for turns in 0.. {
                if came.load(SeqCst) >= 2 * (i + 1) {
                    break;
                }
                if turns < 2_000 { spin_loop() } else { thread::yield_now() }
            }
            sale[me].0.store(true, store);
            !sale[1 - me].0.load(load)
        };
        hands.iter().enumerate().map(claim).collect()
    };
    let (ann, bob) = thread::scope(|s| {
        let ann = s.spawn(|| buy(0));
        let bob = buy(1);
        (ann.join().expect("ann panicked"), bob)
    });
    ann.iter().zip(&bob).filter(|(a, b)| **a && **b).count()
}

fn main() {
    println!("Relaxed          {:6}", sold_twice(Relaxed, Relaxed));
    println!("Release, Acquire {:6}", sold_twice(Release, Acquire));
    println!("SeqCst           {:6}", sold_twice(SeqCst, SeqCst));
}
