// SPDX-License-Identifier: Apache-2.0
#include "terminal/editor.h"

#include <algorithm>
#include <utility>

#include "terminal/text.h"

namespace godwit::terminal {

void Editor::set_text(std::string text) {
  text_ = std::move(text);
  cursor_ = text_.size();
}

std::string Editor::take() {
  cursor_ = 0;
  return std::exchange(text_, {});
}

/// Where the cluster that ends at the cursor begins.
std::size_t Editor::cluster_before() const {
  std::size_t begin = 0;
  for (std::size_t at = 0; at < cursor_;) {
    begin = at;
    at += first_cluster(std::string_view(text_).substr(at)).bytes.size();
  }
  return begin;
}

bool Editor::on_key(const Key& key) {
  const auto erase_from = [this](std::size_t begin) {
    text_.erase(begin, cursor_ - begin);
    cursor_ = begin;
  };
  switch (key.kind) {
    case KeyKind::kText:
    case KeyKind::kNewline: {
      const std::string typed = key.kind == KeyKind::kNewline ? "\n" : printable(key.text);
      text_.insert(cursor_, typed);
      cursor_ += typed.size();
      return true;
    }
    case KeyKind::kBackspace:
      if (cursor_ > 0) erase_from(cluster_before());
      return true;
    case KeyKind::kDelete:
      if (cursor_ < text_.size()) {
        text_.erase(cursor_, first_cluster(std::string_view(text_).substr(cursor_)).bytes.size());
      }
      return true;
    case KeyKind::kWordBack: {
      std::size_t begin = cursor_;
      while (begin > 0 && text_[begin - 1] == ' ') --begin;
      while (begin > 0 && text_[begin - 1] != ' ' && text_[begin - 1] != '\n') --begin;
      erase_from(begin);
      return true;
    }
    case KeyKind::kLineBack:
      erase_from(0);
      return true;
    case KeyKind::kLeft:
      if (cursor_ > 0) cursor_ = cluster_before();
      return true;
    case KeyKind::kRight:
      if (cursor_ < text_.size()) cursor_ += first_cluster(std::string_view(text_).substr(cursor_)).bytes.size();
      return true;
    case KeyKind::kHome:
      cursor_ = 0;
      return true;
    case KeyKind::kEnd:
      cursor_ = text_.size();
      return true;
    default:
      return false;
  }
}

Editor::View Editor::view(int width, int height) const {
  View view;
  view.rows.emplace_back();
  int used = 0;
  // Hard wrapping, so that every byte has its place; the cursor stands before its cluster.
  for (std::size_t at = 0;;) {
    if (at == cursor_) {
      view.row = static_cast<int>(view.rows.size()) - 1;
      view.column = used;
    }
    if (at >= text_.size()) break;
    const Cluster next = first_cluster(std::string_view(text_).substr(at));
    const bool breaks = next.bytes == "\n";
    if (breaks || used + next.width > width - 1) {
      view.rows.emplace_back();
      used = 0;
      if (at == cursor_ && !breaks) {
        ++view.row;
        view.column = 0;
      }
    }
    if (!breaks) {
      view.rows.back() += next.bytes;
      used += next.width;
    }
    at += next.bytes.size();
  }
  const int count = static_cast<int>(view.rows.size());
  const int first = std::clamp(view.row - height + 1, 0, std::max(0, count - height));
  const int last = std::min(count, first + height);
  view.rows = {view.rows.begin() + first, view.rows.begin() + last};
  view.row -= first;
  return view;
}

}  // namespace godwit::terminal
