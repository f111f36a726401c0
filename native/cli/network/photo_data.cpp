#include "photo_data.h"

#include <iostream>
#include <thread>
#include <utility>

#include <CLI/CLI.hpp>

#include "../limits.h"
#include "../progress.h"
#include "train/data/scan.h"

namespace ocelli {
namespace {

using train::CacheMode;
using train::Dataset;
using train::Prepared;
using train::Sample;

constexpr std::size_t kShown = 10;

void tell_broken(const std::vector<train::BrokenPhoto>& broken) {
  for (std::size_t i = 0; i < broken.size() && i < kShown; ++i) {
    std::cerr << "left out: " << broken[i].name << ": " << broken[i].error.message << '\n';
  }
  if (broken.size() > kShown) std::cerr << "left out: " << broken.size() - kShown << " more\n";
}

void tell(const Dataset& data, const train::ScanReport& report) {
  for (const std::string& note : data.notes) std::cerr << "note: " << note << '\n';
  tell_broken(report.broken);
  for (std::size_t i = 0; i < report.duplicates.size() && i < kShown; ++i) {
    const train::Duplicates& same = report.duplicates[i];
    std::cerr << (same.across_parts ? "the same photograph in several parts:"
                                    : "the same photograph under different labels:");
    for (const std::string& name : same.names) std::cerr << ' ' << name;
    std::cerr << '\n';
  }
  if (report.duplicates.size() > kShown) {
    std::cerr << "and " << report.duplicates.size() - kShown << " more such photographs\n";
  }
}

Result<train::PhotoCache> open_cache(const std::vector<Sample>& samples, const PreprocessSpec& spec,
                                     const DataOptions& options, Prepared prepared) {
  const Result<CacheMode> mode = train::parse_cache(options.cache);
  if (!mode) return mode.error();
  train::PhotoCacheOptions chosen;
  chosen.mode = mode.value();
  chosen.prepared = prepared;
  chosen.folder = options.cache_folder;
  chosen.threads = options.threads;
  chosen.limits = options.limits;
  ProgressBar bar("reading photographs", options.quiet);
  Result<train::PhotoCache> photos = train::PhotoCache::open(samples, spec, chosen, bar.listener());
  bar.finish();
  if (photos && !options.quiet) tell_broken(photos.value().broken());
  return photos;
}

Result<std::unique_ptr<PhotoPart>> part_of(Result<train::PhotoCache> photos,
                                           const train::LoaderOptions& options) {
  if (!photos) return photos.error();
  auto part = std::make_unique<PhotoPart>(PhotoPart{std::move(photos).value(), std::nullopt});
  Result<train::Loader> loader = train::Loader::create(part->photos, options);
  if (!loader) return loader.error();
  part->loader.emplace(std::move(loader).value());
  return part;
}

}  // namespace

void add_data_options(CLI::App& command, DataOptions& options) {
  command
      .add_option(
          "DATA", options.path,
          "Folder of class folders (with or without train/ val/ test/), or a CSV or JSON that "
          "gives each photograph its labels")
      ->required();
  command
      .add_option("--val-share", options.validation_share,
                  "Share of the training photographs that validates, where DATA has no val/")
      ->capture_default_str()
      ->check(CLI::Range(0.0, 0.9));
  command
      .add_option("--test-share", options.test_share,
                  "Share that is kept for the test, where DATA has no test/")
      ->capture_default_str()
      ->check(CLI::Range(0.0, 0.9));
  command.add_option("--split-seed", options.split_seed, "Which photographs those are")
      ->capture_default_str();
  options.threads = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  command.add_option("--workers", options.threads, "Threads that decode and prepare photographs")
      ->capture_default_str()
      ->check(CLI::Range(1, 256));
  command.add_option("--cache", options.cache, "Where prepared pixels are kept: ram, disk or off")
      ->capture_default_str()
      ->check(CLI::IsMember({"ram", "disk", "off"}));
  command.add_option("--cache-dir", options.cache_folder, "Folder for --cache disk")
      ->default_str("beside DATA");
  add_limits(command, options.limits);
}

Result<Dataset> open_data(const DataOptions& options) {
  Result<Dataset> data = train::read_dataset(options.path);
  if (!data) return data;
  ProgressBar bar("looking through the photographs", options.quiet);
  const Result<train::ScanReport> report =
      train::scan(data.value(), {options.threads, options.limits, false}, bar.listener());
  if (!report) return report.error();
  bar.finish();
  if (!options.quiet) tell(data.value(), report.value());
  return train::split(std::move(data).value(),
                      {options.validation_share, options.test_share, options.split_seed});
}

Result<std::unique_ptr<PhotoPart>> evaluation_part(const std::vector<Sample>& samples,
                                                   const Dataset& data, const PreprocessSpec& spec,
                                                   const DataOptions& options, int batch_size,
                                                   int rank, int ranks) {
  train::LoaderOptions loader;
  loader.rank = rank;
  loader.ranks = ranks;
  loader.batch_size = batch_size;
  loader.threads = options.threads;
  loader.multi_label = data.multi_label;
  loader.classes = static_cast<int>(data.labels.size());
  loader.format = train::BatchFormat::kFloatNhwc;
  return part_of(open_cache(samples, spec, options, Prepared::kForEvaluation), loader);
}

Result<std::unique_ptr<PhotoPart>> training_part(const Dataset& data, const PreprocessSpec& spec,
                                                 const DataOptions& options,
                                                 const train::LoaderOptions& loader) {
  train::LoaderOptions chosen = loader;
  chosen.threads = options.threads;
  chosen.multi_label = data.multi_label;
  chosen.classes = static_cast<int>(data.labels.size());
  chosen.shuffle = true;
  const Prepared prepared =
      train::changes_nothing(loader.augment) ? Prepared::kForEvaluation : Prepared::kForTraining;
  return part_of(open_cache(data.train, spec, options, prepared), chosen);
}

}  // namespace ocelli
