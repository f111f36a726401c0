#pragma once

#include <string>
#include <utility>
#include <vector>

#include "train/data/dataset.h"
#include "train/data/photo_cache.h"
#include "train/data/scan.h"
#include "train/report/jpeg.h"
#include "unit/data/temporary_folder.h"
#include "unit/data/test_photos.h"

namespace ocelli::test {

/// A small network's preprocessing: 24 high, 20 wide, of photographs whose shorter side becomes 28.
inline PreprocessSpec small_network() {
  PreprocessSpec spec;
  spec.input_height = 24;
  spec.input_width = 20;
  spec.resize_mode = ResizeMode::kShortestEdge;
  spec.shortest_edge = 28;
  spec.crop = CropSize{24, 20};
  spec.mean = {0.485F, 0.456F, 0.406F};
  spec.std_dev = {0.229F, 0.224F, 0.225F};
  return spec;
}

/// Photographs of several sizes, JPEG and PPM, of three classes in turn.
inline std::vector<train::Sample> write_photos(const TemporaryFolder& folder, int count) {
  std::vector<train::Sample> samples;
  for (int i = 0; i < count; ++i) {
    const Image image = smooth_image(30 + 7 * (i % 5), 26 + 11 * (i % 3), i);
    const bool as_jpeg = i % 2 == 0;
    const std::string name = std::to_string(100 + i) + (as_jpeg ? ".jpg" : ".ppm");
    folder.write(name, as_jpeg ? train::encode_jpeg(image, 90) : ppm(image));
    samples.push_back({folder / name, name, {i % 3}, 1.0F + 0.5F * static_cast<float>(i), 0});
  }
  return samples;
}

/// The same with the hashes of their contents.
inline std::vector<train::Sample> scanned(std::vector<train::Sample> samples) {
  train::Dataset data;
  data.train = std::move(samples);
  const auto report = train::scan(data, {});
  return data.train;
}

inline train::PhotoCache open_cache(std::vector<train::Sample> samples, const PreprocessSpec& spec,
                                    train::Prepared prepared,
                                    train::CacheMode mode = train::CacheMode::kRam,
                                    const std::string& folder = "") {
  train::PhotoCacheOptions options;
  options.mode = mode;
  options.prepared = prepared;
  options.folder = folder;
  options.threads = 2;
  return std::move(train::PhotoCache::open(std::move(samples), spec, options)).value();
}

}  // namespace ocelli::test
