//! An LRU cache without `unsafe`: the entries lie in a vector, and a link is an
//! index. Place 0 is the root of the ring and holds no entry.

use std::collections::HashMap;
use std::hash::Hash;

#[derive(Clone, Copy)]
struct Links {
    newer: usize,
    older: usize,
}

struct Ring(Vec<Links>);

impl Ring {
    fn push(&mut self, at: usize) {
        let newest = self.0[0].older;
        self.0[at] = Links { newer: 0, older: newest };
        self.0[newest].newer = at;
        self.0[0].older = at;
    }

    fn unlink(&mut self, at: usize) {
        let Links { newer, older } = self.0[at];
        self.0[newer].older = older;
        self.0[older].newer = newer;
    }
}

struct Lru<K, V> {
    capacity: usize,
    places: HashMap<K, usize>,
    ring: Ring,
    entries: Vec<Option<(K, V)>>,
    free: Vec<usize>,
}

impl<K: Hash + Eq + Clone, V> Lru<K, V> {
    /// Returns an empty cache, or nothing for a capacity of 0.
    fn new(capacity: usize) -> Option<Self> {
        if capacity == 0 {
            return None;
        }
        Some(Lru {
            capacity,
            places: HashMap::new(),
            ring: Ring(vec![Links { newer: 0, older: 0 }]),
            entries: vec![None],
            free: Vec::new(),
        })
    }

    /// Needs `&mut self`: a `get` changes the order, and the signature says so.
    fn get(&mut self, key: &K) -> Option<&V> {
        let at = *self.places.get(key)?;
        self.ring.unlink(at);
        self.ring.push(at);
        self.entries[at].as_ref().map(|(_, value)| value)
    }

    fn peek(&self, key: &K) -> Option<&V> {
        let at = *self.places.get(key)?;
        self.entries[at].as_ref().map(|(_, value)| value)
    }

    /// Stores a value, and gives the caller what had to leave for it.
    fn put(&mut self, key: K, value: V) -> Option<(K, V)> {
        let left = match self.places.get(&key) {
            Some(&at) => self.take_out(at),
            None if self.places.len() == self.capacity => self.take_out(self.ring.0[0].newer),
            None => None,
        };
        let at = self.place();
        self.ring.push(at);
        self.places.insert(key.clone(), at);
        self.entries[at] = Some((key, value));
        left
    }

    fn remove(&mut self, key: &K) -> Option<(K, V)> {
        let at = *self.places.get(key)?;
        self.take_out(at)
    }

    fn take_out(&mut self, at: usize) -> Option<(K, V)> {
        let left = self.entries[at].take()?;
        self.ring.unlink(at);
        self.places.remove(&left.0);
        self.free.push(at);
        Some(left)
    }

    fn place(&mut self) -> usize {
        self.free.pop().unwrap_or_else(|| {
            self.ring.0.push(Links { newer: 0, older: 0 });
            self.entries.push(None);
            self.entries.len() - 1
        })
    }

    /// Goes from the newest entry to the oldest. The borrow lasts as long as the
    /// iterator, so that nothing can be removed meanwhile.
    fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        let mut at = self.ring.0[0].older;
        std::iter::from_fn(move || {
            let (key, value) = self.entries[at].as_ref()?;
            at = self.ring.0[at].older;
            Some((key, value))
        })
    }
}

fn keys(cache: &Lru<&'static str, i32>) -> String {
    cache.iter().map(|(key, _)| *key).collect::<Vec<_>>().join(" ")
}

fn main() {
    assert!(Lru::<i32, i32>::new(0).is_none());
    let mut cache = Lru::new(3).expect("3 is a good capacity");
    for (value, key) in ["a", "b", "c"].into_iter().enumerate() {
        assert_eq!(cache.put(key, value as i32), None);
    }
    assert_eq!(cache.get(&"a"), Some(&0));
    assert_eq!(cache.peek(&"b"), Some(&1));
    assert_eq!(cache.put("d", 3), Some(("b", 1)));
    assert_eq!(cache.put("c", 9), Some(("c", 2)));
    assert_eq!(cache.get(&"b"), None);
    assert_eq!(keys(&cache), "c d a");
    assert_eq!(cache.remove(&"d"), Some(("d", 3)));
    assert_eq!(cache.remove(&"d"), None);
    cache.put("e", 4);
    assert_eq!(keys(&cache), "e c a");
    assert_eq!(cache.entries.len(), 4, "freed places are used again");
    println!("{}", keys(&cache));
}
