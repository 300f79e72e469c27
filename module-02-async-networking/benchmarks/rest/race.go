package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"systems.course/benchmarks/networking/internal/peer"
)

// The stores that are compared, and what net/http allows without any.
const (
	plain = "plain"
	batch = "batch"
	bare  = "bare"
)

const issue = "/v1/projects/bench/issues/1"

// connections is how many clients ask at once.
const connections = 32

// A workload is what the clients ask for.
type workload struct {
	name, title string
	sync        string // PRAGMA synchronous of the database
	post        bool
	asked       float64 // of batch, as a ratio to plain
}

var workloads = []workload{
	{"get", "GET of an issue", "full", false, 1.3},
	{"normal", "POST of an issue, synchronous=NORMAL", "normal", true, 1.2},
	{"full", "POST of an issue, synchronous=FULL", "full", true, 7},
}

// A turn is a server with a workload.
type turn struct {
	store string
	workload
	server *peer.Server
	token  string
}

// race has all servers running and lets them take turns.
func (r *report) race(dir string) (err error) {
	program, err := peer.Go(dir, "../../solutions/ex02-rest-api", "./cmd/restapi")
	if err != nil {
		return err
	}
	var turns []turn
	defer func() {
		for _, t := range turns {
			err = errors.Join(err, t.server.Stop())
		}
	}()
	for _, store := range []string{plain, batch} {
		for _, w := range workloads {
			t, err := ready(program, dir, store, w)
			if t.server != nil {
				turns = append(turns, t)
			}
			if err != nil {
				return fmt.Errorf("%s, %s: %w", store, w.title, err)
			}
		}
	}
	answer, err := turns[0].get(issue)
	if err != nil {
		return err
	}
	for _, w := range workloads {
		t, err := limit(dir, w, answer)
		if err != nil {
			return err
		}
		turns = append(turns, t)
	}
	for round := range r.rounds + 1 {
		for _, i := range rand.Perm(len(turns)) {
			t := turns[i]
			rate, err := t.measure(dir, r.during)
			if err != nil {
				return fmt.Errorf("%s, %s: %w", t.store, t.title, err)
			}
			if round > 0 { // the first is for the caches
				r.rates[t.store][t.name] = append(r.rates[t.store][t.name], rate)
			}
		}
		fmt.Fprintf(os.Stderr, "round %d of %d\n", round, r.rounds)
	}
	return nil
}

// ready starts a server with a user, a project and an issue.
func ready(program, dir, store string, w workload) (t turn, err error) {
	db := filepath.Join(dir, store+"-"+w.name+".db")
	out, err := exec.Command(program, "user", "add", "bench", "--admin", "--db", db).Output()
	if err != nil {
		return t, fmt.Errorf("user add: %w", err)
	}
	t = turn{store: store, workload: w, token: strings.TrimSpace(string(out))}
	t.server, err = peer.Start(store, dir, func(_ string, port int) (*exec.Cmd, error) {
		return exec.Command(program, "--addr", fmt.Sprintf("127.0.0.1:%d", port), "--db", db, "--store", store, "--sync", w.sync,
			"--rate", "0", "--log-level", "error"), nil
	})
	if err != nil {
		return t, err
	}
	if err := t.post("/v1/projects", `{"key":"bench","name":"What is measured"}`); err != nil {
		return t, err
	}
	return t, t.post("/v1/projects/bench/issues", `{"title":"the door does not close","body":"It stays open by a hand, since Monday."}`)
}

// limit starts the bare server for a workload.
func limit(dir string, w workload, answer []byte) (t turn, err error) {
	program, err := peer.Go(dir, "..", "./rest/bare")
	if err != nil {
		return t, err
	}
	file := filepath.Join(dir, "answer.json")
	if err := os.WriteFile(file, answer, 0o644); err != nil {
		return t, err
	}
	server, err := peer.Start(bare, dir, func(_ string, port int) (*exec.Cmd, error) {
		return exec.Command(program, "--addr", fmt.Sprintf("127.0.0.1:%d", port), "--body", file), nil
	})
	return turn{store: bare, workload: w, server: server, token: "none"}, err
}

func (t turn) post(path, body string) error {
	_, err := t.do(http.MethodPost, path, body, http.StatusCreated)
	return err
}

func (t turn) get(path string) ([]byte, error) {
	return t.do(http.MethodGet, path, "", http.StatusOK)
}

func (t turn) do(method, path, body string, want int) ([]byte, error) {
	req, err := http.NewRequest(method, "http://"+t.server.Addr+path, strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", "Bearer "+t.token)
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(resp.Body)
	if err := errors.Join(err, resp.Body.Close()); err != nil {
		return nil, err
	}
	if resp.StatusCode != want {
		return nil, fmt.Errorf("%s %s: %s: %s", method, path, resp.Status, text)
	}
	return text, nil
}

// measure runs wrk and returns the answers a second. Any answer but 2xx is an error.
func (t turn) measure(dir string, during time.Duration) (float64, error) {
	path := issue
	script, err := os.ReadFile("count.lua")
	if err != nil {
		return 0, err
	}
	if t.workload.post {
		path = "/v1/projects/bench/issues"
		more, err := os.ReadFile("post.lua")
		if err != nil {
			return 0, err
		}
		script = append(more, script...)
	}
	file := filepath.Join(dir, "wrk.lua")
	if err := os.WriteFile(file, script, 0o644); err != nil {
		return 0, err
	}
	out, err := exec.Command("wrk", "-t", "1", "-c", fmt.Sprint(connections), "-d", fmt.Sprintf("%ds", int(during.Seconds())), "-s", file,
		"-H", "Authorization: Bearer "+t.token, "http://"+t.server.Addr+path).Output()
	if err != nil {
		return 0, fmt.Errorf("wrk: %w", err)
	}
	var requests, micros, refused, broken float64
	_, line, _ := bytes.Cut(out, []byte("counted "))
	if _, err := fmt.Sscan(string(line), &requests, &micros, &refused, &broken); err != nil {
		return 0, fmt.Errorf("wrk printed %q: %w", out, err)
	}
	if refused+broken > 0 || requests == 0 {
		return 0, fmt.Errorf("of %.0f answers %.0f were not 2xx, and %.0f requests got none", requests, refused, broken)
	}
	return requests / micros * 1e6, nil
}
