// SPDX-License-Identifier: Apache-2.0
// Every input that a fuzzer ever found worth keeping, every seed (golden_seeds.h), and each cut short anywhere: in the ordinary test
// run.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "golden_seeds.h"
#include "target.h"

namespace godwit::fuzz {
namespace {

namespace fs = std::filesystem;

struct Target {
  const char* name;
  void (*run)(std::string_view bytes);
};

class Replay : public testing::TestWithParam<Target> {};

TEST_P(Replay, survives_its_corpus) {
  const auto& [name, run] = GetParam();
  run("");
  std::size_t files = 0;
  const fs::path corpus = fs::path(GODWIT_CORPUS_DIR) / name;
  for (const auto& entry : fs::exists(corpus) ? fs::directory_iterator(corpus) : fs::directory_iterator()) {
    SCOPED_TRACE(entry.path().filename());
    std::stringstream in;
    in << std::ifstream(entry.path(), std::ios::binary).rdbuf();
    const std::string bytes = in.str();
    ASSERT_LE(bytes.size(), 64u * 1024) << "keep the corpus small";
    run(bytes);
    for (std::size_t size = 0; size < std::min<std::size_t>(bytes.size(), 300); ++size) {
      run(std::string_view(bytes).substr(0, size));
    }
    ++files;
  }
  for (const auto& [seed, bytes] : golden_seeds(name)) {
    SCOPED_TRACE(seed);
    for (std::size_t size = 0; size <= bytes.size(); ++size) run(std::string_view(bytes).substr(0, size));
    ++files;
  }
  EXPECT_GT(files, 0u);
}

INSTANTIATE_TEST_SUITE_P(Decoders, Replay,
                         testing::Values(Target{"body", body}, Target{"config", config}, Target{"frame", frame},
                                         Target{"handshake", handshake}, Target{"http", http}, Target{"json", json},
                                         Target{"media", media}, Target{"messages", messages}, Target{"rest", rest},
                                         Target{"texts", texts}, Target{"websocket", websocket}),
                         [](const auto& param) { return std::string(param.param.name); });

}  // namespace
}  // namespace godwit::fuzz
