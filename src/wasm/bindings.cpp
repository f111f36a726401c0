// The core as JavaScript sees it; the types are in web/worker/core-module.ts. Convert, call, return.
#include <cstdint>
#include <memory>
#include <new>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <emscripten/bind.h>
#include <emscripten/heap.h>
#include <emscripten/val.h>

#include "image/decode.h"
#include "model/card_names.h"
#include "model/golden.h"
#include "model/model_card.h"
#include "model/read_card.h"
#include "predict/answer.h"
#include "tensor/normalize.h"
#include "tensor/preprocess.h"

namespace {

using emscripten::typed_memory_view;
using emscripten::val;
using namespace ocelli;

class Bytes {
 public:
  explicit Bytes(std::size_t length)
      : data_(new(std::nothrow) std::uint8_t[length]), length_(length) {}
  [[nodiscard]] val view() { return val(typed_memory_view(data_ ? length_ : 0, data_.get())); }
  [[nodiscard]] std::span<const std::uint8_t> span() const {
    return {data_.get(), data_ ? length_ : 0};
  }

 private:
  std::unique_ptr<std::uint8_t[]> data_;
  std::size_t length_;
};

val success() {
  val result = val::object();
  result.set("error", val::null());
  return result;
}

val failure(const Error& error) {
  val details = val::object();
  details.set("code", std::string(error_name(error.code)));
  details.set("message", error.message);
  val result = val::object();
  result.set("error", details);
  return result;
}

template <typename T>
val success_with(const char* name, T value) {
  val result = success();
  result.set(name, std::move(value));
  return result;
}

template <typename T>
val array_of(const std::vector<T>& items) {
  val array = val::array();
  for (std::size_t i = 0; i < items.size(); ++i) array.set(i, items[i]);
  return array;
}

std::vector<std::string> strings_of(const val& array) {
  std::vector<std::string> strings;
  const auto length = array["length"].as<unsigned>();
  for (unsigned i = 0; i < length; ++i) strings.push_back(array[i].as<std::string>());
  return strings;
}

val entries_of(const std::vector<CardEntry>& entries) {
  val array = val::array();
  for (std::size_t i = 0; i < entries.size(); ++i) {
    array.set(i, array_of(std::vector<std::string>{entries[i].first, entries[i].second}));
  }
  return array;
}

val tensor_of(const Tensor& tensor) {
  val object = val::object();
  object.set("data", val::global("Float32Array")
                         .new_(typed_memory_view(tensor.values.size(), tensor.values.data())));
  object.set("shape", array_of(std::vector<int>(tensor.shape.begin(), tensor.shape.end())));
  return object;
}

std::vector<int> resize_size(const PreprocessSpec& spec) {
  if (spec.resize_mode == ResizeMode::kShortestEdge) return {spec.shortest_edge};
  if (spec.resize_mode == ResizeMode::kNone) return {};
  return {spec.resize_height, spec.resize_width};
}

val card_info(const ModelCard& card) {
  const PreprocessSpec& spec = card.preprocess;
  val info = val::object();
  info.set("version", card.version);
  info.set("task", std::string(name_of(card.task)));
  info.set("title", card.title);
  info.set("licence", card.licence);
  info.set("source", card.source);
  info.set("data", card.data);
  info.set("accuracy", card.accuracy);
  info.set("labels", array_of(card.labels));
  info.set("labelIds", array_of(card.label_ids));
  info.set("inputHeight", spec.input_height);
  info.set("inputWidth", spec.input_width);
  info.set("resizeMode", std::string(name_of(spec.resize_mode)));
  info.set("resizeSize", array_of(resize_size(spec)));
  info.set("cropSize", array_of(spec.crop ? std::vector<int>{spec.crop->height, spec.crop->width}
                                          : std::vector<int>{}));
  info.set("entries", entries_of(card.entries));
  info.set("outputNames", array_of(card.output_names));
  info.set("hasGolden", card.golden.has_value());
  info.set("goldenTolerance", card.golden ? card.golden->tolerance : 0.0F);
  info.set("thresholds", array_of(card.thresholds));
  info.set("unsureBelow", card.unsure_below.value_or(0.0F));
  return info;
}

class Card {
 public:
  explicit Card(ModelCard card) : card_(std::move(card)) {}
  [[nodiscard]] val info() const { return card_info(card_); }
  [[nodiscard]] const ModelCard& get() const { return card_; }

 private:
  ModelCard card_;
};

class PhotoHandle {
 public:
  explicit PhotoHandle(Photo photo) : photo_(std::move(photo)) {}
  [[nodiscard]] int width() const { return photo_.width; }
  [[nodiscard]] int height() const { return photo_.height; }
  [[nodiscard]] int shrink() const { return photo_.shrink; }
  [[nodiscard]] std::string format() const { return std::string(format_name(photo_.format)); }
  [[nodiscard]] const Photo& get() const { return photo_; }
  [[nodiscard]] val pixels() const {
    const auto bytes = photo_.pixels.bytes();
    val object = val::object();
    object.set("width", photo_.pixels.width());
    object.set("height", photo_.pixels.height());
    object.set("data",
               val::global("Uint8Array").new_(typed_memory_view(bytes.size(), bytes.data())));
    return object;
  }

