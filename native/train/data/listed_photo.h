#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "result.h"
#include "train/data/dataset.h"

namespace ocelli::train {

/// The parts of a data set.
enum class Part { kTrain, kValidation, kTest };

/// The part that a folder or a column names (`train`; `val`, `valid`, `validation`; `test`).
std::optional<Part> part_named(std::string_view name);

/// The photographs of one part.
std::vector<Sample>& part_of(Dataset& dataset, Part part);

/// A photograph as a folder or a list states it.
struct ListedPhoto {
  std::string name;  ///< relative to the data set's folder, or absolute
  std::string path;  ///< empty: not looked for yet
  std::vector<std::string> labels;
  Part part = Part::kTrain;
  std::string place;  ///< for errors: file and line, or the photograph's folder
};

/// Photographs from a source that says what each shows.
struct PhotoList {
  std::string source;  ///< for errors
  std::filesystem::path folder;
  bool multi_label = false;
  std::vector<ListedPhoto> photos;
  std::vector<std::string> notes;
};

Result<PhotoList> read_image_folder(const std::filesystem::path& folder);
Result<PhotoList> read_csv_list(const std::filesystem::path& file);
Result<PhotoList> read_json_list(const std::filesystem::path& file);

/// Numbers the labels, sorts everything and checks it, as `read_dataset` says.
Result<Dataset> make_dataset(PhotoList list);

/// The file that a name in a list means: itself, below `photos` or `images`, or either with the
/// extension of a photograph added. Where there is none, the name's own path.
std::filesystem::path find_photo(const std::filesystem::path& folder, const std::string& name);

/// Whether a file's name has the extension of a photograph, one that we read or one that we know.
bool has_photo_extension(const std::filesystem::path& file);

}  // namespace ocelli::train
