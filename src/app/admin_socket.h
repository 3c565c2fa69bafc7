// SPDX-License-Identifier: Apache-2.0
// How the command line reaches a running server: a Unix socket in the data folder, mode 0600, one JSON object a line each way.
//   {"verb":"user.add","handle":"ann","password":"…"} → {"ok":{…}} or {"error":"…"}
// Whoever may write to the data folder may administer it. Made on the main thread, works on its lane, destroyed when
// that has stopped.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "async/lane.h"
#include "base/error.h"
#include "service/admin.h"

namespace godwit::app {

class AdminSocket {
 public:
  /// Never fails the server: when the socket cannot be made it logs why and answers null.
  static std::unique_ptr<AdminSocket> listen(Lane& lane, const std::filesystem::path& folder, service::Admin& admin);
  ~AdminSocket();

 private:
  struct Impl;
  explicit AdminSocket(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// Runs one verb; request and answer are JSON objects as above. `admin` outlives the task. Any lane.
Task<std::string> run_admin_verb(service::Admin* admin, std::string request);

/// Sends one request to the server that holds the folder. kNotFound when nobody listens there.
Result<std::string> ask_running_server(const std::filesystem::path& folder, const std::string& request);

}  // namespace godwit::app
