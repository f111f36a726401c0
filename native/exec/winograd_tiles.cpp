#include "exec/winograd_tiles.h"

#include <cstring>

// One copy for each generation of vector units; the processor chooses when the program starts.
#if defined(__x86_64__) && defined(__GNUC__)
#define OCELLI_VECTOR_CLONES __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define OCELLI_VECTOR_CLONES
#endif
#define OCELLI_INLINE [[gnu::always_inline]] inline

namespace ocelli::exec::winograd {
namespace {

constexpr int kPatch = 6;   // pixels of a tile's input, and points, in one direction
constexpr int kFilter = 3;  // taps

template <int lanes>
struct Vector {
  typedef float Type __attribute__((vector_size(lanes * sizeof(float))));
};

template <class V>
OCELLI_INLINE void load(V& value, const float* from) {
  std::memcpy(&value, from, sizeof(V));
}

template <class V>
OCELLI_INLINE void store(float* to, const V& value) {
  std::memcpy(to, &value, sizeof(V));
}

// In one direction; `step` lies between neighbours.
struct InputLine {
  static constexpr int kFrom = kPatch, kTo = kPatch;
  template <class V>
  OCELLI_INLINE static void apply(const V* d, int step, V* out, int out_step) {
    const V even_1 = d[4 * step] - 4 * d[2 * step], odd_1 = d[3 * step] - 4 * d[step];
    const V even_2 = d[4 * step] - d[2 * step], odd_2 = 2 * (d[3 * step] - d[step]);
    out[0] = 4 * d[0] - 5 * d[2 * step] + d[4 * step];
    out[out_step] = even_1 + odd_1;
    out[2 * out_step] = even_1 - odd_1;
    out[3 * out_step] = even_2 + odd_2;
    out[4 * out_step] = even_2 - odd_2;
    out[5 * out_step] = 4 * d[step] - 5 * d[3 * step] + d[5 * step];
  }
};

struct OutputLine {
  static constexpr int kFrom = kPatch, kTo = kTile;
  template <class V>
  OCELLI_INLINE static void apply(const V* m, int step, V* out, int out_step) {
    const V even_1 = m[step] + m[2 * step], odd_1 = m[step] - m[2 * step];
    const V even_2 = m[3 * step] + m[4 * step], odd_2 = m[3 * step] - m[4 * step];
    out[0] = m[0] + even_1 + even_2;
    out[out_step] = odd_1 + 2 * odd_2;
    out[2 * out_step] = even_1 + 4 * even_2;
    out[3 * out_step] = odd_1 + 8 * odd_2 + m[5 * step];
  }
};

struct GradientLine {
  static constexpr int kFrom = kTile, kTo = kPatch;
  template <class V>
  OCELLI_INLINE static void apply(const V* g, int step, V* out, int out_step) {
    const V even_1 = g[0] + g[2 * step], odd_1 = g[step] + g[3 * step];
    const V even_2 = g[0] + 4 * g[2 * step], odd_2 = 2 * g[step] + 8 * g[3 * step];
    out[0] = g[0];
    out[out_step] = even_1 + odd_1;
    out[2 * out_step] = even_1 - odd_1;
    out[3 * out_step] = even_2 + odd_2;
    out[4 * out_step] = even_2 - odd_2;
    out[5 * out_step] = g[3 * step];
  }
};

struct FilterLine {
  static constexpr int kFrom = kFilter, kTo = kPatch;
  template <class V>
  OCELLI_INLINE static void apply(const V* w, int step, V* out, int out_step) {
    const V ends = w[0] + w[2 * step], far_ends = w[0] + 4 * w[2 * step];
    out[0] = w[0] * 0.25F;
    out[out_step] = (ends + w[step]) * (-1.0F / 6);
    out[2 * out_step] = (ends - w[step]) * (-1.0F / 6);
    out[3 * out_step] = (far_ends + 2 * w[step]) * (1.0F / 24);
    out[4 * out_step] = (far_ends - 2 * w[step]) * (1.0F / 24);
    out[5 * out_step] = w[2 * step];
  }
};

struct FilterGradientLine {
  static constexpr int kFrom = kPatch, kTo = kFilter;
  template <class V>
  OCELLI_INLINE static void apply(const V* p, int step, V* out, int out_step) {
    const V near = (p[step] + p[2 * step]) * (-1.0F / 6);
    const V far = (p[3 * step] + p[4 * step]) * (1.0F / 24);
    out[0] = p[0] * 0.25F + near + far;
    out[out_step] =
        (p[2 * step] - p[step]) * (1.0F / 6) + (p[3 * step] - p[4 * step]) * (1.0F / 12);
    out[2 * out_step] = near + 4 * far + p[5 * step];
  }
};

// Columns first, then rows.
template <class Line, class V>
OCELLI_INLINE void transform(const V* in, V* out) {
  V half[Line::kTo * Line::kFrom];
  for (int x = 0; x < Line::kFrom; ++x) Line::apply(in + x, Line::kFrom, half + x, Line::kFrom);
  for (int y = 0; y < Line::kTo; ++y) {
    Line::apply(half + y * Line::kFrom, 1, out + y * Line::kTo, 1);
  }
}

// A tile's place: the image's pixels, and the tile's first row and column.
struct Place {
  std::int64_t image, row, column;
};

OCELLI_INLINE Place place_of(std::int64_t tile, const Grid& grid) {
  const std::int64_t in_image = tile % (grid.rows * grid.columns);
  return {tile / (grid.rows * grid.columns), in_image / grid.columns * kTile,
          in_image % grid.columns * kTile};
}

OCELLI_INLINE bool is_inside(const Map& map, std::int64_t row, std::int64_t column) {
  return row >= 0 && row < map.rows && column >= 0 && column < map.columns;
}

OCELLI_INLINE std::int64_t offset(const Map& map, const Place& place, std::int64_t row,
                                  std::int64_t column) {
  return ((place.image * map.rows + row) * map.columns + column) * map.channels;
}

template <class Line, int lanes>
OCELLI_INLINE void pixels_to_points(const float* pixels, const Map& map, const Place& place,
                                    float* points, std::int64_t plane) {
  using V = typename Vector<lanes>::Type;
  constexpr int side = Line::kFrom;
  V patch[side * side], out[kPoints];
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x) {
      V& value = patch[y * side + x];
      value = V{};
      if (!is_inside(map, place.row + y, place.column + x)) continue;
      load(value, pixels + offset(map, place, place.row + y, place.column + x));
    }
  }
  transform<Line>(patch, out);
  for (int p = 0; p < kPoints; ++p) store(points + p * plane, out[p]);
}

