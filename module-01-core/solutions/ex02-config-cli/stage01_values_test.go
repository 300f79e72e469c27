package confctl_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"systems.course/checkkit"
	"systems.course/confctl"
	"systems.course/confctl/doc"
)

func typed(kind confctl.Kind) *confctl.Key {
	return &confctl.Key{Name: "it", Type: confctl.Type{Kind: kind}}
}

func many(kind, elem confctl.Kind) *confctl.Key {
	return &confctl.Key{Name: "it", Type: confctl.Type{Kind: kind, Elem: &confctl.Type{Kind: elem}}}
}

func wantParse(t *testing.T, k *confctl.Key, text string, want any, because string) {
	t.Helper()
	what := fmt.Sprintf("Parse(%q) of %v", text, k.Type)
	got, err := k.Parse(text)
	checkkit.NoError(t, what, err, "%s", because)
	checkkit.Equal(t, what, got, want, "%s", because)
}

func wantInvalid(t *testing.T, k *confctl.Key, text string, rule confctl.Rule, because string) confctl.Invalid {
	t.Helper()
	what := fmt.Sprintf("Parse(%q) of %v", text, k.Type)
	got, err := k.Parse(text)
	if err == nil {
		checkkit.Fail(t, checkkit.Failure{Expected: what + " to be refused", Got: fmt.Sprintf("%#v", got), Because: because})
	}
	first := *invalids(t, what, err)[0]
	checkkit.Equal(t, "the Rule against "+what, first.Rule, rule, "%s", because)
	return first
}

// node returns the node of a value as TOML writes it.
func node(t *testing.T, value string) *doc.Node {
	t.Helper()
	e, ok := parse(t, "a.toml", "it = "+value+"\n").Lookup("it")
	if !ok {
		t.Fatal("the check's own document has no entry")
	}
	return e.Value
}

func TestParsesEachType(t *testing.T) {
	word := checkkit.Rand(t).Word()
	for _, tt := range []struct {
		kind confctl.Kind
		text string
		want any
	}{
		{confctl.KindString, word, word},
		{confctl.KindString, " a, b ", " a, b "},
		{confctl.KindInt, "-42", int64(-42)},
		{confctl.KindInt, "0x1F", int64(31)},
		{confctl.KindInt, "9223372036854775807", int64(math.MaxInt64)},
		{confctl.KindFloat, "1e3", float64(1000)},
		{confctl.KindFloat, "2", float64(2)},
		{confctl.KindBool, "true", true},
		{confctl.KindBool, "false", false},
		{confctl.KindDuration, "1m30s", 90 * time.Second},
		{confctl.KindSize, "64KiB", confctl.Size(65536)},
		{confctl.KindURL, "https://example.org/a?b", "https://example.org/a?b"},
		{confctl.KindSecret, word, confctl.Secret(word)},
	} {
		wantParse(t, typed(tt.kind), tt.text, tt.want, "the text is a value of the type")
	}
}

func TestRefusesWhatIsNotOfTheType(t *testing.T) {
	for _, tt := range []struct {
		kind  confctl.Kind
		texts []string
	}{
		{confctl.KindInt, []string{"", "ten", "1.5", "9223372036854775808", " 1", "1_000", "010"}},
		{confctl.KindFloat, []string{"", "x", "NaN", "1_0"}},
		{confctl.KindBool, []string{"", "yes", "1", "TRUE"}},
		{confctl.KindDuration, []string{"", "30", "1d", "soon"}},
		{confctl.KindSize, []string{"", "-1", "64K", "1.5GiB", "KiB"}},
		{confctl.KindURL, []string{"", "example.org", "/path", "http://"}},
	} {
		for _, text := range tt.texts {
			bad := wantInvalid(t, typed(tt.kind), text, confctl.RuleType, "it is no "+tt.kind.String()+", and nothing is corrected in silence")
			contains(t, "Allowed", bad.Allowed, "who reads the error must learn what would be right", tt.kind.String())
			if text != "" {
				contains(t, "Found", bad.Found, "who reads the error must see what was wrong", text)
			}
		}
	}
	for _, k := range []*confctl.Key{typed(confctl.KindString), typed(confctl.KindSecret), many(confctl.KindList, confctl.KindString)} {
		wantInvalid(t, k, "a\xff", confctl.RuleType, "it is not UTF-8, and no file could hold it")
	}
}

