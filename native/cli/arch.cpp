#include "arch.h"

#include <iostream>
#include <memory>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "graph/build/architecture.h"
#include "onnx/write_model.h"
#include "report.h"
#include "write_file.h"

namespace ocelli {
namespace {

struct ArchCommand {
  graph::ArchitectureSpec spec;
  std::string out;
  bool no_auxiliary = false;
  bool list = false;
  bool json = false;
};

int list_names(bool json) {
  const std::vector<std::string> names = graph::architecture_names();
  if (json) return report_json(names);
  for (const std::string& name : names) std::cout << name << '\n';
  return kSuccess;
}

std::optional<Error> missing(const ArchCommand& command) {
  const char* parameter = command.spec.name.empty() ? "NAME: expected an architecture (--list)"
                          : command.out.empty()     ? "--out: expected a file to write"
                                                    : nullptr;
  if (parameter == nullptr) return std::nullopt;
  return Error{ErrorCode::kInvalidArgument, std::string(parameter) + ", got none"};
}

int run(ArchCommand command) {
  if (command.list) return list_names(command.json);
  if (const auto error = missing(command)) {
    report_failure(*error, command.json);
    return kBadUsage;
  }
  command.spec.auxiliary = !command.no_auxiliary;
  const Result<onnx::Model> model = graph::build(command.spec);
  if (!model) return report_failure(model.error(), command.json);
  const std::string file = onnx::write_model(model.value());
  if (auto error = replace_file(command.out, file)) return report_failure(*error, command.json);
  const std::int64_t parameters = graph::parameter_count(model.value());
  if (command.json) {
    return report_json({{"architecture", command.spec.name},
                        {"parameters", parameters},
                        {"bytes", file.size()},
                        {"seed", command.spec.seed},
                        {"out", command.out}});
  }
  std::cout << command.out << ": " << command.spec.name << ", " << parameters
            << " parameters, random from seed " << command.spec.seed << '\n';
  return kSuccess;
}

}  // namespace

void add_arch(CLI::App& app, int& exit_code) {
  auto command = std::make_shared<ArchCommand>();
  CLI::App* sub = app.add_subcommand("arch", "Write a network with random weights, to be trained");
  sub->add_option("NAME", command->spec.name, "The architecture; --list prints their names");
  sub->add_option("-o,--out", command->out, "ONNX file to write");
  sub->add_option("--num-classes", command->spec.num_classes, "Classes; 0: the network's own")
      ->capture_default_str()
      ->check(CLI::NonNegativeNumber);
  sub->add_option("--img-size", command->spec.image_size,
                  "Side of the square input in pixels; 0: the network's own")
      ->capture_default_str()
      ->check(CLI::NonNegativeNumber);
  sub->add_option("--width", command->spec.width,
                  "Factor on the channels (mobilenet_v2, cifarnet, cifarnet_deep)")
      ->capture_default_str();
  sub->add_option("--seed", command->spec.seed, "Of the random weights")->capture_default_str();
  sub->add_flag("--no-auxiliary", command->no_auxiliary,
                "GoogLeNet and Inception v3 without the heads that only help training");
  sub->add_flag("--list", command->list, "Print the architectures' names");
  sub->add_flag("--json", command->json, "Answer with one JSON object");
  sub->footer("Example: ocelli arch resnet18 --num-classes 10 -o net.onnx");
  sub->callback([command, &exit_code] { exit_code = run(*command); });
}

}  // namespace ocelli
