#pragma once

#include <cstdint>

#include "image/jpeg/bit_reader.h"
#include "image/jpeg/frame.h"

namespace ocelli::jpeg {

/// Entropy decoders of single blocks, one a coding mode (T.81, F.2.2 and G.1.2). Each answers false
/// for bits that are no code. Coefficients are written in natural order.
bool decode_baseline(BitReader& bits, const HuffmanTable& dc, const HuffmanTable& ac,
                     int& dc_prediction, std::int16_t* block);
bool decode_dc_first(BitReader& bits, const HuffmanTable& dc, int low_bit, int& dc_prediction,
                     std::int16_t* block);
void decode_dc_refine(BitReader& bits, int low_bit, std::int16_t* block);

/// `end_of_band_run`: blocks left, this one included, that hold no more of the band.
bool decode_ac_first(BitReader& bits, const HuffmanTable& ac, const Scan& scan,
                     int& end_of_band_run, std::int16_t* block);
bool decode_ac_refine(BitReader& bits, const HuffmanTable& ac, const Scan& scan,
                      int& end_of_band_run, std::int16_t* block);

}  // namespace ocelli::jpeg
