#include "train/report/class_tables.h"

#include <algorithm>
#include <cstddef>
#include <numeric>

#include "train/report/html.h"

namespace ocelli::train {
namespace {

constexpr std::size_t kMostColumns = 30;
constexpr std::size_t kMostConfusions = 50;

std::vector<std::size_t> occurring(const ClassReport& report) {
  std::vector<std::size_t> classes;
  for (std::size_t c = 0; c < report.classes.size(); ++c) {
    if (report.classes[c].support + report.classes[c].predicted > 0) classes.push_back(c);
  }
  return classes;
}

std::string cell(const std::string& content) { return "<td>" + content + "</td>"; }

std::string mean_row(const char* name, const MeanScore& mean, bool ranked, double average) {
  std::string row = std::string("<tr><th scope=\"row\">") + name + "</th>" +
                    cell(percent(mean.precision)) + cell(percent(mean.recall)) +
                    cell(percent(mean.f1)) + cell("");
  if (ranked) row += cell(average >= 0 ? percent(average) : "") + cell("");
  return row + "</tr>";
}

std::string class_row(const Evaluation& evaluation, std::size_t c, const std::string& label) {
  const ClassScore& score = evaluation.report.classes[c];
  std::string row = "<tr><th scope=\"row\">" + escape_html(label) + "</th>" +
                    cell(percent(score.precision)) + cell(percent(score.recall)) +
                    cell(percent(score.f1)) + cell(std::to_string(score.support));
  if (!evaluation.average_precision.empty()) {
    row += cell(score.support > 0 ? percent(evaluation.average_precision[c]) : "–") +
           cell(fixed(evaluation.roc_auc[c], 3));
  }
  return row + "</tr>\n";
}

std::string matrix(const Evaluation& evaluation, const std::vector<std::string>& labels,
                   const std::vector<std::size_t>& classes) {
  std::string html =
      "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"Confusion matrix\"><table "
      "class=\"confusion\"><thead><tr><th scope=\"col\">is \\ answered</th>";
  for (const std::size_t c : classes) {
    html += "<th scope=\"col\"><span>" + escape_html(labels[c]) + "</span></th>";
  }
  html += "</tr></thead><tbody>\n";
  for (const std::size_t row : classes) {
    html += "<tr><th scope=\"row\">" + escape_html(labels[row]) + "</th>";
    const auto support = static_cast<double>(evaluation.report.classes[row].support);
    for (const std::size_t column : classes) {
      const std::int64_t count = evaluation.confusion[row * labels.size() + column];
      const double share = support > 0 ? static_cast<double>(count) / support : 0.0;
      html += std::string("<td") + (row == column ? " class=\"right\"" : "") +
              " style=\"--share:" + fixed(share, 3) + "\">" +
              (count > 0 ? std::to_string(count) : "") + "</td>";
    }
    html += "</tr>\n";
  }
  return html + "</tbody></table></div>\n";
}

std::string confusions(const Evaluation& evaluation, const std::vector<std::string>& labels) {
  std::vector<std::size_t> cells;
  for (std::size_t i = 0; i < evaluation.confusion.size(); ++i) {
    const bool right = i / labels.size() == i % labels.size();
    if (!right && evaluation.confusion[i] > 0) cells.push_back(i);
  }
  std::stable_sort(cells.begin(), cells.end(), [&](std::size_t a, std::size_t b) {
    return evaluation.confusion[a] > evaluation.confusion[b];
  });
  if (cells.size() > kMostConfusions) cells.resize(kMostConfusions);
  std::string html =
      "<table><thead><tr><th scope=\"col\">Is</th><th scope=\"col\">Answered</th><th "
      "scope=\"col\">Times</th></tr></thead><tbody>\n";
  for (const std::size_t i : cells) {
    html += "<tr><th scope=\"row\">" + escape_html(labels[i / labels.size()]) + "</th><td>" +
            escape_html(labels[i % labels.size()]) + "</td><td>" +
            std::to_string(evaluation.confusion[i]) + "</td></tr>\n";
  }
  return html + "</tbody></table>\n";
}

}  // namespace

std::string class_table(const Evaluation& evaluation, const std::vector<std::string>& labels) {
  const bool ranked = !evaluation.average_precision.empty();
  std::string html =
      "<div class=\"wide\" tabindex=\"0\" role=\"region\" "
      "aria-label=\"Classes\"><table><thead><tr><th "
      "scope=\"col\">Class</th><th scope=\"col\">Precision</th><th scope=\"col\">Recall</th><th "
      "scope=\"col\">F1</th><th scope=\"col\">Photos</th>";
  if (ranked) html += "<th scope=\"col\">Average precision</th><th scope=\"col\">ROC AUC</th>";
  html += "</tr></thead><tbody>\n";
  const std::vector<std::size_t> classes = occurring(evaluation.report);
  for (const std::size_t c : classes) html += class_row(evaluation, c, labels[c]);
  html += "</tbody><tfoot>\n";
  html += mean_row("Mean of the classes", evaluation.report.macro, ranked,
                   ranked ? evaluation.mean_average_precision : -1.0);
  html += mean_row("Mean by photos", evaluation.report.weighted, ranked, -1.0);
  html += "</tfoot></table></div>\n";
  const std::size_t left_out = labels.size() - classes.size();
  if (left_out > 0) {
    html += "<p class=\"note\">" + counted(static_cast<std::int64_t>(left_out), "label") +
            " without a photo, and never answered, left out.</p>\n";
  }
  return html;
}

std::string confusion_table(const Evaluation& evaluation, const std::vector<std::string>& labels) {
  if (evaluation.confusion.empty()) return {};
  const std::vector<std::size_t> classes = occurring(evaluation.report);
  return classes.size() <= kMostColumns ? matrix(evaluation, labels, classes)
                                        : confusions(evaluation, labels);
}

}  // namespace ocelli::train
