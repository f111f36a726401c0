// Reads model cards out of hostile files. An even first byte: the rest is an ONNX file. An odd one: the
// rest are card entries, key and value split by 01, entries split by 00. Nothing may crash; a card
// that is answered keeps what its declaration promises.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/golden.h"
#include "model/onnx_parts.h"
#include "model/read_card.h"
#include "require.h"
#include "tensor/geometry.h"

namespace {

using namespace ocelli;

using Bytes = std::span<const std::uint8_t>;

bool in_unit_range(float value) { return value >= 0 && value <= 1; }

void check_spec(const PreprocessSpec& spec) {
  OCELLI_REQUIRE(spec.input_width >= 1 && spec.input_width <= 16384);
  OCELLI_REQUIRE(spec.input_height >= 1 && spec.input_height <= 16384);
  OCELLI_REQUIRE(static_cast<std::int64_t>(spec.input_width) * spec.input_height <= 16777216);
  OCELLI_REQUIRE(spec.shrink == 0 || spec.shrink == 2);
  OCELLI_REQUIRE(spec.divisor > 0 && std::isfinite(spec.divisor));
  for (int c = 0; c < channel_count(spec.channels); ++c) {
    OCELLI_REQUIRE(std::isfinite(spec.mean[c]));
    OCELLI_REQUIRE(spec.std_dev[c] > 0 && std::isfinite(spec.std_dev[c]));
  }
  for (const auto& [width, height] : {std::pair{500, 375}, {1, 30000}, {65535, 1}}) {
    const Result<Geometry> shape = geometry(width, height, spec);
    if (!shape) continue;
    const ResizeTarget& t = shape.value().target;
    OCELLI_REQUIRE(t.window_x >= 0 && t.window_width >= 1 &&
                   t.window_width <= t.width - t.window_x);
    OCELLI_REQUIRE(t.window_y >= 0 && t.window_height >= 1 &&
                   t.window_height <= t.height - t.window_y);
    OCELLI_REQUIRE(shape.value().place_x >= 0 &&
                   t.window_width <= spec.input_width - shape.value().place_x);
    OCELLI_REQUIRE(shape.value().place_y >= 0 &&
                   t.window_height <= spec.input_height - shape.value().place_y);
    OCELLI_REQUIRE(shrink_for(width, height, t, spec) >= 1);
  }
}

void check_card(const ModelCard& card) {
  OCELLI_REQUIRE(card.version == kCardVersion);
  OCELLI_REQUIRE(!card.title.empty() && !card.licence.empty());
  OCELLI_REQUIRE(card.task == Task::kEmbedding || !card.labels.empty());
  const std::set<std::string_view> unique(card.labels.begin(), card.labels.end());
  OCELLI_REQUIRE(unique.size() == card.labels.size());
  OCELLI_REQUIRE(card.label_ids.empty() || card.label_ids.size() == card.labels.size());
  OCELLI_REQUIRE(card.thresholds.size() == card.labels.size());
  OCELLI_REQUIRE(std::all_of(card.thresholds.begin(), card.thresholds.end(), in_unit_range));
  OCELLI_REQUIRE(!card.unsure_below || in_unit_range(*card.unsure_below));
  OCELLI_REQUIRE(card.temperature > 0 && std::isfinite(card.temperature));
  check_spec(card.preprocess);
  if (card.golden) {
    OCELLI_REQUIRE(in_unit_range(card.golden->tolerance));
    const auto pixels = static_cast<std::size_t>(card.preprocess.input_height) *
                        card.preprocess.input_width * channel_count(card.preprocess.channels);
    // Large inputs are left out: they only take time.
    OCELLI_REQUIRE(pixels > 100000 ||
                   golden_input(card.preprocess, card.golden->seed).size() == pixels);
  }
  OCELLI_REQUIRE(make_card(card.entries).ok());
}

bool is_card_error(const Error& error) {
  return !error.message.empty() &&
         (error.code == ErrorCode::kEmptyInput || error.code == ErrorCode::kInvalidModel ||
          error.code == ErrorCode::kInvalidCard);
}

void check_file(Bytes file) {
  const Result<OnnxParts> parts = split_onnx(file);
  const auto entries = read_card_entries(file);
  const Result<bool> has = has_card(file);
  OCELLI_REQUIRE(entries.ok() == has.ok());
  OCELLI_REQUIRE(parts.ok() || !entries.ok());
  if (parts.ok()) {
    const auto outputs = read_graph_outputs(parts.value());
    OCELLI_REQUIRE(outputs.ok() || is_card_error(outputs.error()));
  }
  for (const std::vector<CardEntry>& overrides :
       {std::vector<CardEntry>{}, {{"ocelli.title", "x"}, {"ocelli.labels", ""}}}) {
    const Result<ModelCard> card = read_card(file, overrides);
    OCELLI_REQUIRE(card.ok() || is_card_error(card.error()));
    if (!card) continue;
    OCELLI_REQUIRE(entries.ok());
    check_card(card.value());
  }
}

void check_entries(Bytes text) {
  std::vector<CardEntry> entries(1);
  bool in_value = false;
  for (const std::uint8_t byte : text) {
    if (byte == 0) {
      entries.emplace_back();
      in_value = false;
    } else if (byte == 1 && !in_value) {
      in_value = true;
    } else {
      std::string& part = in_value ? entries.back().second : entries.back().first;
      part += static_cast<char>(byte);
    }
  }
  const Result<ModelCard> card = make_card(std::move(entries));
  OCELLI_REQUIRE(card.ok() || is_card_error(card.error()));
  if (card) check_card(card.value());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) return 0;
  const Bytes rest(data + 1, size - 1);
  if (data[0] % 2 == 0) {
    check_file(rest);
  } else {
    check_entries(rest);
  }
  return 0;
}
