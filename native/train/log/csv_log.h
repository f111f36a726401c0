#pragma once

#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include "result.h"

namespace ocelli::train {

/// Numbers of a run, a line a step: a CSV whose first line names the columns. A cell may be empty.
class CsvLog {
 public:
  /// Begins a file, or with `append` goes on with one whose first line is the same.
  /// kInvalidArgument, naming the path, where it cannot be written or has other columns.
  static Result<CsvLog> open(const std::string& path, std::vector<std::string> columns,
                             bool append = false);

  /// Adds a line, one number a column, and flushes it.
  std::optional<Error> add(const std::vector<std::optional<double>>& numbers);

 private:
  CsvLog(std::string path, std::size_t columns, std::ofstream file)
      : path_(std::move(path)), columns_(columns), file_(std::move(file)) {}

  std::string path_;
  std::size_t columns_;
  std::ofstream file_;
};

/// A log that was read back: numbers by column, one a line.
struct LogTable {
  struct Column {
    std::string name;
    std::vector<std::optional<double>> numbers;
  };
  std::vector<Column> columns;

  [[nodiscard]] const Column* find(const std::string& name) const;
};

/// Reads a CSV of numbers, such as a CsvLog. kInvalidArgument names file and line.
Result<LogTable> read_csv_log(const std::string& path);

}  // namespace ocelli::train
