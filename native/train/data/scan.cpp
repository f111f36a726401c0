#include "train/data/scan.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>

#include "train/data/content_hash.h"
#include "train/data/parallel.h"
#include "train/data/photo_file.h"

namespace ocelli::train {
namespace {

constexpr std::array<const char*, 3> kPartNames = {"train", "validation", "test"};

std::array<std::vector<Sample>*, 3> parts_of(Dataset& dataset) {
  return {&dataset.train, &dataset.validation, &dataset.test};
}

std::optional<Error> check_photo(std::span<const std::uint8_t> bytes, const ScanOptions& options) {
  if (options.decode) {
    const Result<Photo> photo = decode(bytes, options.limits);
    if (!photo) return photo.error();
    return std::nullopt;
  }
  // A shrunk decode needs less memory: whether that suffices is found when decoding.
  DecodeLimits limits = options.limits;
  limits.memory_megabytes = 1e12;
  const Result<PhotoHeader> header = read_header(bytes, limits);
  if (!header) return header.error();
  return std::nullopt;
}

// Reads all, notes each content's hash, and says what is broken.
Result<std::vector<std::optional<Error>>> read_all(const std::vector<Sample*>& samples,
                                                   const ScanOptions& options,
                                                   const Progress& progress) {
  std::vector<std::optional<Error>> problems(samples.size());
  std::vector<std::vector<std::uint8_t>> buffers(
      static_cast<std::size_t>(std::max(options.threads, 1)));
  const auto work = [&](std::size_t i, int worker) -> std::optional<Error> {
    std::vector<std::uint8_t>& bytes = buffers[static_cast<std::size_t>(worker)];
    const Result<bool> read = read_photo_file(samples[i]->path, bytes);
    if (!read) {
      problems[i] = read.error();
      return std::nullopt;
    }
    samples[i]->content = content_hash(bytes);
    problems[i] = check_photo(bytes, options);
    return std::nullopt;
  };
  if (auto error = for_each_index(samples.size(), options.threads, "reading the photographs", work,
                                  progress)) {
    return *error;
  }
  return problems;
}

void leave_out_broken(Dataset& dataset, const std::vector<std::optional<Error>>& problems,
                      ScanReport& report) {
  std::size_t at = 0;
  for (std::vector<Sample>* part : parts_of(dataset)) {
    std::vector<Sample> kept;
    for (Sample& sample : *part) {
      const std::optional<Error>& problem = problems[at++];
      if (problem) {
        report.broken.push_back({sample.name, *problem});
      } else {
        kept.push_back(std::move(sample));
      }
    }
    *part = std::move(kept);
  }
}

struct Copy {
  std::size_t part;
  const Sample* sample;
};

void find_duplicates(Dataset& dataset, ScanReport& report) {
  std::map<std::uint64_t, std::vector<Copy>> by_content;
  const auto parts = parts_of(dataset);
  for (std::size_t p = 0; p < parts.size(); ++p) {
    for (const Sample& sample : *parts[p]) by_content[sample.content].push_back({p, &sample});
  }
  for (const auto& [content, copies] : by_content) {
    if (copies.size() < 2) continue;
    Duplicates found;
    for (const Copy& copy : copies) {
      found.names.push_back(std::string(kPartNames[copy.part]) + ": " + copy.sample->name);
      found.across_parts |= copy.part != copies.front().part;
      found.labels_differ |= copy.sample->labels != copies.front().sample->labels;
    }
    if (found.across_parts || found.labels_differ) report.duplicates.push_back(std::move(found));
  }
  std::sort(report.duplicates.begin(), report.duplicates.end(),
            [](const Duplicates& a, const Duplicates& b) { return a.names < b.names; });
}

}  // namespace

Result<ScanReport> scan(Dataset& dataset, const ScanOptions& options, const Progress& progress) {
  std::vector<Sample*> samples;
  for (std::vector<Sample>* part : parts_of(dataset)) {
    for (Sample& sample : *part) samples.push_back(&sample);
  }
  const auto problems = read_all(samples, options, progress);
  if (!problems) return problems.error();
  ScanReport report;
  leave_out_broken(dataset, problems.value(), report);
  if (report.broken.size() == samples.size()) {
    const std::string first =
        samples.empty() ? "there are none"
                        : report.broken.front().name + ": " + report.broken.front().error.message;
    return Error{ErrorCode::kInvalidArgument,
                 "photographs: expected some that can be used; " + first};
  }
  find_duplicates(dataset, report);
  return report;
}

}  // namespace ocelli::train
