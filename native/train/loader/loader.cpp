#include "train/loader/loader.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <numeric>
#include <string>
#include <thread>
#include <utility>

#include "train/loader/batch_builder.h"
#include "train/random.h"

namespace ocelli::train {
namespace {

constexpr std::uint64_t kOrderDraws = 3;

std::optional<Error> at_least(const char* name, std::int64_t value, std::int64_t least) {
  if (value >= least) return std::nullopt;
  return Error{ErrorCode::kInvalidArgument, std::string(name) + ": expected at least " +
                                                std::to_string(least) + ", got " +
                                                std::to_string(value)};
}

std::optional<Error> check_labels(const PhotoCache& photos, const LoaderOptions& options) {
  for (const Sample& sample : photos.samples()) {
    const bool count_fits = options.multi_label || sample.labels.size() == 1;
    const bool in_range = std::all_of(sample.labels.begin(), sample.labels.end(), [&](int label) {
      return label >= 0 && label < options.classes;
    });
    if (count_fits && in_range) continue;
    return Error{ErrorCode::kInvalidArgument,
                 sample.name + ": expected " + (options.multi_label ? "labels" : "one label") +
                     " from 0 to " + std::to_string(options.classes - 1) + ", got " +
                     (count_fits ? "another" : std::to_string(sample.labels.size()))};
  }
  return std::nullopt;
}

std::optional<Error> check(const PhotoCache& photos, const LoaderOptions& options) {
  if (auto error = at_least("batch size", options.batch_size, 1)) return error;
  if (auto error = at_least("loader threads", options.threads, 0)) return error;
  if (auto error = at_least("batches ahead", options.batches_ahead, 1)) return error;
  if (auto error = at_least("classes", options.classes, 1)) return error;
  if (auto error = at_least("ranks", options.ranks, options.rank + 1)) return error;
  if (auto error = check_labels(photos, options)) return error;
  if (options.balanced && options.multi_label) {
    return Error{ErrorCode::kInvalidArgument,
                 "balanced sampling: expected one label a photograph, got several"};
  }
  const AugmentSpec& augment = options.augment;
  if (options.format == BatchFormat::kPlaced && (!only_places(augment) || augment.mixes())) {
    return Error{ErrorCode::kInvalidArgument,
                 "augment: on the device pictures are varied by shift and flip alone, got " +
                     augment_text(augment)};
  }
  const bool for_training = photos.prepared() == Prepared::kForTraining;
  if (for_training != !changes_nothing(options.augment)) {
    return Error{ErrorCode::kInvalidArgument,
                 for_training
                     ? "augment: photographs prepared for training need a variation, got none"
                     : "augment: photographs prepared for evaluation cannot be varied, got " +
                           augment_text(options.augment)};
  }
  return std::nullopt;
}

}  // namespace

class Loader::Impl {
 public:
  Impl(const PhotoCache& photos, const LoaderOptions& options)
      : photos_(photos), options_(options), builder_(photos, options) {
    for (int i = 0; i < options.threads; ++i) threads_.emplace_back([this] { work(); });
  }

  ~Impl() {
    {
      const std::lock_guard guard(mutex_);
      stop_ = true;
    }
    work_or_stop_.notify_all();
    for (std::thread& thread : threads_) thread.join();
  }

  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  [[nodiscard]] std::int64_t batches() const {
    const std::int64_t together = shared_batch();
    const std::int64_t left = photos() % together;
    const bool has_last = left > 0 && (left >= options_.ranks || !in_step()) && !options_.drop_last;
    return photos() / together + (has_last ? 1 : 0);
  }

  void start(std::int64_t epoch, std::int64_t first_batch) {
    const std::lock_guard guard(mutex_);
    epoch_ = epoch;
    order_.resize(photos_.samples().size());
    std::iota(order_.begin(), order_.end(), 0);
    if (options_.balanced) {
      draw_balanced();
    } else if (options_.shuffle) {
      Random random{options_.seed, kOrderDraws, static_cast<std::uint64_t>(epoch)};
      for (std::size_t i = order_.size(); i > 1; --i) {
        std::swap(order_[i - 1],
                  order_[static_cast<std::size_t>(random.below(static_cast<std::int64_t>(i)))]);
      }
    }
    next_batch_ = std::max<std::int64_t>(first_batch, 0);
    queue_.clear();
    next_position_ = 0;
    filling_ = 0;
    fill_queue();
    work_or_stop_.notify_all();
  }

  std::optional<Batch> next() {
    while (true) {
      std::unique_lock lock(mutex_);
      if (queue_.empty()) return std::nullopt;
      if (threads_.empty()) put_all(*queue_.front());
      const std::shared_ptr<UnfinishedBatch> first = queue_.front();
      finished_.wait(lock, [&] { return first->left == 0; });
      queue_.pop_front();
      if (filling_ > 0) --filling_;
      fill_queue();
      lock.unlock();
      work_or_stop_.notify_all();
      Batch batch = builder_.finish(*first);
      if (batch.count > 0 || in_step()) return batch;
    }
  }

