//! A sender hears that its receiver is gone; a future that is dropped is cancelled,
//! with what it has read so far.

use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;
use std::sync::mpsc::sync_channel;
use std::sync::Arc;
use std::task::{Context, Poll, Wake};
use std::thread;

/// A stream of bytes with pauses, which are `None`.
struct Stream(VecDeque<Option<u8>>);

struct NextByte<'a>(&'a mut Stream);

impl Future for NextByte<'_> {
    type Output = u8;

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<u8> {
        match self.0 .0.pop_front() {
            Some(Some(byte)) => Poll::Ready(byte),
            _ => Poll::Pending,
        }
    }
}

/// Keeps what it has read in a variable of its own.
async fn line(stream: &mut Stream) -> String {
    let mut line = String::new();
    read_into(stream, &mut line).await;
    line
}

/// Keeps what it has read with the caller.
async fn read_into(stream: &mut Stream, line: &mut String) {
    loop {
        match NextByte(stream).await {
            b'\n' => return,
            byte => line.push(byte as char),
        }
    }
}

struct Nobody;

impl Wake for Nobody {
    fn wake(self: Arc<Self>) {}
}

/// Polls a future once, and drops it: what a select does with a branch that lost.
fn once<T>(future: impl Future<Output = T>) -> Poll<T> {
    let waker = Arc::new(Nobody).into();
    Box::pin(future).as_mut().poll(&mut Context::from_waker(&waker))
}

fn stream() -> Stream {
    let bytes = b"bal".iter().map(|b| Some(*b));
    Stream(bytes.chain([None]).chain(b"ance\n".iter().map(|b| Some(*b))).collect())
}

fn main() {
    let (sender, receiver) = sync_channel(0);
    let worker = thread::spawn(move || sender.send("a value").map_err(|e| e.0));
    drop(receiver);
    println!("send: {:?}", worker.join().expect("it panicked"));

    let mut s = stream();
    println!("lost: {:?}, then {:?}", once(line(&mut s)), once(line(&mut s)));

    let (mut s, mut kept) = (stream(), String::new());
    let first = once(read_into(&mut s, &mut kept));
    println!("kept: {:?}, then {:?} with {:?}", first, once(read_into(&mut s, &mut kept)), kept);
}
