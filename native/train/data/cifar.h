#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "result.h"
#include "train/data/listed_photo.h"

namespace ocelli::train {

/// Whether a folder holds CIFAR-10 or CIFAR-100 (Krizhevsky, 2009) in their published binary form:
/// `batches.meta.txt` beside `data_batch_1.bin`, or `fine_label_names.txt` beside `train.bin`.
bool is_cifar_folder(const std::filesystem::path& folder);

/// Its photographs, 32 × 32, in a training and a test part; of CIFAR-100 the fine labels. A
/// photograph's path is the archive's, `#`, and where its 3,072 bytes begin. kInvalidArgument where a
/// file is missing or of another length.
Result<PhotoList> read_cifar(const std::filesystem::path& folder);

/// Whether a path is of that kind.
bool is_cifar_photo(const std::string& path);

/// Fills `bytes` with such a photograph as a PPM file.
Result<bool> read_cifar_photo(const std::string& path, std::vector<std::uint8_t>& bytes);

}  // namespace ocelli::train
