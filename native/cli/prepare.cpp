#include "prepare.h"

#include <iostream>
#include <memory>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "limits.h"
#include "model/read_card.h"
#include "read_file.h"
#include "report.h"
#include "tensor/preprocess.h"
#include "write_file.h"

namespace ocelli {
namespace {

struct PrepareCommand {
  std::string photo;
  std::string model;
  std::string out;
  std::vector<std::string> settings;
  bool json = false;
  DecodeLimits limits;
};

Result<std::vector<CardEntry>> overrides(const std::vector<std::string>& settings) {
  std::vector<CardEntry> entries;
  for (const std::string& setting : settings) {
    const std::size_t equals = setting.find('=');
    if (equals == std::string::npos || equals == 0) {
      return Error{ErrorCode::kInvalidArgument, "--set: expected KEY=VALUE, got " + setting};
    }
    entries.emplace_back(setting.substr(0, equals), setting.substr(equals + 1));
  }
  return entries;
}

int run(const PrepareCommand& command) {
  const auto fail = [&](const Error& error) { return report_failure(error, command.json); };
  const auto model = read_file(command.model);
  if (!model) return fail(model.error());
  const auto entries = overrides(command.settings);
  if (!entries) return fail(entries.error());
  const Result<ModelCard> card = read_card(model.value(), entries.value());
  if (!card) return fail(card.error());
  const auto file = read_file(command.photo);
  if (!file) return fail(file.error());
  const PreprocessSpec& spec = card.value().preprocess;
  const Result<Photo> photo = decode_for(file.value(), spec, command.limits);
  if (!photo) return fail(photo.error());
  const Result<Tensor> tensor = preprocess(photo.value(), spec);
  if (!tensor) return fail(tensor.error());
  if (auto error = write_npy(command.out, tensor.value())) return fail(*error);
  const auto& shape = tensor.value().shape;
  if (command.json) {
    return report_json({{"shape", shape}, {"shrink", photo.value().shrink}, {"out", command.out}});
  }
  std::cout << command.out << ": float32 " << shape[0] << " x " << shape[1] << " x " << shape[2]
            << " x " << shape[3] << '\n';
  return kSuccess;
}

}  // namespace

void add_prepare(CLI::App& app, int& exit_code) {
  auto command = std::make_shared<PrepareCommand>();
  CLI::App* sub = app.add_subcommand("prepare", "Turn a photograph into a model's input tensor");
  sub->add_option("PHOTO", command->photo, "JPEG, PNG, BMP, GIF or PNM file")->required();
  sub->add_option("--model", command->model, "The .onnx file whose card says how")->required();
  sub->add_option("-o,--out", command->out, "NumPy file to write: float32, as the model takes it")
      ->required();
  sub->add_option("--set", command->settings,
                  "Card entry that replaces the model's, as KEY=VALUE; may be repeated")
      ->allow_extra_args(false);
  sub->add_flag("--json", command->json, "Answer with one JSON object");
  add_limits(*sub, command->limits);
  sub->footer("Example: ocelli prepare cat.jpg --model models/imagenet/model.onnx -o cat.npy");
  sub->callback([command, &exit_code] { exit_code = run(*command); });
}

}  // namespace ocelli
