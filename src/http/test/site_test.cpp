// SPDX-License-Identifier: Apache-2.0
#include "http/site.h"

#include <gtest/gtest.h>

#include "async/run_task.h"

namespace godwit::http {
namespace {

class SiteTest : public ::testing::Test {
 protected:
  SiteTest() { lane.start(); }

  protocol::HttpResponse get(const std::string& path, const std::string& address = "127.0.0.1",
                             std::vector<std::pair<std::string, std::string>> headers = {},
                             const std::string& method = "GET") {
    protocol::HttpRequest request;
    request.method = method;
    request.path = path;
    request.headers = std::move(headers);
    return run_task(lane, asked->answer(std::move(request), address));
  }

  static std::string header(const protocol::HttpResponse& response, const std::string& name) {
    for (const auto& [key, value] : response.headers) {
      if (key == name) return value;
    }
    return {};
  }

  Lane lane{"site-test"};
  Metrics metrics;
  std::string unready;
  Site site{{.metrics = metrics, .unready_reason = [this] { return unready; }, .metrics_readers = {"192.0.2.9"}}};
  Site* asked = &site;
};

TEST_F(SiteTest, is_healthy_and_ready_until_the_store_says_why_not) {
  EXPECT_EQ(get("/healthz").status, 200);
  EXPECT_EQ(get("/readyz").status, 200);
  unready = "the disk is full";
  EXPECT_EQ(get("/healthz").status, 200);
  const auto response = get("/readyz");
  EXPECT_EQ(response.status, 503);
  EXPECT_EQ(*response.body, "the disk is full\n");
}

TEST_F(SiteTest, shows_metrics_to_this_machine_and_to_named_readers_only) {
  metrics.counter("godwit_test_total", "A test").add();
  const auto response = get("/metrics");
  EXPECT_EQ(response.status, 200);
  EXPECT_NE(response.body->find("godwit_test_total 1"), std::string::npos);
  EXPECT_EQ(header(response, "content-type"), "text/plain; version=0.0.4; charset=utf-8");
  EXPECT_EQ(get("/metrics", "::1").status, 200);
  EXPECT_EQ(get("/metrics", "192.0.2.9").status, 200);
  EXPECT_EQ(get("/metrics", "192.0.2.10").status, 403);
  EXPECT_EQ(get("/metrics", "127.0.0.1", {{"x-forwarded-for", "192.0.2.10"}}).status, 403);
}

TEST_F(SiteTest, takes_get_and_head_only) {
  EXPECT_EQ(get("/healthz", "127.0.0.1", {}, "HEAD").status, 200);
  const auto response = get("/healthz", "127.0.0.1", {}, "POST");
  EXPECT_EQ(response.status, 405);
  EXPECT_EQ(header(response, "allow"), "GET, HEAD");
}

class SiteWithFilesTest : public SiteTest {
 protected:
  static constexpr WebFile kFiles[] = {
      {"/index.html", "<!doctype html>", "\"1\""},
      {"/sw.js", "self.skipWaiting", "\"2\""},
      {"/manifest.webmanifest", "{}", "\"3\""},
      {"/assets/app-1a2b.js", "1", "\"4\""},
  };
  void SetUp() override { asked = &full; }

  Site full{{.metrics = metrics, .unready_reason = [] { return ""; }, .metrics_readers = {}, .files = kFiles}};
};

TEST_F(SiteWithFilesTest, serves_the_service_worker_as_a_fresh_script_at_the_root) {
  const auto response = get("/sw.js");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(*response.body, "self.skipWaiting");
  EXPECT_EQ(header(response, "content-type"), "text/javascript; charset=utf-8");
  EXPECT_EQ(header(response, "cache-control"), "no-cache");
  EXPECT_EQ(get("/sw.js", "127.0.0.1", {{"if-none-match", "\"2\""}}).status, 304);
  EXPECT_EQ(get("/deeper/sw.js").status, 404);
}

TEST_F(SiteWithFilesTest, lets_the_page_have_its_own_worker_and_manifest_only) {
  const std::string policy = header(get("/"), "content-security-policy");
  EXPECT_NE(policy.find("worker-src 'self';"), std::string::npos);
  EXPECT_NE(policy.find("manifest-src 'self';"), std::string::npos);
  EXPECT_NE(policy.find("default-src 'self';"), std::string::npos);
  EXPECT_EQ(policy.find("unsafe"), std::string::npos);
  EXPECT_EQ(header(get("/manifest.webmanifest"), "content-type"), "application/manifest+json");
}

TEST_F(SiteWithFilesTest, lets_browsers_keep_only_what_is_named_by_its_content) {
  EXPECT_EQ(header(get("/assets/app-1a2b.js"), "cache-control"), "public, max-age=31536000, immutable");
  EXPECT_EQ(header(get("/"), "cache-control"), "no-cache");
  EXPECT_EQ(*get("/some/page").body, "<!doctype html>");
}

TEST_F(SiteTest, never_lets_a_browser_guess_a_type) {
  for (const char* path : {"/healthz", "/", "/assets/none.js", "/v1/none"}) {
    EXPECT_EQ(header(get(path), "x-content-type-options"), "nosniff") << path;
  }
  EXPECT_EQ(get("/assets/none.js").status, 404);
  EXPECT_EQ(get("/v1/none").status, 404);
}

TEST_F(SiteTest, offers_the_authority_as_it_is_now_and_only_if_there_is_one) {
  std::string authority = "first";
  Site with{
      {.metrics = metrics, .unready_reason = [] { return std::string(); }, .authority = [&] { return authority; }}};
  protocol::HttpRequest request;
  request.method = "GET";
  request.path = "/ca.crt";
  EXPECT_EQ(*run_task(lane, with.answer(request, "192.0.2.1")).body, "first");
  authority = "second";
  const auto response = run_task(lane, with.answer(request, "192.0.2.1"));
  EXPECT_EQ(*response.body, "second");
  EXPECT_EQ(header(response, "content-type"), "application/x-x509-ca-cert");
  EXPECT_NE(header(get("/ca.crt"), "content-type"), "application/x-x509-ca-cert");
}

TEST_F(SiteTest, tells_browsers_to_stay_with_tls_only_over_tls_and_when_it_is_told_to) {
  Site strict{{.metrics = metrics, .unready_reason = [] { return std::string(); }, .strict_transport = true}};
  protocol::HttpRequest request;
  request.method = "GET";
  request.path = "/healthz";
  EXPECT_EQ(header(run_task(lane, strict.answer(request, "192.0.2.1")), "strict-transport-security"), "");
  request.secure = true;
  EXPECT_EQ(header(run_task(lane, strict.answer(request, "192.0.2.1")), "strict-transport-security"),
            "max-age=31536000");
  EXPECT_EQ(header(run_task(lane, site.answer(request, "192.0.2.1")), "strict-transport-security"), "");
}

}  // namespace
}  // namespace godwit::http
