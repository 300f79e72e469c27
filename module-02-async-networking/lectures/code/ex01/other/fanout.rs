//! One log for a channel, and members that read it at their own pace, without
//! `unsafe`: a segment never changes once others can see it, and the chain of
//! segments is kept by those who have yet to read it.

use std::io::{self, ErrorKind, Write};
use std::sync::{Arc, OnceLock};
use std::thread;

/// What one batch of lines made of the log. Set once: the link to the next.
#[derive(Default)]
struct Segment {
    bytes: Box<[u8]>,
    next: OnceLock<Arc<Segment>>,
}

impl Drop for Segment {
    /// Frees a chain that nobody else holds link by link. The drop that the compiler
    /// writes calls itself for each link, until the stack is used up.
    fn drop(&mut self) {
        let mut next = self.next.take();
        while let Some(segment) = next {
            next = Arc::into_inner(segment).and_then(|mut last| last.next.take());
        }
    }
}

#[derive(Default)]
struct Log {
    tail: Arc<Segment>,
    end: u64,
}

impl Log {
    fn append(&mut self, batch: &[u8]) {
        let next = Arc::new(Segment { bytes: batch.into(), next: OnceLock::new() });
        self.end += batch.len() as u64;
        if self.tail.next.set(next.clone()).is_err() {
            unreachable!("only append sets it, and it has the log to itself");
        }
        self.tail = next;
    }

    fn subscribe<W: Write>(&self, to: W, limit: u64) -> Member<W> {
        Member { at: self.tail.clone(), offset: self.tail.bytes.len(), position: self.end, limit, to }
    }
}

struct Member<W> {
    at: Arc<Segment>,
    offset: usize,
    position: u64,
    limit: u64,
    to: W,
}

impl<W: Write> Member<W> {
    /// Writes what is there, as far as it is taken without waiting.
    fn pump(&mut self) -> io::Result<()> {
        loop {
            let rest = &self.at.bytes[self.offset..];
            if rest.is_empty() {
                let Some(next) = self.at.next.get().cloned() else { return Ok(()) };
                self.at = next;
                self.offset = 0;
                continue;
            }
            match self.to.write(rest) {
                Ok(n) => {
                    self.offset += n;
                    self.position += n as u64;
                }
                Err(e) if e.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(e) => return Err(e),
            }
        }
    }

    fn is_over(&self, log: &Log) -> bool {
        log.end - self.position > self.limit
    }
}

/// Takes so many bytes, then none.
struct Pipe(usize);

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = bytes.len().min(self.0);
        self.0 -= n;
        if n == 0 { Err(ErrorKind::WouldBlock.into()) } else { Ok(n) }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// One of two members takes a hundred bytes and no more.
fn stalled() -> io::Result<()> {
    let mut log = Log::default();
    let mut reads = log.subscribe(Vec::new(), 4096);
    let mut stalled = log.subscribe(Pipe(100), 4096);
    log.append(&[b'x'; 64]);
    log.append(&[b'x'; 64]);
    let torn = Arc::downgrade(&log.tail); // the stalled one gets a part of it
    while !stalled.is_over(&log) {
        log.append(&[b'x'; 64]);
        reads.pump()?;
        stalled.pump()?;
    }
    let kept = torn.upgrade().is_some();
    drop(stalled);
    println!("kept for the stalled one: {kept}, after its end: {}", torn.upgrade().is_some());
    println!("the other has everything: {}", reads.to.len() as u64 == log.end);
    Ok(())
}

/// Readers in threads of their own follow the chain while it grows, without a lock.
fn threads() {
    const BATCHES: usize = 10_000;
    let mut log = Log::default();
    let followers = [log.tail.clone(), log.tail.clone()];
    let whole = thread::scope(|scope| {
        let readers = followers.map(|mut at| {
            scope.spawn(move || {
                let mut read = 0;
                while read < BATCHES {
                    let next = at.next.get().cloned();
                    match next {
                        Some(next) if next.bytes[0] == read as u8 => (at, read) = (next, read + 1),
                        Some(_) => return false,
                        None => thread::yield_now(),
                    }
                }
                true
            })
        });
        for i in 0..BATCHES {
            log.append(&[i as u8]);
        }
        readers.map(|reader| reader.join().unwrap_or(false))
    });
    println!("two threads read every batch in order: {}", whole == [true, true]);
}

fn main() -> io::Result<()> {
    stalled()?;
    threads();
    let mut log = Log::default();
    let slow = log.subscribe(Pipe(0), u64::MAX);
    for _ in 0..1_000_000 {
        log.append(b"\n");
    }
    drop(slow);
    println!("a million links were freed");
    Ok(())
}
