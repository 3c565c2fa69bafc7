// SPDX-License-Identifier: Apache-2.0
#include "openapi_media.h"

#include <boost/json.hpp>

namespace godwit::http {
namespace {

namespace json = boost::json;

json::object parameter(const char* name, const char* place, bool required, const char* description,
                       json::object schema) {
  return {{"name", name},
          {"in", place},
          {"required", required},
          {"description", description},
          {"schema", std::move(schema)}};
}

json::object natural() { return {{"type", "integer"}, {"minimum", 0}}; }

json::object media_id() {
  return parameter("id", "path", true, "Names the upload.", {{"type", "string"}, {"pattern", "^[a-z2-7]{26}$"}});
}

json::object tus_version() {
  return parameter("Tus-Resumable", "header", true, "Of the tus protocol.",
                   {{"type", "string"}, {"enum", json::array{"1.0.0"}}});
}

json::object header(const char* description, json::object schema) {
  return {{"description", description}, {"schema", std::move(schema)}};
}

json::object bytes() { return {{"*/*", {{"schema", {{"type", "string"}, {"format", "binary"}}}}}}; }

json::object operation(const char* name, const char* summary, json::array parameters, const char* status,
                       json::object answer) {
  return {{"operationId", name},
          {"tags", json::array{"media"}},
          {"summary", summary},
          {"parameters", std::move(parameters)},
          {"security", json::array{{{"bearer", json::array()}}}},
          {"responses", {{status, std::move(answer)}, {"default", {{"$ref", "#/components/responses/Problem"}}}}}};
}

json::object begin_upload() {
  json::object done{{"description", "Begun: bytes go to the location."},
                    {"headers", {{"Location", header("/v1/media/<id>", {{"type", "string"}})}}}};
  return operation("BeginUpload", "Begins an upload (tus 1.0.0, creation).",
                   {tus_version(),
                    parameter("Upload-Length", "header", true, "Bytes in all.", {{"type", "integer"}, {"minimum", 1}})},
                   "201", std::move(done));
}

json::object find_upload() {
  json::object done{{"description", "Known."},
                    {"headers",
                     {{"Upload-Offset", header("Bytes that are there.", natural())},
                      {"Upload-Length", header("Bytes in all.", natural())}}}};
  return operation("FindUpload", "Tells from where an upload goes on.", {media_id(), tus_version()}, "200",
                   std::move(done));
}

json::object append_upload() {
  json::object done{{"description", "Taken."},
                    {"headers", {{"Upload-Offset", header("Bytes that are there now.", natural())}}}};
  json::object out =
      operation("AppendUpload", "Takes the bytes from an offset on; with the last of them the upload is complete.",
                {media_id(), tus_version(),
                 parameter("Upload-Offset", "header", true, "Bytes that are there, as FindUpload tells.", natural())},
                "204", std::move(done));
  out["requestBody"] = {
      {"required", true},
      {"content", {{"application/offset+octet-stream", {{"schema", {{"type", "string"}, {"format", "binary"}}}}}}}};
  return out;
}

json::object remove_upload() {
  return operation("RemoveUpload", "Takes an upload back that nothing shows (tus 1.0.0, termination).",
                   {media_id(), tus_version()}, "204", {{"description", "Removed."}});
}

json::object open_session() {
  json::object done{{"description", "The cookie is set; it ends with the device."},
                    {"headers", {{"Set-Cookie", header("For /media alone.", {{"type", "string"}})}}}};
  return operation("OpenMediaSession", "Sets the cookie by which a browser loads media.", {}, "204", std::move(done));
}

json::object close_session() {
  json::object done{{"description", "The cookie is gone, and what the browser had kept of media."},
                    {"headers",
                     {{"Set-Cookie", header("Already over.", {{"type", "string"}})},
                      {"Clear-Site-Data", header("W3C Clear Site Data.", {{"type", "string"}})}}}};
  json::object out = operation("CloseMediaSession", "Leaves nothing of media in a browser that somebody else may use.",
                               {}, "204", std::move(done));
  out["security"] = json::array();
  return out;
}

json::object download() {
  json::object out = operation(
      "Download", "The bytes of a complete upload that the caller may see.",
      {media_id(), parameter("Range", "header", false, "One range of bytes (RFC 9110 §14).", {{"type", "string"}})},
      "200", {{"description", "All of them."}, {"content", bytes()}});
  out["security"] = json::array{{{"bearer", json::array()}}, {{"mediaCookie", json::array()}}};
  out["responses"].as_object()["206"] = {{"description", "The range."}, {"content", bytes()}};
  return out;
}

}  // namespace

json::object describe_media() {
  return {{"/v1/media", {{"post", begin_upload()}}},
          {"/v1/media/session", {{"post", open_session()}, {"delete", close_session()}}},
          {"/v1/media/{id}", {{"head", find_upload()}, {"patch", append_upload()}, {"delete", remove_upload()}}},
          {"/media/{id}", {{"get", download()}}}};
}

}  // namespace godwit::http
