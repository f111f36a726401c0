"""Writes the image fixtures below images/ with what Pillow shows of each, and image_cases.h.

    python tests/golden/image.py

Needs NumPy and Pillow 11.2 or newer with libjpeg-turbo (written by Pillow 13.0, libjpeg-turbo 3.2).
Deterministic: pictures come from fixed seeds.
"""

import image_cases
import image_jpeg
import image_other
import image_png
from image_scene import FOLDER

FOLDER.mkdir(exist_ok=True)
image_jpeg.write()
image_png.write()
image_other.write()
image_cases.write()
print(sum(path.stat().st_size for path in FOLDER.iterdir()), "bytes in", FOLDER.name)
