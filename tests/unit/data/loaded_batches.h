#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "train/loader/loader.h"
#include "unit/data/photo_set.h"

namespace ocelli::train::test_batches {

inline constexpr std::size_t kElements = 3 * 24 * 20;

inline LoaderOptions three_classes() {
  LoaderOptions options;
  options.batch_size = 4;
  options.classes = 3;
  return options;
}

inline LoaderOptions varied() {
  LoaderOptions options = three_classes();
  options.shuffle = true;
  options.augment = parse_augment("standard").value();
  return options;
}

inline std::vector<Batch> load(const PhotoCache& photos, const LoaderOptions& options,
                               std::int64_t epoch = 0, std::int64_t first_batch = 0) {
  Loader loader = std::move(Loader::create(photos, options)).value();
  loader.start(epoch, first_batch);
  std::vector<Batch> batches;
  while (std::optional<Batch> batch = loader.next()) batches.push_back(std::move(*batch));
  return batches;
}

inline void expect_equal(const std::vector<Batch>& a, const std::vector<Batch>& b,
                         const std::string& what) {
  ASSERT_EQ(a.size(), b.size()) << what;
  for (std::size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(a[i].samples, b[i].samples) << what;
    EXPECT_EQ(a[i].index, b[i].index) << what;
    EXPECT_EQ(a[i].labels, b[i].labels) << what;
    EXPECT_EQ(a[i].targets, b[i].targets) << what;
    const std::size_t bytes = static_cast<std::size_t>(a[i].count) * kElements * sizeof(float);
    EXPECT_EQ(std::memcmp(a[i].floats.get(), b[i].floats.get(), bytes), 0)
        << what << ", batch " << i;
  }
}

inline std::vector<std::int64_t> order_of(const std::vector<Batch>& batches) {
  std::vector<std::int64_t> order;
  for (const Batch& batch : batches)
    order.insert(order.end(), batch.samples.begin(), batch.samples.end());
  return order;
}

}  // namespace ocelli::train::test_batches
