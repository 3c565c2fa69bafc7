// SPDX-License-Identifier: Apache-2.0
// An audience in a process of its own, or on a thread, behind a socket pair. It says R when all are in, then D and what was heard when all
// was heard or it was asked to end; or F and why not. A plain thread.
#pragma once

#include <sys/types.h>

#include <memory>
#include <span>
#include <string>
#include <thread>

#include "audience.h"

namespace godwit::bench {

class AudienceProcess {
 public:
  struct Setup {
    const GroupOptions& options;
    const Target& target;
    std::string run;
    std::size_t stalled = 0;
    std::span<const Credentials> people;
    bool fork = true;  ///< else a thread
  };
  /// With `fork` before this process has other threads.
  static Result<std::unique_ptr<AudienceProcess>> start(Setup setup);
  /// Ends it, if it still runs, and waits.
  ~AudienceProcess();
  AudienceProcess(const AudienceProcess&) = delete;
  AudienceProcess& operator=(const AudienceProcess&) = delete;

  /// Readable when it said something.
  int descriptor() const { return socket_; }
  /// Takes in what it said. kInternal with why it failed.
  Status look();
  bool is_ready() const { return !said_.empty() && said_.front() == 'R'; }
  bool is_done() const { return ended_ && said_.size() > 1; }
  /// Nothing more is to come: tell what was heard.
  void ask_to_end();
  /// Once it is done.
  Audience::Outcome outcome() const;

 private:
  explicit AudienceProcess(int socket) : socket_(socket) {}

  int socket_;
  pid_t process_ = -1;
  std::thread thread_;
  std::string said_;
  bool ended_ = false;
};

}  // namespace godwit::bench
