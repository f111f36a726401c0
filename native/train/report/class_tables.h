#pragma once

#include <string>
#include <vector>

#include "train/metrics/metrics.h"

namespace ocelli::train {

/// Precision, recall, F1 and support of each class that occurs, and where they are known average
/// precision and ROC AUC, then the means: a table.
std::string class_table(const Evaluation& evaluation, const std::vector<std::string>& labels);

/// The confusion matrix of the classes that occur, each cell as strong as its share of the row; for
/// more than 30 classes the 50 most frequent confusions as a list instead. Empty for multi-label.
std::string confusion_table(const Evaluation& evaluation, const std::vector<std::string>& labels);

}  // namespace ocelli::train
