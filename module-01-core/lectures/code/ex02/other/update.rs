//! A file that many change at once, and a secret that cannot be printed by
//! accident.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::{env, fmt, process, thread};

/// No Display: `format!("{secret}")` does not compile.
struct Secret(String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("********")
    }
}

/// What is derived for whatever holds a Secret asks the Secret.
#[derive(Debug)]
#[allow(dead_code)]
enum Value {
    Int(i64),
    Secret(Secret),
    List(Vec<Value>),
}

/// A temporary file, which is removed unless it has become the target.
struct Temp {
    path: PathBuf,
    kept: bool,
}

impl Drop for Temp {
    fn drop(&mut self) {
        if !self.kept {
            let _ = fs::remove_file(&self.path); // a destructor can't return an error
        }
    }
}

fn beside(target: &Path, suffix: &str) -> PathBuf {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    target.with_file_name(format!(".{name}.{suffix}"))
}

static NUMBER: AtomicU64 = AtomicU64::new(0);

/// Replaces the content of a file by what `edit` makes of it.
fn update(name: &Path, edit: impl FnOnce(Vec<u8>) -> Vec<u8>) -> io::Result<()> {
    let target = fs::canonicalize(name)?;
    let lock = OpenOptions::new().create(true).append(true).open(beside(&target, "lock"))?;
    lock.lock()?; // given back when it is dropped, or the process ends
    let data = edit(fs::read(&target)?);
    replace(&target, &data)
}

fn replace(target: &Path, data: &[u8]) -> io::Result<()> {
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let mut temp = Temp { path: beside(target, &format!("tmp-{}-{number}", process::id())), kept: false };
    let mut file = OpenOptions::new().write(true).create_new(true).open(&temp.path)?;
    file.write_all(data)?;
    file.set_permissions(fs::metadata(target)?.permissions())?;
    file.sync_all()?;
    drop(file); // closes it, and drops the error of that
    fs::rename(&temp.path, target)?;
    temp.kept = true;
    File::open(target.parent().unwrap_or(Path::new(".")))?.sync_all()
}

fn fifty_writers(file: &Path) -> io::Result<usize> {
    thread::scope(|scope| {
        let writers: Vec<_> = (0..50)
            .map(|i| {
                scope.spawn(move || {
                    update(file, |mut old| {
                        old.extend(format!("writer {i}\n").bytes());
                        old
                    })
                })
            })
            .collect();
        for writer in writers {
            writer.join().expect("no writer panics")?;
        }
        Ok(fs::read_to_string(file)?.lines().count())
    })
}

fn main() -> io::Result<()> {
    let dir = env::temp_dir().join(format!("update-{}", process::id()));
    fs::create_dir(&dir)?;
    let file = dir.join("a.toml");
    let lines = File::create(&file).and_then(|_| fifty_writers(&file));
    fs::remove_dir_all(&dir)?;
    println!("lines of fifty writers: {}", lines?);
    let secret = Secret("hunter2".into());
    assert_eq!(secret.0.len(), 7);
    println!("{:?}", [Value::Int(80), Value::List(vec![Value::Secret(secret)])]);
    Ok(())
}
