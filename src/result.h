#pragma once

#include <cassert>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace ocelli {

/// What went wrong, in kinds that a caller can act on. `error_name` gives the text that crosses
/// to JavaScript and to `--json`.
enum class ErrorCode {
  kEmptyInput,         ///< no bytes at all
  kUnsupportedFormat,  ///< not a format, or not a variant of it, that the core reads
  kCorruptImage,       ///< the file contradicts its format
  kTruncatedImage,     ///< the file ends before the picture does
  kImageTooLarge,      ///< over the limit of pixels or of memory; nothing was allocated
  kInvalidModel,       ///< not an ONNX file, or one cut short
  kInvalidCard,        ///< a card key is missing, out of range or contradicts the graph
  kInvalidArgument,    ///< a value handed in by the caller is out of range
};

/// The error's stable name, such as "corrupt-image".
constexpr std::string_view error_name(ErrorCode code) {
  switch (code) {
    case ErrorCode::kEmptyInput: return "empty-input";
    case ErrorCode::kUnsupportedFormat: return "unsupported-format";
    case ErrorCode::kCorruptImage: return "corrupt-image";
    case ErrorCode::kTruncatedImage: return "truncated-image";
    case ErrorCode::kImageTooLarge: return "image-too-large";
    case ErrorCode::kInvalidModel: return "invalid-model";
    case ErrorCode::kInvalidCard: return "invalid-card";
    case ErrorCode::kInvalidArgument: return "invalid-argument";
  }
  return "unknown";
}

/// A failure: its kind, and a sentence that names the parameter, what was expected and what came.
struct Error {
  ErrorCode code;
  std::string message;
};

/// Either a value or an Error. The core never throws: whoever calls asks `ok()` first.
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  [[nodiscard]] bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  /// The value; calling it on a failure is a bug of the caller.
  [[nodiscard]] T& value() & {
    assert(ok());
    return *std::get_if<0>(&state_);
  }
  [[nodiscard]] const T& value() const& {
    assert(ok());
    return *std::get_if<0>(&state_);
  }
  [[nodiscard]] T&& value() && {
    assert(ok());
    return std::move(*std::get_if<0>(&state_));
  }

  [[nodiscard]] const Error& error() const {
    assert(!ok());
    return *std::get_if<1>(&state_);
  }

 private:
  std::variant<T, Error> state_;
};

}  // namespace ocelli
