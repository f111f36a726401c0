#include "train/data/content_hash.h"

#include <array>
#include <bit>
#include <cstddef>
#include <cstring>

namespace ocelli::train {
namespace {

static_assert(std::endian::native == std::endian::little, "words are read as they lie in memory");

constexpr std::uint64_t kPrime1 = 0x9E3779B185EBCA87U;
constexpr std::uint64_t kPrime2 = 0xC2B2AE3D27D4EB4FU;
constexpr std::uint64_t kPrime3 = 0x165667B19E3779F9U;
constexpr std::uint64_t kPrime4 = 0x85EBCA77C2B2AE63U;
constexpr std::uint64_t kPrime5 = 0x27D4EB2F165667C5U;
constexpr std::size_t kStripe = 32;

template <typename Word>
Word read(const std::uint8_t* from) {
  Word word;
  std::memcpy(&word, from, sizeof(word));
  return word;
}

std::uint64_t round(std::uint64_t lane, std::uint64_t input) {
  return std::rotl(lane + input * kPrime2, 31) * kPrime1;
}

std::uint64_t merge(std::uint64_t hash, std::uint64_t lane) {
  return (hash ^ round(0, lane)) * kPrime1 + kPrime4;
}

// Whole stripes of 32 bytes, in four lanes.
std::uint64_t hash_stripes(const std::uint8_t*& from, const std::uint8_t* end, std::uint64_t seed) {
  std::array<std::uint64_t, 4> lanes = {seed + kPrime1 + kPrime2, seed + kPrime2, seed,
                                        seed - kPrime1};
  for (; from + kStripe <= end; from += kStripe) {
    for (std::size_t i = 0; i < 4; ++i) {
      lanes[i] = round(lanes[i], read<std::uint64_t>(from + 8 * i));
    }
  }
  std::uint64_t hash = std::rotl(lanes[0], 1) + std::rotl(lanes[1], 7) + std::rotl(lanes[2], 12) +
                       std::rotl(lanes[3], 18);
  for (const std::uint64_t lane : lanes) hash = merge(hash, lane);
  return hash;
}

std::uint64_t hash_rest(std::uint64_t hash, const std::uint8_t* from, const std::uint8_t* end) {
  for (; from + 8 <= end; from += 8) {
    hash = std::rotl(hash ^ round(0, read<std::uint64_t>(from)), 27) * kPrime1 + kPrime4;
  }
  if (from + 4 <= end) {
    hash = std::rotl(hash ^ (read<std::uint32_t>(from) * kPrime1), 23) * kPrime2 + kPrime3;
    from += 4;
  }
  for (; from < end; ++from) hash = std::rotl(hash ^ (*from * kPrime5), 11) * kPrime1;
  return hash;
}

}  // namespace

std::uint64_t content_hash(std::span<const std::uint8_t> bytes, std::uint64_t seed) {
  const std::uint8_t* from = bytes.data();
  const std::uint8_t* end = from + bytes.size();
  std::uint64_t hash = bytes.size() >= kStripe ? hash_stripes(from, end, seed) : seed + kPrime5;
  hash = hash_rest(hash + bytes.size(), from, end);
  hash = (hash ^ (hash >> 33U)) * kPrime2;
  hash = (hash ^ (hash >> 29U)) * kPrime3;
  return hash ^ (hash >> 32U);
}

}  // namespace ocelli::train
