#include "card_hub_pixels.h"

#include <array>
#include <cmath>
#include <iterator>

#include "card_hub_size.h"

namespace ocelli::hub {

using Entries = std::vector<CardEntry>;

void append(Entries& entries, Entries more) {
  entries.insert(entries.end(), std::make_move_iterator(more.begin()),
                 std::make_move_iterator(more.end()));
}

namespace {

Entries crop_entries(const std::string& crop) {
  if (crop.empty()) return {};
  return {{"ocelli.crop.size", crop}, {"ocelli.crop.rounding", "floor"}};
}

Entries filter_entry(const Json& resample) {
  if (resample.is_number_integer()) {
    const std::string_view filter = filter_name(resample.get<int>());
    if (!filter.empty()) return {{"ocelli.resize.filter", std::string(filter)}};
  }
  refuse("resample", "lanczos (1), bilinear (2), bicubic (3), box (4) or hamming (5)",
         resample == 0 ? Json("0 (nearest)") : resample);
}

Entries shortest_edge_entries(int edge, const std::string& crop, const Entries& filter) {
  Entries entries = {{"ocelli.input.size", crop},
                     {"ocelli.resize.mode", "shortest-edge"},
                     {"ocelli.resize.size", std::to_string(edge)}};
  append(entries, filter);
  append(entries, crop_entries(crop));
  return entries;
}

Entries exact_entries(const std::string& input, const std::string& size, const Entries& filter) {
  Entries entries = {
      {"ocelli.input.size", input}, {"ocelli.resize.mode", "exact"}, {"ocelli.resize.size", size}};
  append(entries, filter);
  return entries;
}

// From 384 upwards ConvNeXt squeezes the whole photograph; below, it cuts out the centre.
Entries conv_next_entries(const Size& size, const Json& crop_pct, const Entries& filter) {
  if (size.exact) refuse("size", "shortest_edge", size.text);
  const double part = crop_pct.is_number() ? crop_pct.get<double>() : 0;
  if (!(part > 0 && part <= 1)) refuse("crop_pct", "above 0, at most 1", crop_pct);
  const std::string side = std::to_string(size.edge) + ' ' + std::to_string(size.edge);
  if (size.edge >= 384) return exact_entries(side, side, filter);
  const double edge = std::trunc(size.edge / part);
  if (edge > 1e9) refuse("crop_pct", "a part that leaves an edge of pixels", crop_pct);
  return shortest_edge_entries(static_cast<int>(edge), side, filter);
}

std::array<double, 3> triple(const char* key, const Json& value) {
  if (value.is_number()) {
    const auto number = value.get<double>();
    return {number, number, number};
  }
  const bool fits = value.is_array() && value.size() == 3 && value[0].is_number() &&
                    value[1].is_number() && value[2].is_number();
  if (!fits) refuse(key, "three numbers", value);
  return {value[0].get<double>(), value[1].get<double>(), value[2].get<double>()};
}

std::string tidy_list(const std::array<double, 3>& values) {
  return tidy(values[0]) + ' ' + tidy(values[1]) + ' ' + tidy(values[2]);
}

}  // namespace

Entries geometry_entries(const Json& given, const Processor& defaults, const Json& image_size) {
  std::string crop;
  if (flag(given, "do_center_crop", defaults.center_crop)) {
    crop = square_of("crop_size", value_or(given, "crop_size", defaults.crop_size));
  }
  if (!flag(given, "do_resize", true)) {
    const std::string input = crop.empty() ? square_of("image_size", image_size) : crop;
    Entries entries = {{"ocelli.input.size", input}, {"ocelli.resize.mode", "none"}};
    append(entries, crop_entries(crop));
    return entries;
  }
  const Entries filter = filter_entry(value_or(given, "resample", defaults.resample));
  const Size size =
      read_size(value_or(given, "size", Json::parse(defaults.size)), defaults.square_size);
  if (defaults.crop_pct > 0) {
    return conv_next_entries(size, value_or(given, "crop_pct", defaults.crop_pct), filter);
  }
  if (size.exact) {
    Entries entries = exact_entries(crop.empty() ? size.text : crop, size.text, filter);
    append(entries, crop_entries(crop == size.text ? "" : crop));
    return entries;
  }
  if (crop.empty()) {
    refuse("size", "height and width, because nothing is cropped",
           Json{{"shortest_edge", size.edge}});
  }
  return shortest_edge_entries(size.edge, crop, filter);
}

Entries value_entries(const Json& given, const Processor& defaults) {
  const bool rescale = flag(given, "do_rescale", true);
  const Json factor = value_or(given, "rescale_factor", 1.0 / 255.0);
  const double scale = factor.is_number() ? factor.get<double>() : 0;
  if (rescale && !(scale > 0)) refuse("rescale_factor", "above 0", factor);
  // EfficientNet's rescale_offset: values from −1 to 1 before they are normalised.
  const double offset = rescale && flag(given, "rescale_offset", false) ? 1 : 0;
  const bool normalize = flag(given, "do_normalize", defaults.normalize);
  std::array<double, 3> mean = {0, 0, 0};
  std::array<double, 3> std_dev = {1, 1, 1};
  if (normalize) {
    mean = triple("image_mean", value_or(given, "image_mean", defaults.mean));
    std_dev = triple("image_std", value_or(given, "image_std", defaults.std_dev));
  }
  for (double& value : mean) value += offset;
  if (normalize && defaults.include_top && flag(given, "include_top", defaults.include_top)) {
    for (double& value : std_dev) value *= value;
  }
  return {{"ocelli.normalize.divisor", tidy(rescale ? 1 / scale : 1)},
          {"ocelli.normalize.mean", tidy_list(mean)},
          {"ocelli.normalize.std", tidy_list(std_dev)}};
}

}  // namespace ocelli::hub
