#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>

#include "base_model.h"
#include "dist/process_group.h"
#include "exec/network.h"
#include "photo_data.h"
#include "train/metrics/metrics.h"
#include "train/run/trainer.h"
#include "train_options.h"

namespace ocelli {

/// One run of `ocelli train`, from the options to the finished file.
class TrainJob {
 public:
  explicit TrainJob(const TrainOptions& options);

  std::optional<Error> run();

 private:
  static constexpr int kEvaluationBatch = 32;

  std::optional<Error> open();
  std::optional<Error> join_ranks();
  [[nodiscard]] bool leads() const;
  std::optional<Error> choose_labels();
  Result<BaseModel> open_base();
  std::optional<Error> open_network();
  Result<onnx::Model> prepared_model();
  std::optional<Error> note_training_keys(const onnx::Model& model);
  std::optional<Error> open_parts();
  std::optional<Error> move_pixels();
  std::optional<Error> open_teacher();
  std::optional<Error> train();
  std::optional<Error> finish();
  std::optional<Error> write(exec::Network& network, const FittedScores& scores,
                             const std::string& accuracy);
  Result<train::Evaluation> evaluate_part(exec::Network& network, PhotoPart& part,
                                          double temperature, FittedScores* fit);
  void say(const std::string& line) const;
  [[nodiscard]] train::LoaderOptions training_loader() const;
  void fill_spec();

  TrainOptions options_;
  std::string folder_;  ///< for the log and the last state
  at::Device device_;
  std::optional<BaseModel> base_;
  train::Dataset data_;
  std::optional<exec::Network> network_;
  std::optional<train::Teacher> teacher_;
  std::unique_ptr<PhotoPart> training_;
  std::optional<train::ResidentPixels> resident_;  ///< with --resident
  std::unique_ptr<PhotoPart> validation_;
  std::string whitened_;                     ///< the weight that whitens the input; empty: none
  std::optional<dist::ProcessGroup> ranks_;  ///< none: this process is alone
  bool stopped_ = false;
};

}  // namespace ocelli
