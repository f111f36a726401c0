#include "train/log/event_log.h"

#include <cstdio>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include <protozero/pbf_writer.hpp>

#include "train/log/crc32c.h"

namespace ocelli::train {
namespace {

// Field numbers of TensorFlow's event.proto and summary.proto.
constexpr protozero::pbf_tag_type kWallTime = 1, kStep = 2, kFileVersion = 3, kSummary = 5;
constexpr protozero::pbf_tag_type kValue = 1;
constexpr protozero::pbf_tag_type kTag = 1, kSimpleValue = 2;

template <typename Number>
void append(std::string& to, Number number) {
  char bytes[sizeof(number)];
  std::memcpy(bytes, &number, sizeof(number));
  to.append(bytes, sizeof(number));
}

std::uint32_t masked_crc(std::string_view bytes) {
  const std::uint32_t crc = crc32c(bytes);
  return ((crc >> 15U) | (crc << 17U)) + 0xA282EAD8U;
}

std::string frame(const std::string& data) {
  std::string record;
  append(record, static_cast<std::uint64_t>(data.size()));
  append(record, masked_crc(record));
  record += data;
  append(record, masked_crc(data));
  return record;
}

std::string version_event(double seconds) {
  std::string event;
  protozero::pbf_writer writer(event);
  writer.add_double(kWallTime, seconds);
  writer.add_string(kFileVersion, "brain.Event:2");
  return event;
}

std::string scalar_event(std::int64_t step, double seconds, std::span<const Scalar> scalars) {
  std::string event;
  protozero::pbf_writer writer(event);
  writer.add_double(kWallTime, seconds);
  if (step != 0) writer.add_int64(kStep, step);
  protozero::pbf_writer summary(writer, kSummary);
  for (const Scalar& scalar : scalars) {
    protozero::pbf_writer value(summary, kValue);
    value.add_string(kTag, scalar.tag);
    value.add_float(kSimpleValue, static_cast<float>(scalar.value));
  }
  return event;
}

// The first name that no earlier run has taken.
std::string free_path(const std::string& folder, double seconds, const std::string& host) {
  char name[64];
  std::snprintf(name, sizeof(name), "events.out.tfevents.%010.0f.", seconds);
  const std::filesystem::path stem = std::filesystem::path(folder) / (name + host);
  std::error_code ignored;
  for (int number = 0;; ++number) {
    const std::string path = stem.string() + (number > 0 ? "." + std::to_string(number) : "");
    if (!std::filesystem::exists(path, ignored)) return path;
  }
}

}  // namespace

Result<EventLog> EventLog::create(const std::string& folder, double seconds,
                                  const std::string& host) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return Error{ErrorCode::kInvalidArgument, folder + ": " + error.message()};
  const std::string path = free_path(folder, seconds, host);
  EventLog log(path, std::ofstream(path, std::ios::binary));
  if (auto failed = log.write(version_event(seconds))) return *failed;
  return log;
}

std::optional<Error> EventLog::add(std::int64_t step, double seconds,
                                   std::span<const Scalar> scalars) {
  return write(scalar_event(step, seconds, scalars));
}

std::optional<Error> EventLog::write(const std::string& event) {
  file_ << frame(event) << std::flush;
  if (file_) return std::nullopt;
  return Error{ErrorCode::kInvalidArgument, path_ + ": cannot be written"};
}

}  // namespace ocelli::train
