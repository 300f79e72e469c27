//! Lines of at most so many bytes, with threads and BufRead alone.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

/// Reads a line, its end included, into `line`, and returns its length, or 0 at
/// the end of the input.
fn read_line(r: &mut impl BufRead, line: &mut Vec<u8>, limit: u64) -> io::Result<usize> {
    line.clear();
    let n = r.by_ref().take(limit).read_until(b'\n', line)?;
    match line.last() {
        None | Some(b'\n') => Ok(n),
        _ if n as u64 == limit => Err(io::Error::new(io::ErrorKind::InvalidData, "line too long")),
        _ => Err(io::ErrorKind::UnexpectedEof.into()),
    }
}

fn serve(stream: TcpStream) -> io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_millis(200)))?; // for each read
    let mut r = BufReader::new(&stream);
    let mut line = Vec::new();
    while read_line(&mut r, &mut line, 512)? > 0 {
        (&stream).write_all(&line)?;
    }
    Ok(())
}

fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let cases: [(&str, Vec<u8>, bool); 4] = [
        ("whole", b"hello\r\n".to_vec(), true),
        ("half", b"hello".to_vec(), true),
        ("endless", vec![b'x'; 513], true),
        ("silent", Vec::new(), false),
    ];
    for (name, bytes, ends) in cases {
        let mut client = TcpStream::connect(listener.local_addr()?)?;
        let (stream, _) = listener.accept()?;
        let server = thread::spawn(move || serve(stream));
        client.write_all(&bytes)?;
        if ends {
            client.shutdown(std::net::Shutdown::Write)?;
        }
        let result = server.join().expect("the server panicked");
        println!("{name}: {:?}", result.map_err(|e| e.kind()));
    }
    Ok(())
}
