#include "card_hub_size.h"

#include <cmath>

namespace ocelli::hub {
namespace {

int whole(const char* key, const Json& value) {
  if (value.is_number()) {
    const auto number = value.get<double>();
    // Larger ones are refused with the card's own limit; this keeps the cast defined.
    if (number > 0 && number <= 1e9 && std::trunc(number) == number)
      return static_cast<int>(number);
  }
  refuse(key, "a whole number above 0", value.is_null() ? std::string("undefined") : value.dump());
}

std::string sides(int height, int width) {
  return std::to_string(height) + ' ' + std::to_string(width);
}

}  // namespace

Size read_size(const Json& size, bool square) {
  if (size.is_number()) {
    const int edge = whole("size", size);
    return square ? Size{true, sides(edge, edge), 0} : Size{false, "", edge};
  }
  if (size.is_object()) {
    for (const auto& [key, value] : size.items()) {
      if (key == "shortest_edge" || key == "height" || key == "width") continue;
      refuse("size", "height and width, or shortest_edge", key);
    }
    if (size.contains("shortest_edge")) {
      return {false, "", whole("size.shortest_edge", size["shortest_edge"])};
    }
  }
  const Json object = size.is_object() ? size : Json::object();
  const int height = whole("size.height", value_of(object, "height"));
  const int width = whole("size.width", value_of(object, "width"));
  return {true, sides(height, width), 0};
}

std::string square_of(const char* key, const Json& value) {
  Json sized = value;
  if (value.is_array()) {
    sized = Json::object();
    if (!value.empty()) sized["height"] = value[0];
    if (value.size() > 1) sized["width"] = value[1];
  }
  const Size size = read_size(sized, true);
  if (!size.exact) refuse(key, "a number, or height and width", std::string("shortest_edge"));
  return size.text;
}

}  // namespace ocelli::hub
