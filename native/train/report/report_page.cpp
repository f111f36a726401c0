#include "train/report/report_page.h"

#include <cstddef>
#include <utility>

#include "train/report/class_tables.h"
#include "train/report/html.h"
#include "train/report/line_chart.h"
#include "train/report/page_style.h"
#include "train/report/reliability_chart.h"

namespace ocelli::train {
namespace {

std::string tile(const std::string& number, const std::string& name) {
  return "<li class=\"tile\"><b>" + number + "</b><span>" + name + "</span></li>\n";
}

std::string head(const ReportContent& content) {
  const std::string title = escape_html(content.title);
  std::string html =
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta "
      "name=\"viewport\" "
      "content=\"width=device-width, initial-scale=1\">\n<title>" +
      title + ": evaluation</title>\n<style>" + kPageStyle +
      "</style>\n</head>\n<body>\n<main>\n<h1>" + title + "</h1>\n<dl>";
  for (const auto& [name, text] : content.facts) {
    html += "<dt>" + escape_html(name) + "</dt><dd>" + escape_html(text) + "</dd>\n";
  }
  return html + "</dl>\n";
}

std::string headline_tiles(const ReportContent& content) {
  const Evaluation& found = content.evaluation;
  std::string html = "<ul class=\"tiles\">\n";
  if (content.multi_label) {
    html += tile(percent(found.mean_average_precision), "mean average precision");
    html += tile(percent(found.report.micro.precision), "of the labels given are right");
    html += tile(percent(found.report.micro.recall), "of the labels there are found");
  } else {
    html += tile(percent(found.top1), "right at the first answer");
    if (content.labels.size() > 5) html += tile(percent(found.top5), "among the first five");
    html += tile(percent(found.report.macro.f1), "mean F1 of the classes");
  }
  html += tile(percent(found.calibration.ece), "expected calibration error");
  return html + tile(std::to_string(found.photos), "photos") + "</ul>\n";
}

// A column's name as people write it.
std::string spoken(std::string name) {
  for (char& c : name) {
    if (c == '_') c = ' ';
  }
  return name;
}

std::vector<ChartLine> lines_of(const LogTable& log, const std::vector<std::string>& columns) {
  std::vector<ChartLine> lines;
  const LogTable::Column* epochs = log.find("epoch");
  for (const std::string& name : columns) {
    const LogTable::Column* column = log.find(name);
    if (epochs == nullptr || column == nullptr) continue;
    ChartLine line{spoken(name), {}};
    for (std::size_t i = 0; i < column->numbers.size(); ++i) {
      if (!column->numbers[i] || !epochs->numbers[i]) continue;
      line.points.emplace_back(*epochs->numbers[i], *column->numbers[i]);
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

std::string curves(const LogTable& log) {
  const std::string charts =
      line_chart("Loss", "epoch", lines_of(log, {"train_loss", "validation_loss"})) +
      line_chart("Score on validation", "epoch", lines_of(log, {"validation_score"})) +
      line_chart("Learning rate", "epoch", lines_of(log, {"learning_rate"}));
  if (charts.empty()) return {};
  return "<h2>Training</h2>\n<div class=\"charts\">\n" + charts + "</div>\n";
}

std::string calibration_section(const Calibration& calibration) {
  return "<h2>Calibration</h2>\n<p>Where a probability of 70 % is given, 70 in 100 should be "
         "right. "
         "Bars above the mark: more often right than stated; below: less often. Negative log "
         "likelihood " +
         fixed(calibration.nll, 4) + ", Brier score " + fixed(calibration.brier, 4) + ".</p>\n" +
         reliability_chart(calibration);
}

}  // namespace

std::string report_page(const ReportContent& content) {
  std::string html = head(content) + headline_tiles(content);
  if (content.curves) html += curves(*content.curves);
  html += "<h2>" + std::string(content.multi_label ? "Labels" : "Classes") + "</h2>\n" +
          class_table(content.evaluation, content.labels);
  const std::string confusion = confusion_table(content.evaluation, content.labels);
  if (!confusion.empty()) {
    html += "<h2>Confusions</h2>\n<p>Rows: what a photo shows. Columns: what was answered.</p>\n" +
            confusion;
  }
  html += calibration_section(content.evaluation.calibration);
  if (!content.mistakes.empty()) {
    html += "<h2>Worst mistakes</h2>\n<p>The most confident of the wrong answers.</p>\n" +
            mistake_figures(content.mistakes, content.labels, content.multi_label);
  }
  return html + "</main>\n</body>\n</html>\n";
}

}  // namespace ocelli::train
