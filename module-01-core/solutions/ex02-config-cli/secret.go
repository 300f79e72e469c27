package confctl

// Redacted is what is shown in place of a secret, whatever its length.
const Redacted = "********"

// A Secret is a text that is not to be seen. Every way to print it shows
// Redacted; only Reveal, and a conversion to string, give the text.
type Secret string

// String returns Redacted.
//
//course:stage 6
func (s Secret) String() string { return Redacted }

// GoString returns Redacted, for %#v.
//
//course:stage 6
func (s Secret) GoString() string { return `"` + Redacted + `"` }

// MarshalText returns Redacted, for JSON and other encodings, also as the key
// of a map.
//
//course:stage 6
func (s Secret) MarshalText() ([]byte, error) { return []byte(Redacted), nil }

// Reveal returns a value with every Secret in it as a string. The value stays as
// it is. It is the only function of the package by which a secret leaves.
//
//course:stage 6
func Reveal(value any) any {
	switch v := value.(type) {
	case Secret:
		return string(v)
	case []any:
		items := make([]any, len(v))
		for i, item := range v {
			items[i] = Reveal(item)
		}
		return items
	case map[string]any:
		table := make(map[string]any, len(v))
		for name, item := range v {
			table[name] = Reveal(item)
		}
		return table
	}
	return value
}
