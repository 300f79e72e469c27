//! One copy of the code for each type, or one for all: the caller chooses.

use std::fmt::Display;
use std::marker::PhantomData;
use std::mem::size_of;

trait Shape {
    /// What an area is counted in. Whoever implements the trait chooses it.
    type Unit: Display;
    fn area(&self) -> Self::Unit;
}

struct Square(i64);
struct Circle(f64);

impl Shape for Square {
    type Unit = i64;
    fn area(&self) -> i64 {
        self.0 * self.0
    }
}

impl Shape for Circle {
    type Unit = f64;
    fn area(&self) -> f64 {
        self.0 * self.0 * 3.0
    }
}

/// Compiled for each type, with direct calls.
fn describe<S: Shape>(shape: &S) -> String {
    format!("area {}", shape.area())
}

/// Compiled once, with calls through a table.
fn describe_any(shape: &dyn Shape<Unit = i64>) -> String {
    format!("area {}", shape.area())
}

/// A value is an argument too: the length is part of the type.
struct Ring<T, const N: usize> {
    items: [T; N],
    next: usize,
}

impl<T: Copy, const N: usize> Ring<T, N> {
    fn push(&mut self, item: T) {
        self.items[self.next % N] = item;
        self.next += 1;
    }

    /// A method with a type parameter of its own.
    fn map<U>(&self, f: impl Fn(T) -> U) -> [U; N] {
        self.items.map(f)
    }
}

struct User;

/// A type parameter that no value has must be declared as such.
struct Id<Of> {
    n: u64,
    of: PhantomData<Of>,
}

fn main() {
    println!("{}, {}, {}", describe(&Square(3)), describe(&Circle(2.5)), describe_any(&Square(3)));
    let (squares, circles) = (describe::<Square> as *const (), describe::<Circle> as *const ());
    println!("one body for both: {}", squares == circles);

    let mut ring = Ring::<i64, 2> { items: [0; 2], next: 0 };
    for n in 1..=3 {
        ring.push(n);
    }
    println!("{:?}, {} bytes", ring.map(|n| format!("#{n}")), size_of::<Ring<i64, 2>>());

    let id = Id::<User> { n: 7, of: PhantomData };
    println!("id {} of {} bytes, {:?}", id.n, size_of::<Id<User>>(), id.of);

    let port: u16 = "8080".parse().unwrap();
    println!("{port}");
}
