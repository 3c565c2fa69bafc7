// SPDX-License-Identifier: Apache-2.0
#include "inspect.h"

#include <fmt/format.h>

#include "base/log_id.h"

namespace godwit::store {
namespace {

/// More of the same does not help anyone.
constexpr std::size_t kFaultsPerRule = 5;

/// A rule finds the logs that break it: rows of log.high, log.low and a number that the sentence shows.
struct Rule {
  const char* sentence;  ///< {0} the log, {1} the number
  const char* sql;
};

constexpr Rule kRules[] = {
    {"{0}: its seqs have holes: {1} entries where its head and floor tell of others",
     "SELECT l.high, l.low, count(e.seq) FROM log l LEFT JOIN entry e ON e.log = l.id AND e.seq >= l.floor "
     "GROUP BY l.id HAVING count(e.seq) <> l.last_seq - l.floor + 1"},
    {"{0}: entry {1} is beyond its head",
     "SELECT l.high, l.low, max(e.seq) FROM log l JOIN entry e ON e.log = l.id GROUP BY l.id "
     "HAVING max(e.seq) > l.last_seq"},
    {"{0}: entry {1} was stored before the one that precedes it",
     "SELECT l.high, l.low, e.seq FROM entry e JOIN entry p ON p.log = e.log AND p.seq = e.seq - 1 "
     "JOIN log l ON l.id = e.log WHERE e.id <= p.id OR e.time_ms < p.time_ms"},
    {"{0}: messages are counted wrong at entry {1}",
     "SELECT l.high, l.low, e.seq FROM entry e JOIN entry p ON p.log = e.log AND p.seq = e.seq - 1 "
     "JOIN log l ON l.id = e.log WHERE e.message_index NOT IN (p.message_index, p.message_index + 1)"},
    {"{0}: its head has another count of messages than its last entry, {1}",
     "SELECT l.high, l.low, e.message_index FROM log l JOIN entry e ON e.log = l.id AND e.seq = l.last_seq "
     "WHERE e.message_index <> l.message_index"},
    {"{0}: its head names entry {1} as the last message, which it is not",
     "SELECT l.high, l.low, l.last_message_seq FROM log l WHERE l.message_index > 0 AND l.last_message_seq IS NOT "
     "(SELECT min(e.seq) FROM entry e WHERE e.log = l.id AND e.message_index = l.message_index)"},
    {"{0}: its place in the order of changes, {1}, is before its last entry or after everything",
     "SELECT l.high, l.low, l.position FROM log l WHERE "
     "l.position < coalesce((SELECT e.id FROM entry e WHERE e.log = l.id AND e.seq = l.last_seq), 0) "
     "OR l.position > coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'entry'), 0)"},
    {"{0}: the cursor of user {1} is beyond the head, or read beyond delivered",
     "SELECT l.high, l.low, m.user FROM member m JOIN log l ON l.id = m.log "
     "WHERE m.delivered > l.last_seq OR m.read > m.delivered OR m.read_index > l.message_index"},
    {"{0}: the cursor of user {1} has a wrong count of read messages",
     "SELECT l.high, l.low, m.user FROM member m JOIN log l ON l.id = m.log "
     "JOIN entry e ON e.log = m.log AND e.seq = m.read WHERE e.message_index <> m.read_index"},
    {"{0}: user {1} is a member and has no account",
     "SELECT l.high, l.low, m.user FROM member m JOIN log l ON l.id = m.log "
     "WHERE NOT EXISTS (SELECT 1 FROM account a WHERE a.id = m.user)"},
    {"{0}: entry {1} was edited or recalled and does not exist",
     "SELECT l.high, l.low, o.seq FROM overlay o JOIN log l ON l.id = o.log "
     "WHERE NOT EXISTS (SELECT 1 FROM entry e WHERE e.log = o.log AND e.seq = o.seq)"},
    {"{0}: a client id stands for entry {1}, which is beyond the head",
     "SELECT l.high, l.low, d.seq FROM dedupe d JOIN log l ON l.id = d.log WHERE d.seq > l.last_seq"},
    {"{0}: a group whose count of members, {1}, is wrong",
     "SELECT l.high, l.low, g.member_count FROM group_info g JOIN log l ON l.id = g.log "
     "WHERE g.member_count <> (SELECT count(*) FROM member m WHERE m.log = g.log)"},
    {"{0}: a group with {1} owners",
     "SELECT l.high, l.low, count(m.user) FROM group_info g JOIN log l ON l.id = g.log "
     "LEFT JOIN member m ON m.log = g.log AND m.role = 3 WHERE g.member_count > 0 GROUP BY g.log HAVING count(m.user) "
     "<> 1"},
    {"{0}: user {1} is a member without a role, or has one outside of a group",
     "SELECT l.high, l.low, m.user FROM member m JOIN log l ON l.id = m.log "
     "WHERE (m.role > 0) <> EXISTS (SELECT 1 FROM group_info g WHERE g.log = m.log)"},
    {"{0}: user {1} is both a member and a former one",
     "SELECT l.high, l.low, m.user FROM former_member f JOIN member m ON m.log = f.log AND m.user = f.user "
     "JOIN log l ON l.id = f.log"},
    {"{0}: user {1} has settings of it and is no member",
     "SELECT l.high, l.low, c.user FROM conversation c JOIN log l ON l.id = c.log "
     "WHERE NOT EXISTS (SELECT 1 FROM member m WHERE m.log = c.log AND m.user = c.user)"},
    {"{0}: entry {1} has reactions and shows nothing",
     "SELECT l.high, l.low, r.seq FROM reaction r JOIN log l ON l.id = r.log "
     "WHERE NOT EXISTS (SELECT 1 FROM entry e WHERE e.log = r.log AND e.seq = r.seq AND e.body IS NOT NULL)"},
    {"{0}: the reactions to entry {1} are counted wrong",
     "SELECT l.high, l.low, o.seq FROM overlay o JOIN log l ON l.id = o.log "
     "WHERE o.reactions <> (SELECT count(*) FROM reaction r WHERE r.log = o.log AND r.seq = o.seq)"},
    {"{0}: entry {1} is pinned and shows nothing",
     "SELECT l.high, l.low, p.seq FROM pin p JOIN log l ON l.id = p.log "
     "WHERE NOT EXISTS (SELECT 1 FROM entry e WHERE e.log = p.log AND e.seq = p.seq AND e.body IS NOT NULL)"},
    {"{0}: entry {1} mentions people and shows nothing",
     "SELECT l.high, l.low, m.seq FROM mention m JOIN log l ON l.id = m.log "
     "WHERE NOT EXISTS (SELECT 1 FROM entry e WHERE e.log = m.log AND e.seq = m.seq AND e.body IS NOT NULL)"},
    {"{0}: entry {1} disappeared and still has a body",
     "SELECT l.high, l.low, o.seq FROM overlay o JOIN log l ON l.id = o.log JOIN entry e ON e.log = o.log AND e.seq = "
     "o.seq WHERE o.expired AND e.body IS NOT NULL"},
};

/// Likewise uploads: rows of media.id, which is {0}.
constexpr Rule kMediaRules[] = {
    {"upload {0}: more of it is stored than it has", "SELECT id FROM media WHERE offset > size"},
    {"upload {0}: it is complete without a hash, a type or all its bytes",
     "SELECT id FROM media WHERE hash IS NOT NULL AND (length(hash) <> 32 OR type = '' OR offset <> size)"},
    {"upload {0}: it is shown and is not there, or not complete",
     "SELECT DISTINCT u.media FROM media_use u "
     "WHERE NOT EXISTS (SELECT 1 FROM media m WHERE m.id = u.media AND m.hash IS NOT NULL)"},
    {"upload {0}: an entry shows it that does not exist or was recalled",
     "SELECT u.media FROM media_use u WHERE u.log > 0 "
     "AND NOT EXISTS (SELECT 1 FROM entry e WHERE e.log = u.log AND e.seq = u.seq AND e.body IS NOT NULL)"},
    {"upload {0}: it is kept as the picture of an account that has another",
     "SELECT u.media FROM media_use u WHERE u.log = 0 "
     "AND NOT EXISTS (SELECT 1 FROM account a WHERE a.id = u.seq AND a.avatar = u.media)"},
    {"upload {0}: it is kept as the picture of a group that has another",
     "SELECT u.media FROM media_use u WHERE u.log = -1 "
     "AND NOT EXISTS (SELECT 1 FROM group_info g WHERE g.log = u.seq AND g.avatar = u.media)"},
    {"upload {0}: it is the picture of a group and not kept for it",
     "SELECT g.avatar FROM group_info g WHERE g.avatar <> '' "
     "AND NOT EXISTS (SELECT 1 FROM media_use u WHERE u.media = g.avatar AND u.log = -1 AND u.seq = g.log)"},
    {"upload {0}: it is the picture of an account and not kept for it",
     "SELECT a.avatar FROM account a WHERE a.avatar <> '' "
     "AND NOT EXISTS (SELECT 1 FROM media_use u WHERE u.media = a.avatar AND u.log = 0 AND u.seq = a.id)"},
};

std::string name_of(const Query& row) {
  const auto log = LogId::from_halves(row.integer(0), row.integer(1));
  return log ? log->to_string() : fmt::format("log {:x}.{:x}", row.natural(0), row.natural(1));
}

std::string describe_log(const Rule& rule, const Query& row) {
  return fmt::format(fmt::runtime(rule.sentence), name_of(row), row.integer(2));
}

std::string describe_media(const Rule& rule, const Query& row) {
  return fmt::format(fmt::runtime(rule.sentence), row.text(0));
}

template <class Describe>
void apply(Database& database, const Rule& rule, Describe describe, std::vector<std::string>& faults) {
  Query query = database.query(rule.sql);
  std::size_t found = 0;
  for (; query.step(); ++found) {
    if (found < kFaultsPerRule) faults.push_back(describe(rule, query));
  }
  if (found > kFaultsPerRule) faults.push_back(fmt::format("… and {} more of this kind", found - kFaultsPerRule));
}

}  // namespace

std::vector<std::string> find_damage(Database& database) {
  std::vector<std::string> faults;
  {
    Query query = database.query("PRAGMA integrity_check(20)");
    while (query.step()) {
      if (query.bytes(0) != "ok") faults.push_back("SQLite: " + query.text(0));
    }
  }
  Query query = database.query("PRAGMA foreign_key_check");
  while (query.step()) faults.push_back(fmt::format("SQLite: a row of {} names one that is not there", query.bytes(0)));
  return faults;
}

std::vector<std::string> find_faults(Database& database) {
  database.execute("BEGIN");
  std::vector<std::string> faults = find_damage(database);
  for (const Rule& rule : kRules) apply(database, rule, describe_log, faults);
  for (const Rule& rule : kMediaRules) apply(database, rule, describe_media, faults);
  database.execute("COMMIT");
  return faults;
}

}  // namespace godwit::store
