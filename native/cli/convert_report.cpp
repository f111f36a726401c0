#include "convert_report.h"

#include <cstdio>
#include <iostream>

#include <nlohmann/json.hpp>

#include "report.h"

namespace ocelli {
namespace {

using Json = nlohmann::json;

Json change_json(const ConversionReport& report) {
  Json json = {{"outputs", nullptr}, {"accuracy", nullptr}};
  if (const auto& change = report.outputs) {
    json["outputs"] = {{"inputs", change->inputs},
                       {"largest", change->largest},
                       {"mean", change->mean},
                       {"sameTop1", change->same_top1}};
  }
  if (const auto& change = report.accuracy) {
    json["accuracy"] = {{"measure", change->measure},
                        {"photos", change->photos},
                        {"before", change->before},
                        {"after", change->after}};
  }
  return json;
}

std::string share(double part) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3g %%", 100 * part);
  return text;
}

}  // namespace

nlohmann::json conversion_json(const ConversionReport& report, const std::string& model,
                               const std::string& out) {
  Json json = {{"model", model},
               {"out", out},
               {"bytesBefore", report.bytes_before},
               {"bytesAfter", report.bytes_after},
               {"foldedBatchNorms", report.folded},
               {"stored",
                {{"int8", report.stored.int8},
                 {"float16", report.stored.float16},
                 {"float32", report.stored.float32}}}};
  json.update(change_json(report));
  json["notes"] = report.notes;
  return json;
}

int print_conversion(const ConversionReport& report, const std::string& out) {
  std::cout << out << ": " << report.bytes_after << " bytes instead of " << report.bytes_before
            << "\nbatch norms folded: " << report.folded
            << "\nweights stored as int8: " << report.stored.int8
            << ", float16: " << report.stored.float16 << ", float32: " << report.stored.float32
            << '\n';
  if (const auto& change = report.outputs) {
    std::cout << "outputs moved by " << share(change->mean) << " on average, "
              << share(change->largest) << " at most (" << change->inputs
              << " inputs, same top-1 on " << share(change->same_top1) << ")\n";
  }
  if (const auto& change = report.accuracy) {
    std::cout << change->measure << " " << share(change->before) << " before, "
              << share(change->after) << " after (" << change->photos << " photographs)\n";
  }
  for (const std::string& note : report.notes) std::cout << note << '\n';
  return kSuccess;
}

}  // namespace ocelli
