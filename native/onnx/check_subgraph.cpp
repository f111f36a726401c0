#include "onnx/check_subgraph.h"

#include "onnx/fields.h"
#include "onnx/read_tensor.h"
#include "onnx/wire.h"

namespace ocelli::onnx {
namespace {

[[noreturn]] void refuse_sparse() {
  throw InvalidModel("a subgraph holds sparse tensors, which are not supported");
}

void check_node(std::string_view message, int depth) {
  FieldReader reader(message, "node");
  while (reader.next()) {
    if (reader.number() == fields::node::kAttribute) {
      check_attribute(reader.bytes(), depth);
    } else {
      reader.skip();
    }
  }
}

void check_graph(std::string_view message, int depth) {
  if (depth == 0) {
    throw InvalidModel("expected at most " + std::to_string(kSubgraphDepth) +
                       " graphs inside one another, got more");
  }
  FieldReader reader(message, "subgraph");
  while (reader.next()) {
    switch (reader.number()) {
      case fields::graph::kNode: check_node(reader.bytes(), depth - 1); break;
      case fields::graph::kInitializer: read_tensor(reader.bytes()); break;
      case fields::graph::kSparseInitializer: refuse_sparse();
      default: reader.skip();
    }
  }
}

}  // namespace

void check_attribute(std::string_view message, int depth) {
  FieldReader reader(message, "attribute");
  while (reader.next()) {
    switch (reader.number()) {
      case fields::attribute::kGraph:
      case fields::attribute::kGraphs: check_graph(reader.bytes(), depth); break;
      case fields::attribute::kTensor:
      case fields::attribute::kTensors: read_tensor(reader.bytes()); break;
      case fields::attribute::kSparseTensor:
      case fields::attribute::kSparseTensors: refuse_sparse();
      default: reader.skip();
    }
  }
}

}  // namespace ocelli::onnx
