package grade

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"systems.course/internal/catalog"
	"systems.course/internal/checker"
	"systems.course/internal/grade/intake"
	"systems.course/internal/process"
)

// Options of a run. Course, Class and Out must be set.
type Options struct {
	Course *catalog.Course
	Class  *intake.Class
	Out    string // folder of the journal, made if it is not there
	Resume bool   // go on with the journal in Out
	Jobs   int    // builds and checks at once; 0: DefaultJobs
	Seed   string // a decimal number; empty: the journal's, or a random one
	Race   bool

	// Sandbox is the path of bwrap, in which the checks run; empty: none.
	Sandbox string

	// What is not zero of these replaces the checker's limits.
	CheckLimit, BuildLimit time.Duration
	Limits                 checker.Limits

	// Progress, if not nil, is called for what has been done, by one goroutine at
	// a time.
	Progress func(Event)
}

// An Event says how far a run is.
type Event struct {
	Units int      // stages that are decided, since the event before
	Ended *Attempt // the attempt that has ended; nil: none
}

// ErrLocked is returned when another run uses the same folder.
var ErrLocked = errors.New("another run is using the folder")

var errLocked = errors.New("locked")

// A Session is a run of the checks over a class. It holds the lock on Out until
// it is closed.
type Session struct {
	o       Options
	ground  *ground
	header  header
	lock    *os.File
	journal *journal
	records []record // of the run that this one goes on with
	open    func(context.Context, checker.Job) (judge, error)
}

// A ground is what does not depend on the attempts.
type ground struct {
	kit      *checker.Kit
	material *material
	goTool   string // version of the go command
}

// A judge is a *checker.Checker, or in tests one that breaks.
type judge interface {
	Build(ctx context.Context, n int) error
	Stage(ctx context.Context, n int, progress func(int)) (checker.StageResult, error)
	Hash() string
	Files() map[string][]byte
	Tests() map[string][]byte
	Suspects() []string
	Notes() []string
	Close() error
}

func openChecker(ctx context.Context, job checker.Job) (judge, error) {
	c, err := checker.New(ctx, job)
	if err != nil { // not a nil *Checker in an interface
		return nil, err
	}
	return c, nil
}

// Begin reads the course's part and opens the journal. The caller must Close the
// session. The error is ErrLocked, a *JournalError, a *checker.BrokenError, or one
// about the course's files or Out.
func Begin(ctx context.Context, o Options) (*Session, error) {
	g, err := prepare(ctx, o)
	if err != nil {
		return nil, err
	}
	return begin(o, g)
}

func prepare(ctx context.Context, o Options) (*ground, error) {
	var g ground
	var err error
	if g.goTool, err = askGo(ctx, o.Course.Path(o.Class.Exercise.Solution)); err != nil {
		return nil, err
	}
	if g.kit, err = checker.LoadKit(o.Course, o.Class.Exercise); err != nil {
		return nil, err
	}
	g.material, err = loadMaterial(o.Course, o.Class.Exercise)
	return &g, err
}

func begin(o Options, g *ground) (*Session, error) {
	if o.Jobs == 0 {
		o.Jobs, _ = DefaultJobs(o.Race)
	}
	s := &Session{o: o, ground: g, open: openChecker, header: header{
		Format: journalFormat, Exercise: o.Class.Exercise.Name, Course: g.kit.Hash(), Go: g.goTool, Seed: o.Seed, Race: o.Race,
		Sandbox: sandboxName(o.Sandbox), CheckLimit: o.CheckLimit, BuildLimit: o.BuildLimit, Limits: o.Limits,
	}}
	if err := os.MkdirAll(o.Out, 0o755); err != nil {
		return nil, err
	}
	var err error
	s.lock, err = takeLock(filepath.Join(o.Out, lockFile))
	if errors.Is(err, errLocked) {
		return nil, fmt.Errorf("%w %s", ErrLocked, o.Out)
	}
	if err != nil {
		return nil, err
	}
	if err := s.openJournal(); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (s *Session) openJournal() error {
	if err := os.RemoveAll(filepath.Join(s.o.Out, unpacked)); err != nil { // of a run that was killed
		return err
	}
	var err error
	if !s.o.Resume {
		if s.header.Seed == "" {
			s.header.Seed = randomSeed()
		}
		s.journal, err = newJournal(s.o.Out, s.header)
		return err
	}
	var old header
	if s.journal, old, s.records, err = resumeJournal(s.o.Out); err != nil {
		return err
	}
	if s.header.Seed == "" {
		s.header.Seed = old.Seed
	}
	if how := old.differs(s.header); how != "" {
		return &JournalError{filepath.Join(s.o.Out, JournalFile), 0, "it is of another run (" + how + "): run without --resume, or as then"}
	}
	return nil
}

// Seed returns the seed of the class.
func (s *Session) Seed() string { return s.header.Seed }

// Jobs returns how many builds and checks run at once.
func (s *Session) Jobs() int { return s.o.Jobs }

// Close closes the journal and gives up the lock on the folder.
func (s *Session) Close() error {
	var err error
	if s.journal != nil {
		err = s.journal.close()
	}
	return errors.Join(err, s.lock.Close())
}

func sandboxName(tool string) string {
	if tool == "" {
		return "none"
	}
	return "bubblewrap"
}

// randomSeed returns a number that can be typed.
func randomSeed() string {
	var b [4]byte
	rand.Read(b[:]) // never returns an error
	return strconv.FormatUint(uint64(binary.LittleEndian.Uint32(b[:])), 10)
}

// askGo returns the version of the go command that builds the module in dir.
func askGo(ctx context.Context, dir string) (string, error) {
	failed := func(err error) error {
		return &checker.BrokenError{
			Doing: "asking the go command for its version", Err: err,
			Help: "Install Go 1.26 or newer and see to it that `go version` works in this terminal.",
		}
	}
	tool, err := exec.LookPath("go")
	if err != nil {
		return "", failed(err)
	}
	r, err := process.Run(ctx, process.Command{
		Path: tool, Args: []string{"env", "GOVERSION"}, Dir: dir, Env: append(os.Environ(), "GOWORK=off"), Limit: time.Minute,
	})
	switch {
	case ctx.Err() != nil:
		return "", ctx.Err()
	case err != nil:
		return "", failed(err)
	case r.Exit != 0:
		return "", failed(fmt.Errorf("exit code %d\n%s", r.Exit, r.Stderr))
	}
	return strings.TrimSpace(string(r.Stdout)), nil
}
