// Package restapi is an issue tracker's API over HTTP, kept in one SQLite file.
//
// The contract is openapi.yaml, which is served at /openapi.yaml and
// /openapi.json: every path, status, header field and schema is there. [Serve]
// answers requests; [AddUser], [RenewToken] and [Backup] are for the command
// line, and work beside a server that runs.
//
// # What it promises
//
//  1. A 2xx means that the change is committed. With Sync "full" it survives a
//     loss of power, with "normal" the end of the process.
//  2. Any other status means that nothing was changed.
//  3. A POST with an Idempotency-Key has its effect once, however often it is
//     sent within IdempotencyTTL, and whatever crashed in between: key, answer
//     and effect are one transaction.
//  4. An issue changes only if the client names the version that it has seen.
//     An ETag is an id that is never used again and a version that only rises.
//  5. The issues of a project are numbered 1, 2, 3 …; a number is given once,
//     and a request that fails takes none.
//  6. A list's pages show each item once that is there all the time and keeps
//     its place in the order.
//  7. An error is a problem document (RFC 9457) that names all that is wrong.
//     What is wrong in ourselves is in the log, and the client gets an id.
//  8. Whatever a client can make grow or wait has a limit: header, body, depth,
//     page, rate, queue, and the time for each part of a request.
//  9. When Serve's context ends, requests that have begun are answered, the log
//     of SQLite is moved into the database, or Serve says why it can't be, and no
//     goroutine is left.
//
// What no server can promise: a client whose connection breaks before the answer
// comes doesn't know whether the change was made. That is what the third promise
// is for.
package restapi
