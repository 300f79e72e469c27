// Overdrawn has a lock around every access and no data race. It fails: an account
// pays more than it holds.
package main

import (
	"fmt"
	"os"
	"sync"
)

// Account guards its balance with a mutex.
type Account struct {
	mu      sync.Mutex
	balance int
}

// Balance returns what the account holds.
func (a *Account) Balance() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.balance
}

// Withdraw takes the amount from the balance.
func (a *Account) Withdraw(amount int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.balance -= amount
}

// pay pays 100 if they are there; decided is called in between.
func pay(a *Account, decided func()) {
	if a.Balance() >= 100 {
		decided()
		a.Withdraw(100)
	}
}

func main() {
	account := &Account{balance: 100}
	var decided, done sync.WaitGroup
	decided.Add(2)
	meet := func() { decided.Done(); decided.Wait() }
	for range 2 {
		done.Go(func() { pay(account, meet) })
	}
	done.Wait()
	fmt.Println("the balance is", account.Balance())
	if account.Balance() < 0 {
		os.Exit(1)
	}
}
