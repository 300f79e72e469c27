// Overdrawn has a lock around every access and no data race. It fails: an account
// pays more than it holds.
package main

import (
	"fmt"
	"os"
	"sync"
	"time"
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

// pay is called by several goroutines.
func pay(a *Account) {
	if a.Balance() >= 100 {
		a.Withdraw(100)
	}
}

func main() {
	for start := time.Now(); time.Since(start) < 20*time.Second; {
		account := &Account{balance: 100}
		begin := make(chan struct{})
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				<-begin
				pay(account)
			})
		}
		close(begin)
		all.Wait()
		if account.Balance() < 0 {
			fmt.Println("the balance is below zero")
			os.Exit(1)
		}
	}
	fmt.Println("not seen this time")
}
