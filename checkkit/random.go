package checkkit

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"
)

// Random is a source of random input that can be repeated: the seed of a
// failed check is printed, and COURSE_SEED sets it. For one goroutine at a
// time.
type Random struct {
	*rand.Rand
	Seed uint64
}

// Rand returns the random source of the check t. It is seeded by COURSE_SEED,
// or by the clock, together with the check's name, so that the order in which
// checks run does not matter.
func Rand(t testing.TB) *Random {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	if s := os.Getenv("COURSE_SEED"); s != "" {
		n, err := strconv.ParseUint(s, 10, 64)
		if err != nil {
			t.Fatalf("COURSE_SEED=%q: a decimal number from 0 to 2^64-1 is wanted", s)
		}
		seed = n
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("random input of COURSE_SEED=%d", seed)
		}
	})
	// Under the course command a check is a subtest of TestCourse.
	name := strings.TrimPrefix(t.Name(), "TestCourse/")
	return &Random{rand.New(rand.NewPCG(seed, hash(name))), seed}
}

func hash(s string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(s)) // a hash.Hash never returns an error
	return h.Sum64()
}

// Word returns one of a list of short English nouns, at times followed by a
// number so that there are enough of them.
func (r *Random) Word() string {
	w := nouns[r.IntN(len(nouns))]
	if r.IntN(4) == 0 {
		return fmt.Sprintf("%s%d", w, r.IntN(1000))
	}
	return w
}

// Words returns n words, no two of them equal. It panics if n is negative or
// above 10,000.
func (r *Random) Words(n int) []string {
	if n < 0 || n > 10_000 {
		panic(fmt.Sprintf("checkkit: Words(%d): 0 to 10,000 are possible", n))
	}
	words := make([]string, 0, n)
	seen := make(map[string]bool, n)
	for len(words) < n {
		w := r.Word()
		if !seen[w] {
			seen[w] = true
			words = append(words, w)
		}
	}
	return words
}

var nouns = []string{
	"acorn", "amber", "anchor", "apple", "apricot", "arrow", "ash", "badger",
	"barley", "basil", "beacon", "birch", "bison", "bramble", "bridge", "brook",
	"candle", "canyon", "cedar", "cherry", "chestnut", "cliff", "clover", "cobalt",
	"comet", "copper", "coral", "cotton", "crane", "cricket", "crystal", "cypress",
	"dahlia", "daisy", "delta", "dolphin", "dune", "eagle", "ebony", "echo",
	"elder", "elm", "ember", "falcon", "fennel", "fern", "fig", "finch",
	"flint", "fox", "garnet", "ginger", "glacier", "grape", "gravel", "harbor",
	"hazel", "heron", "holly", "honey", "indigo", "iris", "island", "ivory",
	"ivy", "jade", "jasmine", "juniper", "kelp", "kiwi", "lagoon", "lantern",
	"larch", "lemon", "lilac", "lime", "linen", "lotus", "lynx", "magnet",
	"mango", "maple", "marble", "meadow", "melon", "mint", "moss", "mulberry",
	"nectar", "nettle", "oak", "oasis", "olive", "onyx", "opal", "orchid",
	"otter", "owl", "pear", "pebble", "pepper", "pine", "plum", "poplar",
	"poppy", "quail", "quartz", "quince", "raven", "reed", "river", "robin",
	"rowan", "ruby", "saffron", "sage", "salmon", "sand", "slate", "sparrow",
	"spruce", "swan", "thistle", "thyme", "tulip", "velvet", "violet", "walnut",
	"willow", "wren", "yarrow", "zephyr",
}
