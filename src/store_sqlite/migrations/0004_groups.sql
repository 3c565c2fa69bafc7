-- SPDX-License-Identifier: Apache-2.0
-- Groups and channels: what they are and allow, who is in, who was, and how one comes in. `log` is log.id.

CREATE TABLE group_info (
  log             INTEGER PRIMARY KEY,
  name            TEXT NOT NULL,
  avatar          TEXT NOT NULL,
  description     TEXT NOT NULL,
  notice          TEXT NOT NULL,
  channel         INTEGER NOT NULL,
  send            INTEGER NOT NULL,  -- model::GroupRole, as the next two
  invite          INTEGER NOT NULL,
  edit_profile    INTEGER NOT NULL,
  join_approval   INTEGER NOT NULL,
  history_for_new INTEGER NOT NULL,
  slow_mode_s     INTEGER NOT NULL,
  members_hidden  INTEGER NOT NULL,
  member_count    INTEGER NOT NULL,
  member_version  INTEGER NOT NULL,
  created_ms      INTEGER NOT NULL,
  dismissed       INTEGER NOT NULL DEFAULT 0
);

-- Of members of groups. `floor` is the first seq that the member may read.
ALTER TABLE member ADD COLUMN role INTEGER NOT NULL DEFAULT 0;
ALTER TABLE member ADD COLUMN nickname TEXT NOT NULL DEFAULT '';
ALTER TABLE member ADD COLUMN muted_until_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE member ADD COLUMN joined_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE member ADD COLUMN floor INTEGER NOT NULL DEFAULT 1;
ALTER TABLE member ADD COLUMN said_ms INTEGER NOT NULL DEFAULT 0;  -- when they last sent a message
-- As log.position, of what only this member's devices need to hear of: their cursor.
ALTER TABLE member ADD COLUMN position INTEGER NOT NULL DEFAULT 0;
CREATE INDEX member_leading ON member (log, role) WHERE role > 1;

CREATE TABLE former_member (
  log     INTEGER NOT NULL,
  user    INTEGER NOT NULL,
  left_ms INTEGER NOT NULL,
  removed INTEGER NOT NULL,  -- else they left
  PRIMARY KEY (log, user)
) WITHOUT ROWID;

CREATE TABLE group_link (
  code       TEXT PRIMARY KEY,
  log        INTEGER NOT NULL,
  creator    INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  expires_ms INTEGER NOT NULL,  -- 0 = never
  uses       INTEGER NOT NULL,  -- 0 = any number
  used       INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE INDEX group_link_by_log ON group_link (log);

CREATE TABLE join_wish (
  log     INTEGER NOT NULL,
  user    INTEGER NOT NULL,
  text    TEXT NOT NULL,
  time_ms INTEGER NOT NULL,
  PRIMARY KEY (log, user)
) WITHOUT ROWID;
