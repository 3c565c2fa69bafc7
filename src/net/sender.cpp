// SPDX-License-Identifier: Apache-2.0
#include "sender.h"

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace godwit::net {
namespace {

constexpr std::size_t kBuffersPerSend = 64;
/// The most that one TLS record carries (RFC 8446 §5.1).
constexpr std::size_t kRecordBytes = 16 * 1024;

}  // namespace

Sender::Sender(Metrics& metrics)
    : sends_(metrics.counter("godwit_net_sends_total", "Send calls on client sockets that took something")),
      sent_(metrics.counter("godwit_net_sent_bytes_total", "Bytes written to client sockets")) {}

bool Sender::send(Outlet& outlet) { return outlet.tls ? send_records(outlet) : send_plain(outlet); }

bool Sender::send_plain(Outlet& outlet) {
  while (!outlet.queue.empty()) {
    std::array<iovec, kBuffersPerSend> parts;
    const std::size_t count = outlet.queue.gather(parts);
    std::size_t offered = 0;
    for (std::size_t i = 0; i < count; ++i) offered += parts[i].iov_len;
    const msghdr message{nullptr, 0, parts.data(), count, nullptr, 0, 0};
    const ssize_t taken = ::sendmsg(outlet.descriptor, &message, MSG_NOSIGNAL);
    if (taken < 0 && errno == EINTR) continue;
    if (taken < 0 && errno != EAGAIN && errno != EWOULDBLOCK) return false;
    if (taken > 0) took(outlet, static_cast<std::size_t>(taken));
    if (taken < static_cast<ssize_t>(offered)) {
      outlet.blocked = true;
      return true;
    }
  }
  return true;
}

/// Small messages share a record.
bool Sender::send_records(Outlet& outlet) {
  if (!outlet.tls->is_open()) return true;
  while (!outlet.queue.empty()) {
    std::array<iovec, kBuffersPerSend> parts;
    const std::size_t count = outlet.queue.gather(parts);
    std::string_view record(static_cast<const char*>(parts[0].iov_base), std::min(parts[0].iov_len, kRecordBytes));
    if (count > 1 && record.size() < kRecordBytes) {
      joined_.assign(record);
      for (std::size_t i = 1; i < count && joined_.size() < kRecordBytes; ++i) {
        joined_.append(static_cast<const char*>(parts[i].iov_base),
                       std::min(parts[i].iov_len, kRecordBytes - joined_.size()));
      }
      record = joined_;
    }
    const TlsLink::Moved moved = outlet.tls->write(record);
    if (moved.bytes == 0) {
      outlet.blocked = moved.wants == TlsLink::Wants::kOutput;
      return outlet.blocked;
    }
    took(outlet, moved.bytes);
  }
  return true;
}

void Sender::took(Outlet& outlet, std::size_t bytes) {
  sends_.add();
  sent_.add(static_cast<double>(bytes));
  outlet.queue.drop(bytes);
}

}  // namespace godwit::net
