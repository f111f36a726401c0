#include "train_options.h"

#include <sstream>

#include <CLI/CLI.hpp>

namespace ocelli {
namespace {

void add_run_options(CLI::App& command, TrainOptions& options) {
  train::TrainSpec& spec = options.spec;
  command.add_option("--epochs", spec.epochs, "Passes over the training photographs")
      ->capture_default_str()
      ->check(CLI::Range(1, 100000));
  command.add_option("--batch-size", options.batch_size, "Photographs an update")
      ->capture_default_str()
      ->check(CLI::Range(1, 65536));
  command.add_option("--accumulate", spec.accumulate, "Batches whose gradients are added up first")
      ->capture_default_str()
      ->check(CLI::Range(1, 65536));
  command.add_option("--seed", spec.seed, "Decides order, variations, new weights and dropout")
      ->capture_default_str();
  command
      .add_option("--patience", spec.patience,
                  "End after that many epochs without a better validation; 0: never")
      ->capture_default_str()
      ->check(CLI::NonNegativeNumber);
  command.add_option("--ema", spec.ema_decay, "Decay of averaged weights, such as 0.999; 0: none")
      ->capture_default_str()
      ->check(CLI::Range(0.0, 1.0));
  command.add_flag("--resume", options.resume,
                   "Go on from the state that an interrupted run with the same options left");
  command.add_option("--device", options.device, "cpu, cuda or cuda:N")->capture_default_str();
  command.add_option("--threads", options.threads, "Threads that compute; 0: one a core")
      ->capture_default_str()
      ->check(CLI::Range(0, 1024));
  command
      .add_option(
          "--nproc-per-node", options.processes,
          "Train on so many processes of this machine, each with its own batches; 0: one, or "
          "as torchrun, Slurm or Kubeflow started it")
      ->capture_default_str()
      ->check(CLI::Range(0, 1024));
  command.add_flag("--sync-bn", options.sync_batch_norm,
                   "Batch statistics over all ranks, instead of each rank's own");
  command.add_option("--precision", options.precision, "fp32, or bf16 for most of the arithmetic")
      ->capture_default_str()
      ->check(CLI::IsMember({"fp32", "bf16"}));
  CLI::Option* default_layout = command.add_flag(
      "--default-layout", options.default_layout,
      "Compute in NCHW instead of channels-last, which is slower on most machines");
  command
      .add_flag("--resident", options.resident,
                "Keep the training pixels on the device and vary them there, for --augment that "
                "shifts and flips alone")
      ->excludes(default_layout);
}

void add_learning_options(CLI::App& command, TrainOptions& options) {
  train::TrainSpec& spec = options.spec;
  command
      .add_option("--optimizer", options.optimizer,
                  "adamw, adam, sgd (Nesterov), or muon (for weights; sgd for the rest)")
      ->capture_default_str()
      ->check(CLI::IsMember({"adamw", "adam", "sgd", "muon"}));
  command.add_option("--lr", spec.learning_rate, "Learning rate of the new head, at its peak")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  spec.groups.backbone_rate = 0.1;
  command
      .add_option("--backbone-lr", spec.groups.backbone_rate,
                  "Factor on the rate for everything before the head")
      ->capture_default_str()
      ->check(CLI::Range(0.0, 1.0));
  command
      .add_option("--bias-lr", spec.groups.bias_rate,
                  "Further factor for biases and normalisations before the head")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  command
      .add_option("--freeze", options.freeze,
                  "none, or backbone: only the head learns (a linear probe)")
      ->capture_default_str()
      ->check(CLI::IsMember({"none", "backbone"}));
  command
      .add_option(
          "--batch-norm", options.batch_norm,
          "frozen: keep the running statistics (few photographs); batch: those of each batch")
      ->capture_default_str()
      ->check(CLI::IsMember({"frozen", "batch"}));
  command
      .add_option("--layer-decay", spec.groups.layer_decay,
                  "Factor on the rate for each layer further from the head")
      ->capture_default_str()
      ->check(CLI::Range(0.0, 1.0));
  command
      .add_option("--weight-decay", spec.groups.weight_decay,
                  "Of weights; biases and normalisations have none")
      ->capture_default_str()
      ->check(CLI::NonNegativeNumber);
  command.add_option("--momentum", spec.optimizer.momentum, "Of SGD")
      ->capture_default_str()
      ->check(CLI::Range(0.0, 1.0));
  command.add_option("--muon-lr", options.muon_rate, "muon: learning rate of what it updates")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  command.add_option("--muon-momentum", spec.optimizer.muon_momentum, "Of muon")
      ->capture_default_str()
      ->check(CLI::Range(0.0, 1.0));
  command.add_flag(
      "--fixed-norms", spec.optimizer.fixed_norms,
      "muon: keep each kernel's norm, for networks with batch norm behind every layer");
  command
      .add_option("--lookahead", spec.lookahead.every,
                  "Let slow weights follow every so many updates; 0: off")
      ->capture_default_str()
      ->check(CLI::NonNegativeNumber);
  command.add_option("--clip-norm", spec.clip_norm, "Largest joint norm of the gradients; 0: any")
      ->capture_default_str()
      ->check(CLI::NonNegativeNumber);
  command.add_option("--schedule", options.schedule, "cosine, linear, step, one-cycle or constant")
      ->capture_default_str()
      ->check(CLI::IsMember({"cosine", "linear", "step", "one-cycle", "constant"}));
  command
      .add_option("--final-lr", spec.schedule.final_factor,
                  "cosine, linear: factor on the rate that the run ends with")
      ->capture_default_str()
      ->check(CLI::Range(0.0, 1.0));
  spec.schedule.warmup_epochs = 0.5;
  command
      .add_option("--warmup-epochs", spec.schedule.warmup_epochs, "Epochs of a rising rate, first")
      ->capture_default_str()
      ->check(CLI::NonNegativeNumber);
  command.add_option("--step-epochs", spec.schedule.step_epochs, "step: epochs between reductions")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  command.add_option("--step-factor", spec.schedule.step_factor, "step: what each multiplies by")
      ->capture_default_str()
      ->check(CLI::Range(0.0, 1.0));
  spec.loss.label_smoothing = 0.1;
  command
      .add_option("--label-smoothing", spec.loss.label_smoothing, "Share given to all labels alike")
      ->capture_default_str()
      ->check(CLI::Range(0.0, 1.0));
  command
      .add_option("--class-weights", options.class_weights,
                  "none, or balanced: rare labels count for more")
      ->capture_default_str()
      ->check(CLI::IsMember({"none", "balanced"}));
  command.add_option(
      "--teacher", options.teacher,
      "A trained .onnx with the same labels: learn its answers besides the photographs'");
  command.add_option("--teacher-weight", spec.teacher_weight, "Its part of the loss")
      ->capture_default_str()
      ->check(CLI::Range(0.0, 1.0));
  command.add_option("--teacher-temperature", spec.teacher_temperature, "Softens both answers")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  command.add_option("--dropout", options.dropout, "Before the head; 0: none")
      ->capture_default_str()
      ->check(CLI::Range(0.0, 0.95));
}

void add_variation_options(CLI::App& command, TrainOptions& options) {
  command
      .add_option("--augment", options.augment,
                  "none, light, standard or strong, with values after commas, such as "
                  "standard,flip=0,crop-area=0.35:1")
      ->capture_default_str();
  command
      .add_option("--sampling", options.sampling,
                  "shuffle: each photograph once an epoch; balanced: each label alike often")
      ->capture_default_str()
      ->check(CLI::IsMember({"shuffle", "balanced"}));
  command
      .add_option("--first-size", options.spec.first_size,
                  "Share of the input's sides that pictures begin with, growing to 1; for networks "
                  "that take any size")
      ->capture_default_str()
      ->check(CLI::Range(0.1, 1.0));
  command
      .add_option("--mixup", options.mixup, "Blend photographs and labels, by Beta(x, x); 0: off")
      ->capture_default_str()
      ->check(CLI::NonNegativeNumber);
  command.add_option("--cutmix", options.cutmix, "Paste parts of others, by Beta(x, x); 0: off")
      ->capture_default_str()
      ->check(CLI::NonNegativeNumber);
}

}  // namespace

void add_train_options(CLI::App& command, TrainOptions& options) {
  add_data_options(command, options.data);
  CLI::Option* from =
      command.add_option("--from", options.from,
                         "The .onnx to begin with; its card says how photographs are prepared");
  command
      .add_option("--arch", options.arch,
                  "Begin from scratch instead, with this architecture (`ocelli arch --list`)")
      ->excludes(from);
  command.add_option("--img-size", options.image_size, "--arch: side of its input; 0: its own")
      ->capture_default_str()
      ->check(CLI::NonNegativeNumber);
  command
      .add_option("--width", options.width,
                  "--arch mobilenet_v2, cifarnet, cifarnet_deep: factor on the channels")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  command.add_option("-o,--out", options.out, "The .onnx to write")->required();
  command
      .add_option("--set", options.settings,
                  "Entry of the card that replaces the base's, as KEY=VALUE; may be repeated")
      ->allow_extra_args(false);
  command.add_option("--labels", options.labels,
                     "File of the labels to learn, one a line, in the order of the outputs");
  command.add_flag("--keep-head", options.keep_head,
                   "Go on with the base's labels instead of a new head");
  command.add_option("--title", options.texts.title, "The model's name for people");
  command.add_option("--licence", options.texts.licence, "SPDX expression")
      ->default_str("the base's");
  command.add_option("--data-note", options.texts.data, "What it learned from, for the card");
  add_run_options(command, options);
  add_learning_options(command, options);
  add_variation_options(command, options);
  command.add_flag("--json", options.json, "Answer with one JSON object a line");
  command.footer(
      "Examples:\n"
      "  ocelli train photos --from models/imagenet/model.onnx -o my.onnx\n"
      "  ocelli train photos --from models/imagenet/model.onnx -o my.onnx --freeze backbone --lr "
      "0.01\n"
      "  ocelli train photos --arch resnet18 --optimizer adam --lr 0.001 --batch-size 64 --epochs "
      "10 "
      "-o my.onnx\n"
      "  ocelli train tags.json --from base.onnx -o tags.onnx --set ocelli.resize.mode=exact\n"
      "Ctrl-C saves and leaves; the same command with --resume goes on.\n"
      "Beside my.onnx, the folder my.training holds the log and the last state.");
}

void set_defaults_from_scratch(const CLI::App& command, TrainOptions& options) {
  const auto is_open = [&](const char* name) { return command.get_option(name)->count() == 0; };
  if (is_open("--backbone-lr")) options.spec.groups.backbone_rate = 1;
  if (is_open("--batch-norm")) options.batch_norm = "batch";
  if (is_open("--dropout")) options.dropout = 0;
}

std::string settings_text(const TrainOptions& options) {
  const train::TrainSpec& spec = options.spec;
  std::ostringstream text;
  text.imbue(std::locale::classic());
  if (!options.arch.empty()) {
    text << "arch " << options.arch << ' ' << options.image_size << ' ' << options.width << '\n';
  }
  text << "epochs " << spec.epochs << ", batch size " << options.batch_size << ", accumulate "
       << spec.accumulate << ", seed " << spec.seed << ", ema " << spec.ema_decay << "\noptimizer "
       << options.optimizer << ", lr " << spec.learning_rate << ", backbone lr "
       << spec.groups.backbone_rate << ", bias lr " << spec.groups.bias_rate << ", muon "
       << options.muon_rate << ' ' << spec.optimizer.muon_momentum << ' '
       << spec.optimizer.fixed_norms << ", lookahead " << spec.lookahead.every << ", freeze "
       << options.freeze << ", batch norm " << options.batch_norm << ", layer decay "
       << spec.groups.layer_decay << ", weight decay " << spec.groups.weight_decay << ", momentum "
       << spec.optimizer.momentum << ", clip " << spec.clip_norm << "\nschedule "
       << options.schedule << ", warm-up " << spec.schedule.warmup_epochs << ", step "
       << spec.schedule.step_epochs << " x " << spec.schedule.step_factor << ", final "
       << spec.schedule.final_factor << "\nlabel smoothing " << spec.loss.label_smoothing
       << ", class weights " << options.class_weights << ", dropout " << options.dropout
       << "\naugment " << options.augment << ", mixup " << options.mixup << ", cutmix "
       << options.cutmix << ", sampling " << options.sampling << ", first size " << spec.first_size
       << ", teacher " << options.teacher << ' ' << spec.teacher_weight << ' '
       << spec.teacher_temperature << ", shared statistics " << options.sync_batch_norm
       << "\nprecision " << options.precision << ", split " << options.data.split_seed << ' '
       << options.data.validation_share << ' ' << options.data.test_share;
  return text.str();
}

}  // namespace ocelli
