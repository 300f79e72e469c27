// Package broadcast measures how fast servers send what one client says to many
// others: who takes part, how their clients become members, and turns in an order
// that chance changes. It is Linux only.
package broadcast
