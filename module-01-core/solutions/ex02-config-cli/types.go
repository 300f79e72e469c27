package confctl

import (
	"errors"
	"fmt"
	"strings"
)

// A Kind is a family of types.
type Kind int

// The kinds. In brackets: the Go type of their values.
const (
	KindString   Kind = iota + 1 // string
	KindInt                      // int64
	KindFloat                    // float64; NaN is refused
	KindBool                     // bool
	KindDuration                 // time.Duration, written as Go writes it: 1m30s
	KindSize                     // Size, in bytes: 512, 64KiB, 10MB
	KindURL                      // string, with a scheme and a host
	KindEnum                     // string, one of the allowed values
	KindSecret                   // Secret
	KindList                     // []any of its element's values
	KindMap                      // map[string]any of its element's values
)

var kindNames = [...]string{
	KindString: "string", KindInt: "int", KindFloat: "float", KindBool: "bool", KindDuration: "duration",
	KindSize: "size", KindURL: "url", KindEnum: "enum", KindSecret: "secret", KindList: "list", KindMap: "map",
}

// String returns the kind as a schema writes it, as in "duration".
//
//course:given
func (k Kind) String() string {
	if k < KindString || k > KindMap {
		return fmt.Sprintf("kind %d", int(k))
	}
	return kindNames[k]
}

// A Type is what the values of a key are. Elem is set for lists and maps only,
// and is neither of them.
type Type struct {
	Kind Kind
	Elem *Type
}

// String returns the type as a schema writes it, as in "list of duration".
//
//course:given
func (t Type) String() string {
	if t.Elem != nil {
		return t.Kind.String() + " of " + t.Elem.String()
	}
	return t.Kind.String()
}

// Secret reports whether a value of the type is a secret, or has secrets in it.
//
//course:given
func (t Type) Secret() bool {
	return t.Kind == KindSecret || t.Elem != nil && t.Elem.Secret()
}

// scalar is what a single value is held against: the type, or its element's.
func (t Type) scalar() Type {
	if t.Elem != nil {
		return *t.Elem
	}
	return t
}

// ErrType is returned by ParseType for a text that is no type.
var ErrType = errors.New("confctl: no such type")

// ParseType reads a type as a schema writes it: one of string, int, float, bool,
// duration, size, url, enum and secret, or "list of" or "map of" one of these.
// Anything else is ErrType, wrapped with what was given and what is allowed.
//
//course:stage 2
func ParseType(text string) (Type, error) {
	for k := KindList; k <= KindMap; k++ {
		rest, ok := strings.CutPrefix(text, k.String()+" of ")
		if !ok {
			continue
		}
		elem, err := ParseType(rest)
		if err != nil || elem.Elem != nil {
			break
		}
		return Type{Kind: k, Elem: &elem}, nil
	}
	for k := KindString; k < KindList; k++ {
		if text == k.String() {
			return Type{Kind: k}, nil
		}
	}
	return Type{}, fmt.Errorf("%w: found %q, allowed %s", ErrType, text, allowedTypes())
}

func allowedTypes() string {
	return strings.Join(kindNames[KindString:KindList], ", ") + `, or "list of" or "map of" one of these`
}
