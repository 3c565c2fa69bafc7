-- SPDX-License-Identifier: Apache-2.0
-- Whose bodies were erased since, for whatever reason, in order: the search index, which follows, forgets them. Old rows go; an index that
-- is further behind than they reach is made anew.
CREATE TABLE erased (
  id    INTEGER PRIMARY KEY AUTOINCREMENT,
  entry INTEGER NOT NULL
);
CREATE TRIGGER entry_erased AFTER UPDATE OF body ON entry WHEN NEW.body IS NULL AND OLD.body IS NOT NULL
BEGIN
  INSERT INTO erased (entry) VALUES (NEW.id);
END;
CREATE TRIGGER entry_deleted AFTER DELETE ON entry
BEGIN
  INSERT INTO erased (entry) VALUES (OLD.id);
END;
