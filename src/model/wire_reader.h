#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace ocelli {

/// Reads one protobuf message field by field, without copying, in constant memory. Source: the
/// protobuf encoding guide. Written by hand because protozero reports damage by throwing, which the
/// wasm build, compiled without exceptions, could not even compile.
/// Lengths are checked against what is left before they are used, so no input can lead outside it.
/// Groups (wire types 3 and 4, deprecated, never in ONNX) count as damage.
class WireReader {
 public:
  enum class Type { kVarint = 0, kFixed64 = 1, kBytes = 2, kFixed32 = 5 };
  enum class State { kReading, kEnd, kCutShort, kDamaged };

  explicit WireReader(std::span<const std::uint8_t> message) : rest_(message) {}

  /// Reads the next field, tag and value; false at the end of the message or on damage (`state`).
  bool next() {
    if (state_ != State::kReading) return false;
    if (rest_.empty()) return stop(State::kEnd);
    std::uint64_t tag = 0;
    if (!read_varint(tag)) return false;
    const std::uint64_t number = tag >> 3U;
    if (number == 0 || number > kLargestField) return stop(State::kDamaged);
    field_ = static_cast<std::uint32_t>(number);
    switch (tag & 7U) {
      case 0: type_ = Type::kVarint; return read_varint(value_);
      case 1: type_ = Type::kFixed64; return read_bytes(8);
      case 2: type_ = Type::kBytes; return read_varint(value_) && read_bytes(value_);
      case 5: type_ = Type::kFixed32; return read_bytes(4);
      default: return stop(State::kDamaged);
    }
  }

  /// Number and wire type of the field that `next` read.
  [[nodiscard]] std::uint32_t field() const { return field_; }
  [[nodiscard]] bool is(std::uint32_t field, Type type) const {
    return field_ == field && type_ == type;
  }
  /// Value of a `kVarint`.
  [[nodiscard]] std::uint64_t varint() const { return value_; }
  /// Content of a `kBytes`, or the 4 or 8 bytes of a fixed field; a view into the message.
  [[nodiscard]] std::span<const std::uint8_t> bytes() const { return bytes_; }

  [[nodiscard]] State state() const { return state_; }
  /// Bytes that were left when reading stopped.
  [[nodiscard]] std::size_t bytes_left() const { return rest_.size(); }
  /// After `kCutShort`: how many bytes the last field announced, 0 where its tag or length is cut.
  [[nodiscard]] std::uint64_t bytes_wanted() const { return wanted_; }

 private:
  static constexpr std::uint64_t kLargestField = (1U << 29U) - 1;

  bool stop(State state) {
    state_ = state;
    return false;
  }

  bool read_varint(std::uint64_t& value) {
    value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      if (rest_.empty()) return stop(State::kCutShort);
      const std::uint8_t byte = rest_.front();
      rest_ = rest_.subspan(1);
      // The tenth byte holds the last bit of 64.
      if (shift == 63 && byte > 1) return stop(State::kDamaged);
      value |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
      if ((byte & 0x80U) == 0) return true;
    }
    return stop(State::kDamaged);
  }

  bool read_bytes(std::uint64_t length) {
    if (length > rest_.size()) {
      wanted_ = length;
      return stop(State::kCutShort);
    }
    bytes_ = rest_.first(static_cast<std::size_t>(length));
    rest_ = rest_.subspan(static_cast<std::size_t>(length));
    return true;
  }

  std::span<const std::uint8_t> rest_;
  std::span<const std::uint8_t> bytes_;
  std::uint64_t value_ = 0;
  std::uint64_t wanted_ = 0;
  std::uint32_t field_ = 0;
  Type type_ = Type::kVarint;
  State state_ = State::kReading;
};

}  // namespace ocelli