func TestTellsTheUnitsOfSizesApart(t *testing.T) {
	for text, want := range map[string]int64{
		"0": 0, "512": 512, "512B": 512, "1kB": 1000, "1KB": 1000, "1KiB": 1024, "10MB": 10_000_000, "10 MiB": 10 << 20,
		"3GB": 3_000_000_000, "3GiB": 3 << 30, "1TB": 1e12, "1TiB": 1 << 40, "1PB": 1e15, "2PiB": 2 << 50,
	} {
		got, err := confctl.ParseSize(text)
		checkkit.NoError(t, fmt.Sprintf("ParseSize(%q)", text), err, "it is a whole number with a unit")
		checkkit.Equal(t, fmt.Sprintf("int64(ParseSize(%q))", text), int64(got), want, "kB, MB, … are powers of 1000, and KiB, MiB, … powers of 1024")
	}
	for _, text := range []string{"", "K", "1K", "1 K", "1kib", "1.0MB", "+1", "1  kB", "1kB ", "8192PiB", "9223372036854775808", "0x10"} {
		_, err := confctl.ParseSize(text)
		checkkit.ErrorIs(t, fmt.Sprintf("ParseSize(%q)", text), err, confctl.ErrSize, "it leaves open how many bytes are meant, or is more than an int64 holds")
	}
	for size, want := range map[confctl.Size]string{0: "0", 1000: "1000", 1024: "1KiB", 1536: "1536", 65536: "64KiB", 3 << 30: "3GiB", 1<<40 + 1024: "1073741825KiB"} {
		checkkit.Equal(t, fmt.Sprintf("Size(%d).String()", int64(size)), size.String(), want, "the largest unit that divides it is the shortest way to say it exactly")
	}
}

func TestHoldsBoundsBothIncluded(t *testing.T) {
	port := typed(confctl.KindInt)
	port.Min, port.Max = int64(1), int64(65535)
	wantParse(t, port, "1", int64(1), "min belongs to what is allowed")
	wantParse(t, port, "65535", int64(65535), "max belongs to what is allowed")
	for _, text := range []string{"0", "-1", "65536"} {
		bad := wantInvalid(t, port, text, confctl.RuleRange, "it is outside of 1 to 65535")
		contains(t, "Allowed", bad.Allowed, "the bounds are what is allowed", "1", "65535")
	}
	wait := typed(confctl.KindDuration)
	wait.Min = time.Second
	wantParse(t, wait, "1000ms", time.Second, "min belongs to what is allowed")
	wantInvalid(t, wait, "999ms", confctl.RuleRange, "it is below 1s")
	size := typed(confctl.KindSize)
	size.Max = confctl.Size(1 << 20)
	wantInvalid(t, size, "2MB", confctl.RuleRange, "2,000,000 bytes are more than 1MiB")
	name := typed(confctl.KindString)
	name.Min, name.Max = int64(2), int64(4)
	wantParse(t, name, "éàüö", "éàüö", "it has four characters, though eight bytes")
	wantInvalid(t, name, "é", confctl.RuleRange, "the bounds of a string are for its length in characters, and this has one, though two bytes")
	wantInvalid(t, name, "abcde", confctl.RuleRange, "it has five characters")
}

func TestHoldsPatternsAndAllowedValues(t *testing.T) {
	id := typed(confctl.KindString)
	id.Pattern = "[a-z]+|[0-9]+"
	wantParse(t, id, "abc", "abc", "the pattern matches the whole text")
	for _, text := range []string{"abc1", "1abc", "", "ABC"} {
		wantInvalid(t, id, text, confctl.RulePattern, "the pattern must match the whole text, each of its alternatives")
	}
	level := typed(confctl.KindEnum)
	level.Allowed = []any{"debug", "info"}
	wantParse(t, level, "info", "info", "it is one of the allowed values")
	bad := wantInvalid(t, level, "Info", confctl.RuleAllowed, "letters count as they are")
	contains(t, "Allowed", bad.Allowed, "the allowed values are what is allowed", "debug", "info")
	link := typed(confctl.KindURL)
	link.Schemes = []string{"https", "postgres"}
	wantParse(t, link, "postgres://db/shop", "postgres://db/shop", "the scheme is one of those allowed")
	wantInvalid(t, link, "http://db/shop", confctl.RuleAllowed, "http is not among the schemes")
}

func TestParsesListsAndMaps(t *testing.T) {
	ints := many(confctl.KindList, confctl.KindInt)
	wantParse(t, ints, "1, 2,3", []any{int64(1), int64(2), int64(3)}, "items have commas between, and blanks around them are dropped")
	wantParse(t, ints, "", []any{}, "an empty text is a list of nothing")
	wantParse(t, ints, "[1, 2]", []any{int64(1), int64(2)}, "what begins with [ is JSON")
	words := many(confctl.KindList, confctl.KindString)
	wantParse(t, words, `["a,b", "c"]`, []any{"a,b", "c"}, "what begins with [ is JSON, and may have a comma in a string")
	waits := many(confctl.KindMap, confctl.KindDuration)
	want := map[string]any{"read": time.Second, "write": time.Minute}
	wantParse(t, waits, "read=1s, write=1m", want, "a map is KEY=VALUE with commas between")
	wantParse(t, waits, `{"read": "1s", "write": "1m"}`, want, "what begins with { is JSON")
	wantInvalid(t, waits, "read", confctl.RuleType, "there is no = in it")
	_, err := ints.Parse("1,x,3,y")
	checkkit.Equal(t, `the number of Invalids of Parse("1,x,3,y")`, len(invalids(t, "Parse", err)), 2, "all that is wrong is reported at once, and two items are")
	ints.Max = int64(2)
	wantParse(t, ints, "70000,80000", []any{int64(70000), int64(80000)}, "the bounds of a list are for its length, and not for its items")
	wantInvalid(t, ints, "1,2,3", confctl.RuleRange, "the bounds of a list are for its length")
}

