package page_test

import (
	"context"
	"flag"
	"fmt"
	"net"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"systems.course/notify/config"
	"systems.course/notify/internal/fanout"
	"systems.course/notify/internal/hub"
	"systems.course/notify/internal/server"
	"systems.course/notify/internal/shared"
)

var screenshot = flag.String("screenshot", "", "a file for a picture of the page after a resume, such as ../docs/resume.png")

// patience is how long the test waits for what has to come, in the browser.
const patience = 30 * time.Second

// browser starts Chromium without a window. What a page throws, and what it logs
// as an error, fails the test.
func browser(t *testing.T) context.Context {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" && os.Getenv("CI") == "true" {
		t.Fatal("no chromium is installed")
	}
	if path == "" {
		t.Skip("no chromium is installed")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.WindowSize(1000, 760))
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox) // it refuses to run as root with one
	}
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	// The browser starts now, and lives as long as this context.
	require.NoError(t, chromedp.Listen(ctx, func(event any) {
		if thrown, ok := event.(*runtime.EventExceptionThrown); ok {
			t.Errorf("the page has thrown: %v", thrown.ExceptionDetails)
		}
	}))
	ctx, cancel = context.WithTimeout(ctx, 4*patience)
	t.Cleanup(cancel)
	return ctx
}

// serve starts a server and returns its address.
func serve(t *testing.T, o config.Options, h fanout.Hub) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- server.Serve(ctx, l, o, h) }()
	t.Cleanup(func() {
		cancel()
		require.NoError(t, <-done)
	})
	return l.Addr().String()
}

func TestThePage(t *testing.T) {
	o := config.Default()
	o.Tokens = []config.Token{config.NewToken("reader", config.Subscribe, "the secret")}
	o.FirstID, o.LogEvents = 1, 30
	ctx := browser(t)
	for name, h := range map[string]fanout.Hub{"queue": hub.New(o, 1), "shared": shared.New(o, 1)} {
		t.Run(name, func(t *testing.T) { testPage(t, ctx, o, h) })
	}
}

// testPage looks at the page as a reader does: what is in it, and in which order.
func testPage(t *testing.T, ctx context.Context, o config.Options, h fanout.Hub) {
	network := newProxy(t, serve(t, o, h))
	publish := func(topic string, n int) {
		for range n {
			id := h.Last() + 1
			require.Equal(t, id, h.Publish(topic, fmt.Appendf(nil, `{"number":%d,"note":"<b>&amp;</b>"}`, id)))
		}
	}
	sees := func(text string) { t.Helper(); awaitText(t, ctx, text) }

	require.NoError(t, chromedp.Do(ctx,
		chromedp.Navigate("http://"+network.Addr().String()),
		chromedp.SendKeys("#token", "the secret"),
		chromedp.SetValue("#topics", "orders.> alerts.*"),
	))
	network.cut() // what comes late has not been lost
	require.NoError(t, chromedp.Do(ctx, chromedp.Click("button")))
	sees("waiting: 1006")
	network.mend()
	sees("live: alerts.* orders.>")
	publish("orders.eu", 5)
	publish("other", 2)
	publish("alerts.fire", 3)
	sees("8 events, 0 gaps, 0 resumes")

	network.cut()
	sees("waiting: 1006")
	publish("orders.eu", 4)
	publish("other", 1)
	publish("alerts.fire", 4)
	network.mend()
	sees("16 events, 0 gaps, 1 resumes")
	publish("orders.eu", 2)
	sees("18 events, 0 gaps, 1 resumes")
	want := slices.Concat(ids(1, 5), ids(8, 10), ids(11, 14), ids(16, 21))
	require.Equal(t, want, shown(t, ctx), "in order, none twice, none missing")
	if *screenshot != "" {
		picture, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(*screenshot, picture, 0o644))
	}

	network.cut()
	sees("waiting: 1006")
	publish("orders.eu", 40) // more than the log holds
	network.mend()
	sees("48 events, 1 gaps, 2 resumes")
	sees("22 to 31")
	require.Equal(t, append(want, ids(32, 61)...), shown(t, ctx))

	require.NoError(t, chromedp.Do(ctx, chromedp.SetValue("#token", "a wrong one"), chromedp.Click("button")))
	sees("refused: the token is unknown")
}

// shown returns the ids of the events in the page, oldest first.
func shown(t *testing.T, ctx context.Context) []uint64 {
	t.Helper()
	script := `[...document.querySelectorAll("tr.event")].map((row) => Number(row.cells[0].textContent)).reverse()`
	list, err := chromedp.Run(ctx, chromedp.Evaluate[[]uint64](script))
	require.NoError(t, err)
	return list
}

// awaitText waits until a text is in the page. It asks from outside: the page's
// policy forbids scripts to make code of text, which the library's waiting does.
func awaitText(t *testing.T, ctx context.Context, want string) {
	t.Helper()
	for deadline := time.Now().Add(patience); ; time.Sleep(10 * time.Millisecond) {
		text, err := chromedp.Run(ctx, chromedp.Evaluate[string](`document.body.innerText`))
		require.NoError(t, err)
		if strings.Contains(text, want) {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("the page never says %q; it says:\n%s", want, text)
		}
	}
}

// ids returns the numbers from a to b.
func ids(a, b uint64) (list []uint64) {
	for ; a <= b; a++ {
		list = append(list, a)
	}
	return list
}
