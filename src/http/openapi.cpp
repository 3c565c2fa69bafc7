// SPDX-License-Identifier: Apache-2.0
#include "openapi.h"

#include <boost/json.hpp>

#include "openapi_media.h"
#include "protocol/wire.h"
#include "rest_routes.h"

namespace godwit::http {
namespace {

namespace json = boost::json;

json::object reference(const std::string& kind, const std::string& name) {
  return {{"$ref", "#/components/" + kind + "/" + name}};
}

json::object content(const std::string& type, json::object schema) { return {{type, {{"schema", std::move(schema)}}}}; }

/// "METHOD_SEND_MESSAGE" → "SendMessage".
std::string operation_name(std::uint32_t method) {
  const std::string& name = v1::Method_Name(static_cast<v1::Method>(method));
  std::string out;
  for (std::size_t i = std::string_view("METHOD").size(); i < name.size(); ++i) {
    if (name[i] == '_') continue;
    const bool first = name[i - 1] == '_';
    out += first ? name[i] : static_cast<char>(name[i] - 'A' + 'a');
  }
  return out;
}

std::vector<std::string> words_of(std::string_view text, char before, char after) {
  std::vector<std::string> words;
  std::string word;
  bool inside = before == ' ';
  for (const char c : std::string(text) + after) {
    if (inside && c == after) {
      if (!word.empty()) words.push_back(std::exchange(word, {}));
      inside = before == ' ';
    } else if (inside) {
      word += c;
    } else if (c == before) {
      inside = true;
    }
  }
  return words;
}

/// A parameter takes its schema, and its description with it, from the field of the request.
json::object parameter(const json::object& fields, const std::string& name, const std::string& place) {
  json::object schema = fields.at(name).as_object();
  json::object out{{"name", name}, {"in", place}, {"required", place == "path"}};
  if (auto* description = schema.if_contains("description")) {
    out["description"] = *description;
    schema.erase("description");
  }
  out["schema"] = std::move(schema);
  return out;
}

json::object idempotency_key(bool appends) {
  return {{"name", "Idempotency-Key"},
          {"in", "header"},
          {"required", false},
          {"description",
           appends ? "The client_id: a UUID, needed here or as clientId in the body. A repeat within 14 days gets the "
                     "first result."
                   : "A repeat within 10 minutes, and before the server restarts, gets the first answer."},
          {"schema", {{"type", "string"}, {"minLength", 1}, {"maxLength", 255}}}};
}

json::object operation(const RestRoute& route, const json::object& schemas) {
  const std::string name = operation_name(route.method);
  json::object fields = schemas.at(name + "Request").as_object().at("properties").as_object();
  json::object out{{"operationId", name}, {"tags", json::array{words_of(route.path.substr(4), ' ', '/').front()}}};
  if (std::string comment = protocol::request_comment(route.method); !comment.empty()) out["summary"] = comment;

  json::array parameters;
  for (const std::string& field : words_of(route.path, '{', '}')) {
    parameters.push_back(parameter(fields, field, "path"));
    fields.erase(field);
  }
  for (const std::string& field : words_of(route.query, ' ', ' ')) {
    parameters.push_back(parameter(fields, field, "query"));
  }
  if (route.verb != "GET") parameters.push_back(idempotency_key(route.appends));
  if (!parameters.empty()) out["parameters"] = std::move(parameters);
  if (route.has_body) {
    out["requestBody"] = {
        {"content", content("application/json", {{"type", "object"}, {"properties", std::move(fields)}})}};
  }
  out["security"] = route.needs_device ? json::array{{{"bearer", json::array()}}} : json::array();
  out["responses"] = {
      {std::to_string(route.status),
       {{"description", "Done"}, {"content", content("application/json", reference("schemas", name + "Response"))}}},
      {"default", reference("responses", "Problem")}};
  return out;
}

json::object problem_schema() {
  return {{"type", "object"},
          {"description", "RFC 9457. `code` is a name of the error table, `retry` what to do about it."},
          {"required", {"type", "title", "status", "code", "retry"}},
          {"properties",
           {{"type", {{"type", "string"}}},
            {"title", {{"type", "string"}}},
            {"status", {{"type", "integer"}}},
            {"detail", {{"type", "string"}}},
            {"code", {{"type", "string"}}},
            {"retry", {{"type", "string"}, {"enum", {"GIVE_UP", "LATER", "RESYNC", "LOG_IN"}}}},
            {"retryAfterMs", {{"type", "integer"}}}}}};
}

}  // namespace

std::string describe_api(const std::string& version) {
  json::object schemas = json::parse(protocol::json_schemas()).as_object();
  json::object paths;
  for (const RestRoute& route : rest_routes()) {
    std::string verb(route.verb);
    for (char& c : verb) c = static_cast<char>(c - 'A' + 'a');
    json::value& path = paths[route.path];
    if (path.is_null()) path.emplace_object();
    path.as_object()[verb] = operation(route, schemas);
  }
  for (const auto& [path, item] : describe_media()) paths[path] = item;
  schemas["Problem"] = problem_schema();
  const json::object description{
      {"openapi", "3.1.0"},
      {"info",
       {{"title", "Godwit"},
        {"version", version},
        {"description",
         "The requests of the Godwit protocol as HTTP calls. Bodies are canonical protobuf-JSON: 64-bit integers are "
         "strings, absent means the default. Live updates come by WebSocket at /v1/ws."},
        {"license", {{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}}}}},
      {"servers", json::array{{{"url", "/"}}}},
      {"paths", std::move(paths)},
      {"components",
       {{"schemas", std::move(schemas)},
        {"responses",
         {{"Problem",
           {{"description", "Refused"},
            {"content", content("application/problem+json", reference("schemas", "Problem"))}}}}},
        {"securitySchemes",
         {{"bearer", {{"type", "http"}, {"scheme", "bearer"}, {"description", "A device token."}}},
          {"mediaCookie", {{"type", "apiKey"}, {"in", "cookie"}, {"name", "godwit_media"}}}}}}}};
  return json::serialize(description);
}

}  // namespace godwit::http
