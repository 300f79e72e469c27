package assign

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os/exec"
	"regexp"
	"strings"
)

// A Source says where a workflow gets the course. Its fields stand in YAML and
// in shell commands as they are; [NewSource] lets only harmless ones through.
type Source struct {
	URL string // https://…
	Ref string // the full hash of a commit
}

// Errors that say which flag helps are the command's; these say what is missing.
var (
	// ErrNoRepository is returned when a checkout doesn't say where it is from.
	ErrNoRepository = errors.New("the course's checkout has no git remote called origin")

	// ErrNoCommit is returned for a course that is no git checkout, or has no commit.
	ErrNoCommit = errors.New("the course is no git checkout with a commit")
)

var (
	ownerAndName = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9._-]*/[A-Za-z0-9_][A-Za-z0-9._-]*$`)
	scpLike      = regexp.MustCompile(`^(?:[A-Za-z0-9._-]+@)?([A-Za-z0-9.-]+):([^/].*)$`)
	plainPath    = regexp.MustCompile(`^(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+/?$`)
	plainHost    = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9-]*(\.[A-Za-z0-9-]+)*(:[0-9]+)?$`)
	fullHash     = regexp.MustCompile(`^([0-9a-f]{40}|[0-9a-f]{64})$`)
)

// NewSource checks a repository and a commit. The repository is OWNER/NAME on
// GitHub, or a URL of any form that git takes for a server; it becomes one that
// needs no key. The commit is a full hash.
func NewSource(repository, ref string) (Source, error) {
	at, err := httpsURL(repository)
	if err != nil {
		return Source{}, err
	}
	if !fullHash.MatchString(ref) {
		return Source{}, fmt.Errorf("%q is no full commit hash: a branch, a tag or a short hash could come to mean another commit", ref)
	}
	return Source{URL: at, Ref: ref}, nil
}

func httpsURL(repository string) (string, error) {
	if ownerAndName.MatchString(repository) {
		return "https://github.com/" + strings.TrimSuffix(repository, ".git") + ".git", nil
	}
	given := repository
	if m := scpLike.FindStringSubmatch(given); m != nil && !strings.Contains(given, "://") {
		given = "ssh://" + m[1] + "/" + m[2]
	}
	u, err := url.Parse(given)
	if err != nil {
		return "", fmt.Errorf("the repository is no URL that can be read") // the error would repeat a password
	}
	host := u.Host
	switch u.Scheme {
	case "https":
	case "ssh", "git", "git+ssh", "ssh+git":
		host = u.Hostname() // the port is not the web server's
	default:
		return "", fmt.Errorf("%q is neither OWNER/NAME nor the URL of a server: a workflow could not fetch it", u.Redacted())
	}
	if !plainHost.MatchString(host) || !plainPath.MatchString(u.Path) || u.RawQuery != "" || u.Fragment != "" {
		return "", fmt.Errorf("%q has something in it that a workflow cannot use as it is: https://HOST/PATH is wanted", u.Redacted())
	}
	return "https://" + host + strings.TrimSuffix(u.Path, "/"), nil
}

// A Checkout is what git knows of the course's checkout.
type Checkout struct {
	Origin string // as configured, perhaps with a user's name in it; empty: none
	Head   string // hash of the commit that is checked out; empty: none

	Changed bool // files differ from that commit
	Local   bool // no branch of a remote has it, as far as this clone knows
}

// ReadCheckout asks git about the course at root, whose configuration is
// trusted. A course that lies inside another repository is no checkout of its
// own, so that nothing is known of it. The error says that git could not be run.
func ReadCheckout(ctx context.Context, root string) (Checkout, error) {
	var c Checkout
	if _, err := exec.LookPath("git"); err != nil {
		return c, fmt.Errorf("git is needed to say which commit this is: %w", err)
	}
	// rev-parse prints where root is below the top of its repository.
	if below, err := git(ctx, root, "rev-parse", "--show-prefix"); err != nil || below != "" {
		return c, notExit(err)
	}
	var err error
	if c.Origin, err = git(ctx, root, "config", "--get", "remote.origin.url"); notExit(err) != nil {
		return c, err
	}
	if c.Head, err = git(ctx, root, "rev-parse", "--verify", "--quiet", "HEAD^{commit}"); err != nil {
		return c, notExit(err)
	}
	changes, err := git(ctx, root, "status", "--porcelain")
	if err != nil {
		return c, err
	}
	remotes, err := git(ctx, root, "branch", "--remotes", "--contains", "HEAD")
	c.Changed, c.Local = changes != "", remotes == ""
	return c, err
}

// git returns what git prints, without space around it.
func git(ctx context.Context, root string, args ...string) (string, error) {
	out, err := exec.CommandContext(ctx, "git", append([]string{"-C", root}, args...)...).Output()
	if ctx.Err() != nil {
		return "", ctx.Err()
	}
	if err != nil {
		return "", fmt.Errorf("git %s: %w", args[0], err)
	}
	return strings.TrimSpace(string(out)), nil
}

// notExit drops the error of a git that ran and answered no.
func notExit(err error) error {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return nil
	}
	return err
}

// Source returns where the course is: what is given, or else what the checkout
// says. The error is ErrNoRepository, ErrNoCommit, or one of [NewSource].
func (c Checkout) Source(repository, ref string) (Source, error) {
	if repository == "" {
		repository = c.Origin
	}
	if ref == "" {
		ref = c.Head
	}
	if repository == "" {
		return Source{}, ErrNoRepository
	}
	if ref == "" {
		return Source{}, ErrNoCommit
	}
	return NewSource(repository, ref)
}
