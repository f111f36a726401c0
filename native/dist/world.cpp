#include "dist/world.h"

#include <charconv>
#include <cstring>
#include <limits>
#include <optional>

namespace ocelli::dist {
namespace {

Result<std::int64_t> number(const Environment& environment, const char* name, std::int64_t fallback,
                            std::int64_t least, std::int64_t most) {
  const char* text = environment(name);
  if (text == nullptr) return fallback;
  std::int64_t value = 0;
  const char* end = text + std::strlen(text);
  const auto parsed = std::from_chars(text, end, value);
  if (parsed.ec == std::errc() && parsed.ptr == end && value >= least && value <= most)
    return value;
  return Error{ErrorCode::kInvalidArgument, std::string(name) + ": expected a number from " +
                                                std::to_string(least) + " to " +
                                                std::to_string(most) + ", got \"" + text + "\""};
}

/// The names under which a launcher says the same.
struct Names {
  const char* rank;
  const char* local_rank;
  const char* size;
};

std::optional<Names> launcher(const Environment& environment) {
  if (environment("RANK") != nullptr && environment("WORLD_SIZE") != nullptr) {
    return Names{"RANK", "LOCAL_RANK", "WORLD_SIZE"};
  }
  // A step's, not the job's: the batch script itself is one process.
  if (environment("SLURM_PROCID") != nullptr && environment("SLURM_STEP_NUM_TASKS") != nullptr) {
    return Names{"SLURM_PROCID", "SLURM_LOCALID", "SLURM_STEP_NUM_TASKS"};
  }
  return std::nullopt;
}

}  // namespace

std::string first_node(const std::string& list) {
  const std::size_t bracket = list.find_first_of("[,");
  if (bracket == std::string::npos || list[bracket] == ',') return list.substr(0, bracket);
  const std::size_t end = list.find_first_of("-,]", bracket);
  return list.substr(0, bracket) + list.substr(bracket + 1, end - bracket - 1);
}

Result<World> read_world(const Environment& environment) {
  World world;
  const std::optional<Names> names = launcher(environment);
  if (!names) return world;
  constexpr std::int64_t kMost = 1 << 20;
  const auto size = number(environment, names->size, 1, 1, kMost);
  if (!size) return size.error();
  const auto rank = number(environment, names->rank, 0, 0, size.value() - 1);
  if (!rank) return rank.error();
  const auto local = number(environment, names->local_rank, 0, 0, size.value() - 1);
  if (!local) return local.error();
  // Jobs that share a machine meet at different ports.
  const auto job =
      number(environment, "SLURM_JOB_ID", 0, 0, std::numeric_limits<std::int64_t>::max());
  if (!job) return job.error();
  const std::int64_t usual = job.value() > 0 ? 20000 + job.value() % 10000 : world.port;
  const auto port = number(environment, "MASTER_PORT", usual, 1, 65535);
  if (!port) return port.error();
  world.size = static_cast<int>(size.value());
  world.rank = static_cast<int>(rank.value());
  world.local_rank = static_cast<int>(local.value());
  world.port = static_cast<std::uint16_t>(port.value());
  if (const char* address = environment("MASTER_ADDR")) {
    world.address = address;
  } else if (const char* nodes = environment("SLURM_STEP_NODELIST")) {
    world.address = first_node(nodes);
  }
  const char* agent = environment("TORCHELASTIC_USE_AGENT_STORE");
  world.hosts_store = world.rank == 0 && (agent == nullptr || std::strcmp(agent, "True") != 0);
  return world;
}

}  // namespace ocelli::dist
