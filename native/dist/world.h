#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "result.h"

namespace ocelli::dist {

/// A process's place among those that train together.
struct World {
  int rank = 0;        ///< among all, from 0
  int local_rank = 0;  ///< among those of this machine
  int size = 1;
  std::string address = "127.0.0.1";  ///< of rank 0's machine
  std::uint16_t port = 29500;         ///< that the ranks meet at
  bool hosts_store = false;           ///< this process opens that port
};

/// Looks a variable up; null where it is not set.
using Environment = std::function<const char*(const char*)>;

/// The place that a launcher gave: `RANK`, `LOCAL_RANK`, `WORLD_SIZE`, `MASTER_ADDR` and `MASTER_PORT`
/// (torchrun, Kubeflow), or within a step of Slurm's `SLURM_PROCID`, `SLURM_LOCALID`,
/// `SLURM_STEP_NUM_TASKS` and `SLURM_STEP_NODELIST`. Without them: alone. Under torchrun
/// (`TORCHELASTIC_USE_AGENT_STORE=True`) its agent hosts the store.
/// kInvalidArgument names a variable that is no number in range.
Result<World> read_world(const Environment& environment);

/// The first machine of Slurm's list, as in `node[03-07],other`.
std::string first_node(const std::string& list);

}  // namespace ocelli::dist
