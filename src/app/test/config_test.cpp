// SPDX-License-Identifier: Apache-2.0
#include "config.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace godwit::app {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class ConfigTest : public ::testing::Test {
 protected:
  void TearDown() override { std::filesystem::remove(file_); }

  std::string write(const std::string& text) {
    std::ofstream(file_) << text;
    return file_;
  }

  std::string file_ =
      std::filesystem::temp_directory_path() / ("godwit-config-" + std::to_string(::getpid()) + ".toml");
};

std::string complaint(const Result<Config>& config) { return config ? "" : config.error().detail; }

TEST_F(ConfigTest, takes_flags_over_environment_over_file_over_defaults) {
  const auto file = write("[server]\nlisten = \"10.0.0.1:1\"\ndata = \"from-file\"\nlanes = 3\n");
  const Environment environment{
      {"GODWIT_SERVER__LISTEN", "10.0.0.2:2"}, {"GODWIT_SERVER__DATA", "from-env"}, {"PATH", "x"}};
  const auto config = load_config(file, environment, {{"server.listen", "10.0.0.3:3"}});
  ASSERT_TRUE(config) << complaint(config);
  EXPECT_EQ(config->listen, "10.0.0.3:3");
  EXPECT_EQ(config->data, "from-env");
  EXPECT_EQ(config->lanes, 3);
  EXPECT_EQ(config->registration, "open");
}

TEST_F(ConfigTest, names_an_unknown_key_and_the_nearest_one) {
  EXPECT_THAT(complaint(load_config(write("[server]\nlistn = \"x\"\n"), {}, {})),
              HasSubstr("unknown option 'server.listn'; did you mean 'server.listen'?"));
  EXPECT_THAT(complaint(load_config("", {{"GODWIT_LOG__LEVL", "info"}}, {})), HasSubstr("did you mean 'log.level'?"));
}

TEST_F(ConfigTest, says_what_would_be_right) {
  EXPECT_THAT(complaint(load_config("", {}, {{"server.lanes", "many"}})),
              HasSubstr("server.lanes must be a number from 0 to 64, not 'many'"));
  EXPECT_THAT(complaint(load_config("", {}, {{"server.lanes", "65"}})), HasSubstr("from 0 to 64"));
  EXPECT_THAT(complaint(load_config("", {}, {{"accounts.registration", "maybe"}})),
              HasSubstr("must be one of closed, invite, open"));
  EXPECT_THAT(complaint(load_config(write("[server\n"), {}, {})), HasSubstr(file_ + ":1"));
  EXPECT_THAT(complaint(load_config(write("[server]\nlisten = true\n"), {}, {})), HasSubstr("server.listen must be"));
  EXPECT_THAT(complaint(load_config(write("listen = \"x\"\n"), {}, {})), HasSubstr("outside a section"));
  EXPECT_FALSE(load_config("/nonexistent/godwit.toml", {}, {}));
}

TEST_F(ConfigTest, reads_a_text_like_a_file_and_names_it_in_complaints) {
  const auto config = parse_config("[server]\nlanes = 3\n[limits]\nidle_seconds = 30\n", "here");
  ASSERT_TRUE(config) << complaint(config);
  EXPECT_EQ(config->lanes, 3);
  EXPECT_EQ(config->idle_seconds, 30);
  EXPECT_THAT(complaint(parse_config("[server]\n[", "here")), HasSubstr("here:2: "));
  EXPECT_THAT(complaint(parse_config("[limits]\nidle_seconds = 0\n", "here")), HasSubstr("a number from 1 to 3600"));
}

TEST_F(ConfigTest, opens_to_the_lan_only_where_nothing_else_is_said) {
  const auto lan = [](const std::string& file, const Environment& environment, const Overrides& overrides) {
    const auto config = load_config(file, environment, overrides, true);
    return config ? config->listen + " " + config->tls_mode : complaint(config);
  };
  EXPECT_EQ(lan("", {}, {}), "0.0.0.0:8080 internal");
  EXPECT_EQ(lan(write("[server]\nlisten = \"10.0.0.1:1\"\n"), {}, {}), "10.0.0.1:1 internal");
  EXPECT_EQ(lan("", {{"GODWIT_SERVER__LISTEN", "10.0.0.2:2"}}, {}), "10.0.0.2:2 internal");
  EXPECT_EQ(lan("", {}, {{"server.listen", "10.0.0.3:3"}}), "10.0.0.3:3 internal");
  EXPECT_EQ(lan(write("[tls]\ncert = \"c\"\nkey = \"k\"\n"), {}, {}), "0.0.0.0:8080 files");
  EXPECT_EQ(lan("", {{"GODWIT_TLS__CERT", "c"}, {"GODWIT_TLS__KEY", "k"}}, {}), "0.0.0.0:8080 files");
  EXPECT_EQ(lan(write("[tls]\nmode = \"off\"\n"), {}, {}), "0.0.0.0:8080 off");
  EXPECT_THAT(lan(write("[tls]\nmode = \"files\"\n"), {}, {}), HasSubstr("files needs tls.cert and tls.key"));
}

TEST_F(ConfigTest, shows_itself_as_a_file_that_loads_to_the_same) {
  Config config;
  config.data = "/srv/a \"quoted\" 'folder'\\";
  config.max_connections = 77;
  config.log_format = "json";
  const auto again = load_config(write(show_config(config)), {}, {});
  ASSERT_TRUE(again) << complaint(again) << "\n" << show_config(config);
  EXPECT_EQ(again->data, config.data);
  EXPECT_EQ(again->max_connections, 77);
  EXPECT_EQ(again->log_format, "json");
  EXPECT_EQ(show_config(*again), show_config(config));
}

TEST(SplitList, drops_blanks_and_empty_items) { EXPECT_THAT(split_list(" a, b ,,c "), ElementsAre("a", "b", "c")); }

}  // namespace
}  // namespace godwit::app
