//! An echo server: a future for each connection, on one thread, and the executor
//! that runs them, without a library. It says where it listens, and ends with its
//! standard input.

use std::cell::RefCell;
use std::collections::HashMap;
use std::future::Future;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd, RawFd};
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};

#[repr(C)]
#[cfg_attr(target_arch = "x86_64", repr(packed))]
#[derive(Clone, Copy)]
struct Event {
    events: u32,
    data: u64,
}

unsafe extern "C" {
    fn epoll_create1(flags: i32) -> i32;
    fn epoll_ctl(epoll: i32, op: i32, fd: i32, event: *mut Event) -> i32;
    fn epoll_wait(epoll: i32, events: *mut Event, max: i32, timeout: i32) -> i32;
}

const ADD: i32 = 1;
const IN: u32 = 1;
const EDGE: u32 = 1 << 31;

/// The reactor: who waits for which descriptor.
struct Reactor {
    epoll: OwnedFd,
    waiting: RefCell<HashMap<RawFd, Waker>>,
}

impl Reactor {
    fn new() -> io::Result<Reactor> {
        // SAFETY: no memory is passed, and a new descriptor has no other owner.
        let epoll = match unsafe { epoll_create1(0) } {
            -1 => return Err(io::Error::last_os_error()),
            fd => unsafe { OwnedFd::from_raw_fd(fd) },
        };
        Ok(Reactor { epoll, waiting: RefCell::default() })
    }

    fn add(&self, fd: RawFd) -> io::Result<()> {
        let mut event = Event { events: IN | EDGE, data: fd as u64 };
        // SAFETY: the kernel copies the event during the call.
        match unsafe { epoll_ctl(self.epoll.as_raw_fd(), ADD, fd, &mut event) } {
            -1 => Err(io::Error::last_os_error()),
            _ => Ok(()),
        }
    }

    /// Sleeps until something is ready, and wakes those who wait for it.
    fn sleep(&self) {
        let mut events = [Event { events: 0, data: 0 }; 128];
        // SAFETY: the array has room for as many events as the call is told.
        let n = unsafe { epoll_wait(self.epoll.as_raw_fd(), events.as_mut_ptr(), 128, -1) };
        for event in &events[..n.max(0) as usize] {
            if let Some(waker) = self.waiting.borrow_mut().remove(&(event.data as RawFd)) {
                waker.wake();
            }
        }
    }

    /// Tries until the call would not block; in between, others run.
    async fn ready<T>(&self, fd: RawFd, mut call: impl FnMut() -> io::Result<T>) -> io::Result<T> {
        std::future::poll_fn(|context| match call() {
            Err(e) if e.kind() == ErrorKind::WouldBlock => {
                self.waiting.borrow_mut().insert(fd, context.waker().clone());
                Poll::Pending
            }
            done => Poll::Ready(done),
        })
        .await
    }
}

async fn echo(reactor: &Reactor, stream: TcpStream) -> io::Result<()> {
    stream.set_nonblocking(true)?;
    stream.set_nodelay(true)?;
    let fd = stream.as_raw_fd();
    reactor.add(fd)?;
    loop {
        // The buffer lives during the call, not over the await.
        let data = reactor.ready(fd, || {
            let mut buffer = [0; 4096];
            (&stream).read(&mut buffer).map(|n| buffer[..n].to_vec())
        });
        let data = data.await?;
        if data.is_empty() {
            return Ok(());
        }
        (&stream).write_all(&data)?; // so little never has to wait
    }
}

/// A waker puts the number of its task into the queue of those to be polled.
struct Ready(usize, Arc<Mutex<Vec<usize>>>);

impl Wake for Ready {
    fn wake(self: Arc<Ready>) {
        self.1.lock().expect("a thread died with the queue").push(self.0);
    }
}

type Task<'a> = Pin<Box<dyn Future<Output = io::Result<()>> + 'a>>;

/// The executor: polls the tasks that were woken, and sleeps when there are none.
fn run(reactor: &Reactor, listener: &TcpListener) -> io::Result<()> {
    let queue: Arc<Mutex<Vec<usize>>> = Arc::default();
    let mut tasks: HashMap<usize, Task> = HashMap::new();
    let mut next = 0;
    loop {
        let woken = std::mem::take(&mut *queue.lock().expect("a thread died with the queue"));
        for &id in &woken {
            let waker = Waker::from(Arc::new(Ready(id, Arc::clone(&queue))));
            let Some(task) = tasks.get_mut(&id) else { continue };
            if task.as_mut().poll(&mut Context::from_waker(&waker)).is_ready() {
                tasks.remove(&id); // and its socket
            }
        }
        match listener.accept() {
            Ok((stream, _)) => {
                let task = echo(reactor, stream);
                if next == 0 {
                    println!("a connection's future has {} bytes", std::mem::size_of_val(&task));
                }
                tasks.insert(next, Box::pin(task));
                queue.lock().expect("a thread died with the queue").push(next);
                next += 1;
            }
            Err(e) if e.kind() != ErrorKind::WouldBlock => return Err(e),
            Err(_) if woken.is_empty() => reactor.sleep(),
            Err(_) => {}
        }
    }
}

fn main() -> io::Result<()> {
    let reactor = Reactor::new()?;
    let listener = TcpListener::bind("127.0.0.1:0")?;
    listener.set_nonblocking(true)?;
    reactor.add(listener.as_raw_fd())?;
    println!("listening on {}", listener.local_addr()?);
    std::thread::spawn(|| {
        let ended = io::copy(&mut io::stdin(), &mut io::sink());
        std::process::exit(ended.is_err() as i32)
    });
    run(&reactor, &listener)
}
