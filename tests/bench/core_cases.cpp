#include "core_cases.h"

#include <cstdint>
#include <fstream>
#include <iterator>
#include <memory>
#include <numeric>
#include <optional>
#include <utility>

#include "image/resize.h"
#include "model/read_card.h"
#include "predict/softmax.h"
#include "predict/temperature.h"
#include "predict/top_k.h"
#include "tensor/geometry.h"
#include "tensor/normalize.h"
#include "tensor/preprocess.h"

namespace ocelli::bench {
namespace {

constexpr int kClasses = 1000;
constexpr std::size_t kTopK = 5;

std::vector<std::uint8_t> read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// What the cases share; each keeps it alive.
struct Inputs {
  PreprocessSpec spec;
  std::vector<float> logits;
};

void add_photo_cases(const std::string& name, const std::string& path,
                     const std::shared_ptr<Inputs>& inputs, std::vector<CoreCase>& cases) {
  const auto file = std::make_shared<std::vector<std::uint8_t>>(read_file(path));
  Result<Photo> decoded = decode_for(*file, inputs->spec);
  if (!decoded) return;
  const auto photo = std::make_shared<Photo>(std::move(decoded).value());
  cases.push_back({"decode/whole/" + name, [file] { return bool{decode(*file)}; }});
  cases.push_back(
      {"decode/shrunk/" + name, [file, inputs] { return bool{decode_for(*file, inputs->spec)}; }});
  cases.push_back({"resize/" + name, [photo, inputs] { return bool{fit(*photo, inputs->spec)}; }});
  cases.push_back({"prepare/" + name, [file, inputs] {
                     const Result<Photo> fresh = decode_for(*file, inputs->spec);
                     return fresh && bool{preprocess(fresh.value(), inputs->spec)};
                   }});
}

void add_answer_cases(const std::shared_ptr<Inputs>& inputs, std::vector<CoreCase>& cases) {
  const auto scores =
      std::make_shared<std::vector<double>>(softmax(divide_by_temperature(inputs->logits, 1.0F)));
  cases.push_back({"softmax/1000", [inputs] {
                     return softmax(divide_by_temperature(inputs->logits, 1.0F)).size() == kClasses;
                   }});
  cases.push_back({"top_k/5 of 1000", [scores] {
                     std::vector<int> places(kClasses);
                     std::iota(places.begin(), places.end(), 0);
                     return top_k(*scores, std::move(places), kTopK).size() == kTopK;
                   }});
}

std::vector<std::uint8_t> noise(std::size_t count) {
  std::vector<std::uint8_t> bytes(count);
  std::uint32_t state = 1;
  for (auto& byte : bytes) {
    state = 1664525 * state + 1013904223;
    byte = static_cast<std::uint8_t>(state >> 24);
  }
  return bytes;
}

}  // namespace

std::vector<CoreCase> core_cases(const CaseFiles& files) {
  const Result<ModelCard> card = read_card(read_file(files.model));
  if (!card) return {};
  const auto inputs = std::make_shared<Inputs>();
  inputs->spec = card.value().preprocess;
  for (const std::uint8_t byte : noise(kClasses)) inputs->logits.push_back(byte / 16.0F);

  std::vector<CoreCase> cases;
  add_photo_cases("500px", files.small, inputs, cases);
  if (cases.empty()) return {};
  if (!files.large.empty()) add_photo_cases("12MP", files.large, inputs, cases);
  const PreprocessSpec& spec = inputs->spec;
  const auto pixels = std::make_shared<std::vector<std::uint8_t>>(
      noise(3 * static_cast<std::size_t>(spec.input_height) * spec.input_width));
  cases.push_back(
      {"normalize", [pixels, inputs] { return bool{normalize(*pixels, 3, inputs->spec)}; }});
  add_answer_cases(inputs, cases);
  return cases;
}

}  // namespace ocelli::bench
