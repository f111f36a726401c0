#pragma once

#include <cstdint>

#include "image/jpeg/frame.h"

namespace ocelli::jpeg {

/// Writes one block as `size` × `size` samples: 8 is the whole inverse DCT, 4, 2 and 1 the averages
/// of 2 × 2, 4 × 4 and 8 × 8 of its samples. Fixed-point arithmetic of 13 bits, columns first, two
/// extra bits between the passes: equal to libjpeg's `islow` and its reduced transforms to the bit.
/// Source: Loeffler, Ligtenberg, Moschytz, "Practical fast 1-D DCT algorithms with 11
/// multiplications", ICASSP 1989.
///
/// `coefficients`: 64, natural order, not yet multiplied by `quant`.
void inverse_dct(int size, const std::int16_t* coefficients, const QuantTable& quant,
                 std::uint8_t* out, int stride);

/// The same without vector instructions; for tests.
void inverse_dct_plain(int size, const std::int16_t* coefficients, const QuantTable& quant,
                       std::uint8_t* out, int stride);

}  // namespace ocelli::jpeg
