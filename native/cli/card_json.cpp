#include "card_json.h"

#include <charconv>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "model/card_names.h"

namespace ocelli {
namespace {

using Json = nlohmann::ordered_json;

// The double whose shortest decimal is the float's: 0.46, not 0.46000000834465027.
double shortest(float value) {
  char text[64];
  const auto end = std::to_chars(text, text + sizeof text, value);
  double result = 0.0;
  std::from_chars(text, end.ptr, result);
  return result;
}

Json numbers(std::span<const float> values) {
  Json list = Json::array();
  for (const float value : values) list.push_back(shortest(value));
  return list;
}

Json size_json(int height, int width) { return {{"height", height}, {"width", width}}; }

Json resize_json(const PreprocessSpec& spec) {
  Json json = {{"mode", name_of(spec.resize_mode)}};
  if (spec.resize_mode == ResizeMode::kShortestEdge) json["shortestEdge"] = spec.shortest_edge;
  if (spec.resize_height > 0) json["size"] = size_json(spec.resize_height, spec.resize_width);
  json["filter"] = name_of(spec.filter);
  json["fill"] = spec.fill;
  json["shrink"] = spec.shrink;
  return json;
}

Json preprocess_json(const PreprocessSpec& spec) {
  const auto channels = static_cast<std::size_t>(channel_count(spec.channels));
  Json json;
  json["input"] = size_json(spec.input_height, spec.input_width);
  json["input"]["channels"] = name_of(spec.channels);
  json["input"]["layout"] = name_of(spec.layout);
  json["resize"] = resize_json(spec);
  json["crop"] = nullptr;
  if (spec.crop) {
    json["crop"] = size_json(spec.crop->height, spec.crop->width);
    json["crop"]["rounding"] = name_of(spec.crop_rounding);
  }
  json["normalize"] = {{"divisor", shortest(spec.divisor)},
                       {"mean", numbers(std::span(spec.mean).first(channels))},
                       {"std", numbers(std::span(spec.std_dev).first(channels))}};
  return json;
}

Json golden_json(const Golden& golden) {
  Json values = Json::array();
  for (const std::vector<float>& output : golden.values) values.push_back(numbers(output));
  return {{"seed", golden.seed}, {"tolerance", shortest(golden.tolerance)}, {"values", values}};
}

Json decoder_json(const Decoder& decoder) {
  Json parameters = Json::object();
  for (const auto& [key, value] : decoder.parameters) parameters[key] = value;
  return {{"name", decoder.name}, {"parameters", parameters}};
}

}  // namespace

Json card_json(const ModelCard& card) {
  Json json = {{"version", card.version},  {"task", name_of(card.task)}, {"title", card.title},
               {"licence", card.licence},  {"source", card.source},      {"data", card.data},
               {"accuracy", card.accuracy}};
  json["labels"] = card.labels;
  json["labelIds"] = card.label_ids;
  json["preprocess"] = preprocess_json(card.preprocess);
  json["output"] = {{"names", card.output_names},
                    {"activation", name_of(card.activation)},
                    {"temperature", shortest(card.temperature)}};
  json["thresholds"] = numbers(card.thresholds);
  json["unsureBelow"] = card.unsure_below ? Json(shortest(*card.unsure_below)) : Json();
  json["decoder"] = card.decoder.name.empty() ? Json() : decoder_json(card.decoder);
  json["golden"] = card.golden ? golden_json(*card.golden) : Json();
  json["entries"] = Json::object();
  for (const auto& [key, value] : card.entries) json["entries"][key] = value;
  return json;
}

}  // namespace ocelli
