#include "train/report/line_chart.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "train/report/html.h"

namespace ocelli::train {
namespace {

constexpr double kWidth = 460, kHeight = 240, kLeft = 52, kRight = 14, kTop = 12, kBottom = 40;

struct Extent {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();

  void take(double value) {
    low = std::min(low, value);
    high = std::max(high, value);
  }
};

// From values to places in the drawing.
struct Frame {
  Extent x;
  Extent y;

  [[nodiscard]] double across(double value) const {
    return kLeft + (value - x.low) / (x.high - x.low) * (kWidth - kLeft - kRight);
  }
  [[nodiscard]] double down(double value) const {
    return kHeight - kBottom - (value - y.low) / (y.high - y.low) * (kHeight - kTop - kBottom);
  }
};

std::string attribute(const char* name, double value) {
  return std::string(" ") + name + "=\"" + fixed(value, 1) + "\"";
}

// Enough digits to tell ticks apart.
std::string tick_text(double value, double step) {
  const int digits = std::clamp(static_cast<int>(std::ceil(-std::log10(step) - 1e-9)), 0, 8);
  return fixed(value, digits);
}

std::string text_at(double x, double y, const char* anchor, const std::string& text) {
  return "<text" + attribute("x", x) + attribute("y", y) + " text-anchor=\"" + anchor + "\">" +
         text + "</text>";
}

std::string draw_axes(const Frame& frame, const std::string& x_name) {
  std::string svg;
  const std::vector<double> across = round_ticks(frame.x.low, frame.x.high, 6);
  const std::vector<double> down = round_ticks(frame.y.low, frame.y.high, 5);
  const double left = kLeft, right = kWidth - kRight, bottom = kHeight - kBottom;
  for (const double value : down) {
    const double y = frame.down(value);
    svg += "<path class=\"grid\" d=\"M" + fixed(left, 1) + " " + fixed(y, 1) + "H" +
           fixed(right, 1) + "\"/>";
    const double step = down.size() > 1 ? down[1] - down[0] : 1.0;
    svg += text_at(left - 8, y + 4, "end", tick_text(value, step));
  }
  for (const double value : across) {
    const double step = across.size() > 1 ? across[1] - across[0] : 1.0;
    svg += text_at(frame.across(value), bottom + 18, "middle", tick_text(value, step));
  }
  return svg + text_at((left + right) / 2, kHeight - 4, "middle", escape_html(x_name));
}

std::string draw_line(const ChartLine& line, const Frame& frame, std::size_t number) {
  const std::string look = "line-" + std::to_string(number % 4);
  if (line.points.size() == 1) {
    return "<circle class=\"" + look + " dot\"" +
           attribute("cx", frame.across(line.points[0].first)) +
           attribute("cy", frame.down(line.points[0].second)) + " r=\"4\"/>";
  }
  std::string path;
  for (const auto& [x, y] : line.points) {
    path += (path.empty() ? "M" : "L") + fixed(frame.across(x), 1) + " " + fixed(frame.down(y), 1);
  }
  return "<path class=\"" + look + "\" d=\"" + path + "\"/>";
}

std::string legend(const std::vector<ChartLine>& lines) {
  std::string html = "<ul class=\"legend\">";
  for (std::size_t i = 0; i < lines.size(); ++i) {
    html += "<li><svg viewBox=\"0 0 28 8\" aria-hidden=\"true\"><path class=\"line-" +
            std::to_string(i % 4) + "\" d=\"M0 4H28\"/></svg>" + escape_html(lines[i].name) +
            "</li>";
  }
  return html + "</ul>";
}

std::string in_words(const std::string& title, const std::vector<ChartLine>& lines) {
  std::string text = title + ".";
  for (const ChartLine& line : lines) {
    text += " " + line.name + ": " + fixed(line.points.front().second, 4) + " at first, " +
            fixed(line.points.back().second, 4) + " at last.";
  }
  return escape_html(text);
}

void widen(Extent& extent, double share) {
  const double spread = extent.high - extent.low;
  const double by = spread > 0.0 ? share * spread : std::max(0.5 * std::fabs(extent.high), 0.5);
  extent.low -= by;
  extent.high += by;
}

}  // namespace

std::vector<double> round_ticks(double low, double high, int count) {
  const double rough = (high - low) / count;
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  double step = 10.0 * power;
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= rough) {
      step = factor * power;
      break;
    }
  }
  std::vector<double> ticks;
  for (double number = std::ceil(low / step - 1e-9); number * step <= high + 1e-9 * step;
       ++number) {
    ticks.push_back(number == 0 ? 0.0 : number * step);  // never -0
  }
  return ticks;
}

std::string line_chart(const std::string& title, const std::string& x_name,
                       const std::vector<ChartLine>& lines) {
  std::vector<ChartLine> drawn;
  Frame frame;
  for (const ChartLine& line : lines) {
    if (line.points.empty()) continue;
    drawn.push_back(line);
    for (const auto& [x, y] : line.points) {
      frame.x.take(x);
      frame.y.take(y);
    }
  }
  if (drawn.empty()) return {};
  if (frame.x.low == frame.x.high) widen(frame.x, 0.0);
  widen(frame.y, 0.05);
  std::string html = "<figure class=\"chart\"><figcaption>" + escape_html(title) + "</figcaption>";
  html += "<svg viewBox=\"0 0 " + fixed(kWidth, 0) + " " + fixed(kHeight, 0) +
          "\" role=\"img\" aria-label=\"" + in_words(title, drawn) + "\">" +
          draw_axes(frame, x_name);
  for (std::size_t i = 0; i < drawn.size(); ++i) html += draw_line(drawn[i], frame, i);
  return html + "</svg>" + legend(drawn) + "</figure>\n";
}

}  // namespace ocelli::train
