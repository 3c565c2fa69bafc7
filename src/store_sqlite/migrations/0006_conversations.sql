-- SPDX-License-Identifier: Apache-2.0
-- What people decided about their conversations, mentions, pinned and hidden messages, and messages that disappear. `log` is log.id.

-- Everything off = no row. No draft = '' and zeros.
CREATE TABLE conversation (
  user            INTEGER NOT NULL,
  log             INTEGER NOT NULL,
  muted_until_ms  INTEGER NOT NULL,
  mentions_anyway INTEGER NOT NULL,
  pinned_ms       INTEGER NOT NULL,
  archived_seq    INTEGER NOT NULL,
  unread_seq      INTEGER NOT NULL,
  draft           TEXT NOT NULL,
  draft_reply_to  INTEGER NOT NULL,
  draft_ms        INTEGER NOT NULL,
  told            INTEGER NOT NULL,  -- seq of the ConversationChanged in the user log
  PRIMARY KEY (user, log)
) WITHOUT ROWID;

-- Who was mentioned by which message, until they have read it. user 0 = everyone in the group; those rows stay.
CREATE TABLE mention (
  log  INTEGER NOT NULL,
  user INTEGER NOT NULL,
  seq  INTEGER NOT NULL,
  PRIMARY KEY (log, user, seq)
) WITHOUT ROWID;
CREATE INDEX mention_by_seq ON mention (log, seq);

-- `at` is the seq of the entry that pinned it.
CREATE TABLE pin (
  log INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  at  INTEGER NOT NULL,
  PRIMARY KEY (log, seq)
) WITHOUT ROWID;

-- Messages that one person does not want to see any more.
CREATE TABLE hidden (
  user INTEGER NOT NULL,
  log  INTEGER NOT NULL,
  seq  INTEGER NOT NULL,
  PRIMARY KEY (user, log, seq)
) WITHOUT ROWID;

ALTER TABLE log ADD COLUMN expiry_s INTEGER NOT NULL DEFAULT 0;  -- of messages to come; 0 = they stay
-- When messages disappear.
CREATE TABLE expiry (
  at_ms INTEGER NOT NULL,
  log   INTEGER NOT NULL,
  seq   INTEGER NOT NULL,
  PRIMARY KEY (at_ms, log, seq)
) WITHOUT ROWID;

ALTER TABLE overlay ADD COLUMN spans BLOB;  -- of the text: an EntryBody that has nothing but its spans
ALTER TABLE overlay ADD COLUMN expired INTEGER NOT NULL DEFAULT 0;

ALTER TABLE group_info ADD COLUMN mention_all INTEGER NOT NULL DEFAULT 2;  -- model::GroupRole
ALTER TABLE group_info ADD COLUMN pin INTEGER NOT NULL DEFAULT 2;

-- What people told the administrators about others. `messages` are copies, until it is closed.
CREATE TABLE report (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  time_ms   INTEGER NOT NULL,
  reporter  INTEGER NOT NULL,
  user      INTEGER NOT NULL,
  reason    INTEGER NOT NULL,
  text      TEXT NOT NULL,
  log       TEXT NOT NULL,
  closed_ms INTEGER NOT NULL DEFAULT 0,
  closed_by INTEGER NOT NULL DEFAULT 0,
  outcome   TEXT NOT NULL DEFAULT ''
);
CREATE INDEX report_open ON report (reporter) WHERE closed_ms = 0;
CREATE TABLE report_message (
  report  INTEGER NOT NULL,
  seq     INTEGER NOT NULL,
  author  INTEGER NOT NULL,
  time_ms INTEGER NOT NULL,
  body    BLOB NOT NULL,
  PRIMARY KEY (report, seq)
) WITHOUT ROWID;