template <class Line>
OCELLI_INLINE void all_to_points(const float* pixels, const Map& map, const Grid& grid,
                                 std::int64_t padding, const Tiles& tiles, float* points) {
  const std::int64_t plane = tiles.room * map.channels;
  for (std::int64_t tile = tiles.first; tile < tiles.last; ++tile) {
    Place place = place_of(tile, grid);
    place.row -= padding;
    place.column -= padding;
    float* const to = points + (tile - tiles.origin) * map.channels;
    std::int64_t c = 0;
    for (; c + 16 <= map.channels; c += 16) {
      pixels_to_points<Line, 16>(pixels + c, map, place, to + c, plane);
    }
    if (c < map.channels) pixels_to_points<Line, 8>(pixels + c, map, place, to + c, plane);
  }
}

template <int lanes>
OCELLI_INLINE void points_to_pixels(const float* points, std::int64_t plane, const Map& map,
                                    const Place& place, float* pixels) {
  using V = typename Vector<lanes>::Type;
  V in[kPoints], out[kTile * kTile];
  for (int p = 0; p < kPoints; ++p) load(in[p], points + p * plane);
  transform<OutputLine>(in, out);
  for (int y = 0; y < kTile; ++y) {
    for (int x = 0; x < kTile; ++x) {
      if (!is_inside(map, place.row + y, place.column + x)) continue;
      store(pixels + offset(map, place, place.row + y, place.column + x), out[y * kTile + x]);
    }
  }
}

template <class Line, int lanes>
OCELLI_INLINE void move_filter(const float* from, std::int64_t from_step, bool turned, float* to,
                               std::int64_t to_step) {
  using V = typename Vector<lanes>::Type;
  constexpr int taps = Line::kFrom * Line::kFrom, results = Line::kTo * Line::kTo;
  V in[taps], out[results];
  for (int i = 0; i < taps; ++i) load(in[turned ? taps - 1 - i : i], from + i * from_step);
  transform<Line>(in, out);
  for (int i = 0; i < results; ++i) store(to + i * to_step, out[i]);
}

}  // namespace

OCELLI_VECTOR_CLONES
void input_to_points(const float* pixels, const Map& map, const Grid& grid, std::int64_t padding,
                     const Tiles& tiles, float* points) {
  all_to_points<InputLine>(pixels, map, grid, padding, tiles, points);
}

OCELLI_VECTOR_CLONES
void gradient_to_points(const float* pixels, const Map& map, const Grid& grid, const Tiles& tiles,
                        float* points) {
  all_to_points<GradientLine>(pixels, map, grid, 0, tiles, points);
}

OCELLI_VECTOR_CLONES
void points_to_output(const float* points, const Map& map, const Grid& grid, const Tiles& tiles,
                      float* pixels) {
  const std::int64_t plane = tiles.room * map.channels;
  for (std::int64_t tile = tiles.first; tile < tiles.last; ++tile) {
    const Place place = place_of(tile, grid);
    const float* const from = points + (tile - tiles.origin) * map.channels;
    std::int64_t c = 0;
    for (; c + 16 <= map.channels; c += 16) {
      points_to_pixels<16>(from + c, plane, map, place, pixels + c);
    }
    if (c < map.channels) points_to_pixels<8>(from + c, plane, map, place, pixels + c);
  }
}

OCELLI_VECTOR_CLONES
void filters_to_points(const float* filters, std::int64_t outputs, std::int64_t inputs, bool turned,
                       std::int64_t first, std::int64_t last, float* points) {
  for (std::int64_t k = first; k < last; ++k) {
    const float* const from = filters + k * kFilter * kFilter * inputs;
    float* const to = points + k * inputs;
    for (std::int64_t c = 0; c < inputs; c += 8) {
      move_filter<FilterLine, 8>(from + c, inputs, turned, to + c, outputs * inputs);
    }
  }
}

OCELLI_VECTOR_CLONES
void points_to_filters(const float* points, std::int64_t outputs, std::int64_t inputs,
                       std::int64_t first, std::int64_t last, float* filters) {
  for (std::int64_t k = first; k < last; ++k) {
    const float* const from = points + k * inputs;
    float* const to = filters + k * kFilter * kFilter * inputs;
    for (std::int64_t c = 0; c < inputs; c += 8) {
      move_filter<FilterGradientLine, 8>(from + c, outputs * inputs, false, to + c, inputs);
    }
  }
}

}  // namespace ocelli::exec::winograd
