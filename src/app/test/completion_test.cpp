// SPDX-License-Identifier: Apache-2.0
// The scripts in real shells, where there are any.
#include "command_line/completion.h"

#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

namespace godwit::app {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

Command sample() {
  Command direct{.path = "godwit bench direct", .description = "It's a load"};
  direct.options = {{.names = {"--encoding"}, .value = "native|websocket", .description = "How"},
                    {.names = {"--tokens"}, .value = "FILE", .description = "Which"},
                    {.names = {"--pairs"}, .value = "UINT", .description = "How many"},
                    {.names = {"-h", "--help"}, .description = "Help: this"}};
  Command bench{.path = "godwit bench", .description = "Measure", .commands = {direct}};
  Command backup{.path = "godwit backup", .description = "Copy"};
  backup.arguments = {{.name = "folder", .value = "FOLDER", .required = true}};
  backup.options = {{.names = {"--data"}, .value = "FOLDER", .description = "Data"}};
  Command completion{.path = "godwit completion", .description = "Print"};
  completion.arguments = {{.name = "shell", .value = "bash|zsh|fish", .required = true}};
  return {.path = "godwit", .description = "Server", .commands = {bench, backup, completion}};
}

class Completion : public ::testing::Test {
 protected:
  Completion() : folder_(std::filesystem::temp_directory_path() / ("godwit-completion-" + std::to_string(::getpid()))) {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_ / "folder with blanks");
    std::ofstream(folder_ / "file.jsonl") << "x";
  }
  ~Completion() override { std::filesystem::remove_all(folder_); }

  struct Ran {
    int status;
    std::vector<std::string> lines;
  };
  Ran run(const std::string& program, const std::string& script) const {
    std::ofstream(folder_ / ".script") << script;
    FILE* pipe = ::popen(("cd '" + folder_.string() + "' && " + program + " .script 2>&1").c_str(), "r");
    Ran ran{.status = -1, .lines = {}};
    std::string line;
    for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) {
      if (c != '\n') {
        line += static_cast<char>(c);
      } else if (!line.empty()) {
        ran.lines.push_back(std::exchange(line, {}));
      }
    }
    ran.status = WEXITSTATUS(::pclose(pipe));
    return ran;
  }
  static bool has(const std::string& shell) {
    return std::system(("command -v " + shell + " >/dev/null").c_str()) == 0;
  }

  /// What bash offers when the last word is being typed.
  std::vector<std::string> in_bash(const std::vector<std::string>& words) const {
    std::string typed;
    for (const std::string& word : words) typed += " '" + word + "'";
    const Ran ran = run("bash", complete_in_bash(sample()) + "set -u\nCOMP_WORDS=(" + typed +
                                    ")\nCOMP_CWORD=" + std::to_string(words.size() - 1) +
                                    "\n_godwit\nprintf '%s\\n' \"${COMPREPLY[@]}\"\n");
    EXPECT_EQ(ran.status, 0);
    return ran.lines;
  }

 private:
  std::filesystem::path folder_;
};

TEST_F(Completion, BashOffersSubcommandsAndTheirOptions) {
  EXPECT_THAT(in_bash({"godwit", ""}), UnorderedElementsAre("bench", "backup", "completion"));
  EXPECT_THAT(in_bash({"godwit", "b"}), UnorderedElementsAre("bench", "backup"));
  EXPECT_THAT(in_bash({"godwit", "bench", ""}), ElementsAre("direct"));
  EXPECT_THAT(in_bash({"godwit", "bench", "direct", "--"}),
              UnorderedElementsAre("--encoding", "--tokens", "--pairs", "--help"));
  EXPECT_THAT(in_bash({"godwit", "bench", "direct", "--pairs", "5", "--en"}), ElementsAre("--encoding"));
}

TEST_F(Completion, BashOffersWhatAnOptionOrArgumentTakes) {
  EXPECT_THAT(in_bash({"godwit", "bench", "direct", "--encoding", ""}), UnorderedElementsAre("native", "websocket"));
  EXPECT_THAT(in_bash({"godwit", "bench", "direct", "--encoding", "w"}), ElementsAre("websocket"));
  EXPECT_THAT(in_bash({"godwit", "bench", "direct", "--pairs", ""}), IsEmpty());
  EXPECT_THAT(in_bash({"godwit", "bench", "direct", "--tokens", "fi"}), ElementsAre("file.jsonl"));
  EXPECT_THAT(in_bash({"godwit", "backup", "fol"}), ElementsAre("folder with blanks"));
  EXPECT_THAT(in_bash({"godwit", "backup", "--data", "f"}), ElementsAre("folder with blanks"));
  EXPECT_THAT(in_bash({"godwit", "backup", "-"}), ElementsAre("--data"));
  EXPECT_THAT(in_bash({"godwit", "completion", "z"}), ElementsAre("zsh"));
  EXPECT_THAT(in_bash({"godwit", "nonsense", "x"}), IsEmpty());
}

TEST_F(Completion, ZshReadsItsScriptAndFollowsTheWords) {
  if (!has("zsh")) GTEST_SKIP() << "no zsh here";
  const std::string prelude = "compdef() { : }\n_files() { print -- files $@ }\n_describe() { print -l -- $items }\n";
  const auto offered = [&](const std::string& words) {
    const Ran ran =
        run("zsh -f", prelude + complete_in_zsh(sample()) + "words=(" + words + ")\nCURRENT=$#words\n_godwit\n");
    EXPECT_EQ(ran.status, 0);
    return ran.lines;
  };
  EXPECT_THAT(offered("godwit b"), ElementsAre("bench:Measure", "backup:Copy", "completion:Print"));
  EXPECT_THAT(offered("godwit bench d"), ElementsAre("direct:It's a load"));
  EXPECT_THAT(offered("godwit bench direct --tokens x"), ElementsAre("files"));
  EXPECT_THAT(offered("godwit backup x"), ElementsAre("files -/"));
}

TEST_F(Completion, FishOffersSubcommandsOptionsAndChoices) {
  if (!has("fish")) GTEST_SKIP() << "no fish here";
  const auto offered = [&](const std::string& typed) {
    const Ran ran = run("fish --no-config", complete_in_fish(sample()) + "complete -C '" + typed + "'\n");
    EXPECT_EQ(ran.status, 0);
    return ran.lines;
  };
  EXPECT_THAT(offered("godwit b"), UnorderedElementsAre("backup\tCopy", "bench\tMeasure"));
  EXPECT_THAT(offered("godwit bench "), ElementsAre("direct\tIt's a load"));
  EXPECT_THAT(offered("godwit bench direct --enc"), ElementsAre("--encoding\tHow"));
  EXPECT_THAT(offered("godwit bench direct --encoding w"), ElementsAre(testing::StartsWith("websocket")));
}

}  // namespace
}  // namespace godwit::app
