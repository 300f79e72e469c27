-- +goose Up

-- Times are microseconds since 1970, UTC. Rows that a client can see have an
-- id that AUTOINCREMENT never gives twice, and a version that rises with every
-- change of the representation: together they are the ETag.

CREATE TABLE users (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	name       TEXT    NOT NULL UNIQUE,
	admin      INTEGER NOT NULL DEFAULT 0,
	token_hash BLOB    NOT NULL UNIQUE, -- SHA-256 of the token; the token itself is nowhere
	created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE projects (
	id          INTEGER PRIMARY KEY AUTOINCREMENT,
	key         TEXT    NOT NULL UNIQUE,
	name        TEXT    NOT NULL,
	description TEXT    NOT NULL,
	owner_id    INTEGER NOT NULL REFERENCES users (id),
	last_number INTEGER NOT NULL DEFAULT 0, -- of an issue; counts up in the issue's transaction
	version     INTEGER NOT NULL DEFAULT 1,
	created_at  INTEGER NOT NULL,
	updated_at  INTEGER NOT NULL
) STRICT;

CREATE TABLE labels (
	id          INTEGER PRIMARY KEY AUTOINCREMENT,
	project_id  INTEGER NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
	name        TEXT    NOT NULL,
	color       TEXT    NOT NULL,
	description TEXT    NOT NULL,
	version     INTEGER NOT NULL DEFAULT 1,
	UNIQUE (project_id, name)
) STRICT;

CREATE TABLE issues (
	id          INTEGER PRIMARY KEY AUTOINCREMENT,
	project_id  INTEGER NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
	number      INTEGER NOT NULL,
	title       TEXT    NOT NULL,
	body        TEXT    NOT NULL,
	state       TEXT    NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'closed')),
	author_id   INTEGER NOT NULL REFERENCES users (id),
	assignee_id INTEGER REFERENCES users (id),
	version     INTEGER NOT NULL DEFAULT 1,
	created_at  INTEGER NOT NULL,
	updated_at  INTEGER NOT NULL,
	closed_at   INTEGER,
	UNIQUE (project_id, number)
) STRICT;

-- One index for each order that a list can have; the UNIQUE above is that by number.
CREATE INDEX issues_by_created ON issues (project_id, created_at, number);
CREATE INDEX issues_by_updated ON issues (project_id, updated_at, number);

CREATE TABLE issue_labels (
	issue_id INTEGER NOT NULL REFERENCES issues (id) ON DELETE CASCADE,
	label_id INTEGER NOT NULL REFERENCES labels (id) ON DELETE CASCADE,
	PRIMARY KEY (issue_id, label_id)
) STRICT, WITHOUT ROWID;

-- A foreign key has no index of its own: without this, deleting a label reads them all.
CREATE INDEX issue_labels_by_label ON issue_labels (label_id);

CREATE TABLE comments (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	issue_id   INTEGER NOT NULL REFERENCES issues (id) ON DELETE CASCADE,
	author_id  INTEGER NOT NULL REFERENCES users (id),
	body       TEXT    NOT NULL,
	version    INTEGER NOT NULL DEFAULT 1,
	created_at INTEGER NOT NULL,
	updated_at INTEGER NOT NULL
) STRICT;

CREATE INDEX comments_by_issue ON comments (issue_id, id);

-- The answer to a POST with an Idempotency-Key, written by the transaction that
-- made the change.
CREATE TABLE idempotency_keys (
	user_id      INTEGER NOT NULL REFERENCES users (id),
	key          TEXT    NOT NULL,
	request_hash BLOB    NOT NULL, -- SHA-256 of method, path, query and body
	status       INTEGER NOT NULL,
	location     TEXT    NOT NULL,
	etag         TEXT    NOT NULL,
	body         BLOB    NOT NULL,
	created_at   INTEGER NOT NULL,
	PRIMARY KEY (user_id, key)
) STRICT;

CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);

-- +goose Down

DROP TABLE idempotency_keys;
DROP TABLE comments;
DROP TABLE issue_labels;
DROP TABLE issues;
DROP TABLE labels;
DROP TABLE projects;
DROP TABLE users;
