#include <algorithm>
#include <string>
#include <utility>

#include "train/data/listed_photo.h"
#include "train/data/photo_file.h"

namespace ocelli::train {
namespace {

namespace fs = std::filesystem;

struct Record {
  int line = 0;
  std::vector<std::string> cells;
};

// RFC 4180: cells in quotes may hold commas, line ends and doubled quotes.
class CsvParser {
 public:
  explicit CsvParser(std::string_view text) : rest_(text) {
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    if (rest_.starts_with(kByteOrderMark)) rest_.remove_prefix(kByteOrderMark.size());
  }

  /// The next record that is not an empty line; none at the end, or where a quote is not closed.
  std::optional<Record> next() {
    while (!rest_.empty() && !unclosed_) {
      Record record{line_, {}};
      do {
        record.cells.push_back(cell());
      } while (take(','));
      end_line();
      if (record.cells.size() > 1 || !record.cells.front().empty()) return record;
    }
    return std::nullopt;
  }

  [[nodiscard]] bool unclosed() const { return unclosed_; }
  [[nodiscard]] int line() const { return line_; }

 private:
  bool take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  void end_line() {
    take('\r');
    if (take('\n')) ++line_;
  }

  std::string cell() {
    if (take('"')) return quoted_cell();
    const std::size_t end = std::min(rest_.find_first_of(",\r\n"), rest_.size());
    std::string text(rest_.substr(0, end));
    rest_.remove_prefix(end);
    return text;
  }

  std::string quoted_cell() {
    std::string text;
    while (!rest_.empty()) {
      const char c = rest_.front();
      rest_.remove_prefix(1);
      if (c == '"' && !take('"')) return text;
      if (c == '\n') ++line_;
      text.push_back(c);
    }
    unclosed_ = true;
    return text;
  }

  std::string_view rest_;
  int line_ = 1;
  bool unclosed_ = false;
};

std::string trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(" \t") - first + 1));
}

std::vector<std::string> split_labels(std::string_view cell) {
  std::vector<std::string> labels;
  while (!cell.empty()) {
    const std::size_t end = std::min(cell.find(';'), cell.size());
    std::string label = trimmed(cell.substr(0, end));
    if (!label.empty()) labels.push_back(std::move(label));
    cell.remove_prefix(std::min(end + 1, cell.size()));
  }
  return labels;
}

struct Columns {
  std::size_t path = 0;
  std::size_t labels = 0;
  std::optional<std::size_t> part;
  bool multi_label = false;
  std::size_t count = 0;
};

std::optional<std::size_t> find_column(const Record& header, std::string_view name) {
  for (std::size_t i = 0; i < header.cells.size(); ++i) {
    if (trimmed(header.cells[i]) == name) return i;
  }
  return std::nullopt;
}

Error invalid(const std::string& place, const std::string& what) {
  return Error{ErrorCode::kInvalidArgument, place + ": " + what};
}

Result<Columns> read_header(const Record& header, const std::string& source) {
  const auto path = find_column(header, "path");
  const auto label = find_column(header, "label");
  const auto labels = find_column(header, "labels");
  if (!path || label.has_value() == labels.has_value()) {
    return invalid(source + ":1",
                   "expected a first line that names the columns: path, then label or labels");
  }
  return Columns{*path, label ? *label : *labels, find_column(header, "split"), !label,
                 header.cells.size()};
}

Result<ListedPhoto> read_record(const Record& record, const Columns& columns,
                                const std::string& place) {
  if (record.cells.size() != columns.count) {
    return invalid(place, "expected " + std::to_string(columns.count) + " cells, got " +
                              std::to_string(record.cells.size()));
  }
  ListedPhoto photo;
  photo.place = place;
  photo.name = trimmed(record.cells[columns.path]);
  if (photo.name.empty()) return invalid(place, "expected a photograph's path, got nothing");
  const std::string& cell = record.cells[columns.labels];
  photo.labels = columns.multi_label ? split_labels(cell) : std::vector{trimmed(cell)};
  if (columns.part) {
    const std::string name = trimmed(record.cells[*columns.part]);
    const std::optional<Part> part = part_named(name);
    if (!part) return invalid(place, "split: expected train, val or test, got \"" + name + "\"");
    photo.part = *part;
  }
  return photo;
}

}  // namespace

Result<PhotoList> read_csv_list(const fs::path& file) {
  std::vector<std::uint8_t> bytes;
  const Result<bool> read = read_photo_file(file.string(), bytes);
  if (!read) return read.error();
  CsvParser parser({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  PhotoList list;
  list.source = file.string();
  list.folder = file.parent_path();
  const std::optional<Record> header = parser.next();
  if (!header) return invalid(list.source, "expected a CSV with a line for each photograph");
  const Result<Columns> columns = read_header(*header, list.source);
  if (!columns) return columns.error();
  list.multi_label = columns.value().multi_label;
  while (const std::optional<Record> record = parser.next()) {
    const std::string place = list.source + ":" + std::to_string(record->line);
    Result<ListedPhoto> photo = read_record(*record, columns.value(), place);
    if (!photo) return photo.error();
    list.photos.push_back(std::move(photo).value());
  }
  if (parser.unclosed()) return invalid(list.source, "a cell's quote is not closed");
  return list;
}

}  // namespace ocelli::train
