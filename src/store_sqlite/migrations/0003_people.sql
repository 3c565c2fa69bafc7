-- SPDX-License-Identifier: Apache-2.0
-- Profiles, settings, presence, where devices are, deleted and disabled accounts, and what administrators did.

ALTER TABLE account ADD COLUMN signature TEXT NOT NULL DEFAULT '';
ALTER TABLE account ADD COLUMN avatar TEXT NOT NULL DEFAULT '';
ALTER TABLE account ADD COLUMN deleted INTEGER NOT NULL DEFAULT 0;
ALTER TABLE account ADD COLUMN bot INTEGER NOT NULL DEFAULT 0;
ALTER TABLE account ADD COLUMN disabled INTEGER NOT NULL DEFAULT 0;
ALTER TABLE account ADD COLUMN invisible INTEGER NOT NULL DEFAULT 0;
ALTER TABLE account ADD COLUMN hide_read INTEGER NOT NULL DEFAULT 0;
ALTER TABLE account ADD COLUMN unlisted INTEGER NOT NULL DEFAULT 0;
ALTER TABLE account ADD COLUMN last_seen_ms INTEGER NOT NULL DEFAULT 0;  -- 0 = never online

ALTER TABLE device ADD COLUMN client TEXT NOT NULL DEFAULT '';
ALTER TABLE device ADD COLUMN address TEXT NOT NULL DEFAULT '';

-- Handles of deleted accounts: never given again, and no longer tied to anyone.
CREATE TABLE retired_handle (
  handle TEXT PRIMARY KEY
) WITHOUT ROWID;

CREATE TABLE audit (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  time_ms INTEGER NOT NULL,
  actor   INTEGER NOT NULL,  -- account.id, 0 = the command line
  act     TEXT NOT NULL,
  target  INTEGER NOT NULL   -- account.id, 0 = nobody
);
