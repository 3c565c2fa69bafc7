// SPDX-License-Identifier: Apache-2.0
// What the doctor looks at. Each looks and changes nothing that lasts; a plain thread.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>

#include "config.h"
#include "finding.h"

namespace godwit::app {

/// The process that holds the data folder's lock; 0 when it holds one and did not tell; nullopt when nobody does.
std::optional<int> find_holder(const std::filesystem::path& data);

// doctor/folder.cpp
Finding check_folder(const std::filesystem::path& data);
Finding check_space(const std::filesystem::path& data);
Finding check_leftovers(const std::filesystem::path& data, std::optional<int> holder);
Finding check_disk_speed(const std::filesystem::path& data);
/// The verdict on how long it takes until a small write is on disk.
Finding judge_disk_speed(std::chrono::nanoseconds median, std::chrono::nanoseconds longest, bool in_memory);

// doctor/system.cpp
/// `holder` as find_holder answered.
Finding check_port(const std::string& listen, std::optional<int> holder);
Finding check_clock(const std::filesystem::path& data);
Finding check_open_files(const Config& config);

// doctor/certificate.cpp
/// PEM files: the chain, the server's own certificate first, and its key.
Finding check_certificate(const std::string& chain_file, const std::string& key_file, std::int64_t now_seconds);

// doctor/doctor.cpp
Finding check_store(const Config& config, std::optional<int> holder);

}  // namespace godwit::app
