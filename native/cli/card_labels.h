#pragma once

#include <string>

#include "result.h"

namespace ocelli {

/// The labels of a file, one a line, as `ocelli.labels` wants them. The file holds one label a line
/// (blank lines and white space around a label are left out), a JSON list of names, or JSON that maps
/// places to names, as `config.json` of a Hugging Face folder does in `id2label`.
/// kInvalidArgument, naming the path: it cannot be read, or holds no label.
Result<std::string> read_labels(const std::string& path);

}  // namespace ocelli
