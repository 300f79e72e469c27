//! The struct of layout.go: the compiler may order the fields, unless it is told
//! to keep C's order, and a pointer that is never null leaves room for `None`.

use std::mem::size_of;

#[allow(dead_code)]
struct Loose {
    open: bool,
    balance: i64,
    frozen: bool,
    limit: i32,
    manual: bool,
}

#[allow(dead_code)]
#[repr(C)]
struct AsDeclared {
    open: bool,
    balance: i64,
    frozen: bool,
    limit: i32,
    manual: bool,
}

fn main() {
    println!("Loose {}, as declared {}", size_of::<Loose>(), size_of::<AsDeclared>());
    println!("&i64 {}, Option<&i64> {}", size_of::<&i64>(), size_of::<Option<&i64>>());
}
