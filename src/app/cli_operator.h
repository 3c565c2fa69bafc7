// SPDX-License-Identifier: Apache-2.0
// The part of the command line for who runs a server and for who measures one: bench, backup, restore, doctor, completion, man.
#pragma once

#include <memory>

namespace CLI {  // NOLINT(readability-identifier-naming): the library's name
class App;
}

namespace godwit::app {

class OperatorVerbs {
 public:
  OperatorVerbs();
  ~OperatorVerbs();
  /// What is parsed is kept here; a verb that runs leaves its exit status in `status`. Call last: completion and man tell of all
  /// subcommands that there are.
  void add_to(CLI::App& app, int& status);

 private:
  void add_bench_to(CLI::App& app, int& status);
  void add_loads_to(CLI::App& bench, int& status);
  /// Copies, the index, the doctor, and what tells of the command line itself.
  void add_care_to(CLI::App& app, int& status);

  struct Flags;
  std::unique_ptr<Flags> flags_;
};

}  // namespace godwit::app
