#pragma once

#include <string>
#include <utility>
#include <vector>

namespace ocelli::train {

/// A line of a chart: its points from left to right.
struct ChartLine {
  std::string name;
  std::vector<std::pair<double, double>> points;
};

/// A chart as a figure with inline SVG: axes with round numbers, up to four lines that differ in
/// colour and in dashes, a legend, and the last values as its text for those who do not see it. Empty
/// where no line has a point.
std::string line_chart(const std::string& title, const std::string& x_name,
                       const std::vector<ChartLine>& lines);

/// Round numbers that divide low to high into about `count` parts.
std::vector<double> round_ticks(double low, double high, int count);

}  // namespace ocelli::train
