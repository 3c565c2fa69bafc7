// SPDX-License-Identifier: Apache-2.0
// `godwit tail`: each entry once on standard output, also when the process is killed in between.
//
// The client keeps the entries until they are acknowledged. Written but not yet acknowledged is the one moment that could print a line
// twice. When standard output is a regular file, that moment is closed: before it writes, tail keeps in the cache at which size of which
// file it begins which entry; after a crash it looks how much of the line is there and writes the rest. Into a pipe or a
// terminal nobody can look: there the last line may come twice, and its reader knows it by log, epoch and seq.
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <iostream>

#include "client_session.h"
#include "client_verbs.h"

namespace godwit::app {
namespace {

using namespace std::chrono_literals;

struct Intent {
  unsigned long long arrival = 0;
  unsigned long long device = 0;
  unsigned long long inode = 0;
  unsigned long long size = 0;  ///< of the file before the line
};

std::string format_intent(const Intent& it) {
  return fmt::format("{} {} {} {}", it.arrival, it.device, it.inode, it.size);
}

Intent parse_intent(const std::string& text) {
  Intent it;
  const int read = std::sscanf(text.c_str(), "%llu %llu %llu %llu", &it.arrival, &it.device, &it.inode, &it.size);
  return read == 4 ? it : Intent{};
}

class Printer {
 public:
  Printer(sdk::Client& client, bool json) : client_(client), json_(json) {
    struct stat its{};
    regular_ = ::fstat(STDOUT_FILENO, &its) == 0 && S_ISREG(its.st_mode);
    before_ = parse_intent(client.acknowledged_note());
  }

  /// False: standard output is gone or full, or the cache cannot be written.
  bool print(const sdk::EntryApplied& applied) {
    const std::string line = json_ ? sdk::to_json(applied.entry) + "\n" : human(applied.entry);
    std::size_t done = 0;
    if (regular_) {
      struct stat its{};
      if (::fstat(STDOUT_FILENO, &its) != 0) return false;
      const Intent now{.arrival = applied.arrival,
                       .device = its.st_dev,
                       .inode = its.st_ino,
                       .size = static_cast<unsigned long long>(its.st_size)};
      const bool begun = before_.arrival == now.arrival && before_.device == now.device && before_.inode == now.inode;
      if (begun && now.size >= before_.size) {
        done = std::min<std::size_t>(line.size(), now.size - before_.size);
      } else if (!client_.acknowledge(client_.acknowledged(), format_intent(now))) {
        return false;
      }
      before_ = {};
    }
    if (!write_all(std::string_view(line).substr(done))) return false;
    return client_.acknowledge(applied.arrival).has_value();
  }

 private:
  static bool write_all(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t count = ::write(STDOUT_FILENO, bytes.data(), bytes.size());
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
  }

  std::string name_of(UserId user) const {
    if (const auto self = client_.self(); self && self->id == user) return "@" + self->handle;
    if (const auto contact = client_.find_contact(user)) return "@" + contact->user.handle;
    return std::to_string(user.value);
  }

  std::string what(const sdk::Entry& entry) const;
  std::string human(const sdk::Entry& entry) const;

