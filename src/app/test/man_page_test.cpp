// SPDX-License-Identifier: Apache-2.0
#include "command_line/man_page.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <cstdlib>

namespace godwit::app {
namespace {

using testing::HasSubstr;
using testing::Not;

Command sample() {
  Command direct{.path = "godwit bench direct", .description = "One writes to the other"};
  direct.options = {{.names = {"-u", "--url"}, .value = "TEXT", .description = ".dots and \\slashes", .required = true},
                    {.names = {"--config"},
                     .value = "FILE",
                     .description = "'quoted'",
                     .standard = "a-b",
                     .environment = "GODWIT_CONFIG"}};
  direct.arguments = {{.name = "folder", .value = "FOLDER", .description = "The backup", .required = true}};
  Command bench{.path = "godwit bench", .description = "Measure", .commands = {direct}};
  return {.path = "godwit", .description = "Server", .commands = {bench}};
}

TEST(ManPage, TellsOptionsArgumentsAndWhereElseToLook) {
  const Command root = sample();
  const std::string page = write_man_page(root, root.commands[0].commands[0], "1.2.3");
  EXPECT_THAT(page, HasSubstr(".TH GODWIT\\-BENCH\\-DIRECT 1 \"\" \"godwit 1.2.3\" \"Godwit\""));
  EXPECT_THAT(page, HasSubstr("godwit\\-bench\\-direct \\- One writes to the other"));
  EXPECT_THAT(page,
              HasSubstr("\\fB\\-u\\fR, \\fB\\-\\-url\\fR \\fITEXT\\fR\n\\&.dots and \\eslashes.\nMust be given."));
  EXPECT_THAT(page, HasSubstr("Default: a\\-b."));
  EXPECT_THAT(page, HasSubstr("GODWIT_CONFIG"));
  EXPECT_THAT(page, HasSubstr("\\fIfolder\\fR"));
  EXPECT_THAT(page, HasSubstr("\\fBgodwit\\fR(1)"));
  EXPECT_THAT(write_man_page(root, root, "1"), HasSubstr("See \\fBgodwit\\-bench\\fR(1)."));
  EXPECT_THAT(write_man_page(root, root.commands[0], "1"), Not(HasSubstr(".SH OPTIONS")));
}

TEST(ManPage, OfEveryCommandIsWrittenAndReadWithoutAWarning) {
  const auto folder = std::filesystem::temp_directory_path() / ("godwit-man-" + std::to_string(::getpid()));
  ASSERT_TRUE(write_man_pages(sample(), "1.2.3", folder).has_value());
  for (const char* name : {"godwit", "godwit-bench", "godwit-bench-direct"}) {
    const std::string file = (folder / (std::string(name) + ".1")).string();
    ASSERT_TRUE(std::filesystem::exists(file));
    const auto is_clean = [&](const std::string& command) {
      return std::system(("test -z \"$(" + command + " '" + file + "' 2>&1 >/dev/null)\"").c_str()) == 0;
    };
    if (std::system("command -v groff >/dev/null") == 0) EXPECT_TRUE(is_clean("groff -man -ww -z -Tutf8")) << file;
    if (std::system("command -v mandoc >/dev/null") != 0) continue;
    // A page that is made when it is asked for has no date.
    const std::string lint = "test -z \"$(mandoc -T lint -W warning '" + file + "' | grep -v 'missing date')\"";
    EXPECT_EQ(std::system(lint.c_str()), 0) << file;
  }
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace godwit::app
