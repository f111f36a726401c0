#include "exec/registry.h"

#include <unordered_map>

namespace ocelli::exec {
namespace {

std::unordered_map<std::string_view, const Operator*> collect() {
  std::unordered_map<std::string_view, const Operator*> table;
  for (const auto family :
       {activation_operators(), attention_operators(), compare_operators(), constant_operators(),
        conv_operators(), elementwise_operators(), index_operators(), linear_operators(),
        norm_operators(), pool_operators(), reduce_operators(), resize_operators(),
        shape_operators(), unary_operators()}) {
    for (const Operator& one : family) table.emplace(one.name, &one);
  }
  return table;
}

}  // namespace

const Operator* find_operator(std::string_view name) {
  static const std::unordered_map<std::string_view, const Operator*> kTable = collect();
  const auto found = kTable.find(name);
  return found == kTable.end() ? nullptr : found->second;
}

}  // namespace ocelli::exec
