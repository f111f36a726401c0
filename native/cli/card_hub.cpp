#include "card_hub.h"

#include <nlohmann/json.hpp>

#include "card_hub_json.h"
#include "card_hub_labels.h"
#include "card_hub_pixels.h"
#include "card_hub_processors.h"
#include "read_file.h"

namespace ocelli {
namespace hub {
namespace {

using Entries = std::vector<CardEntry>;

Entries identity_entries(const Json& model) {
  const Json& path = value_of(model, "_name_or_path");
  const std::string name = path.is_string() ? path.get<std::string>() : "";
  const Json& listed = value_of(model, "architectures");
  std::string architecture;
  if (listed.is_array() && !listed.empty() && listed[0].is_string()) {
    architecture = listed[0].get<std::string>();
  }
  const std::string title = !name.empty()           ? name
                            : !architecture.empty() ? architecture
                                                    : "A Hugging Face model";
  Entries entries = {{"ocelli.version", "1"}, {"ocelli.title", title}};
  // The folder's JSON files do not name it.
  entries.emplace_back("ocelli.licence", "LicenseRef-unknown");
  if (!name.empty()) entries.emplace_back("ocelli.source", name);
  return entries;
}

Entries label_entries(const Json& model) {
  const std::string labels = joined_labels(value_of(model, "id2label"));
  const Json problem = value_or(model, "problem_type", "single_label_classification");
  if (problem == "multi_label_classification") {
    return {{"ocelli.task", "multi-label"},
            {"ocelli.labels", labels},
            {"ocelli.output.activation", "sigmoid"}};
  }
  if (problem != "single_label_classification") {
    refuse("problem_type", "single_label_classification or multi_label_classification", problem);
  }
  return {{"ocelli.task", "multi-class"},
          {"ocelli.labels", labels},
          {"ocelli.output.activation", "softmax"}};
}

std::string without_suffix(std::string name) {
  for (const std::string_view suffix :
       {"ImageProcessorFast", "ImageProcessor", "FeatureExtractor"}) {
    if (name.ends_with(suffix)) return name.substr(0, name.size() - suffix.size());
  }
  return name;
}

const Processor& defaults_of(const Json& given, const Json& model_type) {
  Json type = value_or(given, "image_processor_type", value_of(given, "feature_extractor_type"));
  if (type.is_null() && model_type.is_string()) {
    const std::string_view typical = processor_of_model(model_type.get<std::string>());
    if (!typical.empty()) type = typical;
  }
  std::string expected;
  const std::string name = type.is_string() ? without_suffix(type.get<std::string>()) : "";
  for (const Processor& processor : processors()) {
    if (processor.name == name) return processor;
    expected += (expected.empty() ? "one of " : ", ") + std::string(processor.name);
  }
  refuse("image_processor_type", expected + " + ImageProcessor", type);
}

// Unknown switches that are off, or empty, say nothing; any other might change the pixels.
void refuse_unknown_keys(const Json& given) {
  for (const auto& [key, value] : given.items()) {
    if (is_known_key(key) || value.is_null() || value == false) continue;
    throw Refused("preprocessor_config.json has \"" + key +
                  "\", which no model card can express: " +
                  value.dump(-1, ' ', false, Json::error_handler_t::replace));
  }
}

Entries pixel_entries(const Json& model, const Json& given) {
  refuse_unknown_keys(given);
  const Processor& defaults = defaults_of(given, value_of(model, "model_type"));
  const Json channels = value_or(model, "num_channels", 3);
  if (channels != 3) refuse("num_channels", "3", channels);
  const bool flip = flag(given, "do_flip_channel_order", defaults.flip_channels);
  Entries entries = geometry_entries(given, defaults, value_of(model, "image_size"));
  if (flip) entries.emplace_back("ocelli.input.channels", "bgr");
  append(entries, value_entries(given, defaults));
  return entries;
}

Json read_json(const std::string& folder, const char* name) {
  const std::string path = folder + "/" + name;
  const auto file = read_file(path);
  if (!file) throw std::invalid_argument(file.error().message);
  Json json = Json::parse(file.value().begin(), file.value().end(), nullptr, false);
  if (json.is_discarded()) throw std::invalid_argument(path + ": expected JSON");
  if (!json.is_object()) refuse(name, "a JSON object", json);
  return json;
}

}  // namespace
}  // namespace hub

Result<std::vector<CardEntry>> card_from_hub(const std::string& folder) {
  try {
    const hub::Json model = hub::read_json(folder, "config.json");
    const hub::Json given = hub::read_json(folder, "preprocessor_config.json");
    std::vector<CardEntry> entries = hub::identity_entries(model);
    hub::append(entries, hub::label_entries(model));
    hub::append(entries, hub::pixel_entries(model, given));
    return entries;
  } catch (const hub::Refused& refused) {
    return Error{ErrorCode::kInvalidCard, folder + ": " + refused.what()};
  } catch (const std::invalid_argument& error) {
    return Error{ErrorCode::kInvalidArgument, error.what()};
  }
}

}  // namespace ocelli
