#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "result.h"

namespace ocelli {

/// The palette indices in a GIF's LZW data (its sub-blocks joined), at most `count`: fewer where the
/// data end before. `index_bits`, 1 to 8, is the smallest code size that stands before the data.
/// Source: GIF89a specification, appendix F. kCorruptImage for a code that no table holds.
Result<std::vector<std::uint8_t>> unpack_gif_lzw(std::span<const std::uint8_t> data, int index_bits,
                                                 std::size_t count);

}  // namespace ocelli
