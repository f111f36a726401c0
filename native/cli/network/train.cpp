#include "train.h"

#include <cstdlib>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "../read_file.h"
#include "../report.h"
#include "dist/launch.h"
#include "train_job.h"
#include "train_options.h"

namespace ocelli {

namespace {

// The same command again, once a rank.
int train_on_processes(const TrainOptions& options) {
  constexpr int kGraceSeconds = 60;
  const auto own = read_file("/proc/self/cmdline");
  if (!own) return report_failure(own.error(), options.json);
  std::vector<std::string> arguments;
  std::istringstream line(std::string(own.value().begin(), own.value().end()));
  for (std::string word; std::getline(line, word, '\0');) arguments.push_back(word);
  arguments.erase(arguments.begin());
  const Result<int> status =
      dist::launch("/proc/self/exe", arguments, options.processes, kGraceSeconds);
  return status ? status.value() : report_failure(status.error(), options.json);
}

}  // namespace

void add_train(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<TrainOptions>();
  CLI::App* sub = app.add_subcommand("train", "Train a classifier on a folder of photographs");
  add_train_options(*sub, *options);
  sub->callback([options, sub, &exit_code] {
    if (options->from.empty() && options->arch.empty()) {
      report_failure({ErrorCode::kInvalidArgument, "expected --from MODEL or --arch NAME"},
                     options->json);
      exit_code = kBadUsage;
      return;
    }
    if (options->processes > 1 && std::getenv("RANK") == nullptr) {
      exit_code = train_on_processes(*options);
      return;
    }
    if (!options->arch.empty()) set_defaults_from_scratch(*sub, *options);
    const auto error = TrainJob(*options).run();
    exit_code = error ? report_failure(*error, options->json) : kSuccess;
  });
}

}  // namespace ocelli
