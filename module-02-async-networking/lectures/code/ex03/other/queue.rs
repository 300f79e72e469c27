//! A session's way out: behind it reads from the log, live it is given what is
//! published; and a lock that is let go of and taken again in one call, by type.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard};
use std::thread;

const LIMIT: usize = 8; // events that wait
const KEPT: u64 = 50; // events in the log

enum Item {
    Event { id: u64 },
    Gap { from: u64, to: u64 },
}

/// Where a session gets its events from: one of the two, never both.
enum Source {
    Log { next: u64 },
    Publishers,
}

struct Hub {
    last: u64, // id of the newest event; the log has the KEPT newest
    source: Source,
    waiting: VecDeque<Item>,
    events: usize,
    done: bool,
}

impl Hub {
    fn publish(&mut self) {
        self.last += 1;
        if let Source::Publishers = self.source {
            self.push(self.last);
        }
    }

    fn push(&mut self, id: u64) {
        if self.events == LIMIT {
            self.drop_oldest();
        }
        self.waiting.push_back(Item::Event { id });
        self.events += 1;
    }

    /// Puts a gap in the place of the oldest event, or makes the one before it longer.
    fn drop_oldest(&mut self) {
        let Some(at) = self.waiting.iter().position(|item| matches!(item, Item::Event { .. })) else { return };
        let Some(Item::Event { id }) = self.waiting.remove(at) else { return };
        self.events -= 1;
        match at.checked_sub(1).and_then(|before| self.waiting.get_mut(before)) {
            Some(Item::Gap { to, .. }) => *to = id,
            _ => self.waiting.insert(at, Item::Gap { from: id, to: id }),
        }
    }
}

/// Copies from the log as there is room, until the session is live. The guard goes in
/// and comes out: nobody can call this without the lock, or forget to hold it after.
fn catch_up<'a>(mut hub: MutexGuard<'a, Hub>, wake: &Condvar, room: &Condvar) -> MutexGuard<'a, Hub> {
    while let Source::Log { next } = hub.source {
        let first = hub.last.saturating_sub(KEPT) + 1;
        if next < first {
            hub.waiting.push_back(Item::Gap { from: next, to: first - 1 });
            hub.source = Source::Log { next: first };
        } else if next > hub.last {
            hub.source = Source::Publishers;
        } else if hub.events < LIMIT {
            hub.push(next);
            hub.source = Source::Log { next: next + 1 };
        } else {
            wake.notify_one();
            hub = wait(room, hub);
        }
    }
    wake.notify_one();
    hub
}

/// Waits for a signal. That another thread has panicked with the lock is no news here.
fn wait<'a>(signal: &Condvar, hub: MutexGuard<'a, Hub>) -> MutexGuard<'a, Hub> {
    signal.wait(hub).unwrap_or_else(|poisoned| poisoned.into_inner())
}

fn lock(hub: &Mutex<Hub>) -> MutexGuard<'_, Hub> {
    hub.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

fn main() {
    const EVENTS: u64 = 20_000;
    let hub = Mutex::new(Hub { last: 0, source: Source::Log { next: 1 }, waiting: VecDeque::new(), events: 0, done: false });
    let (wake, room) = (Condvar::new(), Condvar::new());
    for _ in 0..100 {
        lock(&hub).publish(); // half of them leave the log before the session comes
    }
    let (mut sent, mut gaps, mut seen, mut ordered) = (0, 0, 0, true);
    thread::scope(|scope| {
        scope.spawn(|| {
            for _ in 100..EVENTS {
                lock(&hub).publish();
                wake.notify_one();
            }
            lock(&hub).done = true;
            wake.notify_one();
        });
        scope.spawn(|| drop(catch_up(lock(&hub), &wake, &room)));
        loop {
            let mut guard = lock(&hub);
            let Some(item) = guard.waiting.pop_front() else {
                if guard.done && matches!(guard.source, Source::Publishers) {
                    break;
                }
                drop(wait(&wake, guard));
                continue;
            };
            let (from, to) = match item {
                Item::Event { id } => {
                    guard.events -= 1;
                    sent += 1;
                    (id, id)
                }
                Item::Gap { from, to } => {
                    gaps += 1;
                    (from, to)
                }
            };
            ordered &= from == seen + 1 && to >= from;
            seen = to;
            room.notify_one();
        }
    });
    println!("each id was sent or in a gap, in order: {}", ordered && seen == EVENTS);
    println!("some were sent: {}, some were missed: {}", sent > 0, gaps > 0);
}
