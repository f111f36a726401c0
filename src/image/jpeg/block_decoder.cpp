#include "image/jpeg/block_decoder.h"

namespace ocelli::jpeg {
namespace {

constexpr int kEndOfBlock = 0x00;
constexpr int kSixteenZeros = 0xF0;
constexpr int kMaxDcBits = 11;  // of 8-bit samples

bool take_dc(BitReader& bits, const HuffmanTable& dc, int& prediction) {
  bits.refill();
  const int size = dc.decode(bits);
  if (size < 0 || size > kMaxDcBits) return false;
  if (size > 0) {
    prediction = static_cast<std::int16_t>(prediction + extend(bits.peek(size), size));
    bits.consume(size);
  }
  return true;
}

// Corrects a coefficient that is not zero by one bit (T.81, G.1.2.3).
void refine(BitReader& bits, int low_bit, std::int16_t& coefficient) {
  const int one = 1 << low_bit;
  if (bits.take(1) != 0 && (coefficient & one) == 0) {
    coefficient = static_cast<std::int16_t>(coefficient + (coefficient >= 0 ? one : -one));
  }
}

}  // namespace

bool decode_baseline(BitReader& bits, const HuffmanTable& dc, const HuffmanTable& ac,
                     int& dc_prediction, std::int16_t* block) {
  if (!take_dc(bits, dc, dc_prediction)) return false;
  block[0] = static_cast<std::int16_t>(dc_prediction);
  for (int k = 1; k < kBlockSize; ++k) {
    bits.refill();
    if (const std::int32_t fast = ac.fast_ac(bits); fast != 0) {
      k += fast & 15;
      bits.consume((fast >> 4) & 31);
      block[kNaturalOrder[k]] = static_cast<std::int16_t>(fast >> 16);
      if (k >= kBlockSize) return false;
      continue;
    }
    const int symbol = ac.decode(bits);
    const int size = symbol & 15;
    if (size == 0) {
      if (symbol == kEndOfBlock) break;
      if (symbol != kSixteenZeros) return false;
      k += 15;
      continue;
    }
    if (symbol < 0) return false;
    k += symbol >> 4;
    if (k >= kBlockSize) return false;
    block[kNaturalOrder[k]] = static_cast<std::int16_t>(extend(bits.peek(size), size));
    bits.consume(size);
  }
  return true;
}

bool decode_dc_first(BitReader& bits, const HuffmanTable& dc, int low_bit, int& dc_prediction,
                     std::int16_t* block) {
  if (!take_dc(bits, dc, dc_prediction)) return false;
  block[0] = static_cast<std::int16_t>(static_cast<std::uint32_t>(dc_prediction) << low_bit);
  return true;
}

void decode_dc_refine(BitReader& bits, int low_bit, std::int16_t* block) {
  if (bits.take(1) != 0) block[0] = static_cast<std::int16_t>(block[0] | (1 << low_bit));
}

bool decode_ac_first(BitReader& bits, const HuffmanTable& ac, const Scan& scan,
                     int& end_of_band_run, std::int16_t* block) {
  if (end_of_band_run > 0) {
    --end_of_band_run;
    return true;
  }
  for (int k = scan.spectral_start; k <= scan.spectral_end; ++k) {
    bits.refill();
    const int symbol = ac.decode(bits);
    if (symbol < 0) return false;
    const int run = symbol >> 4;
    const int size = symbol & 15;
    if (size == 0 && run < 15) {
      end_of_band_run = (1 << run) - 1 + static_cast<int>(bits.take(run));
      return true;
    }
    k += run;
    if (size == 0) continue;
    if (k > scan.spectral_end) return false;
    const auto value = static_cast<std::uint32_t>(extend(bits.peek(size), size));
    bits.consume(size);
    block[kNaturalOrder[k]] = static_cast<std::int16_t>(value << scan.approx_low);
  }
  return true;
}

bool decode_ac_refine(BitReader& bits, const HuffmanTable& ac, const Scan& scan,
                      int& end_of_band_run, std::int16_t* block) {
  int k = scan.spectral_start;
  while (end_of_band_run == 0 && k <= scan.spectral_end) {
    bits.refill();
    const int symbol = ac.decode(bits);
    if (symbol < 0) return false;
    int zeros = symbol >> 4;
    int value = 0;
    if ((symbol & 15) != 0) {
      if ((symbol & 15) != 1) return false;
      const int one = 1 << scan.approx_low;
      value = bits.take(1) != 0 ? one : -one;
    } else if (zeros < 15) {
      end_of_band_run = (1 << zeros) + static_cast<int>(bits.take(zeros));
      break;
    }
    // Coefficients that were not zero before are corrected on the way over `zeros` that were.
    for (; k <= scan.spectral_end; ++k) {
      std::int16_t& coefficient = block[kNaturalOrder[k]];
      if (coefficient != 0) {
        refine(bits, scan.approx_low, coefficient);
      } else if (--zeros < 0) {
        break;
      }
    }
    if (value != 0) {
      if (k > scan.spectral_end) return false;
      block[kNaturalOrder[k]] = static_cast<std::int16_t>(value);
    }
    ++k;
  }
  if (end_of_band_run > 0) {
    for (; k <= scan.spectral_end; ++k) {
      std::int16_t& coefficient = block[kNaturalOrder[k]];
      if (coefficient != 0) refine(bits, scan.approx_low, coefficient);
    }
    --end_of_band_run;
  }
  return true;
}

}  // namespace ocelli::jpeg
