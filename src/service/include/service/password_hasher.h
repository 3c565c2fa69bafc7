// SPDX-License-Identifier: Apache-2.0
// Argon2id on a bounded pool of threads: at most `threads` × 46 MiB, and kOverloaded when too many wait.
// Any lane. Lifetime: outlives the services.
#pragma once

#include <string>

#include "async/worker_pool.h"

namespace godwit::service {

class PasswordHasher {
 public:
  PasswordHasher(std::size_t threads, std::size_t queue_limit);

  /// libsodium's string form, with salt and parameters inside.
  Task<Result<std::string>> hash(std::string password);
  /// Takes the same time for an empty `hash` (no such account), and answers false.
  Task<Result<bool>> verify(std::string password, std::string hash);
  /// Finishes what is queued; while the lanes that wait for it still exist.
  void stop() { pool_.stop(); }

 private:
  WorkerPool pool_;
  std::string decoy_;
};

}  // namespace godwit::service
