"""Writes augment_cases.bin and augment_draws.h: what torchvision makes of small pictures of noise, and
the statistics of what it draws.

    /usr/bin/python3 tests/golden/augment.py

Needs torch and torchvision (tried: Debian's 1.13.0 and 0.14.1). The pictures come from the generator
in tests/unit/data/test_photos.h. A record of augment_cases.bin: a name of 32 bytes, width and height
(4 bytes each, little-endian), then the rows, three bytes a pixel.
"""

import struct
from pathlib import Path

import numpy as np
import torch
from torchvision import transforms
from torchvision.transforms import functional as F
from torchvision.transforms.autoaugment import _apply_op
from torchvision.transforms.functional import InterpolationMode

HERE = Path(__file__).parent
BILINEAR = InterpolationMode.BILINEAR
CORNERS = [[0, 0], [23, 0], [23, 19], [0, 19]]
MOVED = [[2, 3], [20, 1], [22, 17], [4, 18]]
DRAWS = 200_000


def noise(width, height, seed):
    state, values = seed, []
    for _ in range(width * height * 3):
        state = (1664525 * state + 1013904223) % 2**32
        values.append(state >> 24)
    return torch.tensor(values, dtype=torch.uint8).reshape(height, width, 3).permute(2, 0, 1)


def pale(image):
    return image // 3 + 40


def cases():
    image = noise(24, 20, 1)
    for factor in (0.6, 1.5):
        yield f"brightness {factor}", F.adjust_brightness(image, factor)
    for factor in (0.4, 1.7):
        yield f"contrast {factor}", F.adjust_contrast(image, factor)
    for factor in (0.0, 1.8):
        yield f"saturation {factor}", F.adjust_saturation(image, factor)
    for turn in (-0.3, 0.1, 0.5):
        yield f"hue {turn}", F.adjust_hue(image, turn)
    for gamma in (0.5, 2.2):
        yield f"gamma {gamma}", F.adjust_gamma(image, gamma)
    for bits in (1, 3, 8):
        yield f"posterize {bits}", F.posterize(image, bits)
    yield "solarize 100", F.solarize(image, 100)
    yield "autocontrast", F.autocontrast(pale(image))
    yield "equalize", F.equalize(pale(noise(48, 40, 2)))
    for factor in (0.2, 1.9):
        yield f"sharpness {factor}", F.adjust_sharpness(image, factor)
    yield "flip", F.hflip(image)
    yield "rotation 17", F.rotate(image, 17, BILINEAR)
    yield "perspective", F.perspective(image, CORNERS, MOVED, BILINEAR)
    # At magnitude 12 of 0 to 30, as RandAugment hands it over.
    share = 12 / 30
    for name, magnitude in {
        "ShearX": 0.3 * share,
        "ShearY": -0.3 * share,
        "TranslateX": 150 / 331 * 24 * share,
        "TranslateY": -150 / 331 * 20 * share,
        "Rotate": 30 * share,
        "Brightness": 0.9 * share,
        "Color": -0.9 * share,
        "Contrast": 0.9 * share,
        "Sharpness": -0.9 * share,
        "Posterize": 8 - round(12 / (30 / 4)),
        "Solarize": 255 * (1 - share),
    }.items():
        magnitude = int(magnitude) if name == "Posterize" else magnitude
        yield f"op {name}", _apply_op(image, name, magnitude, BILINEAR, None)


def record(name, image):
    height, width = image.shape[1:]
    rows = image.permute(1, 2, 0).contiguous().numpy().tobytes()
    return struct.pack("<32sii", name.encode(), width, height) + rows


def moments(draws):
    """Mean of each column, and the standard error of that mean."""
    table = np.array(draws, dtype=np.float64)
    return table.mean(axis=0), table.std(axis=0) / np.sqrt(len(table))


def crops():
    settings = {"wide": (298, 224, (0.35, 1.0)), "tall": (224, 398, (0.08, 1.0)), "strip": (400, 40, (0.9, 1.0))}
    for name, (width, height, scale) in settings.items():
        picture = torch.empty(3, height, width)
        draws = []
        for _ in range(DRAWS):
            y, x, h, w = transforms.RandomResizedCrop.get_params(picture, scale, (3 / 4, 4 / 3))
            draws.append((x, y, w, h, w * h))
        mean, error = moments(draws)
        yield name, width, height, scale, mean, error


def erasures():
    picture = torch.empty(3, 224, 160)
    draws = []
    for _ in range(DRAWS):
        y, x, h, w, _ = transforms.RandomErasing.get_params(picture, (0.02, 0.33), (0.3, 3.3), [0.0])
        draws.append((x, y, w, h, w * h))
    return moments(draws)


def numbers(values):
    return ", ".join(f"{v:.10g}" for v in values)


def main():
    torch.manual_seed(1)
    (HERE / "augment_cases.bin").write_bytes(b"".join(record(*case) for case in cases()))
    mean, error = erasures()
    lines = [
        "// Written by augment.py beside this file (torchvision). Do not edit.",
        "// clang-format off",
        "#pragma once",
        "",
        "namespace augment_draws {",
        "",
        f"inline constexpr int kDraws = {DRAWS};",
        "",
        "/// Means of x, y, width, height and area over so many draws, and their standard errors.",
        "struct Moments { double mean[5]; double error[5]; };",
        "",
        "struct Crops { const char* name; int width; int height; double least; double most; Moments moments; };",
        "inline constexpr Crops kCrops[] = {",
        *(
            f'    {{"{name}", {w}, {h}, {scale[0]}, {scale[1]}, {{{{{numbers(m)}}}, {{{numbers(e)}}}}}}},'
            for name, w, h, scale, m, e in crops()
        ),
        "};",
        "",
        "/// Of a picture of 160 x 224, where 2 to 33 % of the area are erased.",
        f"inline constexpr Moments kErasures = {{{{{numbers(mean)}}}, {{{numbers(error)}}}}};",
        "",
        "}  // namespace augment_draws",
        "",
    ]
    (HERE / "augment_draws.h").write_text("\n".join(lines))


main()
