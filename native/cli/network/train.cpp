#include "train.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "../report.h"
#include "train_job.h"
#include "train_options.h"

namespace ocelli {

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
    if (!options->arch.empty()) set_defaults_from_scratch(*sub, *options);
    const auto error = TrainJob(*options).run();
    exit_code = error ? report_failure(*error, options->json) : kSuccess;
  });
}

}  // namespace ocelli
