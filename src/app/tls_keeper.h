// SPDX-License-Identifier: Apache-2.0
// Keeps the server's certificate current: reads the files again when they change, or makes certificates of an authority of its own in
// DATA/tls. Looks every 5 s on a thread of its own. What cannot be used is said in the log, and the certificate before it stays.
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "async/nursery.h"
#include "base/clock.h"
#include "config.h"
#include "net/tls.h"

namespace godwit::app {

class TlsKeeper {
 public:
  /// kInvalid with a sentence when there is no certificate to begin with.
  static Result<std::unique_ptr<TlsKeeper>> create(const Config& config, const Clock& clock);
  ~TlsKeeper();

  const net::TlsSource& source() const { return source_; }
  /// PEM of the own authority; empty with certificates from files.
  std::string authority() const;
  /// Looks now. Any thread.
  void look();

 private:
  TlsKeeper(const Config& config, const Clock& clock);
  Task<void> watch();
  Status load();
  Status renew_internal();
  /// Changes when the files do.
  std::string state_of_files() const;

  const bool internal_;
  const std::string folder_;  ///< DATA/tls
  const Clock& clock_;
  net::TlsContext::Files files_;
  net::TlsSource source_;
  std::mutex mutex_;    ///< look() comes from two threads
  std::string loaded_;  ///< state of the files that are in use; guarded by mutex_
  Lane lane_{"godwit-tls"};
  Nursery nursery_{lane_};
};

}  // namespace godwit::app
