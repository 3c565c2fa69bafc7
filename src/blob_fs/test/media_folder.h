// SPDX-License-Identifier: Apache-2.0
// A folder of its own for a test, gone with it.
#pragma once

#include <stdlib.h>

#include <filesystem>
#include <string>

namespace godwit::blob {

class MediaFolder {
 public:
  MediaFolder() {
    std::string name = std::filesystem::temp_directory_path() / "godwit-blob-XXXXXX";
    if (::mkdtemp(name.data())) path_ = name;
  }
  ~MediaFolder() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
  }
  MediaFolder(const MediaFolder&) = delete;
  MediaFolder& operator=(const MediaFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace godwit::blob