  [[nodiscard]] std::int64_t shared_batch() const {
    return std::int64_t{options_.batch_size} * options_.ranks;
  }

  [[nodiscard]] std::int64_t photos() const {
    return static_cast<std::int64_t>(photos_.samples().size());
  }

  [[nodiscard]] int classes() const { return options_.classes; }

 private:
  // A class for each place, each alike likely, then one of its photographs.
  void draw_balanced() {
    std::vector<std::vector<std::int64_t>> by_class(static_cast<std::size_t>(options_.classes));
    for (std::size_t i = 0; i < photos_.samples().size(); ++i) {
      by_class[static_cast<std::size_t>(photos_.samples()[i].labels.front())].push_back(
          static_cast<std::int64_t>(i));
    }
    std::erase_if(by_class, [](const auto& photos) { return photos.empty(); });
    Random random{options_.seed, kOrderDraws, static_cast<std::uint64_t>(epoch_)};
    for (std::int64_t& place : order_) {
      const auto& photos = by_class[static_cast<std::size_t>(
          random.below(static_cast<std::int64_t>(by_class.size())))];
      place =
          photos[static_cast<std::size_t>(random.below(static_cast<std::int64_t>(photos.size())))];
    }
  }

  [[nodiscard]] bool in_step() const { return options_.ranks > 1 && options_.shuffle; }

  // Under the lock: begins batches until as many are on their way as may be.
  void fill_queue() {
    while (static_cast<int>(queue_.size()) < options_.batches_ahead && next_batch_ < batches()) {
      const std::int64_t begin = next_batch_ * shared_batch();
      const std::int64_t count =
          std::min(shared_batch(), static_cast<std::int64_t>(order_.size()) - begin);
      const std::int64_t first = begin + count * options_.rank / options_.ranks;
      const std::int64_t end = begin + count * (options_.rank + 1) / options_.ranks;
      if (first < end) {
        queue_.push_back(
            builder_.begin(epoch_, next_batch_, {order_.begin() + first, order_.begin() + end}));
      }
      ++next_batch_;
    }
  }

  // Without threads of its own, the caller's does the work.
  void put_all(UnfinishedBatch& unfinished) {
    for (std::size_t i = 0; i < unfinished.wanted.size(); ++i) builder_.put(unfinished, i);
    unfinished.left = 0;
  }

  void work() {
    std::unique_lock lock(mutex_);
    while (true) {
      work_or_stop_.wait(lock, [&] { return stop_ || filling_ < queue_.size(); });
      if (stop_) return;
      // Held while it is worked at: a new epoch may drop it from the queue.
      const std::shared_ptr<UnfinishedBatch> unfinished = queue_[filling_];
      const std::size_t position = next_position_++;
      if (next_position_ == unfinished->wanted.size()) {
        ++filling_;
        next_position_ = 0;
      }
      lock.unlock();
      builder_.put(*unfinished, position);
      lock.lock();
      if (--unfinished->left == 0) finished_.notify_all();
    }
  }

  const PhotoCache& photos_;
  const LoaderOptions options_;
  BatchBuilder builder_;

  std::mutex mutex_;  // guards what follows
  std::condition_variable work_or_stop_;
  std::condition_variable finished_;
  bool stop_ = false;
  std::int64_t epoch_ = 0;
  std::vector<std::int64_t> order_;
  std::int64_t next_batch_ = 0;  ///< to begin
  std::deque<std::shared_ptr<UnfinishedBatch>> queue_;
  std::size_t filling_ = 0;  ///< place in the queue of the batch whose photographs are handed out
  std::size_t next_position_ = 0;
  std::vector<std::thread> threads_;
};

Loader::Loader(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Loader::Loader(Loader&&) noexcept = default;
Loader& Loader::operator=(Loader&&) noexcept = default;
Loader::~Loader() = default;

Result<Loader> Loader::create(const PhotoCache& photos, const LoaderOptions& options) {
  if (auto error = check(photos, options)) return *error;
  return Loader(std::make_unique<Impl>(photos, options));
}

std::int64_t Loader::batches() const { return impl_->batches(); }
std::int64_t Loader::shared_batch() const { return impl_->shared_batch(); }
std::int64_t Loader::photos() const { return impl_->photos(); }
int Loader::classes() const { return impl_->classes(); }
void Loader::start(std::int64_t epoch, std::int64_t first_batch) {
  impl_->start(epoch, first_batch);
}
std::optional<Batch> Loader::next() { return impl_->next(); }

}  // namespace ocelli::train
