// SPDX-License-Identifier: Apache-2.0
// What `godwit bench` does. Each answers the exit status and prints for people.
#pragma once

#include <cstddef>
#include <string>

#include "bench/direct.h"
#include "config.h"

namespace godwit::app {

/// Where `bench prepare` leaves the tokens when nothing else is said.
std::string default_tokens_file(const Config& config);

/// Makes people for load tests in a data folder that no server holds.
int prepare_bench(const Config& config, std::size_t users, const std::string& tokens);
/// Loads a server; `json` empty = no file. 1 when a message was lost, doubled or misplaced.
int bench_direct(const bench::DirectOptions& options, const std::string& tokens, const std::string& json);

}  // namespace godwit::app
