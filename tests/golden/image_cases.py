"""Numbers that the tests of single steps compare with: resized pixels, luma, alpha, orientation
(Pillow), where crops begin (the expressions of torchvision and of Hugging Face's numpy code),
normalised values (NumPy, float32)."""

from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from image_scene import FOLDER, over_white, scene, write_expected

OUT = Path(__file__).with_name("image_cases.h")
FILTERS = ["Box", "Bilinear", "Hamming", "Bicubic", "Lanczos"]
SOURCES = {"picture": (19, 13), "column": (1, 13), "row": (19, 1), "pixel": (1, 1)}
# width, height, box as fractions of the source's sides
TARGETS = [
    (31, 7, (0, 0, 1, 1)),
    (7, 31, (0, 0, 1, 1)),
    (1, 1, (0, 0, 1, 1)),
    (19, 5, (0, 0, 1, 1)),
    (40, 13, (0, 0, 1, 1)),
    (6, 4, (0.07, 0.04, 0.93, 0.9)),
    (33, 21, (0.25, 0.5, 0.7, 0.99)),
    (3, 2, (0.5, 0.5, 0.52, 0.55)),
]
NORMALIZE = [
    (255.0, (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)),
    (255.0, (0.0, 0.0, 0.0), (1.0, 1.0, 1.0)),
    (128.0, (0.9921875, 1.0, 0.5), (1.0, 0.26130258, 0.27577711)),
    (1.0, (123.675, 116.28, 103.53), (58.395, 57.12, 57.375)),
]


def numbers(values):
    return ", ".join(str(int(v)) for v in values)


def floats(values):
    return ", ".join(f"{np.float32(v):.9g}F" if "." in f"{np.float32(v):.9g}" else f"{np.float32(v):.9g}.0F" for v in values)


def resized(image, size, method, box):
    """The horizontal pass, then the vertical one: `Image.resize` of Pillow before 13, which since takes
    the vertical pass first where the height shrinks far more than the width."""
    left, top, right, bottom = box
    wide = image.resize((size[0], image.height), method, box=(left, 0, right, image.height))
    return wide.resize(size, method, box=(0, top, size[0], bottom))


def resize_cases():
    """Each a line of the header; the pixels of all go to one file, one after the other."""
    pixels = b""
    for source, (width, height) in SOURCES.items():
        image = Image.fromarray(scene(width, height, seed=8))
        for out_width, out_height, part in TARGETS:
            sides = np.float32([width, height, width, height])
            box = [float(v) for v in np.float32(part) * sides]
            for name in FILTERS:
                method = Image.Resampling[name.upper()]
                out = resized(image, (out_width, out_height), method, box)
                yield (
                    f'    {{"{source}", ResizeFilter::k{name}, {out_width}, {out_height},'
                    f" {{{floats(box)}}}, {len(pixels)}}},"
                )
                pixels += out.tobytes()
    (FOLDER / "resized.bin").write_bytes(pixels)


def orientation_cases():
    """Where each pixel of a 4 × 3 picture goes, by the number of its place."""
    image = Image.fromarray(np.arange(12, dtype=np.uint8).reshape(3, 4))
    for orientation in range(1, 9):
        image.getexif()[0x0112] = orientation
        seen = ImageOps.exif_transpose(image)
        yield f"    {{{orientation}, {seen.width}, {seen.height}, {{{numbers(np.asarray(seen).ravel())}}}}},"


def crop_cases():
    for size in range(1, 13):
        for crop in range(1, 13):
            # torchvision pads what is smaller, half of it before, then cuts.
            padding = (crop - size) // 2 if crop > size else 0
            start = -padding if crop > size else int(round((size - crop) / 2.0))
            yield f"    {{{size}, {crop}, {start}, {(size - crop) // 2}}},"


def normalize_cases():
    for divisor, mean, std in NORMALIZE:
        lines = []
        for m, s in zip(mean, std):
            v = np.arange(256, dtype=np.float32)
            values = (v / np.float32(divisor) - np.float32(m)) / np.float32(s)
            lines.append("{" + ", ".join(hex(b) for b in values.view(np.uint32)) + "}")
        yield f"    {{{floats([divisor])}, {{{floats(mean)}}}, {{{floats(std)}}},\n     {{{{{', '.join(lines)}}}}}}},"


def luma_rows():
    """For each red, the sum of green-weighted lumas over a lattice of 16 levels a channel."""
    levels = np.arange(0, 256, 17, dtype=np.uint8)
    rgb = np.stack(np.meshgrid(levels, levels, levels, indexing="ij"), axis=-1).reshape(16, 256, 3)
    luma = np.asarray(Image.fromarray(rgb).convert("L")).astype(int)
    return [f"    {{{numbers(row)}}}," for row in luma]


def alpha_rows():
    """For each alpha, two sums over all values v of v composed over white: plain, and times v."""
    value, alpha = np.meshgrid(np.arange(256), np.arange(256))
    seen = over_white(np.dstack([value, value, value, alpha]))[..., 0].astype(int)
    return [f"    {{{row.sum()}, {(row * np.arange(256)).sum()}}}," for row in seen]


def write():
    for source, (width, height) in SOURCES.items():
        write_expected(f"resize-{source}", scene(width, height, seed=8))
    OUT.write_text("\n".join(header()))


def header():
    yield from (
        "// Written by image.py beside this file (Pillow and NumPy). Do not edit.",
        "// clang-format off",
        "#pragma once",
        "",
        "#include <array>",
        "#include <cstdint>",
        "#include <vector>",
        "",
        '#include "image/resize.h"',
        "",
        "namespace image_cases {",
        "",
        "using ocelli::ResizeFilter;",
        "",
        "/// images/resize-<source>.ppm resized; `at`: where images/resized.bin holds the pixels.",
        "struct Resize { const char* source; ResizeFilter filter; int width; int height; ocelli::SourceBox box; std::size_t at; };",
        "inline const std::vector<Resize> kResize = {",
        *resize_cases(),
        "};",
        "",
        "/// A 4 x 3 picture of the values 0 to 11, as it is seen.",
        "struct Orientation { int orientation; int width; int height; std::array<std::uint8_t, 12> seen; };",
        "inline const std::vector<Orientation> kOrientation = {",
        *orientation_cases(),
        "};",
        "",
        "struct Crop { int size; int crop; int half_even; int floor; };",
        "inline const std::vector<Crop> kCrop = {",
        *crop_cases(),
        "};",
        "",
        "/// Bits of the float32 values of 0 to 255, for each of three channels.",
        "struct Normalize { float divisor; std::array<float, 3> mean; std::array<float, 3> std_dev; std::array<std::array<std::uint32_t, 256>, 3> bits; };",
        "inline const std::vector<Normalize> kNormalize = {",
        *normalize_cases(),
        "};",
        "",
        "/// Luma of red 17 r, green 17 g, blue 17 b at [r][16 g + b].",
        "inline const std::array<std::array<std::uint8_t, 256>, 16> kLuma = {{",
        *luma_rows(),
        "}};",
        "",
        "/// For each alpha: the sum over v of v composed over white, and that times v.",
        "struct Alpha { std::uint64_t sum; std::uint64_t weighted; };",
        "inline const std::array<Alpha, 256> kAlpha = {{",
        *alpha_rows(),
        "}};",
        "",
        "}  // namespace image_cases",
        "",
    )
