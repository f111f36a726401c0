#include "classify.h"

#include <cstdio>
#include <iostream>
#include <memory>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "../limits.h"
#include "../read_file.h"
#include "../report.h"
#include "classifier.h"
#include "device.h"

namespace ocelli {
namespace {

using Json = nlohmann::ordered_json;

struct ClassifyCommand {
  std::string model;
  std::vector<std::string> photos;
  std::vector<std::string> settings;
  bool from_stdin = false;
  bool json = false;
  AnswerOptions answer;
  std::string device = "cpu";
  int threads = 0;
  DecodeLimits limits;
};

Result<Answer> answer_for(Classifier& classifier, const std::string& path,
                          const ClassifyCommand& command) {
  const auto file = read_file(path);
  if (!file) return file.error();
  return classifier.classify(file.value(), command.answer, command.limits);
}

Json json_of(const std::string& path, const Result<Answer>& found) {
  Json line = {{"photo", path}};
  if (!found) {
    line["error"] = {{"code", error_name(found.error().code)}, {"message", found.error().message}};
    return line;
  }
  const Answer& answer = found.value();
  line["predictions"] = Json::array();
  for (const Prediction& one : answer.predictions) {
    line["predictions"].push_back(
        {{"label", one.label}, {"index", one.index}, {"score", one.score}});
  }
  line["unsure"] = answer.unsure;
  if (!answer.label.empty()) line["label"] = answer.label;
  return line;
}

void print_json(const std::string& path, const Result<Answer>& found) {
  std::cout << json_of(path, found).dump(-1, ' ', false, Json::error_handler_t::replace)
            << std::endl;
}

void print_text(const std::string& path, const Result<Answer>& found) {
  if (!found) {
    std::cerr << "ocelli: " << path << ": " << found.error().message << " ("
              << error_name(found.error().code) << ")\n";
    return;
  }
  std::cout << path << (found.value().unsure ? ": not sure" : ":") << '\n';
  for (const Prediction& one : found.value().predictions) {
    std::printf("  %5.1f %%  %s\n", 100 * one.score, one.label.c_str());
  }
  std::fflush(stdout);
}

// A line in, a line out, in order; a bad photograph is a line like any other.
int answer_stdin(Classifier& classifier, const ClassifyCommand& command) {
  std::string path;
  while (std::getline(std::cin, path)) {
    if (!path.empty() && path.back() == '\r') path.pop_back();
    print_json(path, answer_for(classifier, path, command));
  }
  return std::cout.good() ? kSuccess : kFailure;
}

int run(const ClassifyCommand& command) {
  const auto fail = [&](const Error& error) { return report_failure(error, command.json); };
  if (command.photos.empty() == !command.from_stdin) {
    fail({ErrorCode::kInvalidArgument, "expected either photographs or --stdin"});
    return kBadUsage;
  }
  const Result<at::Device> device = parse_device(command.device);
  if (!device) return fail(device.error());
  set_up_compute(command.threads);
  Result<Classifier> classifier = Classifier::open(command.model, command.settings, device.value());
  if (!classifier) return fail(classifier.error());
  if (command.from_stdin) return answer_stdin(classifier.value(), command);
  int exit_code = kSuccess;
  for (const std::string& path : command.photos) {
    const Result<Answer> found = answer_for(classifier.value(), path, command);
    command.json ? print_json(path, found) : print_text(path, found);
    if (!found) exit_code = kFailure;
  }
  return exit_code;
}

}  // namespace

void add_classify(CLI::App& app, int& exit_code) {
  auto command = std::make_shared<ClassifyCommand>();
  CLI::App* sub = app.add_subcommand("classify", "Say what photographs show");
  sub->add_option("MODEL", command->model, "The .onnx file with its card")->required();
  sub->add_option("PHOTO", command->photos, "JPEG, PNG, BMP, GIF or PNM files");
  sub->add_flag(
      "--stdin", command->from_stdin,
      "Take a path a line from the standard input and answer each with a JSON line, in order");
  sub->add_option("--top-k", command->answer.top_k, "Labels to give")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  sub->add_option("--allow", command->answer.allow, "Give only this label; may be repeated")
      ->allow_extra_args(false);
  sub->add_option("--deny", command->answer.deny, "Never give this label; may be repeated")
      ->allow_extra_args(false);
  sub->add_option("--set", command->settings,
                  "Card entry that replaces the model's, as KEY=VALUE; may be repeated")
      ->allow_extra_args(false);
  sub->add_option("--device", command->device, "cpu, cuda or cuda:N")->capture_default_str();
  sub->add_option("--threads", command->threads, "Threads that compute; 0: one a core")
      ->capture_default_str();
  sub->add_flag("--json", command->json, "Answer with one JSON object a line");
  add_limits(*sub, command->limits);
  sub->footer(
      "Examples:\n"
      "  ocelli classify models/imagenet/model.onnx cat.jpg dog.jpg\n"
      "  find photos -name '*.jpg' | ocelli classify my.onnx --stdin > answers.jsonl\n"
      "With --stdin, a photograph that cannot be read is a line with an \"error\", and the exit "
      "code\n"
      "stays 0; without it, the exit code is 1 where any photograph failed.");
  sub->callback([command, &exit_code] { exit_code = run(*command); });
}

}  // namespace ocelli
