#pragma once

#include <string>
#include <vector>

#include <ATen/ATen.h>

#include "model/preprocess_spec.h"
#include "result.h"
#include "train/run/teacher.h"

namespace ocelli {

/// The model of a file as the teacher of one that answers with `labels`, in that order, and takes pixels
/// as `learner` says. kInvalidArgument names a label that it does not have.
Result<train::Teacher> read_teacher(const std::string& path, const std::vector<std::string>& labels,
                                    const PreprocessSpec& learner, at::Device device);

}  // namespace ocelli
