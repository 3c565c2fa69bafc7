// SPDX-License-Identifier: Apache-2.0
// The rows that come and go: contacts, outbox, arrivals.
#include "cache/cache.h"

namespace godwit::sdk {
namespace {

template <class Message>
Message parse(const std::string& bytes) {
  Message message;
  if (!message.ParseFromString(bytes)) throw CacheError{SQLITE_CORRUPT, "a row of the cache cannot be read"};
  return message;
}

}  // namespace

std::vector<v1::Contact> Cache::contacts() {
  auto rows = database_.query("SELECT contact FROM contact");
  std::vector<v1::Contact> all;
  while (rows.step()) all.push_back(parse<v1::Contact>(rows.text(0)));
  return all;
}

void Cache::save_contact(const v1::Contact& row) {
  begin();
  database_.query("INSERT OR REPLACE INTO contact(user, contact) VALUES(?,?)")
      .bind(row.user().id())
      .bind(row.SerializeAsString())
      .run();
}

void Cache::forget_contacts() {
  begin();
  database_.execute("DELETE FROM contact");
}

void Cache::save_item(const OutboxItem& item) {
  begin();
  auto row = database_.query(
      "INSERT INTO outbox(client_id, log, method, request, created_ms, epoch, failure, detail, path, size, "
      "modified_ns, "
      "location, uploaded) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT(client_id) DO UPDATE SET "
      "request=excluded.request,"
      " created_ms=excluded.created_ms, epoch=excluded.epoch, failure=excluded.failure, detail=excluded.detail,"
      " location=excluded.location, uploaded=excluded.uploaded");
  row.bind_text(item.client_id).bind_text(item.log).bind(static_cast<std::int64_t>(item.method)).bind(item.request);
  row.bind(item.created_ms).bind(item.epoch);
  row.bind(static_cast<std::int64_t>(item.failure ? item.failure->code : ErrorCode{}));
  row.bind_text(item.failure ? item.failure->detail : std::string());
  if (item.attachment) {
    const Attachment& file = *item.attachment;
    row.bind_text(file.path).bind(file.size).bind(file.modified_ns).bind_text(file.location);
    row.bind(std::int64_t{file.uploaded});
  } else {
    row.bind(nullptr).bind(nullptr).bind(nullptr).bind(nullptr).bind(nullptr);
  }
  row.run();
}

void Cache::forget_item(const std::string& client_id) {
  begin();
  database_.query("DELETE FROM outbox WHERE client_id=?").bind_text(client_id).run();
}

std::vector<OutboxItem> Cache::outbox() {
  auto rows = database_.query(
      "SELECT client_id, log, method, request, created_ms, epoch, failure, detail, path, size, modified_ns, location, "
      "uploaded FROM outbox ORDER BY place");
  std::vector<OutboxItem> all;
  while (rows.step()) {
    OutboxItem item{.client_id = rows.text(0),
                    .log = rows.text(1),
                    .method = static_cast<v1::Method>(rows.integer(2)),
                    .request = rows.text(3),
                    .created_ms = rows.integer(4),
                    .epoch = rows.natural(5)};
    if (const ErrorRow* row = find_error(static_cast<std::uint32_t>(rows.integer(6)))) {
      item.failure = Error{row->code, rows.text(7)};
    }
    if (!rows.is_null(8)) {
      item.attachment = Attachment{.path = rows.text(8),
                                   .size = rows.natural(9),
                                   .modified_ns = rows.integer(10),
                                   .location = rows.text(11),
                                   .uploaded = rows.integer(12) != 0};
    }
    all.push_back(std::move(item));
  }
  return all;
}

std::uint64_t Cache::add_arrival(Epoch epoch, const v1::Entry& entry) {
  begin();
  database_.query("INSERT INTO arrival(epoch, entry) VALUES(?,?)").bind(epoch).bind(entry.SerializeAsString()).run();
  return database_.last_insert_id();
}

std::vector<Cache::Arrival> Cache::arrivals(std::uint64_t after, std::size_t limit) {
  auto rows = database_.query("SELECT id, epoch, entry FROM arrival WHERE id>? ORDER BY id LIMIT ?");
  rows.bind(after).bind(static_cast<std::uint64_t>(limit));
  std::vector<Arrival> all;
  while (rows.step()) all.push_back({rows.natural(0), rows.natural(1), parse<v1::Entry>(rows.text(2))});
  return all;
}

void Cache::forget_arrivals(std::uint64_t up_to) {
  begin();
  database_.query("DELETE FROM arrival WHERE id<=?").bind(up_to).run();
}

}  // namespace godwit::sdk
