// What a failure costs on its way up through calls, in ratios to a way without.
use std::error::Error;
use std::hint::black_box;
use std::panic;
use std::time::Instant;

#[derive(Debug)]
struct Bottom;

#[inline(never)]
fn plain(depth: u32) -> u64 {
    if depth == 0 {
        return 1;
    }
    black_box(plain(depth - 1)) + 1
}

#[inline(never)]
fn value(depth: u32, fail: bool) -> Result<u64, Bottom> {
    if depth == 0 {
        return if fail { Err(Bottom) } else { Ok(1) };
    }
    Ok(black_box(value(depth - 1, fail)?) + 1)
}

#[inline(never)]
fn wrapping(depth: u32) -> Result<u64, Box<dyn Error>> {
    if depth == 0 {
        return Err("bottom".into());
    }
    match wrapping(depth - 1) {
        Ok(n) => Ok(black_box(n) + 1),
        Err(e) => Err(format!("level: {e}").into()),
    }
}

#[inline(never)]
fn panicking(depth: u32, fail: bool) -> u64 {
    if depth == 0 {
        if fail {
            panic!("bottom");
        }
        return 1;
    }
    black_box(panicking(depth - 1, fail)) + 1
}

type Way = (&'static str, fn(u32) -> u64);

const WAYS: [Way; 6] = [
    ("cannot fail", plain),
    ("works: Result is Ok", |d| value(d, false).unwrap_or(0)),
    ("works: catch_unwind above it", |d| panic::catch_unwind(|| panicking(d, false)).unwrap_or(0)),
    ("fails: Err returned", |d| value(d, true).unwrap_or(0)),
    ("fails: boxed in each call", |d| wrapping(d).unwrap_or(0)),
    ("fails: panic, catch_unwind", |d| panic::catch_unwind(|| panicking(d, true)).unwrap_or(0)),
];

fn compare(depth: u32) -> Vec<f64> {
    let mut times = vec![Vec::new(); WAYS.len()];
    for _ in 0..9 {
        for (i, (_, call)) in WAYS.iter().enumerate() {
            let start = Instant::now();
            for _ in 0..500 {
                black_box(call(black_box(depth)));
            }
            times[i].push(start.elapsed().as_secs_f64());
        }
    }
    for t in &mut times {
        t.sort_by(f64::total_cmp);
    }
    times.iter().map(|t| t[4] / times[0][4]).collect()
}

fn main() {
    panic::set_hook(Box::new(|_| {}));
    let (one, twenty) = (compare(1), compare(20));
    println!("{:<32} {:>8} {:>9}", "", "1 call", "20 calls");
    for (i, (name, _)) in WAYS.iter().enumerate() {
        println!("{:<32} {:>8.1} {:>9.1}", name, one[i], twenty[i]);
    }
}
