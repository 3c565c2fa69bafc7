-- SPDX-License-Identifier: Apache-2.0
-- Uploads and what shows them; the bytes are files beside the database (blob).

-- `hash` is NULL until all bytes are there. `offset` is how many of them are surely on disk.
CREATE TABLE media (
  id           TEXT PRIMARY KEY,  -- 26 of a-z 2-7
  owner        INTEGER NOT NULL,
  size         INTEGER NOT NULL,  -- bytes, as declared at the beginning and held to
  offset       INTEGER NOT NULL DEFAULT 0,
  hash         BLOB,              -- SHA-256
  type         TEXT NOT NULL DEFAULT '',
  unused_ms    INTEGER NOT NULL   -- when it began, or last stopped, to be shown nowhere
) WITHOUT ROWID;
CREATE INDEX media_by_owner ON media (owner);
CREATE INDEX media_by_hash ON media (hash);
CREATE INDEX media_by_age ON media (unused_ms);

-- A message of a log shows it. log 0: it is the picture of the account `seq`.
CREATE TABLE media_use (
  media TEXT NOT NULL,
  log   INTEGER NOT NULL,
  seq   INTEGER NOT NULL,
  PRIMARY KEY (media, log, seq)
) WITHOUT ROWID;
CREATE INDEX media_use_by_entry ON media_use (log, seq);

CREATE TABLE reaction (
  log   INTEGER NOT NULL,
  seq   INTEGER NOT NULL,  -- of the message
  user  INTEGER NOT NULL,
  emoji TEXT NOT NULL,
  at    INTEGER NOT NULL,  -- seq of the reaction
  PRIMARY KEY (log, seq, user)
) WITHOUT ROWID;
ALTER TABLE overlay ADD COLUMN reactions INTEGER NOT NULL DEFAULT 0;
