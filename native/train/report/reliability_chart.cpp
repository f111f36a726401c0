#include "train/report/reliability_chart.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "train/report/html.h"

namespace ocelli::train {
namespace {

constexpr double kLeft = 46, kTop = 12, kPlot = 300, kCounts = 56, kGap = 54;
constexpr double kWidth = kLeft + kPlot + 14, kHeight = kTop + kPlot + kGap + kCounts + 34;

double across(double probability) { return kLeft + probability * kPlot; }
double down(double share) { return kTop + (1.0 - share) * kPlot; }

std::string rect(const char* look, double x, double y, double width, double height) {
  return std::string("<rect class=\"") + look + "\" x=\"" + fixed(x, 1) + "\" y=\"" + fixed(y, 1) +
         "\" width=\"" + fixed(width, 1) + "\" height=\"" + fixed(std::max(height, 0.0), 1) +
         "\"/>";
}

std::string label(double x, double y, const char* anchor, const std::string& text) {
  return "<text x=\"" + fixed(x, 1) + "\" y=\"" + fixed(y, 1) + "\" text-anchor=\"" + anchor +
         "\">" + text + "</text>";
}

std::string draw_axes() {
  std::string svg;
  for (int tenth = 0; tenth <= 10; tenth += 2) {
    const double share = tenth / 10.0;
    svg += "<path class=\"grid\" d=\"M" + fixed(kLeft, 1) + " " + fixed(down(share), 1) + "H" +
           fixed(kLeft + kPlot, 1) + "\"/>";
    svg += label(kLeft - 8, down(share) + 4, "end", fixed(share, 1));
    svg += label(across(share), kTop + kPlot + 18, "middle", fixed(share, 1));
  }
  return svg;
}

std::string draw_bins(const Calibration& calibration) {
  std::string svg;
  const double width = kPlot / static_cast<double>(calibration.bins.size());
  const double base = kTop + kPlot + kGap + kCounts;
  std::int64_t most = 1;
  for (const ReliabilityBin& bin : calibration.bins) most = std::max(most, bin.count);
  for (std::size_t i = 0; i < calibration.bins.size(); ++i) {
    const ReliabilityBin& bin = calibration.bins[i];
    if (bin.count == 0) continue;
    const double x = kLeft + static_cast<double>(i) * width;
    svg += rect("bar", x + 1, down(bin.accuracy), width - 2, bin.accuracy * kPlot);
    svg += "<path class=\"mark\" d=\"M" + fixed(x + 1, 1) + " " + fixed(down(bin.confidence), 1) +
           "h" + fixed(width - 2, 1) + "\"/>";
    const double height =
        kCounts * std::sqrt(static_cast<double>(bin.count) / static_cast<double>(most));
    svg += rect("count", x + 1, base - height, width - 2, height);
  }
  return svg;
}

std::string table(const Calibration& calibration) {
  std::string html =
      "<details><summary>The same as a table</summary><table><thead><tr><th "
      "scope=\"col\">Probability"
      "</th><th scope=\"col\">Count</th><th scope=\"col\">Mean probability</th><th "
      "scope=\"col\">Came "
      "true</th></tr></thead><tbody>";
  const auto bins = static_cast<double>(calibration.bins.size());
  for (std::size_t i = 0; i < calibration.bins.size(); ++i) {
    const ReliabilityBin& bin = calibration.bins[i];
    if (bin.count == 0) continue;
    const auto at = static_cast<double>(i);
    html += "<tr><th scope=\"row\">" + fixed(at / bins, 2) + " to " + fixed((at + 1) / bins, 2) +
            "</th><td>" + std::to_string(bin.count) + "</td><td>" + fixed(bin.confidence, 3) +
            "</td><td>" + fixed(bin.accuracy, 3) + "</td></tr>";
  }
  return html + "</tbody></table></details>";
}

}  // namespace

std::string reliability_chart(const Calibration& calibration) {
  const std::string words = "Reliability diagram: expected calibration error " +
                            percent(calibration.ece) + ". The numbers follow as a table.";
  std::string html = "<figure class=\"chart reliability\"><svg viewBox=\"0 0 " + fixed(kWidth, 0) +
                     " " + fixed(kHeight, 0) + "\" role=\"img\" aria-label=\"" +
                     escape_html(words) + "\">";
  html += draw_axes() + draw_bins(calibration);
  html += "<path class=\"ideal\" d=\"M" + fixed(across(0), 1) + " " + fixed(down(0), 1) + "L" +
          fixed(across(1), 1) + " " + fixed(down(1), 1) + "\"/>";
  html += label(kLeft + kPlot / 2, kHeight - 6, "middle", "predicted probability");
  html += label(kLeft, kTop + kPlot + kGap - 8, "start", "how many (square root)");
  html +=
      "</svg><ul class=\"legend\"><li><svg viewBox=\"0 0 28 8\" aria-hidden=\"true\"><rect "
      "class=\"bar\" "
      "width=\"28\" height=\"8\"/></svg>came true</li><li><svg viewBox=\"0 0 28 8\" "
      "aria-hidden=\"true\"><path class=\"mark\" d=\"M0 4H28\"/></svg>mean "
      "probability</li><li><svg "
      "viewBox=\"0 0 28 8\" aria-hidden=\"true\"><path class=\"ideal\" d=\"M0 "
      "4H28\"/></svg>ideal</li>"
      "</ul>";
  return html + table(calibration) + "</figure>\n";
}

}  // namespace ocelli::train
