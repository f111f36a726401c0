#include <chrono>
#include <limits>

#include <gtest/gtest.h>

#include "onnx/write_model.h"
#include "unit/model_onnx_writer.h"
#include "unit/onnx/model_file.h"

namespace ocelli::onnx {
namespace {

using test::WireWriter;

constexpr std::uint64_t kMinusOne = std::numeric_limits<std::uint64_t>::max();

std::string file_of(const std::string& graph, std::uint64_t opset = 17) {
  return WireWriter()
      .number(1, 8)
      .message(8, WireWriter().number(2, opset).str())
      .message(7, graph)
      .str();
}

std::string node(const std::vector<std::string>& inputs, const std::vector<std::string>& outputs,
                 const std::vector<std::string>& attributes = {}) {
  WireWriter writer;
  for (const std::string& name : inputs) writer.message(1, name);
  for (const std::string& name : outputs) writer.message(2, name);
  writer.message(4, "Sum");
  for (const std::string& attribute : attributes) writer.message(5, attribute);
  return writer.str();
}

std::string graph_of(const std::string& node_message) {
  return WireWriter()
      .message(11, test::value_info("x", {1}))
      .message(1, node_message)
      .message(12, test::value_info("y", {1}))
      .str();
}

std::string with_initializer(const std::string& tensor) {
  return file_of(WireWriter().message(5, tensor).raw(graph_of(node({"x"}, {"y"}))).str());
}

// A float tensor named `w` with these lengths and this content.
std::string tensor(const std::vector<std::uint64_t>& dims, const std::string& content) {
  WireWriter writer;
  for (const std::uint64_t length : dims) writer.number(1, length);
  return writer.number(2, 1).message(8, "w").raw(content).str();
}

std::string raw(std::size_t bytes) {
  return WireWriter().message(9, std::string(bytes, '\0')).str();
}

// Expects a refusal within a second whose message holds `reason`.
void expect_refused(const std::string& file, const std::string& reason) {
  const auto start = std::chrono::steady_clock::now();
  const Result<Model> model = read_model(bytes_of(file));
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  ASSERT_FALSE(model.ok()) << "accepted, expected: " << reason;
  EXPECT_EQ(model.error().code, ErrorCode::kInvalidModel);
  EXPECT_NE(model.error().message.find(reason), std::string::npos) << model.error().message;
  EXPECT_LT(model.error().message.size(), 1000U);
  EXPECT_LT(elapsed.count(), 1.0);
}

TEST(HostileFile, TheSoundOneThatTheOthersAreMadeFromIsRead) {
  EXPECT_TRUE(read_model(bytes_of(with_initializer(tensor({2, 3}, raw(24))))).ok());
}

TEST(HostileFile, NoBytesAtAllAreRefused) {
  const Result<Model> model = read_model({});
  ASSERT_FALSE(model.ok());
  EXPECT_EQ(model.error().code, ErrorCode::kEmptyInput);
}

TEST(HostileFile, EveryTruncationIsRefused) {
  const std::string file = with_initializer(tensor({2, 3}, raw(24)));
  for (std::size_t length = 1; length < file.size(); ++length) {
    EXPECT_FALSE(read_model(bytes_of(file).first(length)).ok()) << length;
  }
}

TEST(HostileFile, OtherFormatsAreRefused) {
  expect_refused("\x89PNG\r\n\x1A\n" + std::string(100, 'x'), "not an ONNX file");
  expect_refused(std::string(1000, '\0'), "not an ONNX file");
  expect_refused(std::string(1000, '\xFF'), "not an ONNX file");
  expect_refused("hello", "not an ONNX file");
}

TEST(HostileFile, AFileWithoutGraphOrVersionIsRefused) {
  expect_refused(WireWriter().number(1, 8).str(), "not an ONNX file");
  expect_refused(WireWriter().message(7, graph_of(node({"x"}, {"y"}))).str(), "not an ONNX file");
}

TEST(HostileFile, OpsetsOutsideTheRangeAreRefused) {
  const std::string graph = graph_of(node({"x"}, {"y"}));
  expect_refused(file_of(graph, 10), "opset: expected 11 to 21, got 10");
  expect_refused(file_of(graph, 22), "opset: expected 11 to 21, got 22");
  expect_refused(WireWriter().number(1, 8).message(7, graph).str(),
                 "opset: expected 11 to 21, got none");
  for (const std::uint64_t opset : {11, 21}) {
    EXPECT_TRUE(read_model(bytes_of(file_of(graph, opset))).ok()) << opset;
  }
}

TEST(HostileFile, OperatorsOfSeveralDomainsAreImportedOnceEach) {
  const auto file = [](const std::vector<std::string>& domains) {
    WireWriter imports;
    for (const std::string& domain : domains) {
      imports.message(8, WireWriter().message(1, domain).number(2, 1).str());
    }
    return imports.raw(file_of(graph_of(node({"x"}, {"y"})))).str();
  };
  EXPECT_TRUE(read_model(bytes_of(file({"one", "two", "ten"}))).ok());
  expect_refused(file({"one", "two", "one"}), "domain \"one\" are imported twice");
  expect_refused(file({"ai.onnx"}), "domain \"\" are imported twice");
}

TEST(HostileFile, AShapeThatClaimsMoreThanTheFileHoldsIsRefused) {
  expect_refused(with_initializer(tensor({1U << 31U, 1U << 31U}, raw(24))), "more elements");
  expect_refused(with_initializer(tensor({kMinusOne >> 1U, 2}, raw(24))), "more elements");
  expect_refused(with_initializer(tensor({kMinusOne >> 1U, 2, 0}, raw(0))), "more elements");
  expect_refused(with_initializer(tensor({kMinusOne}, raw(24))), "expected lengths of at least 0");
  expect_refused(with_initializer(tensor({7}, raw(24))),
                 "expected 28 bytes by its shape and type, got 24");
  expect_refused(with_initializer(tensor({7}, "")),
                 "expected 7 elements by its shape and type, got 0");
}

TEST(HostileFile, ElementsInAnotherTypesFieldAreRefused) {
  const std::string int64s = WireWriter().message(7, std::string("\1\2", 2)).str();
  expect_refused(with_initializer(tensor({2}, int64s)), "elements of another type");
  expect_refused(with_initializer(tensor({2}, int64s + raw(8))), "its elements twice");
  expect_refused(with_initializer(tensor({2}, WireWriter().message(6, "a").message(6, "b").str())),
                 "elements of another type");
  const std::string int8 =
      WireWriter().number(1, 1).number(2, 3).number(5, 128).message(8, "w").str();
  expect_refused(with_initializer(int8), "element 128 does not fit its type");
}

TEST(HostileFile, AFieldOfTheWrongWireTypeIsRefused) {
  expect_refused(WireWriter().message(1, "eight").str(), "wire type");
  expect_refused(file_of(WireWriter().number(1, 5).str()), "wire type");
  expect_refused(with_initializer(WireWriter().number(8, 5).str()), "wire type");
  // Groups are no longer a part of protobuf.
  expect_refused(file_of(WireWriter().tag(100, 3).tag(100, 4).str()), "damaged");
}

TEST(HostileFile, ALengthOfFourGigabytesIsRefused) {
  const std::string huge = WireWriter().tag(9, 2).varint(0xFFFFFFFFU).raw("abc").str();
  expect_refused(with_initializer(tensor({1}, huge)), "cut short");
}

TEST(HostileFile, ExternalDataAndSparseTensorsAreRefused) {
  const std::string entry = WireWriter().message(1, "location").message(2, "/etc/passwd").str();
  expect_refused(with_initializer(tensor({1}, WireWriter().message(13, entry).number(14, 1).str())),
                 "external data");
  expect_refused(with_initializer(tensor({1}, WireWriter().number(14, 1).str())), "external data");
  expect_refused(file_of(WireWriter().message(15, "").str()), "sparse");
  const std::string attribute =
      WireWriter().message(1, "sparse_value").message(22, "").number(20, 11).str();
  expect_refused(file_of(graph_of(node({"x"}, {"y"}, {attribute}))), "sparse");
}

TEST(HostileFile, NamesThatNothingWritesOrTwoWriteAreRefused) {
  expect_refused(file_of(graph_of(node({"z"}, {"y"}))), "reads \"z\", which nothing writes");
  expect_refused(file_of(graph_of(node({"x"}, {"y", "y"}))), "\"y\", which is written already");
  expect_refused(file_of(graph_of(node({"x"}, {"x"}))), "\"x\", which is written already");
  expect_refused(file_of(graph_of(node({"x"}, {"z"}))), "output \"y\"");
  const std::string twice = tensor({2, 3}, raw(24));
  expect_refused(file_of(WireWriter().message(5, twice).message(5, twice).str()),
                 "initializer \"w\" stands twice");
}

TEST(HostileFile, ACycleIsRefused) {
  const std::string cycle = WireWriter()
                                .raw(graph_of(node({"x", "b"}, {"y"})))
                                .message(1, node({"c"}, {"b"}))
                                .message(1, node({"b"}, {"c"}))
                                .str();
  expect_refused(file_of(cycle), "cycle");
  expect_refused(file_of(graph_of(node({"x", "y"}, {"y"}))), "cycle");
}

TEST(HostileFile, AChainOfAHundredThousandNodesInReverseIsSortedInTime) {
  WireWriter graph;
  constexpr int kNodes = 100000;
  const auto name = [](int i) { return "n" + std::to_string(i); };
  for (int i = kNodes; i > 0; --i) graph.message(1, node({name(i - 1)}, {name(i)}));
  const std::string head = WireWriter().message(11, test::value_info("n0", {1})).str();
  const auto start = std::chrono::steady_clock::now();
  const Model model = model_of(bytes_of(file_of(head + graph.str())));
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  EXPECT_EQ(model.graph.nodes.front().outputs.front(), "n1");
  EXPECT_EQ(model.graph.nodes.back().outputs.front(), name(kNodes));
  EXPECT_LT(elapsed.count(), 1.0);
}

// `depth` graphs inside one another, each in an attribute of the one node of the graph around it.
std::string nested(int depth) {
  std::string graph;
  for (int i = 0; i < depth; ++i) {
    const std::string attribute =
        WireWriter().message(1, "body").message(6, graph).number(20, 5).str();
    graph = WireWriter().message(1, node({}, {}, {attribute})).str();
  }
  return graph;
}

TEST(HostileFile, DeeplyNestedGraphsAreRefused) {
  EXPECT_TRUE(read_model(bytes_of(file_of(nested(16)))).ok());
  expect_refused(file_of(nested(17)), "at most 16 graphs inside one another");
  expect_refused(file_of(nested(5000)), "at most 16 graphs inside one another");
}

TEST(HostileFile, NothingThatIsRefusedHidesInASubgraph) {
  const std::string external = tensor({1}, WireWriter().number(14, 1).str());
  const std::string attribute = WireWriter()
                                    .message(1, "body")
                                    .message(6, WireWriter().message(5, external).str())
                                    .number(20, 5)
                                    .str();
  expect_refused(file_of(graph_of(node({"x"}, {"y"}, {attribute}))), "external data");
  const std::string sparse = WireWriter()
                                 .message(1, "body")
                                 .message(6, WireWriter().message(15, "").str())
                                 .number(20, 5)
                                 .str();
  expect_refused(file_of(graph_of(node({"x"}, {"y"}, {sparse}))), "sparse");
}

TEST(HostileFile, AttributesThatContradictThemselvesAreRefused) {
  const auto with = [](const std::string& attribute) {
    return file_of(graph_of(node({"x"}, {"y"}, {attribute})));
  };
  const auto named = [] { return WireWriter().message(1, "a"); };
  expect_refused(with(named().number(3, 1).number(20, 1).str()), "its value is not of its type");
  expect_refused(with(named().number(3, 1).message(4, "s").str()), "values of two types");
  expect_refused(with(named().str()), "it has no value");
  expect_refused(with(named().number(20, 4).str()), "expected a tensor, got none");
  expect_refused(with(WireWriter().number(3, 1).number(20, 2).str()), "it has no name");
  expect_refused(file_of(graph_of(
                     node({"x"}, {"y"}, {named().number(3, 1).str(), named().number(3, 2).str()}))),
                 "stands twice");
}

TEST(HostileFile, ALongNameDoesNotMakeALongMessage) {
  expect_refused(file_of(graph_of(node({std::string(1000000, '\n')}, {"y"}))),
                 "which nothing writes");
}

TEST(HostileFile, AMillionEmptyFieldsAreReadOrRefusedInTime) {
  WireWriter dims;
  for (int i = 0; i < 1000000; ++i) dims.number(1, 1);
  const auto start = std::chrono::steady_clock::now();
  EXPECT_TRUE(read_model(bytes_of(with_initializer(dims.raw(tensor({6}, raw(24))).str()))).ok());
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  EXPECT_LT(elapsed.count(), 1.0);
  WireWriter nodes;
  for (int i = 0; i < 1000000; ++i) nodes.message(1, "");
  expect_refused(file_of(nodes.str()), "it has no operator");
}

}  // namespace
}  // namespace ocelli::onnx
