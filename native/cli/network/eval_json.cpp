#include "eval_json.h"

#include <cmath>
#include <cstdio>

#include <nlohmann/json.hpp>

namespace ocelli {
namespace {

using Json = nlohmann::ordered_json;

Json mean_json(const train::MeanScore& score) {
  return {{"precision", score.precision}, {"recall", score.recall}, {"f1", score.f1}};
}

template <typename... Values>
std::string formatted(const char* format, Values... values) {
  char text[256];
  std::snprintf(text, sizeof(text), format, values...);
  return text;
}

// Of one label out of many, only precision and recall are told.
bool is_ranked(const train::Evaluation& found) { return !found.average_precision.empty(); }

Json class_json(const train::Evaluation& found, std::size_t i, const std::string& label) {
  const train::ClassScore& score = found.report.classes[i];
  Json json = {{"label", label},
               {"precision", score.precision},
               {"recall", score.recall},
               {"f1", score.f1},
               {"support", score.support}};
  if (!is_ranked(found)) return json;
  json["averagePrecision"] = found.average_precision[i];
  json["rocAuc"] = std::isnan(found.roc_auc[i]) ? Json() : Json(found.roc_auc[i]);
  return json;
}

}  // namespace

Json evaluation_json(const train::Evaluation& found, const std::vector<std::string>& labels,
                     bool multi_label) {
  Json json = {{"photos", found.photos}};
  if (!multi_label) {
    json["top1"] = found.top1;
    json["top5"] = found.top5;
  }
  if (is_ranked(found)) json["meanAveragePrecision"] = found.mean_average_precision;
  json["macro"] = mean_json(found.report.macro);
  json["weighted"] = mean_json(found.report.weighted);
  json["micro"] = mean_json(found.report.micro);
  json["calibration"] = {{"ece", found.calibration.ece},
                         {"nll", found.calibration.nll},
                         {"brier", found.calibration.brier}};
  json["classes"] = Json::array();
  for (std::size_t i = 0; i < labels.size(); ++i) {
    json["classes"].push_back(class_json(found, i, labels[i]));
  }
  if (multi_label) return json;
  json["confusion"] = Json::array();
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const auto row = found.confusion.begin() + static_cast<std::ptrdiff_t>(i * labels.size());
    json["confusion"].push_back(
        std::vector<std::int64_t>(row, row + static_cast<std::ptrdiff_t>(labels.size())));
  }
  return json;
}

std::string evaluation_text(const train::Evaluation& found, const std::vector<std::string>& labels,
                            bool multi_label) {
  std::string text =
      formatted("photographs            %lld\n", static_cast<long long>(found.photos));
  if (multi_label) {
    text += formatted("mean average precision %.4f\n", found.mean_average_precision);
  } else {
    text += formatted("top-1                  %.2f %%\ntop-5                  %.2f %%\n",
                      100 * found.top1, 100 * found.top5);
  }
  text += formatted("macro F1               %.4f (weighted %.4f)\n", found.report.macro.f1,
                    found.report.weighted.f1);
  text += formatted("calibration            ECE %.4f, NLL %.4f, Brier %.4f\n\n",
                    found.calibration.ece, found.calibration.nll, found.calibration.brier);
  text += formatted("%-28s %9s %9s %9s %9s%s\n", "label", "precision", "recall", "F1", "photos",
                    is_ranked(found) ? "        AP" : "");
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const train::ClassScore& score = found.report.classes[i];
    if (score.support == 0 && score.predicted == 0) continue;
    text += formatted("%-28.28s %9.4f %9.4f %9.4f %9lld", labels[i].c_str(), score.precision,
                      score.recall, score.f1, static_cast<long long>(score.support));
    text += is_ranked(found) ? formatted(" %9.4f\n", found.average_precision[i]) : "\n";
  }
  return text;
}

}  // namespace ocelli
