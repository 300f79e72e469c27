package restapi

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"os"
	"strings"

	"systems.course/restapi/internal/strictjson"
)

// readBody returns the request's body, as bytes and as JSON. Its size is known
// to be in bounds before it is read, or it is cut where it no longer is.
func readBody(w http.ResponseWriter, r *http.Request) ([]byte, any, error) {
	if err := checkMediaType(r.Header.Values("Content-Type")); err != nil {
		return nil, nil, err
	}
	if r.ContentLength > maxBody {
		w.Header().Set("Connection", "close") // rather than read what nobody wants
		return nil, nil, tooLarge.problem("at most 1 MiB")
	}
	data, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		return nil, nil, bodyProblem(err)
	}
	value, err := strictjson.Parse(data, maxDepth)
	if err != nil {
		return nil, nil, malformed.problem("the body is no JSON that can be taken: " + err.Error())
	}
	return data, value, nil
}

func bodyProblem(err error) error {
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		// net/http would read some more of the body before it sends the answer.
		return tooLarge.problem("at most 1 MiB").set("Connection", "close")
	}
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return requestTimeout.problem("the body did not come in time").set("Connection", "close")
	}
	return malformed.problem("the body ended too soon")
}

// checkMediaType takes application/json, in UTF-8, which is what JSON is in.
func checkMediaType(values []string) error {
	if len(values) == 1 {
		media, params, err := mime.ParseMediaType(values[0])
		charset, given := params["charset"]
		if err == nil && media == "application/json" && (!given || strings.EqualFold(charset, "utf-8")) {
			return nil
		}
	}
	return wrongMediaType.problem("Content-Type must be application/json")
}
