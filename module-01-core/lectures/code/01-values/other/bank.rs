//! The bank again, in the form that the borrow checker accepts.

struct Account {
    name: String,
    cents: i64,
}

struct Bank {
    accounts: Vec<Account>,
}

/// Names an account without borrowing the bank.
#[derive(Clone, Copy)]
struct Handle(usize);

impl Bank {
    fn open(&mut self, name: &str) -> Handle {
        self.accounts.push(Account { name: name.to_string(), cents: 0 });
        Handle(self.accounts.len() - 1)
    }

    fn account(&mut self, handle: Handle) -> &mut Account {
        &mut self.accounts[handle.0]
    }
}

impl Drop for Bank {
    fn drop(&mut self) {
        println!("closed, {} accounts freed", self.accounts.len());
    }
}

/// Takes the bank from its caller; it is dropped when this returns.
fn audit(bank: Bank) -> i64 {
    for account in &bank.accounts {
        println!("{} {}", account.name, account.cents);
    }
    bank.accounts.iter().map(|account| account.cents).sum()
}

fn main() {
    let mut bank = Bank { accounts: Vec::new() };
    let ann = bank.open("ann");
    let bob = bank.open("bob");
    bank.account(ann).cents += 500;
    bank.account(bob).cents += 300;
    let total = audit(bank);
    println!("the bank held {total}");
}
