#include "image/jpeg/idct.h"

#include <algorithm>
#include <array>

#include <hwy/highway.h>

namespace ocelli::jpeg {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

constexpr int kConstBits = 13;
constexpr int kPassBits = 2;  // extra precision between the passes

constexpr std::int32_t fix(double value) {
  return static_cast<std::int32_t>(value * (1 << kConstBits) + (value < 0 ? -0.5 : 0.5));
}

std::uint8_t to_sample(std::int32_t value) {
  return static_cast<std::uint8_t>(std::clamp(value, -128, 127) + 128);
}

// Corrupt files overflow 32 bits: wrap, as the vector instructions do.
std::int32_t wrapped(std::uint32_t value) { return static_cast<std::int32_t>(value); }
std::uint32_t bits_of(std::int32_t value) { return static_cast<std::uint32_t>(value); }

std::int32_t descale(std::int32_t value, int bits) {
  return wrapped(bits_of(value) + (1U << (bits - 1))) >> bits;
}

std::int32_t product(std::int32_t a, std::int32_t b) { return wrapped(bits_of(a) * bits_of(b)); }

// Four 32-bit numbers side by side, or one: the butterfly below is written once for both.
using Tag = hn::FixedTag<std::int32_t, 4>;
using Vector = hn::Vec<Tag>;

struct PlainLane {
  std::int32_t v;
  friend PlainLane operator+(PlainLane a, PlainLane b) {
    return {wrapped(bits_of(a.v) + bits_of(b.v))};
  }
  friend PlainLane operator-(PlainLane a, PlainLane b) {
    return {wrapped(bits_of(a.v) - bits_of(b.v))};
  }
  [[nodiscard]] PlainLane times(std::int32_t k) const { return {product(v, k)}; }
  template <int kBits>
  [[nodiscard]] PlainLane shifted_left() const {
    return {wrapped(bits_of(v) << kBits)};
  }
  template <int kBits>
  [[nodiscard]] PlainLane descaled() const {
    return {descale(v, kBits)};
  }
};

struct VectorLane {
  Vector v;
  friend VectorLane operator+(VectorLane a, VectorLane b) { return {hn::Add(a.v, b.v)}; }
  friend VectorLane operator-(VectorLane a, VectorLane b) { return {hn::Sub(a.v, b.v)}; }
  [[nodiscard]] VectorLane times(std::int32_t k) const { return {hn::Mul(v, hn::Set(Tag(), k))}; }
  template <int kBits>
  [[nodiscard]] VectorLane shifted_left() const {
    return {hn::ShiftLeft<kBits>(v)};
  }
  template <int kBits>
  [[nodiscard]] VectorLane descaled() const {
    return {hn::ShiftRight<kBits>(hn::Add(v, hn::Set(Tag(), 1 << (kBits - 1))))};
  }
};

// One 8-point inverse DCT, scaled up by √8 · 2^kConstBits, then down by 2^kDescale.
template <int kDescale, typename Lane>
inline void transform8(std::array<Lane, 8>& x) {
  const Lane even = (x[2] + x[6]).times(fix(0.541196100));
  const Lane e2 = even - x[6].times(fix(1.847759065));
  const Lane e3 = even + x[2].times(fix(0.765366865));
  const Lane e0 = (x[0] + x[4]).template shifted_left<kConstBits>();
  const Lane e1 = (x[0] - x[4]).template shifted_left<kConstBits>();
  const Lane s0 = e0 + e3, s3 = e0 - e3, s1 = e1 + e2, s2 = e1 - e2;

  const Lane cross = (x[7] + x[3] + x[5] + x[1]).times(fix(1.175875602));
  const Lane z1 = (x[7] + x[1]).times(fix(0.899976223));
  const Lane z2 = (x[5] + x[3]).times(fix(2.562915447));
  const Lane z3 = cross - (x[7] + x[3]).times(fix(1.961570560));
  const Lane z4 = cross - (x[5] + x[1]).times(fix(0.390180644));
  const Lane o0 = x[7].times(fix(0.298631336)) - z1 + z3;
  const Lane o1 = x[5].times(fix(2.053119869)) - z2 + z4;
  const Lane o2 = x[3].times(fix(3.072711026)) - z2 + z3;
  const Lane o3 = x[1].times(fix(1.501321110)) - z1 + z4;

  x[0] = (s0 + o3).template descaled<kDescale>();
  x[7] = (s0 - o3).template descaled<kDescale>();
  x[1] = (s1 + o2).template descaled<kDescale>();
  x[6] = (s1 - o2).template descaled<kDescale>();
  x[2] = (s2 + o1).template descaled<kDescale>();
  x[5] = (s2 - o1).template descaled<kDescale>();
  x[3] = (s3 + o0).template descaled<kDescale>();
  x[4] = (s3 - o0).template descaled<kDescale>();
}

// Averages of neighbouring outputs: the frequency-4 term cancels in pairs.
template <int kDescale, typename Lane>
inline void transform4(const std::array<Lane, 8>& x, std::array<Lane, 4>& out) {
  const Lane dc = x[0].template shifted_left<kConstBits + 1>();
  const Lane even = x[2].times(fix(1.847759065)) - x[6].times(fix(0.765366865));
  const Lane s0 = dc + even, s1 = dc - even;
  const Lane o0 = x[1].times(fix(2.562915447)) + x[3].times(fix(0.899976223)) -
                  x[5].times(fix(0.601344887)) - x[7].times(fix(0.509795579));
  const Lane o1 = x[1].times(fix(1.061594337)) - x[3].times(fix(2.172734803)) +
                  x[5].times(fix(1.451774981)) - x[7].times(fix(0.211164243));
  out[0] = (s0 + o0).template descaled<kDescale + 1>();
  out[3] = (s0 - o0).template descaled<kDescale + 1>();
  out[1] = (s1 + o1).template descaled<kDescale + 1>();
  out[2] = (s1 - o1).template descaled<kDescale + 1>();
}

// Averages of four neighbouring outputs: all even frequencies but 0 cancel.
template <int kDescale, typename Lane>
inline void transform2(const std::array<Lane, 8>& x, std::array<Lane, 2>& out) {
  const Lane dc = x[0].template shifted_left<kConstBits + 2>();
  const Lane odd = x[1].times(fix(3.624509785)) - x[3].times(fix(1.272758580)) +
                   x[5].times(fix(0.850430095)) - x[7].times(fix(0.720959822));
  out[0] = (dc + odd).template descaled<kDescale + 2>();
  out[1] = (dc - odd).template descaled<kDescale + 2>();
}

constexpr int kFirst = kConstBits - kPassBits;
constexpr int kSecond = kConstBits + kPassBits + 3;

using Row = std::array<PlainLane, 8>;

std::array<Row, 8> dequantized(const std::int16_t* coefficients, const QuantTable& quant) {
  std::array<Row, 8> rows;
  for (int i = 0; i < kBlockSize; ++i) {
    rows[i / 8][i % 8].v = product(coefficients[i], quant[i]);
  }
  return rows;
}

template <int kSize>
void reduced(const std::int16_t* coefficients, const QuantTable& quant, std::uint8_t* out,
             int stride) {
  const auto rows = dequantized(coefficients, quant);
  std::array<Row, kSize> half;
  for (int column = 0; column < 8; ++column) {
    Row x;
    for (int i = 0; i < 8; ++i) x[i] = rows[i][column];
    std::array<PlainLane, kSize> y;
    if constexpr (kSize == 4) {
      transform4<kFirst>(x, y);
    } else {
      transform2<kFirst>(x, y);
    }
    for (int i = 0; i < kSize; ++i) half[i][column] = y[i];
  }
  for (int i = 0; i < kSize; ++i) {
    std::array<PlainLane, kSize> y;
    if constexpr (kSize == 4) {
      transform4<kSecond>(half[i], y);
    } else {
      transform2<kSecond>(half[i], y);
    }
    for (int j = 0; j < kSize; ++j) out[i * stride + j] = to_sample(y[j].v);
  }
}

void whole_plain(const std::int16_t* coefficients, const QuantTable& quant, std::uint8_t* out,
                 int stride) {
  auto rows = dequantized(coefficients, quant);
  for (int column = 0; column < 8; ++column) {
    Row x;
    for (int i = 0; i < 8; ++i) x[i] = rows[i][column];
    transform8<kFirst>(x);
    for (int i = 0; i < 8; ++i) rows[i][column] = x[i];
  }
  for (int i = 0; i < 8; ++i) {
    transform8<kSecond>(rows[i]);
    for (int j = 0; j < 8; ++j) out[i * stride + j] = to_sample(rows[i][j].v);
  }
}

inline void transpose4(VectorLane& a, VectorLane& b, VectorLane& c, VectorLane& d) {
  const Tag tag;
  const auto ab_low = hn::InterleaveLower(tag, a.v, b.v),
             ab_high = hn::InterleaveUpper(tag, a.v, b.v);
  const auto cd_low = hn::InterleaveLower(tag, c.v, d.v),
             cd_high = hn::InterleaveUpper(tag, c.v, d.v);
  a.v = hn::ConcatLowerLower(tag, cd_low, ab_low);
  b.v = hn::ConcatUpperUpper(tag, cd_low, ab_low);
  c.v = hn::ConcatLowerLower(tag, cd_high, ab_high);
  d.v = hn::ConcatUpperUpper(tag, cd_high, ab_high);
}

// left and right: columns 0–3 and 4–7 of eight rows. Swaps rows with columns.
inline void transpose8(std::array<VectorLane, 8>& left, std::array<VectorLane, 8>& right) {
  transpose4(left[0], left[1], left[2], left[3]);
  transpose4(left[4], left[5], left[6], left[7]);
  transpose4(right[0], right[1], right[2], right[3]);
  transpose4(right[4], right[5], right[6], right[7]);
  for (int i = 0; i < 4; ++i) std::swap(left[4 + i], right[i]);
}

void whole_vector(const std::int16_t* coefficients, const QuantTable& quant, std::uint8_t* out,
                  int stride) {
  const hn::FixedTag<std::int16_t, 8> d16;
  const hn::FixedTag<std::int16_t, 4> half16;
  const hn::FixedTag<std::uint16_t, 8> du16;
  const hn::FixedTag<std::uint8_t, 8> d8;
  const Tag d32;
  const auto widen = [&](auto half) { return hn::PromoteTo(d32, half); };
  std::array<VectorLane, 8> left, right;
  for (int i = 0; i < 8; ++i) {
    const auto c = hn::LoadU(d16, coefficients + 8 * i);
    const auto q = hn::LoadU(du16, quant.data() + 8 * i);
    const hn::FixedTag<std::uint16_t, 4> halfu16;
    const auto q_low = hn::BitCast(
        d32, hn::PromoteTo(hn::FixedTag<std::uint32_t, 4>(), hn::LowerHalf(halfu16, q)));
    const auto q_high = hn::BitCast(
        d32, hn::PromoteTo(hn::FixedTag<std::uint32_t, 4>(), hn::UpperHalf(halfu16, q)));
    left[i].v = hn::Mul(widen(hn::LowerHalf(half16, c)), q_low);
    right[i].v = hn::Mul(widen(hn::UpperHalf(half16, c)), q_high);
  }
  transform8<kFirst>(left);
  transform8<kFirst>(right);
  transpose8(left, right);
  transform8<kSecond>(left);
  transform8<kSecond>(right);
  transpose8(left, right);
  const auto centre = hn::Set(d16, 128);
  for (int i = 0; i < 8; ++i) {
    const auto low = hn::DemoteTo(half16, left[i].v);
    const auto high = hn::DemoteTo(half16, right[i].v);
    const auto row = hn::SaturatedAdd(hn::Combine(d16, high, low), centre);
    hn::StoreU(hn::DemoteTo(d8, row), d8, out + i * stride);
  }
}

bool only_dc(const std::int16_t* coefficients) {
  std::uint64_t any = static_cast<std::uint16_t>(coefficients[1]) |
                      static_cast<std::uint16_t>(coefficients[2]) |
                      static_cast<std::uint16_t>(coefficients[3]);
  for (int i = 4; i < kBlockSize; i += 4) {
    std::uint64_t four;
    __builtin_memcpy(&four, coefficients + i, sizeof four);
    any |= four;
  }
  return any == 0;
}

void fill(int size, std::int32_t dc, std::uint8_t* out, int stride) {
  const std::uint8_t sample = to_sample(descale(dc, 3));
  for (int y = 0; y < size; ++y) std::fill_n(out + y * stride, size, sample);
}

}  // namespace

void inverse_dct(int size, const std::int16_t* coefficients, const QuantTable& quant,
                 std::uint8_t* out, int stride) {
  if (size == 8 && !only_dc(coefficients)) return whole_vector(coefficients, quant, out, stride);
  inverse_dct_plain(size, coefficients, quant, out, stride);
}

void inverse_dct_plain(int size, const std::int16_t* coefficients, const QuantTable& quant,
                       std::uint8_t* out, int stride) {
  // The shortcut is the same unless a hostile value overflows: both paths take it.
  if (size == 1 || (size == 8 && only_dc(coefficients))) {
    return fill(size, product(coefficients[0], quant[0]), out, stride);
  }
  if (size == 8) return whole_plain(coefficients, quant, out, stride);
  if (size == 4) return reduced<4>(coefficients, quant, out, stride);
  reduced<2>(coefficients, quant, out, stride);
}

}  // namespace ocelli::jpeg
