#include <algorithm>
#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "dist/gradient_buckets.h"
#include "dist/local_address.h"
#include "dist/process_group.h"
#include "dist/world.h"
#include "exec/autocast.h"
#include "exec/network.h"
#include "train/optimize/loss.h"
#include "train/optimize/optimizer.h"
#include "unit/train/exec_case.h"

namespace ocelli::dist {
namespace {

using exec::ExecCase;
using exec::Mode;
using exec::Network;

TEST(World, WithoutALauncherOneIsAlone) {
  const Result<World> world = read_world([](const char*) { return nullptr; });
  ASSERT_TRUE(world.ok());
  EXPECT_EQ(world.value().size, 1);
}

Result<World> world_of(const std::map<std::string, std::string>& variables) {
  return read_world([&](const char* name) -> const char* {
    const auto found = variables.find(name);
    return found == variables.end() ? nullptr : found->second.c_str();
  });
}

TEST(World, TorchrunsVariablesAreRead) {
  std::map<std::string, std::string> variables = {{"RANK", "5"},
                                                  {"LOCAL_RANK", "1"},
                                                  {"WORLD_SIZE", "8"},
                                                  {"MASTER_ADDR", "trainer-0"},
                                                  {"MASTER_PORT", "23456"}};
  const World world = world_of(variables).value();
  EXPECT_EQ(world.rank, 5);
  EXPECT_EQ(world.local_rank, 1);
  EXPECT_EQ(world.size, 8);
  EXPECT_EQ(world.address, "trainer-0");
  EXPECT_EQ(world.port, 23456);
  EXPECT_FALSE(world.hosts_store);
  variables["RANK"] = "0";
  EXPECT_TRUE(world_of(variables).value().hosts_store);
  variables["TORCHELASTIC_USE_AGENT_STORE"] = "True";
  EXPECT_FALSE(world_of(variables).value().hosts_store);
}

TEST(World, AStepOfSlurmIsRead) {
  const World world = world_of({{"SLURM_PROCID", "3"},
                                {"SLURM_LOCALID", "1"},
                                {"SLURM_STEP_NUM_TASKS", "4"},
                                {"SLURM_STEP_NODELIST", "gpu[07-08]"},
                                {"SLURM_JOB_ID", "31234"}})
                          .value();
  EXPECT_EQ(world.rank, 3);
  EXPECT_EQ(world.local_rank, 1);
  EXPECT_EQ(world.size, 4);
  EXPECT_EQ(world.address, "gpu07");
  EXPECT_EQ(world.port, 21234);
  // The batch script itself is no step.
  EXPECT_EQ(world_of({{"SLURM_PROCID", "0"}, {"SLURM_NTASKS", "4"}}).value().size, 1);
}

TEST(World, ListsOfNodesBeginWithTheFirst) {
  EXPECT_EQ(first_node("one"), "one");
  EXPECT_EQ(first_node("one,two"), "one");
  EXPECT_EQ(first_node("n[3,5-9],two"), "n3");
  EXPECT_EQ(first_node("rack2-n[003-007]"), "rack2-n003");
}

TEST(World, NumbersOutOfRangeAreNamed) {
  const auto message = [](const std::map<std::string, std::string>& variables) {
    return world_of(variables).error().message;
  };
  EXPECT_EQ(message({{"RANK", "2"}, {"WORLD_SIZE", "2"}}),
            "RANK: expected a number from 0 to 1, got \"2\"");
  EXPECT_EQ(message({{"RANK", "0"}, {"WORLD_SIZE", "2"}, {"MASTER_PORT", "x"}}),
            "MASTER_PORT: expected a number from 1 to 65535, got \"x\"");
}

// Two ranks as two threads of this process; each gets its own group.
void on_two_ranks(const std::function<void(ProcessGroup&)>& work,
                  std::chrono::seconds patience = std::chrono::seconds(20)) {
  const std::uint16_t port = free_port();
  std::vector<std::thread> threads;
  for (int rank = 0; rank < 2; ++rank) {
    threads.emplace_back([&, rank] {
      const World world = {.rank = rank, .size = 2, .port = port, .hosts_store = rank == 0};
      Result<ProcessGroup> group = ProcessGroup::join(world, at::kCPU, patience);
      ASSERT_TRUE(group.ok()) << group.error().message;
      work(group.value());
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST(ProcessGroup, SumsAndBroadcasts) {
  on_two_ranks([](ProcessGroup& group) {
    const at::Tensor sum = at::full({3}, group.rank() + 1.0);
    EXPECT_FALSE(group.sum(sum));
    EXPECT_TRUE(at::equal(sum, at::full({3}, 3.0)));
    const at::Tensor given = at::full({2}, group.rank() + 5.0);
    EXPECT_FALSE(group.broadcast(given));
    EXPECT_TRUE(at::equal(given, at::full({2}, 5.0)));
  });
}

// y = sum over ranks of a²; the loss of each rank weighs y by its rank + 1: dL/da = 2 a (1 + 2).
TEST(ProcessGroup, TheSumsGradientIsTheSumOfGradients) {
  on_two_ranks([](ProcessGroup& group) {
    const at::Tensor a = at::full({2}, group.rank() + 2.0).requires_grad_();
    const at::Tensor y = group.differentiable_sum(a * a);
    EXPECT_TRUE(at::allclose(y.detach(), at::full({2}, 13.0)));
    at::sum(y * (group.rank() + 1)).backward();
    EXPECT_TRUE(at::allclose(a.grad(), 6 * a.detach()));
  });
}

TEST(ProcessGroup, ALostRankIsAnErrorAndNoWaitWithoutEnd) {
  const auto start = std::chrono::steady_clock::now();
  on_two_ranks(
      [](ProcessGroup& group) {
        EXPECT_FALSE(group.sum(at::ones({1})));
        if (group.rank() == 1) return;  // its connections close
        const std::optional<Error> error = group.sum(at::ones({1}));
        ASSERT_TRUE(error.has_value());
        EXPECT_NE(error->message.find("rank 0 of 2 lost another rank"), std::string::npos);
        EXPECT_NE(error->message.find("--resume"), std::string::npos);
      },
      std::chrono::seconds(3));
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(15));
}

const ExecCase& network_case(const std::string& name) {
  static const std::vector<ExecCase> kCases =
      exec::read_exec_records(std::string(OCELLI_GOLDEN_DIR) + "/exec_networks.bin");
  return *std::find_if(kCases.begin(), kCases.end(),
                       [&](const ExecCase& one) { return one.model.graph.name == name; });
}

train::Optimizer sgd(Network& network) {
  train::ParameterGroup all;
  for (const exec::Parameter& parameter : network.parameters()) {
    all.names.push_back(parameter.name);
    all.values.push_back(parameter.value);
  }
  return {{.kind = train::OptimizerKind::kSgd}, {all}};
}

std::vector<at::Tensor> values_of(Network& network) {
  std::vector<at::Tensor> values;
  for (const exec::Parameter& one : network.parameters()) values.push_back(one.value.detach());
  for (const exec::Buffer& one : network.buffers()) values.push_back(one.value);
  return values;
}

constexpr int kSteps = 10;
constexpr double kRate = 0.05;

at::Tensor loss_of(Network& network, const at::Tensor& input, const at::Tensor& labels) {
  Result<std::vector<at::Tensor>> outputs = network.forward(input, Mode::kTrain);
  if (!outputs) throw std::runtime_error(outputs.error().message);
  return train::batch_loss(outputs.value()[0], labels, {});
}

std::vector<at::Tensor> alone(const ExecCase& one) {
  Network network = std::move(Network::compile(one.model, {})).value();
  train::Optimizer optimizer = sgd(network);
  for (int step = 0; step < kSteps; ++step) {
    optimizer.zero_gradients();
    loss_of(network, one.tensors.at("input"), one.tensors.at("labels")).backward();
    optimizer.step(kRate);
  }
  return values_of(network);
}

// Rank 0 takes the first `first` photographs of each batch, rank 1 the others.
std::vector<at::Tensor> on_a_rank(const ExecCase& one, ProcessGroup& group, std::int64_t first,
                                  bool sync_batch_norm) {
  exec::NetworkOptions options;
  if (sync_batch_norm) {
    options.sum_over_ranks = [&](const at::Tensor& x) { return group.differentiable_sum(x); };
  }
  Network network = std::move(Network::compile(one.model, options)).value();
  train::Optimizer optimizer = sgd(network);
  std::vector<at::Tensor> learning;
  for (const exec::Parameter& parameter : network.parameters()) learning.push_back(parameter.value);
  // Small buckets, so that there are several.
  GradientBuckets buckets(group, learning, 2000);
  const std::int64_t all = one.tensors.at("input").size(0);
  const std::int64_t begin = group.rank() == 0 ? 0 : first;
  const std::int64_t count = group.rank() == 0 ? first : all - first;
  const at::Tensor input = one.tensors.at("input").narrow(0, begin, count);
  const at::Tensor labels = one.tensors.at("labels").narrow(0, begin, count);
  for (int step = 0; step < kSteps; ++step) {
    buckets.attach();
    buckets.arm();
    const double share = static_cast<double>(count) / static_cast<double>(all);
    EXPECT_FALSE(exec::backward(loss_of(network, input, labels) * share));
    EXPECT_FALSE(buckets.finish());
    optimizer.step(kRate);
    optimizer.zero_gradients();
  }
  return values_of(network);
}

void expect_equal(const std::vector<at::Tensor>& values, const std::vector<at::Tensor>& expected) {
  ASSERT_EQ(values.size(), expected.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    EXPECT_LE(exec::largest(values[i] - expected[i]), 1e-6) << "tensor " << i;
  }
}

TEST(Ranks, TwoGiveTheWeightsOfOneWithTheWholeBatch) {
  const ExecCase& one = network_case("transformer-17");
  const std::vector<at::Tensor> expected = alone(one);
  for (const std::int64_t first : {3, 2, 5}) {
    on_two_ranks(
        [&](ProcessGroup& group) { expect_equal(on_a_rank(one, group, first, false), expected); });
  }
}

TEST(Ranks, WithSharedStatisticsAlsoBatchNormGivesThem) {
  for (const char* name : {"residual-17", "mobile-13"}) {
    SCOPED_TRACE(name);
    const ExecCase& one = network_case(name);
    const std::vector<at::Tensor> expected = alone(one);
    for (const std::int64_t first : {3, 2}) {
      on_two_ranks(
          [&](ProcessGroup& group) { expect_equal(on_a_rank(one, group, first, true), expected); });
    }
  }
}

TEST(LocalAddress, LeadsToWhereTheOthersAre) {
  EXPECT_EQ(local_address("127.0.0.1", 29500), "127.0.0.1");
  EXPECT_NE(free_port(), 0);
}

}  // namespace
}  // namespace ocelli::dist
