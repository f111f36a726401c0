#include "train/augment/augment_spec.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <type_traits>

namespace ocelli::train {
namespace {

// A value that can be set by name, with the range that it must lie in.
struct Setting {
  std::string_view name;
  double (*get)(const AugmentSpec&);
  void (*set)(AugmentSpec&, double);
  double least;
  double most;
};

struct RangeSetting {
  std::string_view name;
  Range AugmentSpec::* range;
};

template <auto kMember>
double get(const AugmentSpec& spec) {
  return static_cast<double>(spec.*kMember);
}

template <auto kMember>
void set(AugmentSpec& spec, double value) {
  spec.*kMember = static_cast<std::remove_reference_t<decltype(spec.*kMember)>>(value);
}

template <auto kMember>
constexpr Setting setting(std::string_view name, double least, double most) {
  return {name, get<kMember>, set<kMember>, least, most};
}

constexpr std::array kSettings = {
    setting<&AugmentSpec::crop>("crop", 0, 1),
    setting<&AugmentSpec::crop_aspect>("crop-aspect", 1, 10),
    setting<&AugmentSpec::flip>("flip", 0, 1),
    setting<&AugmentSpec::alternate_flip>("alternate-flip", 0, 1),
    setting<&AugmentSpec::shift>("shift", 0, 64),
    setting<&AugmentSpec::brightness>("brightness", 0, 1),
    setting<&AugmentSpec::contrast>("contrast", 0, 1),
    setting<&AugmentSpec::saturation>("saturation", 0, 1),
    setting<&AugmentSpec::hue>("hue", 0, 0.5),
    setting<&AugmentSpec::gamma>("gamma", 1, 10),
    setting<&AugmentSpec::rotation_degrees>("rotation", 0, 180),
    setting<&AugmentSpec::perspective>("perspective", 0, 1),
    setting<&AugmentSpec::perspective_chance>("perspective-chance", 0, 1),
    setting<&AugmentSpec::randaugment_steps>("randaugment", 0, 10),
    setting<&AugmentSpec::randaugment_magnitude>("magnitude", 0, 30),
    setting<&AugmentSpec::erase>("erase", 0, 1),
    setting<&AugmentSpec::mixup>("mixup", 0, 100),
    setting<&AugmentSpec::cutmix>("cutmix", 0, 100),
    setting<&AugmentSpec::mix_chance>("mix-chance", 0, 1),
};
constexpr std::array kRanges = {
    RangeSetting{"crop-area", &AugmentSpec::crop_area},
    RangeSetting{"erase-area", &AugmentSpec::erase_area},
};
// Whole numbers and switches: a fraction would be cut in silence.
constexpr std::array<std::string_view, 5> kWhole = {"crop", "alternate-flip", "shift",
                                                    "randaugment", "magnitude"};

AugmentSpec light() {
  AugmentSpec spec;
  spec.crop = true;
  spec.crop_area = {0.35, 1.0};
  spec.flip = 0.5;
  return spec;
}

AugmentSpec standard() {
  AugmentSpec spec = light();
  spec.brightness = spec.contrast = spec.saturation = 0.2;
  spec.hue = 0.02;
  spec.gamma = 1.25;
  spec.rotation_degrees = 10.0;
  spec.perspective = 0.2;
  spec.erase = 0.1;
  return spec;
}

AugmentSpec strong() {
  AugmentSpec spec = light();
  spec.crop_area = {0.2, 1.0};
  spec.gamma = 1.5;
  spec.rotation_degrees = 15.0;
  spec.perspective = 0.3;
  spec.randaugment_steps = 2;
  spec.erase = 0.25;
  spec.mixup = 0.2;
  spec.cutmix = 1.0;
  return spec;
}

std::optional<AugmentSpec> preset(std::string_view name) {
  if (name == "none") return AugmentSpec{};
  if (name == "light") return light();
  if (name == "standard") return standard();
  if (name == "strong") return strong();
  return std::nullopt;
}

Error invalid(const std::string& what) {
  return Error{ErrorCode::kInvalidArgument, "augment: " + what};
}

std::string number_text(double value) {
  std::array<char, 32> text;
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  return {text.data(), end};
}

std::optional<double> read_number(std::string_view text) {
  double value = 0.0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) {
    return std::nullopt;
  }
  return value;
}

std::string known_names() {
  std::string names;
  for (const Setting& entry : kSettings) names += std::string(entry.name) + ", ";
  for (const RangeSetting& entry : kRanges) names += std::string(entry.name) + ", ";
  return names.substr(0, names.size() - 2);
}

std::optional<Error> set_number(AugmentSpec& spec, const Setting& entry, std::string_view text) {
  const std::optional<double> value = read_number(text);
  bool whole = false;
  for (const std::string_view name : kWhole) whole |= name == entry.name;
  if (!value || *value < entry.least || *value > entry.most ||
      (whole && *value != std::floor(*value))) {
    return invalid(std::string(entry.name) + ": expected a " + (whole ? "whole " : "") +
                   "number from " + number_text(entry.least) + " to " + number_text(entry.most) +
                   ", got \"" + std::string(text) + "\"");
  }
  entry.set(spec, *value);
  return std::nullopt;
}

std::optional<Error> set_range(AugmentSpec& spec, const RangeSetting& entry,
                               std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon != std::string_view::npos) {
    const std::optional<double> low = read_number(text.substr(0, colon));
    const std::optional<double> high = read_number(text.substr(colon + 1));
    if (low && high && *low > 0.0 && *low <= *high && *high <= 1.0) {
      spec.*entry.range = {*low, *high};
      return std::nullopt;
    }
  }
  return invalid(std::string(entry.name) +
                 ": expected two shares of the area above 0, as 0.35:1, got \"" +
                 std::string(text) + "\"");
}

