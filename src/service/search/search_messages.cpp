// SPDX-License-Identifier: Apache-2.0
#include "base/limits.h"
#include "service/search.h"

namespace godwit::service {
namespace {

constexpr std::size_t kPageDefault = 20;
constexpr std::size_t kPageMost = 50;
constexpr std::size_t kRanges = 50;
constexpr std::size_t kTokenBytes = 8;

/// The place where the next page begins, big-endian.
std::string write_next(store::Position before) {
  std::string token;
  for (int shift = 56; before != 0 && shift >= 0; shift -= 8) token.push_back(static_cast<char>(before >> shift));
  return token;
}

/// 0 for the first page, negative when it is not one of ours.
store::Position read_next(const std::string& token) {
  if (token.empty()) return 0;
  if (token.size() != kTokenBytes) return -1;
  std::uint64_t value = 0;
  for (const char byte : token) value = value << 8 | static_cast<unsigned char>(byte);
  return value == 0 ? -1 : static_cast<store::Position>(value);
}

}  // namespace

Task<Result<FoundPage>> Search::find(model::Caller caller, SearchRequest request) {
  auto phrases = model::parse_query(request.query);
  if (!phrases) co_return std::unexpected(phrases.error());
  if (request.limit > kPageMost) co_return fail(ErrorCode::kInvalid, "limit: 1-50");
  if (request.since_ms < 0) co_return fail(ErrorCode::kInvalid, "since_ms: not a time");
  if (request.until_ms < 0) co_return fail(ErrorCode::kInvalid, "until_ms: not a time");
  if (request.author.value < 0) co_return fail(ErrorCode::kInvalid, "author: not a user id");
  const store::Position before = read_next(request.next);
  if (before < 0) co_return fail(ErrorCode::kInvalid, "next: of no page");
  if (request.query.empty() && request.kind == model::SearchKind::kAny) {
    co_return fail(ErrorCode::kInvalid, "query: words, or a kind");
  }
  if (phrases->empty() && !request.query.empty()) co_return FoundPage();

  auto page = co_await store_.search().find(caller.user, {.phrases = *phrases,
                                                          .log = request.log,
                                                          .author = request.author,
                                                          .kind = request.kind,
                                                          .since_ms = request.since_ms,
                                                          .until_ms = request.until_ms,
                                                          .before = before,
                                                          .limit = request.limit == 0 ? kPageDefault : request.limit,
                                                          .max_bytes = limits::kPageBytes});
  if (!page) co_return std::unexpected(page.error());
  FoundPage out{.found = {}, .next = write_next(page->before)};
  for (model::Entry& entry : page->entries) {
    const auto searchable = model::make_searchable(entry.body, entry.overlay);
    auto ranges =
        searchable ? model::find_ranges(searchable->text, *phrases, kRanges) : std::vector<model::TextRange>();
    out.found.push_back({std::move(entry), std::move(ranges)});
  }
  co_return out;
}

}  // namespace godwit::service