func TestDecodesNodesByTheirKind(t *testing.T) {
	for _, tt := range []struct {
		key   *confctl.Key
		value string
		want  any
	}{
		{typed(confctl.KindInt), "0x1F", int64(31)},
		{typed(confctl.KindInt), "1_000", int64(1000)},
		{typed(confctl.KindFloat), "3", float64(3)},
		{typed(confctl.KindFloat), "2.5", 2.5},
		{typed(confctl.KindBool), "true", true},
		{typed(confctl.KindSize), "512", confctl.Size(512)},
		{typed(confctl.KindSize), `"1kB"`, confctl.Size(1000)},
		{typed(confctl.KindDuration), `"5s"`, 5 * time.Second},
		{typed(confctl.KindString), `"a,b"`, "a,b"},
		{many(confctl.KindList, confctl.KindSize), `[1, "1KiB"]`, []any{confctl.Size(1), confctl.Size(1024)}},
		{many(confctl.KindMap, confctl.KindInt), `{a = 1}`, map[string]any{"a": int64(1)}},
	} {
		what := fmt.Sprintf("Decode of %s as %v", tt.value, tt.key.Type)
		got, err := tt.key.Decode(node(t, tt.value))
		checkkit.NoError(t, what, err, "the file says it in its own syntax")
		checkkit.Equal(t, what, got, tt.want, "the file says it in its own syntax")
	}
	for _, tt := range []struct {
		key   *confctl.Key
		value string
	}{
		{typed(confctl.KindInt), `"80"`}, {typed(confctl.KindInt), "80.0"}, {typed(confctl.KindBool), `"true"`},
		{typed(confctl.KindString), "80"}, {typed(confctl.KindDuration), "30"}, {many(confctl.KindList, confctl.KindString), `"a,b"`},
		{typed(confctl.KindFloat), "nan"}, {typed(confctl.KindString), "[]"},
	} {
		what := fmt.Sprintf("Decode of %s as %v", tt.value, tt.key.Type)
		got, err := tt.key.Decode(node(t, tt.value))
		if err == nil {
			checkkit.Fail(t, checkkit.Failure{Expected: what + " to be refused", Got: fmt.Sprintf("%#v", got), Because: "in a file a value has a kind already: it is not read as text once more"})
		}
		checkkit.Equal(t, "the Rule against "+what, invalids(t, what, err)[0].Rule, confctl.RuleType, "it is of another kind")
	}
	got, err := many(confctl.KindList, confctl.KindInt).Decode(node(t, `[1, "x", 3, true]`))
	list := invalids(t, fmt.Sprintf("Decode, which returned %v,", got), err)
	checkkit.Equal(t, "the number of Invalids", len(list), 2, "two items of [1, \"x\", 3, true] are no ints, and all are reported")
	checkkit.Equal(t, "the place of the second", list[1].Pos, doc.Position{Line: 1, Column: 18}, "an Invalid is at the item that is wrong, and not at the list")
}

func TestFormatsWhatParseReads(t *testing.T) {
	words, numbers := many(confctl.KindList, confctl.KindString), many(confctl.KindMap, confctl.KindInt)
	for _, tt := range []struct {
		key   *confctl.Key
		value any
	}{
		{typed(confctl.KindString), "a b"},
		{typed(confctl.KindInt), int64(-7)},
		{typed(confctl.KindFloat), 0.25},
		{typed(confctl.KindBool), true},
		{typed(confctl.KindDuration), 90 * time.Second},
		{typed(confctl.KindSize), confctl.Size(65536)},
		{words, []any{}},
		{words, []any{"a", "b"}},
		{words, []any{"a,b", "c"}},
		{words, []any{" a", "b"}},
		{words, []any{""}},
		{numbers, map[string]any{"b": int64(2), "a": int64(1)}},
		{numbers, map[string]any{"b,c": int64(2)}},
	} {
		wantParse(t, tt.key, confctl.Format(tt.value), tt.value, fmt.Sprintf("Format(%#v) returned this text, and Parse has to read it back", tt.value))
	}
	checkkit.Equal(t, `Format of the list of "a" and "b"`, confctl.Format([]any{"a", "b"}), "a,b", "a list is its items with commas between, where nothing in them stands against it")
	five := map[string]any{}
	for _, name := range []string{"e", "b", "d", "a", "c"} {
		five[name] = int64(1)
	}
	checkkit.Equal(t, "Format of a map", confctl.Format(five), "a=1,b=1,c=1,d=1,e=1", "a map is in the order of its keys: Go's own order changes from call to call, and what is printed of one value must not")
}
