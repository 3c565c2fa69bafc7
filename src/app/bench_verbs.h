// SPDX-License-Identifier: Apache-2.0
// What `godwit bench` does. Each answers the exit status and prints for people.
#pragma once

#include <cstddef>
#include <string>

#include "bench/direct.h"
#include "bench/group.h"
#include "bench/prepare.h"
#include "config.h"

namespace godwit::app {

/// Where `bench prepare` leaves the tokens when nothing else is said.
std::string default_tokens_file(const Config& config);
std::string default_group_file(const Config& config);

/// Makes people for load tests in a data folder that no server holds.
int prepare_bench(const Config& config, std::size_t users, const std::string& tokens);
/// A group with so many members, in such a folder; and the file of those who can be online.
int prepare_bench_group(const Config& config, bench::GroupSize size, const std::string& tokens);
/// So many messages between the people of the file, in such a folder.
int fill_bench(const Config& config, std::size_t messages, const std::string& tokens);
/// Loads a server; `json` empty = no file. 1 when a message was lost, doubled or misplaced.
int bench_direct(const bench::DirectOptions& options, const std::string& tokens, const std::string& json);
/// The same; 1 when a message did not come, or came twice.
int bench_group(const bench::GroupOptions& options, const std::string& tokens, const std::string& json);

}  // namespace godwit::app
