#include <sstream>
#include <variant>

#include <gtest/gtest.h>

#include "onnx/write_model.h"
#include "unit/onnx/model_file.h"

namespace ocelli::onnx {
namespace {

std::string elements(const TensorData& tensor) {
  if (tensor.type != DataType::kString) return tensor.bytes.empty() ? "-" : hex(tensor.bytes);
  std::string text;
  for (const std::string& one : tensor.strings) text += hex(bytes_of(one)) + ",";
  return text.substr(0, text.size() - 1);
}

std::string shape(const TensorData& tensor) {
  std::string text;
  for (const std::int64_t length : tensor.dims) {
    text += (text.empty() ? "" : "x") + std::to_string(length);
  }
  return text.empty() ? "-" : text;
}

std::vector<std::string> described(const Model& model) {
  std::vector<std::string> lines;
  for (const TensorData& tensor : model.graph.initializers) {
    lines.push_back(tensor.name + " " + std::to_string(static_cast<int>(tensor.type)) + " " +
                    shape(tensor) + " " + elements(tensor));
  }
  return lines;
}

TEST(Encodings, ElementsAreTheSameWhicheverFieldHoldsThem) {
  const Model model = model_of(file_bytes(golden("onnx/encodings.onnx")));
  EXPECT_EQ(described(model), file_lines(golden("onnx/encodings.txt")));
}

TEST(Encodings, ElementsSurviveWriting) {
  const Model model = model_of(file_bytes(golden("onnx/encodings.onnx")));
  const std::string written = write_model(model);
  EXPECT_EQ(described(model_of(bytes_of(written))), file_lines(golden("onnx/encodings.txt")));
}

TEST(Encodings, TheHeaderIsRead) {
  const Model model = model_of(file_bytes(golden("onnx/encodings.onnx")));
  EXPECT_EQ(model.ir_version, 8);
  EXPECT_EQ(model.opset(), 17);
  EXPECT_EQ(model.producer_name, "onnx-files");
  EXPECT_EQ(model.producer_version, "1");
  EXPECT_EQ(model.graph.name, "encodings");
}

struct AttributeText {
  std::string operator()(float value) const {
    const auto* first = reinterpret_cast<const std::uint8_t*>(&value);
    return " " + hex({first, sizeof value});
  }
  std::string operator()(std::int64_t value) const { return " " + std::to_string(value); }
  std::string operator()(const std::string& value) const { return " " + value; }
  std::string operator()(const TensorData& value) const { return " " + hex(value.bytes); }
  std::string operator()(const std::vector<float>& values) const {
    std::ostringstream text;
    for (const float value : values) text << ' ' << value;
    return text.str();
  }
  std::string operator()(const std::vector<std::int64_t>& values) const {
    std::string text;
    for (const std::int64_t value : values) text += " " + std::to_string(value);
    return text;
  }
  std::string operator()(const std::vector<std::string>& values) const {
    std::string text = " ";
    for (const std::string& value : values) text += value + ",";
    return text.substr(0, text.size() - 1);
  }
  std::string operator()(const OpaqueAttribute&) const { return " opaque"; }
};

std::vector<std::string> attributes(const Model& model) {
  std::vector<std::string> lines;
  for (const Attribute& one : model.graph.nodes.at(0).attributes) {
    lines.push_back(one.name + std::visit(AttributeText{}, one.value));
  }
  return lines;
}

TEST(Attributes, EveryKindOfValueIsRead) {
  const Model model = model_of(file_bytes(golden("onnx/attributes.onnx")));
  const Node& node = model.graph.nodes.at(0);
  EXPECT_EQ(attributes(model), file_lines(golden("onnx/attributes.txt")));
  EXPECT_EQ(node.domain, "example");
  EXPECT_EQ(node.find("int"), &node.attributes.at(1));
  EXPECT_EQ(node.find("integer"), nullptr);
}

TEST(Attributes, EveryKindOfValueSurvivesWriting) {
  const Model model = model_of(file_bytes(golden("onnx/attributes.onnx")));
  const std::string written = write_model(model);
  EXPECT_EQ(attributes(model_of(bytes_of(written))), file_lines(golden("onnx/attributes.txt")));
}

}  // namespace
}  // namespace ocelli::onnx
