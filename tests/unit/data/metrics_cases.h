#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "train/metrics/metrics.h"

namespace ocelli::test {

/// Case `index` of tests/golden/metrics.py, made by the same draws.
class MetricsCase {
 public:
  explicit MetricsCase(std::uint32_t index) : state_(index) {
    predictions.multi_label = index % 2 == 1;
    predictions.classes = static_cast<int>(predictions.multi_label ? 1 + below(6) : 2 + below(7));
    const std::uint32_t photos = 1 + below(60);
    constexpr double kTemperatures[] = {1.0, 0.5, 2.0};
    temperature = kTemperatures[below(3)];
    const std::uint32_t ties = below(3);
    const std::uint32_t which = below(4);
    draw_logits(photos, ties);
    if (predictions.multi_label) {
      draw_targets(which);
    } else {
      draw_labels(photos, which);
    }
  }

  train::Predictions predictions;
  double temperature = 1.0;

 private:
  std::uint32_t word() {
    state_ = 1664525U * state_ + 1013904223U;
    return state_ >> 8U;
  }
  std::uint32_t below(std::uint32_t count) { return word() % count; }

  void draw_logits(std::uint32_t photos, std::uint32_t ties) {
    for (std::uint32_t i = 0; i < photos * static_cast<std::uint32_t>(predictions.classes); ++i) {
      const double value = (static_cast<double>(word()) - 0x1p23) / 0x1p20;
      predictions.logits.push_back(static_cast<float>(ties == 0   ? value
                                                      : ties == 1 ? std::floor(value * 2) / 2
                                                                  : value * 16));
    }
  }

  void draw_targets(std::uint32_t which) {
    const auto classes = static_cast<std::size_t>(predictions.classes);
    for (std::size_t i = 0; i < predictions.logits.size(); ++i) {
      const bool drawn = below(3) == 0;
      const bool is_true = drawn || (which == 3 && predictions.logits[i] > 2.0F);
      const bool first = i % classes == 0;
      predictions.targets.push_back(first && which == 1 ? 0 : first && which == 2 ? 1 : is_true);
    }
  }

  void draw_labels(std::uint32_t photos, std::uint32_t which) {
    const auto classes = static_cast<std::uint32_t>(predictions.classes);
    for (std::uint32_t i = 0; i < photos; ++i) {
      const std::uint32_t label = below(classes);
      const float* row = predictions.logits.data() + std::size_t{i} * classes;
      const auto best = static_cast<std::uint32_t>(std::max_element(row, row + classes) - row);
      const std::uint32_t often_right = below(2) != 0 ? best : label;
      const std::uint32_t choices[] = {often_right, 0, std::max(label, 1U), label};
      predictions.labels.push_back(choices[which]);
    }
  }

  std::uint32_t state_;
};

}  // namespace ocelli::test
