#include "model/model_card.h"

#include <cmath>
#include <cstddef>
#include <string_view>

#include "model/card_fields.h"
#include "model/card_names.h"
#include "model/card_preprocess.h"
#include "model/decimal.h"
#include "model/golden.h"
#include "model/output_width.h"

namespace ocelli {
namespace {

constexpr std::string_view kDecoderPrefix = "ocelli.decoder.";

void read_version(CardFields& fields) {
  const std::string expected = std::to_string(kCardVersion) + ", the version that is read here";
  if (!fields.require("ocelli.version", expected)) return;
  if (parse_whole(fields.text("ocelli.version")) != kCardVersion) {
    fields.fail("ocelli.version", expected);
  }
}

void read_people_text(CardFields& fields, ModelCard& card) {
  card.title = fields.required_text("ocelli.title", "text for people");
  card.licence = fields.required_text("ocelli.licence", "an SPDX licence expression");
  card.source = fields.text("ocelli.source");
  card.data = fields.text("ocelli.data");
  card.accuracy = fields.text("ocelli.accuracy");
}

void read_labels(CardFields& fields, ModelCard& card) {
  if (card.task != Task::kEmbedding) fields.require("ocelli.labels", "one label a line");
  card.labels = fields.lines("ocelli.labels", true);
  const std::size_t count = card.labels.size();
  if (card.task == Task::kBinary && count != 2) {
    fields.fail("ocelli.labels",
                "2 labels, the negative and the positive (they are " + std::to_string(count) + ")");
  }
  if (card.task == Task::kMultiClass && count < 2) {
    fields.fail("ocelli.labels", "at least 2 labels with multi-class");
  }
  card.label_ids = fields.lines("ocelli.label-ids", false);
  if (fields.has("ocelli.label-ids") && card.label_ids.size() != count) {
    fields.fail("ocelli.label-ids", "one a label, " + std::to_string(count) + " (they are " +
                                        std::to_string(card.label_ids.size()) + ")");
  }
}

void read_output(CardFields& fields, ModelCard& card) {
  card.output_names = fields.lines("ocelli.output.names", true);
  if (is_classification(card.task)) {
    fields.require("ocelli.output.activation",
                   "an activation, with ocelli.task " + std::string(name_of(card.task)));
  }
  card.activation = fields.choice("ocelli.output.activation", kActivationNames, Activation::kNone);
  if (card.task == Task::kMultiLabel && card.activation == Activation::kSoftmax) {
    fields.fail("ocelli.output.activation",
                "sigmoid or none with multi-label, whose labels do not exclude each other");
  }
  if (const auto temperature = fields.number("ocelli.output.temperature", kPositiveNumber)) {
    card.temperature = *temperature;
  }
  if (card.activation == Activation::kNone && card.temperature != 1.0F) {
    fields.fail("ocelli.output.temperature", "1 with activation none, which has no logits");
  }
}

void read_thresholds(CardFields& fields, ModelCard& card) {
  constexpr std::string_view kKey = "ocelli.thresholds";
  const std::size_t count = card.labels.size();
  card.unsure_below = fields.number("ocelli.unsure.below", kUnitNumber);
  card.thresholds.assign(count, 0.5F);
  const std::optional<std::string_view> value = fields.find(kKey);
  if (!value) return;
  const std::optional<std::vector<float>> numbers = parse_numbers(*value, kUnitNumber);
  if (!numbers || (numbers->size() != 1 && numbers->size() != count)) {
    fields.fail(kKey, "one number, or one a label (" + std::to_string(count) +
                          "), separated by one space, each " + std::string(kUnitNumber.words));
    return;
  }
  for (std::size_t i = 0; i < count; ++i) {
    card.thresholds[i] = (*numbers)[numbers->size() == 1 ? 0 : i];
  }
}

void read_decoder(CardFields& fields, ModelCard& card) {
  if (card.task == Task::kDetection || card.task == Task::kSegmentation) {
    card.decoder.name = fields.required_text(
        "ocelli.decoder", "a decoder's name, with ocelli.task " + std::string(name_of(card.task)));
  } else {
    card.decoder.name = fields.text("ocelli.decoder");
  }
  for (const auto& [key, value] : card.entries) {
    if (std::string_view(key).substr(0, kDecoderPrefix.size()) == kDecoderPrefix) {
      card.decoder.parameters.emplace_back(key.substr(kDecoderPrefix.size()), value);
    }
  }
}

// Elements, mean and largest absolute value, free of contradictions.
bool is_golden_summary(const std::vector<float>& values) {
  if (values.size() < 3 || values.size() > kGoldenElements + 2) return false;
  const float largest = values.back();
  for (const float value : values) {
    if (std::fabs(value) > largest) return false;
  }
  return true;
}

void read_golden_values(CardFields& fields, Golden& golden, std::size_t output_count) {
  constexpr std::string_view kKey = "ocelli.golden.values";
  const std::string text = fields.text(kKey);
  for (const std::string_view line : split(text, '\n')) {
    std::optional<std::vector<float>> values = parse_numbers(line, kAnyNumber);
    if (!values || !is_golden_summary(*values)) {
      fields.fail(kKey,
                  "a line for each output: 1 to 32 elements, their mean and the largest absolute "
                  "value, separated by one space (line " +
                      std::to_string(golden.values.size() + 1) + " is not)");
      return;
    }
    golden.values.push_back(std::move(*values));
  }
  if (golden.values.size() != output_count) {
    fields.fail(kKey, "one line for each of " + std::to_string(output_count) +
                          " outputs (they are " + std::to_string(golden.values.size()) + ")");
  }
}

std::optional<std::uint32_t> parse_seed(std::string_view text) {
  if (text.empty() || text.size() > 10) return std::nullopt;
  std::uint64_t seed = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    seed = seed * 10 + static_cast<std::uint64_t>(c - '0');
  }
  if (seed > UINT32_MAX) return std::nullopt;
  return static_cast<std::uint32_t>(seed);
}

void read_golden(CardFields& fields, ModelCard& card) {
  constexpr std::string_view kSeed = "ocelli.golden.seed";
  constexpr std::string_view kValues = "ocelli.golden.values";
  constexpr std::string_view kTolerance = "ocelli.golden.tolerance";
  if (!fields.has(kSeed) && !fields.has(kValues) && !fields.has(kTolerance)) return;
  for (const std::string_view key : {kSeed, kValues, kTolerance}) {
    if (!fields.require(key, "seed, values and tolerance together")) return;
  }
  Golden golden;
  if (const auto seed = parse_seed(fields.text(kSeed))) {
    golden.seed = *seed;
  } else {
    fields.fail(kSeed, "a whole number from 0 to 4294967295");
  }
  golden.tolerance = fields.number(kTolerance, kUnitNumber).value_or(0.0F);
  const std::size_t outputs = card.output_names.empty() ? 1 : card.output_names.size();
  if (!fields.error()) read_golden_values(fields, golden, outputs);
  card.golden = std::move(golden);
}

}  // namespace

Result<ModelCard> make_card(std::vector<CardEntry> entries) {
  ModelCard card;
  card.entries = std::move(entries);
  CardFields fields(card.entries);
  read_version(fields);
  fields.require("ocelli.task", "a task such as multi-class");
  card.task = fields.choice("ocelli.task", kTaskNames, Task::kMultiClass);
  read_people_text(fields, card);
  read_labels(fields, card);
  card.preprocess = read_preprocess(fields);
  read_output(fields, card);
  read_thresholds(fields, card);
  read_decoder(fields, card);
  read_golden(fields, card);
  if (fields.error()) return *fields.error();
  return card;
}

}  // namespace ocelli
