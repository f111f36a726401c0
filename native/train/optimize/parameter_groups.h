#pragma once

#include <set>
#include <string>
#include <vector>

#include "exec/network.h"
#include "train/optimize/optimizer.h"

namespace ocelli::train {

/// Which parameters learn, and how fast.
struct GroupSpec {
  double weight_decay = 0.01;
  bool decay_all = false;      ///< also biases, scales and shifts of normalisations, embeddings
  double backbone_rate = 1.0;  ///< factor on the rate of everything but the head; 0: it is frozen
  double bias_rate = 1.0;      ///< a further factor for biases and normalisations before the head
  double layer_decay = 1.0;    ///< a further factor for each layer that lies before the last
  /// Factor on the rate of the backbone's weight matrices and kernels, which Muon then updates; 0: the
  /// optimiser's usual rule for them too.
  double muon_rate = 0;
  std::set<std::string> frozen;  ///< names of parameters that never learn
  std::set<std::string> head;    ///< names of the head's parameters; empty: no head is set apart
};

/// The network's parameters in groups that are updated alike. Frozen ones are in no group, and no
/// longer ask for gradients.
std::vector<ParameterGroup> parameter_groups(std::vector<exec::Parameter>& parameters,
                                             const GroupSpec& spec);

}  // namespace ocelli::train
