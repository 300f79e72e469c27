// Package page is a page that shows events live. It needs nothing but the files
// here, and nothing from elsewhere.
//
//course:given
package page

import (
	"bytes"
	"embed"
	"net/http"
	"time"
)

//go:embed index.html notify.js page.js page.css
var files embed.FS

// policy keeps the page to its own files and its own server, whatever an event
// has in it: https://www.w3.org/TR/CSP3/.
const policy = "default-src 'none'; img-src data:; script-src 'self'; style-src 'self'; connect-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// Handlers returns what serves the page, by the pattern for http.ServeMux.
func Handlers() (map[string]http.Handler, error) {
	handlers := map[string]http.Handler{}
	for path, name := range map[string]string{
		"/{$}": "index.html", "/notify.js": "notify.js", "/page.js": "page.js", "/page.css": "page.css",
	} {
		content, err := files.ReadFile(name)
		if err != nil {
			return nil, err
		}
		handlers[path] = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Security-Policy", policy)
			w.Header().Set("X-Content-Type-Options", "nosniff")
			w.Header().Set("Cache-Control", "no-cache")
			http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(content))
		})
	}
	return handlers, nil
}
