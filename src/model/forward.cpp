// SPDX-License-Identifier: Apache-2.0
#include "model/forward.h"

#include <algorithm>

#include "base/limits.h"

namespace godwit::model {
namespace {

/// How many records stand in each other; 0 for other messages.
int depth_of(const Body& body) {
  const auto* merged = std::get_if<Merged>(&body);
  if (!merged) return 0;
  int deepest = 0;
  for (const MergedItem& item : merged->items) deepest = std::max(deepest, depth_of(item.body));
  return deepest + 1;
}

/// The text or caption that an edit gave it.
void set_text(Body& body, std::string text) {
  std::visit(
      [&](auto& it) {
        if constexpr (requires { it.caption; }) it.caption = std::move(text);
        if constexpr (requires { it.text; }) it.text = std::move(text);
      },
      body);
}

/// The message as it is now, for another conversation, with the origin that it came with.
Result<Body> copy(Entry entry) {
  const bool gone = entry.overlay && (entry.overlay->recalled_seq != 0 || entry.overlay->expired);
  if (gone || !counts_as_message(entry.body)) return fail(ErrorCode::kNotFound, "forward.seqs: no such message");
  Body body = std::move(entry.body);
  Context& context = *context_of(body);
  if (entry.overlay && entry.overlay->edited_seq != 0) {
    context.spans = std::move(entry.overlay->spans);
    set_text(body, std::move(entry.overlay->text));
  }
  context = {.origin = std::move(context.origin), .spans = std::move(context.spans)};
  // Nobody is called by what was said elsewhere.
  std::erase_if(context.spans, [](const Span& span) {
    return span.kind == SpanKind::kMention || span.kind == SpanKind::kMentionAll;
  });
  return body;
}

}  // namespace

Status check_forward(const Forward& forward) {
  if (forward.seqs.empty()) return fail(ErrorCode::kInvalid, "forward.seqs: missing");
  const bool few = forward.seqs.size() <= (forward.merge ? limits::kMergedItems : 1);
  return few ? Status() : fail(ErrorCode::kInvalid, "forward.seqs: one, or with merge at most 100");
}

Result<Body> forward_one(Source source) {
  Origin origin{source.entry.author, source.entry.time_ms, std::move(source.author_name)};
  auto body = copy(std::move(source.entry));
  if (!body) return body;
  Context& context = *context_of(*body);
  if (!context.origin) context.origin = std::move(origin);
  return body;
}

Result<Body> forward_merged(std::vector<Source> sources) {
  Merged merged;
  for (Source& source : sources) {
    MergedItem item{.author = source.entry.author,
                    .time_ms = source.entry.time_ms,
                    .body = {},
                    .name = std::move(source.author_name)};
    auto body = copy(std::move(source.entry));
    if (!body) return body;
    item.body = std::move(*body);
    merged.items.push_back(std::move(item));
  }
  Body body = std::move(merged);
  if (depth_of(body) > limits::kMergedDepth) {
    return fail(ErrorCode::kTooLarge, "forward: records within records are at most 3 deep");
  }
  return body;
}

}  // namespace godwit::model
