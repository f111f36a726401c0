#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <protozero/pbf_reader.hpp>

namespace ocelli::onnx {

/// A file that is refused: what `read_model` turns into its Error. Never leaves native/onnx.
class InvalidModel : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Text of a file, fit for a message: in quotes, shortened, control characters replaced.
std::string quoted(std::string_view text);

/// Reads one protobuf message field by field, by protozero, and checks every wire type first:
/// protozero asserts it in debug builds only. Throws InvalidModel or protozero's exceptions.
class FieldReader {
 public:
  /// `what` names the message in errors; both must outlive the reader.
  FieldReader(std::string_view message, std::string_view what)
      : reader_(message.data(), message.size()), what_(what) {}

  /// Steps to the next field; false at the end.
  bool next();
  [[nodiscard]] std::uint32_t number() const { return reader_.tag(); }
  [[nodiscard]] std::string_view what() const { return what_; }

  // The current field's value; each may be called once a field.
  std::int64_t int64();
  std::int32_t int32();
  float float32();
  /// A string, bytes or a message: a view into the file.
  std::string_view bytes();
  std::string string() { return std::string(bytes()); }

  // One element of a repeated field, or a packed run of them.
  void append(std::vector<std::int64_t>& values);
  void append(std::vector<std::uint64_t>& values);
  void append(std::vector<std::int32_t>& values);
  void append(std::vector<float>& values);
  void append(std::vector<double>& values);

  void skip() { reader_.skip(); }

  /// Appends the current field as it stands in the file, tag included, to `unknown`.
  void keep(std::string& unknown);

  /// Refuses a field that may stand once only: `seen` is a bit a field.
  void once(std::uint32_t& seen);

 private:
  void expect(protozero::pbf_wire_type type);

  protozero::pbf_reader reader_;
  protozero::data_view field_;  // the message from the current field's tag on
  std::string_view what_;
};

}  // namespace ocelli::onnx
