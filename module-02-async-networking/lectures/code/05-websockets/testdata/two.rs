// Two threads send messages by one writer. It does not compile.
use std::io::{BufWriter, Result, Write};
use std::net::TcpStream;
use std::thread;

fn send(w: &mut impl Write, text: &str) -> Result<()> {
    w.write_all(&[0x81, text.len() as u8])?;
    w.write_all(text.as_bytes())?;
    w.flush()
}

fn both(w: &mut BufWriter<TcpStream>) {
    thread::scope(|s| {
        s.spawn(|| send(w, "from ann"));
        s.spawn(|| send(w, "from bob"));
    });
}

fn main() -> Result<()> {
    let mut w = BufWriter::new(TcpStream::connect("127.0.0.1:1")?);
    both(&mut w);
    Ok(())
}
