-- SPDX-License-Identifier: Apache-2.0
-- Ids of users and devices are the wire's; `log` columns are log.id, small and local.

CREATE TABLE meta (
  key   TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) WITHOUT ROWID;
INSERT INTO meta VALUES ('epoch', 1);

CREATE TABLE account (
  id            INTEGER PRIMARY KEY,
  handle        TEXT NOT NULL UNIQUE,
  name          TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  admin         INTEGER NOT NULL,
  created_ms    INTEGER NOT NULL
);

CREATE TABLE device (
  id           INTEGER PRIMARY KEY,
  user         INTEGER NOT NULL REFERENCES account (id),
  token_hash   BLOB NOT NULL UNIQUE,
  name         TEXT NOT NULL,
  created_ms   INTEGER NOT NULL,
  last_used_ms INTEGER NOT NULL
);
CREATE INDEX device_by_user ON device (user, last_used_ms);

CREATE TABLE invite (
  code_hash  BLOB PRIMARY KEY,
  uses_left  INTEGER NOT NULL,
  expires_ms INTEGER NOT NULL  -- 0 = never
) WITHOUT ROWID;

CREATE TABLE contact (
  owner        INTEGER NOT NULL,
  other        INTEGER NOT NULL,
  state        INTEGER NOT NULL,  -- model::ContactState
  alias        TEXT NOT NULL,
  request_text TEXT NOT NULL,
  blocked      INTEGER NOT NULL,
  changed_ms   INTEGER NOT NULL,
  PRIMARY KEY (owner, other)
) WITHOUT ROWID;
CREATE INDEX contact_by_other ON contact (other);

-- One row per log. `position` is the place of its last change in the store's commit order: the id of its last entry, or of the last entry
-- of all when a cursor or a right changed.
CREATE TABLE log (
  id               INTEGER PRIMARY KEY,
  high             INTEGER NOT NULL,
  low              INTEGER NOT NULL,
  last_seq         INTEGER NOT NULL DEFAULT 0,
  message_index    INTEGER NOT NULL DEFAULT 0,
  last_message_seq INTEGER NOT NULL DEFAULT 0,
  last_time_ms     INTEGER NOT NULL DEFAULT 0,
  floor            INTEGER NOT NULL DEFAULT 1,
  position         INTEGER NOT NULL DEFAULT 0,
  UNIQUE (high, low)
);

CREATE TABLE member (
  log        INTEGER NOT NULL,
  user       INTEGER NOT NULL,
  may_send   INTEGER NOT NULL,
  delivered  INTEGER NOT NULL DEFAULT 0,
  read       INTEGER NOT NULL DEFAULT 0,
  read_index INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (log, user)
) WITHOUT ROWID;
CREATE INDEX member_by_user ON member (user, log);

-- The logs themselves. `id` is commit order: there is one writer. `target` is the entry that an edit or recall acts on.
CREATE TABLE entry (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  log           INTEGER NOT NULL,
  seq           INTEGER NOT NULL,
  author        INTEGER NOT NULL,
  device        INTEGER NOT NULL,
  time_ms       INTEGER NOT NULL,
  message_index INTEGER NOT NULL,
  target        INTEGER,
  body          BLOB,  -- EntryBody; NULL = tombstone
  UNIQUE (log, seq)
);
CREATE INDEX entry_by_target ON entry (log, target) WHERE target IS NOT NULL;

CREATE TABLE overlay (
  log          INTEGER NOT NULL,
  seq          INTEGER NOT NULL,
  edited_seq   INTEGER NOT NULL DEFAULT 0,
  text         TEXT NOT NULL DEFAULT '',
  recalled_seq INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (log, seq)
) WITHOUT ROWID;

CREATE TABLE dedupe (
  user         INTEGER NOT NULL,
  log          INTEGER NOT NULL,
  client_id    BLOB NOT NULL,
  seq          INTEGER NOT NULL,
  request_hash BLOB NOT NULL,
  created_ms   INTEGER NOT NULL,
  PRIMARY KEY (user, log, client_id)
) WITHOUT ROWID;
CREATE INDEX dedupe_by_age ON dedupe (created_ms);
