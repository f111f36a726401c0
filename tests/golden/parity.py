"""Writes what the parity suite (tests/parity) compares the core with.

    python tests/golden/parity.py fixtures    the files, into tests/golden/parity/{good,broken}
    python tests/golden/parity.py expected    what they should decode to, into expected.json
    python tests/golden/parity.py check       expected.json again, compared with the one that is there
    python tests/golden/parity.py cases DIR   what Pillow makes of data/decoder-cases, into decoder-cases.json

Needs numpy 1.24 or newer and Pillow 9.4 to 12.3 (10.2 or newer for the fixtures). From 13.0 on Pillow
resizes vertically first where the height shrinks by more than twice as many pixels as the width, and
rounds differently; the card's rule is the older order. Where PyTorch and torchvision are installed,
every tensor is computed by them as well. `check` passes with Pillow 12.3 and with Debian 12's Pillow
9.4, PyTorch 1.13 and torchvision 0.14.
"""

import argparse
import hashlib
import io
import json
import sys
from pathlib import Path

import numpy as np
import PIL
from PIL import Image

from parity_cards import FILTERS, all_cards
from parity_files import all_files, broken_files
from parity_pixels import orientation_of, oriented, rgb_of
from parity_tensors import Card, Fixture, shrink_of, tensor

FOLDER = Path(__file__).with_name("parity")
EXPECTED = FOLDER / "expected.json"
SHRINKS = (2, 4, 8)
RESIZED = ("noise.png", "orientation-6.jpg", "1x37.png", "size-420-31x2.jpg")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("what", choices=["fixtures", "expected", "check", "cases"])
    parser.add_argument("folder", type=Path, nargs="?")
    options = parser.parse_args()
    what = options.what
    if what == "fixtures":
        write_fixtures()
        return
    if what == "cases":
        (FOLDER / "decoder-cases.json").write_text(as_text({"files": decoder_cases(options.folder)}))
        return
    if int(PIL.__version__.split(".")[0]) >= 13:
        sys.exit(f"expected Pillow before 13.0, got {PIL.__version__}")
    text = as_text(expected())
    if what == "expected":
        EXPECTED.write_text(text)
    elif text != EXPECTED.read_text():
        sys.exit("expected.json differs")


def write_fixtures():
    for folder in ("good", "broken"):
        (FOLDER / folder).mkdir(parents=True, exist_ok=True)
        for path in (FOLDER / folder).iterdir():
            path.unlink()
    for name, data in all_files().items():
        (FOLDER / "good" / name).write_bytes(data)
    for name, (_, data) in broken_files().items():
        (FOLDER / "broken" / name).write_bytes(data)


def digest(array: np.ndarray) -> str:
    return hashlib.sha256(np.ascontiguousarray(array).tobytes()).hexdigest()[:16]


def expected() -> dict:
    files = {path.name: path.read_bytes() for path in sorted((FOLDER / "good").iterdir())}
    cards = {name: Card(entries) for name, entries in all_cards().items()}
    return {
        "cards": {name: list(entries.items()) for name, entries in all_cards().items()},
        "files": {name: expected_of(Fixture(name, data), cards) for name, data in files.items()},
        "resized": resized(files),
        "broken": {name: code for name, (code, _) in sorted(broken_files().items())},
    }


def expected_of(fixture: Fixture, cards: dict[str, Card]) -> dict:
    pixels, _ = fixture.upright(1)
    tensors = [tensor(fixture, card) for card in cards.values()]
    return {
        "size": list(fixture.size),
        "pixels": digest(pixels),
        "reduced": {str(s): digest(fixture.upright(s)[0]) for s in SHRINKS if can_shrink(fixture, s)},
        "shrinks": "".join(str(shrink_of(fixture, card)) for card in cards.values()),
        "tensors": [None if values is None else digest(values) for values in tensors],
        "refusedCuts": refused_cuts(fixture.data),
    }


def can_shrink(fixture: Fixture, shrink: int) -> bool:
    return fixture.name.endswith(".jpg") and min(fixture.stored_size) >= shrink


def reads(data: bytes) -> bool:
    try:
        with Image.open(io.BytesIO(data)) as image:
            image.load()
    except (OSError, SyntaxError, ValueError):
        return False
    return True


def refused_cuts(data: bytes) -> list[int]:
    """Lengths to which the file can be cut so that Pillow refuses it; none where it refuses the whole."""
    if not reads(data):
        return []
    lengths = {len(data) * part // 8 for part in range(1, 8)} | {len(data) - end for end in (1, 2, 3, 8)}
    return [length for length in sorted(lengths) if length > 0 and not reads(data[:length])]


def resized(files: dict[str, bytes]) -> list[dict]:
    """Resizes of any box to any size, by every filter."""
    random = np.random.default_rng(11)
    found = []
    for name in RESIZED:
        pixels, _ = Fixture(name, files[name]).upright(1)
        high, wide = pixels.shape[:2]
        for kind in FILTERS:
            for case in range(6):
                x, y = (np.sort(random.uniform(0, side, 2)).astype(np.float32) for side in (wide, high))
                box = [0, 0, wide, high] if case == 0 else [float(v) for v in (x[0], y[0], x[1], y[1])]
                # One pixel, smaller, larger.
                size = [int(v) for v in random.integers(1, [2, 12, 90][case % 3], 2)]
                image = Image.fromarray(pixels)
                image = image.resize(tuple(size), Image.Resampling[kind.upper()], tuple(box))
                case = {"file": name, "filter": kind, "box": box, "size": size}
                found.append(case | {"pixels": digest(np.asarray(image))})
    return found


def decoder_cases(folder: Path) -> dict[str, str | None]:
    """Digests of the files that are not fuzzed; null where Pillow refuses one."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and "fuzz" not in path.parent.name)
    return {path.relative_to(folder).as_posix(): digest_by_pillow(path.read_bytes()) for path in paths}


def digest_by_pillow(data: bytes) -> str | None:
    if not reads(data):
        return None
    with Image.open(io.BytesIO(data)) as image:
        return digest(oriented(rgb_of(image), orientation_of(data)))


def as_text(found: dict) -> str:
    """JSON with one file or case a line."""
    parts = []
    for key, value in found.items():
        if isinstance(value, list):
            lines, ends = [json.dumps(item) for item in value], "[]"
        else:
            lines, ends = [f"{json.dumps(k)}: {json.dumps(v)}" for k, v in value.items()], "{}"
        parts.append(f'"{key}": {ends[0]}\n' + ",\n".join(lines) + f"\n{ends[1]}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


if __name__ == "__main__":
    main()
