// An error enum by hand, the conversions that `?` calls, and a panic that is caught.
use std::error::Error;
use std::fmt;
use std::num::ParseIntError;
use std::panic;
use std::sync::Mutex;

#[derive(Debug)]
enum OrderError {
    Cents { line: usize, source: ParseIntError },
    Missing(u32),
}

impl fmt::Display for OrderError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            OrderError::Cents { line, .. } => write!(f, "line {line}: cents"),
            OrderError::Missing(id) => write!(f, "order {id} is missing"),
        }
    }
}

impl Error for OrderError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            OrderError::Cents { source, .. } => Some(source),
            OrderError::Missing(_) => None,
        }
    }
}

fn cents(line: usize, text: &str) -> Result<u64, OrderError> {
    text.parse().map_err(|source| OrderError::Cents { line, source })
}

fn total(lines: &[&str]) -> Result<u64, OrderError> {
    if lines.is_empty() {
        return Err(OrderError::Missing(1));
    }
    lines.iter().enumerate().map(|(i, text)| cents(i + 1, text)).sum()
}

// The `?` boxes the error: From<E: Error> for Box<dyn Error> is in the library.
fn report(lines: &[&str]) -> Result<String, Box<dyn Error>> {
    let sum = total(lines)?;
    Ok(format!("{sum} cents"))
}

fn main() {
    for lines in [&["500", "300"][..], &["500", "4,50"], &[]] {
        match report(lines) {
            Ok(text) => println!("{text}"),
            Err(e) => println!(
                "{e}; source: {:?}; Cents: {}",
                e.source().map(|s| s.to_string()),
                matches!(e.downcast_ref(), Some(OrderError::Cents { .. })),
            ),
        }
    }

    panic::set_hook(Box::new(|_| {}));
    let visits = Mutex::new(Vec::<u32>::new());
    let caught = panic::catch_unwind(panic::AssertUnwindSafe(|| {
        let guard = visits.lock().unwrap();
        guard[0] + 1
    }));
    println!("caught: {}, poisoned: {}", caught.is_err(), visits.lock().is_err());
}
