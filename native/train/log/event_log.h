#pragma once

#include <cstdint>
#include <fstream>
#include <optional>
#include <span>
#include <string>

#include "result.h"

namespace ocelli::train {

/// A named number of a run, such as "loss/train".
struct Scalar {
  std::string tag;
  double value = 0.0;
};

/// An event file that TensorBoard shows: TFRecord frames with masked CRC32C, each an `Event` of
/// TensorFlow's event.proto.
class EventLog {
 public:
  /// Makes the folder's next file, `events.out.tfevents.SECONDS.HOST`, after those of earlier runs.
  /// `seconds` are those since 1970. kInvalidArgument, naming the path, where that fails.
  static Result<EventLog> create(const std::string& folder, double seconds,
                                 const std::string& host = "ocelli");

  /// Adds numbers of one step, which TensorBoard shows at once.
  std::optional<Error> add(std::int64_t step, double seconds, std::span<const Scalar> scalars);

  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  EventLog(std::string path, std::ofstream file) : path_(std::move(path)), file_(std::move(file)) {}
  std::optional<Error> write(const std::string& event);

  std::string path_;
  std::ofstream file_;
};

}  // namespace ocelli::train
