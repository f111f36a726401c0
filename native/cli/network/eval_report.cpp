#include "eval_report.h"

#include <cstddef>
#include <filesystem>
#include <system_error>
#include <utility>

#include "../write_file.h"

namespace ocelli {

std::optional<train::LogTable> training_log(const std::string& model) {
  std::filesystem::path folder(model);
  folder.replace_extension(".training");
  Result<train::LogTable> log = train::read_csv_log((folder / "log.csv").string());
  if (!log) return std::nullopt;
  return std::move(log).value();
}

std::optional<Error> write_report(const std::string& folder, train::ReportContent content,
                                  const std::vector<train::Sample>& samples,
                                  const train::Predictions& predictions,
                                  const std::vector<double>& probabilities,
                                  const DecodeLimits& limits) {
  constexpr int kMistakes = 36, kThumbnailSide = 224;
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  if (failed) return Error{ErrorCode::kInvalidArgument, folder + ": " + failed.message()};
  content.mistakes = train::worst_mistakes(predictions, probabilities, kMistakes);
  for (train::Mistake& mistake : content.mistakes) {
    const auto place = predictions.samples[static_cast<std::size_t>(mistake.photo)];
    const train::Sample& sample = samples[static_cast<std::size_t>(place)];
    mistake.name = sample.name;
    Result<std::string> jpeg = train::thumbnail(sample.path, kThumbnailSide, limits);
    if (jpeg) mistake.jpeg = std::move(jpeg).value();
  }
  return replace_file((std::filesystem::path(folder) / "report.html").string(),
                      train::report_page(content));
}

}  // namespace ocelli
