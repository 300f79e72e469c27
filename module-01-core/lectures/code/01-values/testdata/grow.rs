//! Two pointers into a vector that grows: the program of aliasing.go.

struct Account {
    cents: i64,
}

struct Bank {
    accounts: Vec<Account>,
}

impl Bank {
    fn open(&mut self) -> &mut Account {
        self.accounts.push(Account { cents: 0 });
        self.accounts.last_mut().unwrap()
    }
}

fn main() {
    let mut bank = Bank { accounts: Vec::new() };
    let ann = bank.open();
    let bob = bank.open();
    ann.cents += 500;
    bob.cents += 300;
}
