// SPDX-License-Identifier: Apache-2.0
#include "model/span.h"

#include <algorithm>

namespace godwit::model {
namespace {

constexpr std::size_t kMaxSpans = 100;
constexpr std::size_t kMaxUrlBytes = 2048;

std::unexpected<Error> wrong(const char* what) { return fail(ErrorCode::kInvalid, std::string("spans: ") + what); }

/// Whether a code point begins there, or the text ends.
bool is_boundary(std::string_view text, std::size_t at) {
  return at == text.size() || (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) != 0x80);
}

bool is_url(std::string_view url) {
  if (url.size() > kMaxUrlBytes) return false;
  for (const char c : url) {
    if (static_cast<unsigned char>(c) <= 0x20 || c == 0x7F) return false;
  }
  return url.starts_with("https://") || url.starts_with("http://") || url.starts_with("mailto:");
}

std::size_t end_of(const Span& span) { return std::size_t{span.offset} + span.length; }

Status check_one(std::string_view text, const Span& span) {
  if (span.kind == SpanKind::kUnspecified) return wrong("a kind is missing");
  if (span.length == 0 || end_of(span) > text.size()) return wrong("beyond the text, or empty");
  if (!is_boundary(text, span.offset) || !is_boundary(text, end_of(span))) return wrong("within a character");
  if (!span.url.empty() && (span.kind != SpanKind::kLink || !is_url(span.url))) {
    return wrong("url: of a link, http, https or mailto, at most 2048 bytes");
  }
  if ((span.kind == SpanKind::kMention) != (span.user.value > 0)) return wrong("user: of a mention");
  return {};
}

}  // namespace

Status check_spans(std::string_view text, const std::vector<Span>& spans) {
  if (spans.size() > kMaxSpans) return wrong("at most 100");
  std::vector<std::size_t> open;  // ends of those around
  const Span* last = nullptr;
  for (const Span& span : spans) {
    if (auto ok = check_one(text, span); !ok) return ok;
    const bool ordered =
        !last || last->offset < span.offset || (last->offset == span.offset && last->length >= span.length);
    if (!ordered) return wrong("not ascending, the longer first");
    while (!open.empty() && open.back() <= span.offset) open.pop_back();
    if (!open.empty() && end_of(span) > open.back()) return wrong("one crosses another");
    open.push_back(end_of(span));
    last = &span;
  }
  return {};
}

std::vector<UserId> mentioned(const std::vector<Span>& spans) {
  std::vector<UserId> users;
  for (const Span& span : spans) {
    if (span.kind == SpanKind::kMention) users.push_back(span.user);
  }
  std::ranges::sort(users);
  const auto twice = std::ranges::unique(users);
  users.erase(twice.begin(), twice.end());
  return users;
}

bool mentions_all(const std::vector<Span>& spans) {
  return std::ranges::find(spans, SpanKind::kMentionAll, &Span::kind) != spans.end();
}

}  // namespace godwit::model
