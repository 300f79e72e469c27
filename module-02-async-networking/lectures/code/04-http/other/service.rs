//! An HTTP service with threads and the standard library alone: a deadline for the
//! whole header, errors that become answers by `?`, and panics that stay in one request.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::panic::{self, AssertUnwindSafe};
use std::thread;
use std::time::{Duration, Instant};

const HEADER: Duration = Duration::from_secs(1);
const LIMIT: usize = 8 << 10; // bytes of a header

struct Problem(u16, &'static str);

impl From<std::num::ParseIntError> for Problem {
    fn from(_: std::num::ParseIntError) -> Problem {
        Problem(400, "that is no number")
    }
}

impl From<io::Error> for Problem {
    fn from(e: io::Error) -> Problem {
        match e.kind() {
            ErrorKind::WouldBlock | ErrorKind::TimedOut => Problem(408, "too slow"),
            _ => Problem(400, "the request ended too soon"),
        }
    }
}

/// Reads to the empty line. The deadline is for all of it, however it is cut.
fn header(stream: &mut TcpStream) -> Result<String, Problem> {
    let end = Instant::now() + HEADER;
    let mut head = Vec::new();
    let mut buffer = [0; 512];
    while !head.ends_with(b"\r\n\r\n") {
        let left = end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(Problem(408, "too slow"));
        }
        stream.set_read_timeout(Some(left))?;
        match stream.read(&mut buffer)? {
            0 => return Err(io::Error::from(ErrorKind::UnexpectedEof).into()),
            n => head.extend_from_slice(&buffer[..n]),
        }
        if head.len() > LIMIT {
            return Err(Problem(431, "too large"));
        }
    }
    String::from_utf8(head).map_err(|_| Problem(400, "not UTF-8"))
}

/// A handler returns what to say, or a problem: both are the type of the answer.
fn half(head: &str) -> Result<String, Problem> {
    let path = head.split(' ').nth(1).unwrap_or_default();
    match path.strip_prefix("/half/") {
        None => Err(Problem(404, "nothing is here")),
        Some("13") => panic!("unlucky"),
        Some(text) => Ok((text.parse::<u32>()? / 2).to_string()),
    }
}

fn serve(mut stream: TcpStream) -> io::Result<()> {
    let result = header(&mut stream).and_then(|head| {
        panic::catch_unwind(AssertUnwindSafe(|| half(&head)))
            .unwrap_or(Err(Problem(500, "the server has a fault")))
    });
    let (status, body) = match result {
        Ok(body) => (200, body),
        Err(Problem(status, title)) => (status, format!("{{\"status\":{status},\"title\":\"{title}\"}}")),
    };
    let length = body.len();
    write!(stream, "HTTP/1.1 {status} .\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}")
}

fn main() -> io::Result<()> {
    panic::set_hook(Box::new(|_| {})); // the answers tell
    let listener = TcpListener::bind("127.0.0.1:0")?;
    for (path, pause) in [("/half/84", 0), ("/half/x", 0), ("/", 0), ("/half/13", 0), ("/half/84", 100)] {
        let mut client = TcpStream::connect(listener.local_addr()?)?;
        let (stream, _) = listener.accept()?;
        let server = thread::spawn(move || serve(stream));
        for byte in format!("GET {path} HTTP/1.1\r\nHost: x\r\n\r\n").bytes() {
            thread::sleep(Duration::from_millis(pause));
            if client.write_all(&[byte]).is_err() {
                break; // it has given us up
            }
        }
        let mut answer = Vec::new();
        let end = client.read_to_end(&mut answer); // a reset may follow the answer
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let body = answer.rsplit("\r\n").next().unwrap_or_default();
        println!("{path} at {pause} ms a byte: {}", if end.is_err() && body.is_empty() { "reset" } else { body });
        server.join().expect("the thread panicked")?;
    }
    Ok(())
}