std::optional<Error> apply(AugmentSpec& spec, std::string_view item) {
  const std::size_t equals = item.find('=');
  const std::string_view name = item.substr(0, equals);
  const std::string_view text = equals < item.size() ? item.substr(equals + 1) : "";
  for (const Setting& entry : kSettings) {
    if (entry.name == name) return set_number(spec, entry, text);
  }
  for (const RangeSetting& entry : kRanges) {
    if (entry.name == name) return set_range(spec, entry, text);
  }
  return invalid("expected one of " + known_names() + ", got \"" + std::string(item) + "\"");
}

}  // namespace

bool changes_nothing(const AugmentSpec& spec) {
  return !spec.crop && spec.flip == 0.0 && !spec.alternate_flip && spec.shift == 0 &&
         spec.brightness == 0.0 && spec.contrast == 0.0 && spec.saturation == 0.0 &&
         spec.hue == 0.0 && spec.gamma == 1.0 && spec.rotation_degrees == 0.0 &&
         (spec.perspective == 0.0 || spec.perspective_chance == 0.0) &&
         spec.randaugment_steps == 0 && spec.erase == 0.0;
}

Result<AugmentSpec> parse_augment(std::string_view text) {
  std::size_t end = std::min(text.find(','), text.size());
  const std::optional<AugmentSpec> chosen = preset(text.substr(0, end));
  if (!chosen) {
    return invalid("expected none, light, standard or strong, got \"" +
                   std::string(text.substr(0, end)) + "\"");
  }
  AugmentSpec spec = *chosen;
  while (end < text.size()) {
    text.remove_prefix(end + 1);
    end = std::min(text.find(','), text.size());
    if (auto error = apply(spec, text.substr(0, end))) return *error;
  }
  return spec;
}

std::string augment_text(const AugmentSpec& spec) {
  const AugmentSpec none;
  std::string text = "none";
  for (const Setting& entry : kSettings) {
    const double value = entry.get(spec);
    if (value == entry.get(none)) continue;
    text += "," + std::string(entry.name) + "=" + number_text(value);
  }
  for (const RangeSetting& entry : kRanges) {
    const Range range = spec.*entry.range, usual = none.*entry.range;
    if (range.low == usual.low && range.high == usual.high) continue;
    text += "," + std::string(entry.name) + "=" + number_text(range.low) + ":" +
            number_text(range.high);
  }
  return text;
}

}  // namespace ocelli::train
