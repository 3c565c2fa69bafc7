// SPDX-License-Identifier: Apache-2.0
// How what is queued for a socket leaves: gathered into one send call, or into TLS records.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "base/metrics.h"
#include "send_queue.h"
#include "tls_link.h"

namespace godwit::net {

/// The way out of a socket.
struct Outlet {
  int descriptor = -1;
  SendQueue queue;
  std::unique_ptr<TlsLink> tls;
  bool blocked = false;  ///< the kernel takes no more: EPOLLOUT will tell
};

/// Serves the outlets of one lane, one at a time.
class Sender {
 public:
  explicit Sender(Metrics& metrics);

  /// Sends until the queue is empty or the kernel takes no more (`blocked`). False: the connection is broken.
  bool send(Outlet& outlet);

 private:
  bool send_plain(Outlet& outlet);
  bool send_records(Outlet& outlet);
  void took(Outlet& outlet, std::size_t bytes);

  Counter sends_;
  Counter sent_;
  std::string joined_;  ///< the record that is being made of several buffers
};

}  // namespace godwit::net
