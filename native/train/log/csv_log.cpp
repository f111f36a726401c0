#include "train/log/csv_log.h"

#include <array>
#include <charconv>
#include <string_view>
#include <utility>

namespace ocelli::train {
namespace {

Error invalid(const std::string& place, const std::string& what) {
  return Error{ErrorCode::kInvalidArgument, place + ": " + what};
}

std::string joined(const std::vector<std::string>& names) {
  std::string line;
  for (const std::string& name : names) line += (line.empty() ? "" : ",") + name;
  return line;
}

std::vector<std::string> cells_of(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  std::vector<std::string> cells(1);
  for (const char c : line) {
    if (c == ',') {
      cells.emplace_back();
    } else {
      cells.back().push_back(c);
    }
  }
  return cells;
}

// The shortest text that reads back as the same number.
void append_number(std::string& line, double number) {
  std::array<char, 32> text;
  line.append(text.data(), std::to_chars(text.data(), text.data() + text.size(), number).ptr);
}

std::optional<Error> read_cell(const std::string& cell, const std::string& place,
                               std::vector<std::optional<double>>& numbers) {
  double value = 0.0;
  const char* end = cell.data() + cell.size();
  const auto [stop, error] = std::from_chars(cell.data(), end, value);
  if (!cell.empty() && (error != std::errc() || stop != end)) {
    return invalid(place, "expected a number, got \"" + cell + "\"");
  }
  numbers.push_back(cell.empty() ? std::nullopt : std::optional(value));
  return std::nullopt;
}

}  // namespace

Result<CsvLog> CsvLog::open(const std::string& path, std::vector<std::string> columns,
                            bool append) {
  const std::string header = joined(columns);
  std::string there;
  if (append) {
    std::ifstream before(path);
    std::getline(before, there);
    if (!there.empty() && there != header) {
      return invalid(path + ":1", "expected the columns " + header + ", got " + there);
    }
  }
  std::ofstream file(path, there.empty() ? std::ios::trunc : std::ios::app);
  if (there.empty()) file << header << '\n' << std::flush;
  if (!file) return invalid(path, "cannot be written");
  return CsvLog(path, columns.size(), std::move(file));
}

std::optional<Error> CsvLog::add(const std::vector<std::optional<double>>& numbers) {
  if (numbers.size() != columns_) {
    return invalid(path_, "expected " + std::to_string(columns_) + " numbers, got " +
                              std::to_string(numbers.size()));
  }
  std::string line;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (i > 0) line.push_back(',');
    if (numbers[i]) append_number(line, *numbers[i]);
  }
  file_ << line << '\n' << std::flush;
  if (!file_) return invalid(path_, "cannot be written");
  return std::nullopt;
}

const LogTable::Column* LogTable::find(const std::string& name) const {
  for (const Column& column : columns) {
    if (column.name == name) return &column;
  }
  return nullptr;
}

Result<LogTable> read_csv_log(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  if (!file || !std::getline(file, line)) {
    return invalid(path, "expected a CSV whose first line names its columns");
  }
  LogTable table;
  for (std::string& name : cells_of(line)) table.columns.push_back({std::move(name), {}});
  for (int number = 2; std::getline(file, line); ++number) {
    if (line.empty() || line == "\r") continue;
    const std::string place = path + ":" + std::to_string(number);
    const std::vector<std::string> cells = cells_of(line);
    if (cells.size() != table.columns.size()) {
      return invalid(place, "expected " + std::to_string(table.columns.size()) + " cells, got " +
                                std::to_string(cells.size()));
    }
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (auto error = read_cell(cells[i], place, table.columns[i].numbers)) return *error;
    }
  }
  return table;
}

}  // namespace ocelli::train
