#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

namespace ocelli::train {

/// Memory for batches, used again when a batch is let go: the system's fresh pages cost as much as
/// preparing a photograph. Handed-out memory may outlive the pool.
template <typename Element>
class BatchMemory {
 public:
  explicit BatchMemory(std::size_t elements) : shelf_(std::make_shared<Shelf>(elements)) {}

  std::shared_ptr<Element[]> take() {
    std::unique_ptr<Element[]> block;
    {
      const std::lock_guard guard(shelf_->mutex);
      if (!shelf_->blocks.empty()) {
        block = std::move(shelf_->blocks.back());
        shelf_->blocks.pop_back();
      }
    }
    if (!block) block.reset(new Element[shelf_->elements]);
    const auto give_back = [shelf = std::weak_ptr<Shelf>(shelf_)](Element* memory) {
      std::unique_ptr<Element[]> returned(memory);
      const std::shared_ptr<Shelf> open = shelf.lock();
      if (!open) return;
      const std::lock_guard guard(open->mutex);
      open->blocks.push_back(std::move(returned));
    };
    return {block.release(), give_back};
  }

 private:
  struct Shelf {
    explicit Shelf(std::size_t size) : elements(size) {}
    std::size_t elements;
    std::mutex mutex;
    std::vector<std::unique_ptr<Element[]>> blocks;
  };

  std::shared_ptr<Shelf> shelf_;
};

}  // namespace ocelli::train