 private:
  Photo photo_;
};

val read_card_of(const Bytes& onnx, const val& overrides) {
  std::vector<CardEntry> entries;
  const auto length = overrides["length"].as<unsigned>();
  for (unsigned i = 0; i < length; ++i) {
    entries.emplace_back(overrides[i][0].as<std::string>(), overrides[i][1].as<std::string>());
  }
  Result<ModelCard> card = read_card(onnx.span(), entries);
  if (!card) return failure(card.error());
  return success_with("card", std::make_shared<Card>(std::move(card).value()));
}

val has_card_of(const Bytes& onnx) {
  const Result<bool> found = has_card(onnx.span());
  return found ? success_with("hasCard", found.value()) : failure(found.error());
}

val photo_result(Result<Photo> photo) {
  if (!photo) return failure(photo.error());
  return success_with("photo", std::make_shared<PhotoHandle>(std::move(photo).value()));
}

val decode_file(const Bytes& file, const std::shared_ptr<Card>& card, const val& limits) {
  const DecodeLimits bounds{limits["megapixels"].as<double>(),
                            limits["memoryMegabytes"].as<double>()};
  return photo_result(card ? decode_for(file.span(), card->get().preprocess, bounds)
                           : decode(file.span(), bounds));
}

val from_rgba(const Bytes& pixels, int width, int height) {
  return photo_result(photo_from_rgba(pixels.span(), width, height));
}

val tensor_result(const Result<Tensor>& tensor) {
  return tensor ? success_with("tensor", tensor_of(tensor.value())) : failure(tensor.error());
}

val preprocess_photo(const PhotoHandle& photo, const Card& card) {
  return tensor_result(preprocess(photo.get(), card.get().preprocess));
}

val answer_of(const Card& card, const val& logits, const val& options) {
  AnswerOptions chosen;
  chosen.top_k = options["topK"].as<int>();
  chosen.allow = strings_of(options["allow"]);
  chosen.deny = strings_of(options["deny"]);
  const Result<Answer> result =
      answer(card.get(), emscripten::convertJSArrayToNumberVector<float>(logits), chosen);
  if (!result) return failure(result.error());
  val predictions = val::array();
  for (std::size_t i = 0; i < result.value().predictions.size(); ++i) {
    const Prediction& prediction = result.value().predictions[i];
    val object = val::object();
    object.set("label", prediction.label);
    object.set("index", prediction.index);
    object.set("score", prediction.score);
    predictions.set(i, object);
  }
  val object = val::object();
  object.set("predictions", predictions);
  object.set("unsure", result.value().unsure);
  object.set("threshold", result.value().threshold);
  object.set("label", result.value().label);
  return success_with("answer", object);
}

val golden_input_of(const Card& card) {
  const PreprocessSpec& spec = card.get().preprocess;
  const std::uint32_t seed = card.get().golden ? card.get().golden->seed : 0;
  return tensor_result(normalize(golden_input(spec, seed), channel_count(spec.channels), spec));
}

val golden_difference_of(const Card& card, const val& outputs) {
  std::vector<std::vector<float>> values;
  const auto length = outputs["length"].as<unsigned>();
  for (unsigned i = 0; i < length; ++i) {
    values.push_back(emscripten::convertJSArrayToNumberVector<float>(outputs[i]));
  }
  const Result<GoldenDifference> found = golden_difference(card.get(), values);
  if (!found) return failure(found.error());
  val result = success_with("difference", found.value().difference);
  result.set("agrees", found.value().agrees);
  return result;
}

double memory_bytes() { return static_cast<double>(emscripten_get_heap_size()); }

}  // namespace

EMSCRIPTEN_BINDINGS(ocelli_core) {
  emscripten::class_<Bytes>("Bytes").constructor<std::size_t>().function("view", &Bytes::view);
  emscripten::class_<Card>("Card").smart_ptr<std::shared_ptr<Card>>("CardPtr").function(
      "info", &Card::info);
  emscripten::class_<PhotoHandle>("Photo")
      .smart_ptr<std::shared_ptr<PhotoHandle>>("PhotoPtr")
      .property("width", &PhotoHandle::width)
      .property("height", &PhotoHandle::height)
      .property("shrink", &PhotoHandle::shrink)
      .property("format", &PhotoHandle::format)
      .function("pixels", &PhotoHandle::pixels);
  emscripten::function("readCard", &read_card_of);
  emscripten::function("hasCard", &has_card_of);
  emscripten::function("decode", &decode_file);
  emscripten::function("fromRgba", &from_rgba);
  emscripten::function("preprocess", &preprocess_photo);
  emscripten::function("answer", &answer_of);
  emscripten::function("goldenInput", &golden_input_of);
  emscripten::function("goldenDifference", &golden_difference_of);
  emscripten::function("memoryBytes", &memory_bytes);
}
