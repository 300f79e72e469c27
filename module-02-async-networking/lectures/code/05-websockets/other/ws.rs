//! A WebSocket server that echoes, with the standard library alone: SHA-1 and base64
//! are not in it. A thread for each connection. It says where it listens, and ends
//! with its standard input.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

const LIMIT: u64 = 1 << 17; // bytes of a message

enum Failure {
    Violation(u16, &'static str),
    Io(io::Error),
}

use Failure::Violation;

impl From<io::Error> for Failure {
    fn from(e: io::Error) -> Failure {
        Failure::Io(e)
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Op {
    Continuation = 0,
    Text = 1,
    Binary = 2,
    Close = 8,
    Ping = 9,
    Pong = 10,
}

impl Op {
    fn from(bits: u8) -> Result<Op, Failure> {
        let all = [Op::Continuation, Op::Text, Op::Binary, Op::Close, Op::Ping, Op::Pong];
        all.into_iter().find(|op| *op as u8 == bits).ok_or(Violation(1002, "opcode"))
    }

    fn is_control(self) -> bool {
        self as u8 >= 8
    }
}

struct Frame {
    fin: bool,
    op: Op,
    payload: Vec<u8>,
}

fn write_frame(w: &mut impl Write, op: Op, payload: &[u8]) -> io::Result<()> {
    let mut wire = vec![0x80 | op as u8];
    match payload.len() {
        n @ 0..=125 => wire.push(n as u8),
        n @ 126..=0xFFFF => {
            wire.push(126);
            wire.extend((n as u16).to_be_bytes());
        }
        n => {
            wire.push(127);
            wire.extend((n as u64).to_be_bytes());
        }
    }
    wire.extend(payload);
    w.write_all(&wire)
}

fn read_frame(r: &mut impl Read, room: u64) -> Result<Frame, Failure> {
    let mut head = [0; 2];
    r.read_exact(&mut head)?;
    let (fin, op, short) = (head[0] & 0x80 != 0, Op::from(head[0] & 0x0F)?, head[1] & 0x7F);
    if head[0] & 0x70 != 0 {
        return Err(Violation(1002, "reserved bits"));
    }
    if op.is_control() && (!fin || short > 125) {
        return Err(Violation(1002, "control frame"));
    }
    if head[1] & 0x80 == 0 {
        return Err(Violation(1002, "not masked"));
    }
    let (length, least) = match short {
        126 => (u16::from_be_bytes(read_array(r)?) as u64, 126),
        127 => (u64::from_be_bytes(read_array(r)?), 1 << 16),
        short => (short as u64, 0),
    };
    if length < least || length >> 63 != 0 {
        return Err(Violation(1002, "length"));
    }
    if !op.is_control() && length > room {
        return Err(Violation(1009, "too long"));
    }
    let key: [u8; 4] = read_array(r)?;
    let mut payload = Vec::new(); // grows as bytes come, whatever was claimed
    if r.take(length).read_to_end(&mut payload)? as u64 != length {
        return Err(Failure::Io(io::ErrorKind::UnexpectedEof.into()));
    }
    for (byte, k) in payload.iter_mut().zip(key.into_iter().cycle()) {
        *byte ^= k;
    }
    Ok(Frame { fin, op, payload })
}

fn read_array<const N: usize>(r: &mut impl Read) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    r.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// Returns how many bytes are whole characters, or an error if the rest can't become one.
fn utf8_prefix(bytes: &[u8]) -> Result<usize, Failure> {
    match std::str::from_utf8(bytes) {
        Ok(_) => Ok(bytes.len()),
        Err(e) if e.error_len().is_none() => Ok(e.valid_up_to()),
        Err(_) => Err(Violation(1007, "not UTF-8")),
    }
}

/// Returns the next message, or Close with what to answer.
fn read_message(r: &mut impl Read, w: &mut impl Write) -> Result<(Op, Vec<u8>), Failure> {
    let (mut op, mut message, mut checked) = (Op::Continuation, Vec::new(), 0);
    loop {
        let frame = read_frame(r, LIMIT - message.len() as u64)?;
        match frame.op {
            Op::Ping => write_frame(w, Op::Pong, &frame.payload)?,
            Op::Close => return Ok((Op::Close, close_answer(&frame.payload)?)),
            Op::Pong => {}
            _ => {
                if (frame.op == Op::Continuation) != (op != Op::Continuation) {
                    return Err(Violation(1002, "fragments"));
                }
                if op == Op::Continuation {
                    op = frame.op;
                }
                message.extend(frame.payload);
                if op == Op::Text {
                    checked += utf8_prefix(&message[checked..])?;
                    if frame.fin && checked < message.len() {
                        return Err(Violation(1007, "cut off"));
                    }
                }
                if frame.fin {
                    return Ok((op, message));
                }
            }
        }
    }
}

fn close_answer(payload: &[u8]) -> Result<Vec<u8>, Failure> {
    let code = match payload {
        [] => return Ok(vec![]),
        [_] => 0,
        [a, b, ..] => u16::from_be_bytes([*a, *b]),
    };
    match code {
        1004..=1006 => Err(Violation(1002, "close code")),
        1000..=1014 | 3000..=4999 => Ok(code.to_be_bytes().to_vec()),
        _ => Err(Violation(1002, "close code")),
    }
}

fn serve(stream: TcpStream) -> Result<(), Failure> {
    stream.set_nodelay(true)?;
    let (mut w, mut r) = (&stream, BufReader::new(&stream));
    let mut key = String::new();
    loop {
        let mut line = String::new();
        (&mut r).take(8 << 10).read_line(&mut line)?;
        if line.trim().is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':') {
            if name.eq_ignore_ascii_case("sec-websocket-key") {
                key = value.trim().to_string();
            }
        }
    }
    let proof = base64(&sha1((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").as_bytes()));
    let head = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade";
    w.write_all(format!("{head}\r\nSec-WebSocket-Accept: {proof}\r\n\r\n").as_bytes())?;
    loop {
        let (op, payload) = match read_message(&mut r, &mut w) {
            Err(Violation(code, what)) => {
                (Op::Close, [&code.to_be_bytes(), what.as_bytes()].concat())
            }
            other => other?,
        };
        write_frame(&mut w, op, &payload)?;
        if op == Op::Close {
            return Ok(());
        }
    }
}

fn sha1(message: &[u8]) -> [u8; 20] {
    let mut h = [0x67452301u32, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0];
    let mut padded = message.to_vec();
    padded.push(0x80);
    padded.resize((message.len() + 9).div_ceil(64) * 64 - 8, 0);
    padded.extend((message.len() as u64 * 8).to_be_bytes());
    for block in padded.chunks(64) {
        let mut w = [0u32; 80];
        for (i, word) in block.chunks(4).enumerate() {
            w[i] = u32::from_be_bytes([word[0], word[1], word[2], word[3]]);
        }
        for i in 16..80 {
            w[i] = (w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16]).rotate_left(1);
        }
        let [mut a, mut b, mut c, mut d, mut e] = h;
        for (i, word) in w.iter().enumerate() {
            let (f, k) = match i / 20 {
                0 => ((b & c) | (!b & d), 0x5A827999),
                1 => (b ^ c ^ d, 0x6ED9EBA1),
                2 => ((b & c) | (b & d) | (c & d), 0x8F1BBCDC),
                _ => (b ^ c ^ d, 0xCA62C1D6),
            };
            let next = a.rotate_left(5).wrapping_add(f).wrapping_add(e).wrapping_add(k).wrapping_add(*word);
            (a, b, c, d, e) = (next, a, b.rotate_left(30), c, d);
        }
        for (sum, value) in h.iter_mut().zip([a, b, c, d, e]) {
            *sum = sum.wrapping_add(value);
        }
    }
    let mut digest = [0; 20];
    for (bytes, word) in digest.chunks_mut(4).zip(h) {
        bytes.copy_from_slice(&word.to_be_bytes());
    }
    digest
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let n = chunk.iter().fold(0u32, |n, b| n << 8 | *b as u32) << (8 * (3 - chunk.len()));
        for i in 0..4 {
            let digit = DIGITS[(n >> (18 - 6 * i)) as usize & 63] as char;
            out.push(if i <= chunk.len() { digit } else { '=' });
        }
    }
    out
}

fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    println!("listening on {}", listener.local_addr()?);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            thread::spawn(move || {
                match serve(stream) {
                    Err(Failure::Io(e)) if e.kind() != io::ErrorKind::UnexpectedEof => eprintln!("{e}"),
                    _ => {} // it has ended
                }
            });
        }
    });
    io::copy(&mut io::stdin(), &mut io::sink())?;
    Ok(())
}
