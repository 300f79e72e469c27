// Package checkkit finds everything right.
package checkkit