  sdk::Client& client_;
  bool json_;
  bool regular_ = false;
  Intent before_;
};

/// Whatever people wrote, without what would move the terminal's cursor: C0, DEL, and C1 in UTF-8 (C2 80 … C2 9F).
std::string harmless(const std::string& text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    const auto following = at + 1 < text.size() ? static_cast<unsigned char>(text[at + 1]) : 0U;
    const bool c1 = byte == 0xC2 && following >= 0x80 && following <= 0x9F;
    if (text[at] == '\n') {
      out += "\n    ";
    } else if (c1) {
      out += fmt::format("\\x{:02x}", following);
      ++at;
    } else if (text[at] == '\t' || (byte >= 0x20 && byte != 0x7F)) {
      out += text[at];
    } else {
      out += fmt::format("\\x{:02x}", byte);
    }
  }
  return out;
}

std::string Printer::what(const sdk::Entry& entry) const {
  struct Words {
    const Printer& printer;
    std::string operator()(std::monostate) const { return "(nothing to show)"; }
    std::string operator()(const sdk::Text& it) const { return it.text; }
    std::string operator()(const sdk::Picture& it) const { return media("picture", it.file, it.caption); }
    std::string operator()(const sdk::Voice& it) const { return media("voice message", it.file, ""); }
    std::string operator()(const sdk::Video& it) const { return media("video", it.file, it.caption); }
    std::string operator()(const sdk::Document& it) const { return media("file " + it.name, it.file, it.caption); }
    std::string operator()(const sdk::Location& it) const { return sdk::to_line(it); }
    std::string operator()(const sdk::Card& it) const { return sdk::to_line(it); }
    std::string operator()(const sdk::Custom& it) const { return sdk::to_line(it); }
    std::string operator()(const sdk::Merged& it) const { return sdk::to_line(it); }
    std::string operator()(const sdk::Edit& it) const { return fmt::format("(edits {}) {}", it.target, it.text); }
    std::string operator()(const sdk::Recall& it) const { return fmt::format("(takes {} back)", it.target); }
    std::string operator()(const sdk::Reaction& it) const {
      return it.emoji.empty() ? fmt::format("(no more reaction to {})", it.target)
                              : fmt::format("(reacts to {}) {}", it.target, it.emoji);
    }
    std::string operator()(const sdk::DirectStarted& it) const { return "(are contacts now) " + it.text; }
    std::string operator()(const sdk::ContactRow& it) const {
      return "(contact @" + it.contact.user.handle + " changed)";
    }
    std::string operator()(const sdk::Profile& it) const { return "(profile changed: " + it.user.name + ")"; }
    std::string operator()(const sdk::OwnSettings&) const { return "(settings changed)"; }
    std::string operator()(const sdk::Unsupported&) const { return "(of a newer version)"; }
    static std::string media(const std::string& kind, const sdk::File& file, const std::string& caption) {
      return fmt::format("({}, {} bytes, {}) {}", kind, file.size, file.id, caption);
    }
  };
  const std::string from = entry.origin ? "(forwarded from " + entry.origin->name + ") " : "";
  return from + std::visit(Words{*this}, entry.body);
}

std::string Printer::human(const sdk::Entry& entry) const {
  const std::time_t time = entry.time_ms / 1000;
  std::tm local{};
  ::localtime_r(&time, &local);
  std::string where = "own";
  if (entry.log.kind() == LogId::Kind::kDirect) {
    const auto self = client_.self();
    where = name_of(self ? entry.log.other(self->id) : entry.log.first());
  }
  return fmt::format("{:%F %T} [{} {}] {}: {}\n", local, where, entry.seq,
                     entry.author ? name_of(entry.author) : "server", harmless(what(entry)));
}

}  // namespace

int tail(const Profile& profile, const TailOrder& order) {
  StopSignals signals;
  ::signal(SIGPIPE, SIG_IGN);
  const auto account = load_account(profile);
  if (!account) return complain_as_client(account.error().detail);
  auto opened = open_client(profile, *account, "tail", true);
  if (!opened) return complain_as_client(opened.error().detail);
  sdk::Client& client = **opened;
  client.keep_arrivals();
  Printer printer(client, order.json);
  client.with_token(account->token);
  bool caught_up = false;
  while (!signals.came()) {
    const auto update = client.next_update(100ms);
    if (!update) {
      if (order.once && caught_up) return 0;
      continue;
    }
    if (const auto* applied = std::get_if<sdk::EntryApplied>(&*update)) {
      if (!printer.print(*applied)) return complain_as_client("standard output or the cache cannot be written");
    } else if (const auto* now = std::get_if<sdk::CaughtUp>(&*update)) {
      caught_up = now->yes;
    } else if (std::get_if<sdk::LoggedOut>(&*update)) {
      return complain_as_client("this device was logged out: `godwit login` again");
    } else if (const auto* state = std::get_if<sdk::ConnectionChanged>(&*update); state && state->why) {
      const bool over =
          state->state == sdk::ConnectionState::kStopped || state->state == sdk::ConnectionState::kRefused;
      complain_as_client(state->why->detail +
                         (over ? "" : fmt::format("; again in {:.1f} s", state->retry_in_ms / 1000.0)));
      if (over) return 1;
    }
  }
  return 0;
}

}  // namespace godwit::app
