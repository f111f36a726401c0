#include "train/loader/mix.h"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace ocelli::train {
namespace {

constexpr int kPhotos = 3, kChannels = 3, kHeight = 4, kWidth = 5;

// Photograph i holds 100 i + its element's place; its label is class i.
Batch numbered(BatchFormat format) {
  Batch batch;
  batch.count = kPhotos;
  batch.channels = kChannels;
  batch.height = kHeight;
  batch.width = kWidth;
  batch.classes = kPhotos;
  batch.format = format;
  constexpr std::size_t kAll = std::size_t{kPhotos} * kChannels * kHeight * kWidth;
  if (format == BatchFormat::kByteNhwc) {
    batch.bytes = std::shared_ptr<std::uint8_t[]>(new std::uint8_t[kAll]);
  } else {
    batch.floats = std::shared_ptr<float[]>(new float[kAll]);
  }
  constexpr std::size_t kOne = kAll / kPhotos;
  for (std::size_t i = 0; i < kAll; ++i) {
    const auto value = static_cast<float>(100 * (i / kOne) + i % kOne);
    if (batch.floats) {
      batch.floats[i] = value;
    } else {
      batch.bytes[i] = static_cast<std::uint8_t>(value);
    }
  }
  batch.targets = {1, 0, 0, 0, 1, 0, 0, 0, 1};
  batch.weights = {1, 2, 5};
  return batch;
}

double element(const Batch& batch, int photo, int channel, int y, int x) {
  const bool planar = batch.format == BatchFormat::kFloatNchw;
  const int at = planar ? ((photo * kChannels + channel) * kHeight + y) * kWidth + x
                        : ((photo * kHeight + y) * kWidth + x) * kChannels + channel;
  return batch.floats ? batch.floats[at] : batch.bytes[at];
}

const std::vector<BatchFormat> kFormats = {BatchFormat::kFloatNchw, BatchFormat::kFloatNhwc,
                                           BatchFormat::kByteNhwc};

TEST(Mix, MixupBlendsEachPhotographWithTheOneBefore) {
  for (const BatchFormat format : kFormats) {
    Batch batch = numbered(format);
    const Batch before = numbered(format);
    mix(batch, {Mix::Kind::kMixup, 0.75, 0, 0, 0, 0});
    for (int photo = 0; photo < kPhotos; ++photo) {
      const int other = (photo + kPhotos - 1) % kPhotos;
      const double expected =
          0.75 * element(before, photo, 1, 2, 3) + 0.25 * element(before, other, 1, 2, 3);
      const double tolerance = format == BatchFormat::kByteNhwc ? 0.5 : 1e-4;
      EXPECT_NEAR(element(batch, photo, 1, 2, 3), expected, tolerance);
    }
    EXPECT_EQ(batch.targets,
              (std::vector<float>{0.75F, 0, 0.25F, 0.25F, 0.75F, 0, 0, 0.25F, 0.75F}));
    EXPECT_EQ(batch.weights, (std::vector<float>{2.0F, 1.75F, 4.25F}));
  }
}

TEST(Mix, CutmixTakesABoxFromThePhotographBefore) {
  for (const BatchFormat format : kFormats) {
    Batch batch = numbered(format);
    const Batch before = numbered(format);
    mix(batch, {Mix::Kind::kCutmix, 0.7, 1, 2, 3, 2});
    for (int photo = 0; photo < kPhotos; ++photo) {
      const int other = (photo + kPhotos - 1) % kPhotos;
      for (int channel = 0; channel < kChannels; ++channel) {
        for (int y = 0; y < kHeight; ++y) {
          for (int x = 0; x < kWidth; ++x) {
            const bool in_box = x >= 1 && x < 4 && y >= 2;
            EXPECT_EQ(element(batch, photo, channel, y, x),
                      element(before, in_box ? other : photo, channel, y, x));
          }
        }
      }
    }
    EXPECT_FLOAT_EQ(batch.targets[0], 0.7F);
    EXPECT_FLOAT_EQ(batch.targets[2], 0.3F);
  }
}

TEST(Mix, OnePhotographIsMixedWithItself) {
  Batch batch = numbered(BatchFormat::kFloatNchw);
  batch.count = 1;
  batch.targets.resize(3);
  batch.weights.resize(1);
  mix(batch, {Mix::Kind::kMixup, 0.5, 0, 0, 0, 0});
  EXPECT_EQ(batch.floats[7], 7.0F);
  EXPECT_EQ(batch.targets, (std::vector<float>{1, 0, 0}));
}

TEST(Mix, IsDrawnFromBetaAndBothKinds) {
  AugmentSpec spec;
  spec.mixup = spec.cutmix = 1.0;
  spec.mix_chance = 0.8;
  Random random{4};
  int counts[3] = {};
  double own = 0.0;
  constexpr int kDraws = 20000;
  for (int i = 0; i < kDraws; ++i) {
    const Mix how = draw_mix(spec, 40, 30, random);
    ++counts[static_cast<int>(how.kind)];
    if (how.kind == Mix::Kind::kMixup) own += how.own;
    if (how.kind != Mix::Kind::kCutmix) continue;
    ASSERT_TRUE(how.x >= 0 && how.y >= 0 && how.x + how.width <= 40 && how.y + how.height <= 30);
    ASSERT_NEAR(how.own, 1.0 - how.width * how.height / 1200.0, 1e-12);
  }
  EXPECT_NEAR(counts[0], 0.2 * kDraws, 4 * std::sqrt(kDraws * 0.2 * 0.8));
  EXPECT_NEAR(counts[1], 0.4 * kDraws, 4 * std::sqrt(kDraws * 0.4 * 0.6));
  // Beta(1, 1) is uniform.
  EXPECT_NEAR(own / counts[1], 0.5, 5 * std::sqrt(1.0 / 12 / counts[1]));
  EXPECT_EQ(draw_mix({}, 40, 30, random).kind, Mix::Kind::kNone);
}

}  // namespace
}  // namespace ocelli::train
