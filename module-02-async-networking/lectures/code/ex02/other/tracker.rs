//! One thread writes: it takes all that waits into one transaction, each in a
//! savepoint, and answers after the commit. Only it can make an answer that may be
//! sent.

use std::collections::{BTreeMap, HashSet};
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::sync::mpsc::{channel, sync_channel, Receiver, Sender, SyncSender, TrySendError};
use std::sync::Mutex;
use std::thread;

type Data = BTreeMap<u32, String>;

/// What a handler gets: all it can reach of the database.
struct Tx<'a>(&'a mut Data);

#[derive(Debug)]
enum Problem {
    Taken,
    Fault,
    QueueFull,
}

mod store {
    /// An answer whose change is committed. Its field is private: nobody outside of
    /// this module can make one.
    pub struct Committed<T>(T);

    impl<T> Committed<T> {
        pub(super) fn after_commit(value: T) -> Self {
            Committed(value)
        }
        pub fn into_inner(self) -> T {
            self.0
        }
    }
}
use store::Committed;

/// A handler may be called twice, so it is FnMut: one that gives something away in
/// its first call is FnOnce, and doesn't compile here.
type Handler = Box<dyn FnMut(&mut Tx) -> Result<String, Problem> + Send>;
type Outcome = Result<Committed<String>, Problem>;

struct Job {
    handler: Handler,
    result: Sender<Outcome>,
}

struct Store {
    queue: SyncSender<Job>,
}

impl Store {
    fn write(&self, handler: Handler) -> Receiver<Outcome> {
        let (result, outcome) = channel();
        if let Err(TrySendError::Full(job)) = self.queue.try_send(Job { handler, result }) {
            let _ = job.result.send(Err(Problem::QueueFull));
        }
        outcome
    }
}

/// Commits batches until nobody can send any more. Returns how many.
fn run(queue: Receiver<Job>, data: &mut Data) -> usize {
    let mut commits = 0;
    while let Ok(first) = queue.recv() {
        let mut transaction = data.clone();
        let mut answers = Vec::new();
        for mut job in std::iter::once(first).chain(queue.try_iter()) {
            let mut savepoint = transaction.clone();
            let tried = catch_unwind(AssertUnwindSafe(|| (job.handler)(&mut Tx(&mut savepoint))));
            let result = tried.unwrap_or(Err(Problem::Fault));
            if result.is_ok() {
                transaction = savepoint;
            }
            answers.push((job.result, result));
        }
        *data = transaction; // the commit
        commits += 1;
        for (to, result) in answers {
            let _ = to.send(result.map(Committed::after_commit)); // who has left needs none
        }
    }
    commits
}

fn send(answer: Committed<String>) -> String {
    answer.into_inner()
}

/// The keys whose requests run now.
#[derive(Default)]
struct Claims(Mutex<HashSet<String>>);

struct Claim<'a> {
    claims: &'a Claims,
    key: String,
}

impl Claims {
    fn take(&self, key: &str) -> Option<Claim<'_>> {
        let new = self.0.lock().unwrap_or_else(|e| e.into_inner()).insert(key.into());
        new.then(|| Claim { claims: self, key: key.into() })
    }
}

impl Drop for Claim<'_> {
    fn drop(&mut self) {
        self.claims.0.lock().unwrap_or_else(|e| e.into_inner()).remove(&self.key);
    }
}

fn main() {
    std::panic::set_hook(Box::new(|_| {})); // the log of panics, here of no interest
    let (queue, jobs) = sync_channel(12);
    let store = Store { queue };
    let outcomes: Vec<_> = (0..13u32)
        .map(|n| {
            store.write(Box::new(move |tx| match n % 4 {
                1 => Err(Problem::Taken),
                2 => {
                    tx.0.insert(n, "half done".into());
                    panic!("unlucky")
                }
                _ => Ok(tx.0.insert(n, "done".into()).unwrap_or(format!("{n} is new"))),
            }))
        })
        .collect();
    drop(store);
    let mut data = Data::new();
    let commits = run(jobs, &mut data);
    let mut said: BTreeMap<String, usize> = BTreeMap::new();
    for outcome in outcomes {
        let name = match outcome.recv() {
            Ok(Ok(answer)) => send(answer).split(' ').skip(1).collect::<Vec<_>>().join(" "),
            Ok(Err(problem)) => format!("{problem:?}"),
            Err(_) => "no answer".into(),
        };
        *said.entry(name).or_default() += 1;
    }
    println!("{said:?}");
    println!("{commits} commit, {} in the data, half done: {}", data.len(), data.values().any(|v| v == "half done"));

    let claims = Claims::default();
    let first = claims.take("k");
    println!("free: {}, in use: {}", first.is_some(), claims.take("k").is_none());
    let ended = thread::scope(|s| {
        let held = first;
        s.spawn(move || {
            let _held = held;
            panic!("in the middle")
        })
        .join()
        .is_err()
    });
    println!("a panic ended it: {ended}, free again: {}", claims.take("k").is_some());
}
