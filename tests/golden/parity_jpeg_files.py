"""The JPEG fixtures: name to bytes."""

import io

import numpy as np
from PIL import Image

from parity_jpeg import SOF1, SOF2, Jpeg, encode, segment
from parity_other import exif
from parity_scenes import noise, scene, smooth, ycc

ONE, WIDE, HIGH, BOTH = (1, 1), (2, 1), (1, 2), (2, 2)
KINDS = {
    "444": [ONE, ONE, ONE],
    "422": [WIDE, ONE, ONE],
    "420": [BOTH, ONE, ONE],
    "440": [HIGH, ONE, ONE],
    "411": [(4, 1), ONE, ONE],
    "410": [(4, 2), ONE, ONE],
    "441": [(1, 4), ONE, ONE],
    "mixed": [BOTH, WIDE, HIGH],
    "fine-chroma": [ONE, BOTH, BOTH],
    "all-2x1": [WIDE, WIDE, WIDE],
}


def by_pillow(picture: np.ndarray, mode: str = "RGB", **options) -> bytes:
    out = io.BytesIO()
    image = Image.fromarray(picture)
    image = Image.frombytes("CMYK", image.size, picture.tobytes()) if mode == "CMYK" else image
    image.save(out, "JPEG", **({"quality": 85} | options))
    return out.getvalue()


def own(size, kind: str, seed: int = 0, **options) -> bytes:
    return encode(Jpeg(ycc(scene(*size, seed)), KINDS[kind], **({"jfif": True} | options)))


def samplings() -> dict[str, bytes]:
    files = {}
    for i, kind in enumerate(KINDS):
        files[f"baseline-{kind}"] = own((61, 43), kind, i)
        files[f"progressive-{kind}"] = own((50, 37), kind, i, sof=SOF2, ac_bands=[(1, 5), (6, 63)])
    for i, (name, subsampling) in enumerate({"444": 0, "422": 1, "420": 2}.items()):
        picture = scene(67, 45, 20 + i)
        files[f"libjpeg-{name}"] = by_pillow(picture, subsampling=subsampling)
        files[f"libjpeg-progressive-{name}"] = by_pillow(
            picture, subsampling=subsampling, progressive=True, optimize=True
        )
    return files


def colours() -> dict[str, bytes]:
    inks = np.dstack([255 - scene(47, 35, 3), scene(47, 35, 4)[..., 1] // 2])
    stored = [255 - inks[..., i] for i in range(4)]
    # YCCK: Y, Cb and Cr of the inks, and black inverted as Adobe does.
    ycck = ycc(inks[..., :3]) + [stored[3]]
    four, grey = [ONE] * 4, scene(53, 39, 5)[..., 1]
    rgb = [scene(45, 31, 6)[..., i] for i in range(3)]
    return {
        "grey": by_pillow(grey),
        "progressive-grey": by_pillow(grey, progressive=True),
        "grey-sampled-2x2": encode(Jpeg([grey], [BOTH], jfif=True)),
        "cmyk-adobe": by_pillow(inks, "CMYK"),
        "progressive-cmyk-adobe": by_pillow(inks, "CMYK", progressive=True),
        "cmyk-no-marker": encode(Jpeg(stored, four)),
        "ycck-adobe": encode(Jpeg(ycck, four, adobe=2)),
        "ycck-adobe-420": encode(Jpeg(ycck, [BOTH, ONE, ONE, BOTH], adobe=2)),
        "rgb-adobe": encode(Jpeg(rgb, [ONE] * 3, adobe=0)),
        "rgb-by-ids": encode(Jpeg(rgb, [ONE] * 3, ids=[*b"RGB"])),
        "rgb-adobe-420": encode(Jpeg(rgb, KINDS["420"], adobe=0)),
        "ycc-adobe-ids-from-0": encode(Jpeg(ycc(scene(45, 31, 7)), KINDS["420"], ids=[0, 1, 2], adobe=1)),
        "ycc-without-markers": own((45, 31), "422", 8, jfif=False),
        "ycc-jfif-named-rgb": own((45, 31), "444", 9, ids=[*b"RGB"]),
    }


def structures() -> dict[str, bytes]:
    long_comment = segment(0xFE, b"x" * 3000)
    whole = own((40, 33), "420", 10)
    return {
        "restart-420": own((61, 43), "420", 11, restart=3),
        "restart-every-mcu": own((45, 60), "444", 12, restart=1),
        "restart-progressive": own((61, 43), "420", 13, restart=2, sof=SOF2),
        "libjpeg-restart": by_pillow(scene(80, 50, 14), restart_marker_blocks=2, progressive=True),
        "scan-each-component": own((61, 43), "420", 15, interleaved=False),
        "scan-each-component-restart": own((37, 29), "422", 16, interleaved=False, restart=4),
        "extended-16-bit-tables": own((40, 33), "420", 17, sof=SOF1, wide_tables=True, step=40),
        "fill-bytes-and-comment": own((40, 33), "420", 18, fill_bytes=5, before_frame=long_comment),
        "bytes-after-the-end": whole + b"\0trailing" * 9,
        "progressive-dc-only": own((61, 43), "420", 33, sof=SOF2, ac_bands=[]),
        "quality-1": by_pillow(scene(64, 48, 19), quality=1),
        "quality-100-noise": by_pillow(noise(24, 17, 3, 1).astype(np.uint8), quality=100, subsampling=0),
        "quality-100-edges": by_pillow(
            np.repeat(np.where(noise(12, 10, 1, 2) > 127, 255, 0), 3, -1).astype(np.uint8).repeat(3, 0).repeat(3, 1),
            quality=100,
        ),
    }


def baseline_of_dc_only() -> bytes:
    """The picture of progressive-dc-only.jpg, as a baseline file."""
    return own((61, 43), "420", 33, last=0)


def sizes() -> dict[str, bytes]:
    files = {}
    for size in [(1, 1), (2, 2), (3, 3), (8, 8), (16, 16), (17, 17), (9, 7), (1, 40), (40, 1), (2, 31), (31, 2), (33, 5)]:
        files["size-420-%dx%d" % size] = own(size, "420", sum(size))
    files["size-422-1x5"] = own((1, 5), "422", 1)
    files["size-422-5x1"] = own((5, 1), "422", 2)
    files["size-440-3x1"] = own((3, 1), "440", 3)
    files["large-500x400"] = by_pillow(smooth(500, 400), quality=70)
    files["large-progressive-401x523"] = by_pillow(smooth(401, 523), quality=70, progressive=True)
    files["large-1237x922"] = by_pillow(smooth(1237, 922), quality=40)
    files["wide-30000x1"] = by_pillow(smooth(30000, 1), quality=50)
    files["high-1x30000"] = by_pillow(smooth(1, 30000), quality=50)
    return files


def orientations() -> dict[str, bytes]:
    files = {}
    for orientation in range(1, 9):
        block = b"Exif\0\0" + exif(orientation, "><"[orientation % 2])
        files[f"orientation-{orientation}"] = by_pillow(smooth(101, 75), exif=block, quality=60)
    files["orientation-9-is-none"] = by_pillow(scene(41, 27, 31), exif=b"Exif\0\0" + exif(9))
    files["orientation-6-no-jfif"] = own(
        (45, 29), "422", 32, jfif=False, before_frame=segment(0xE1, b"Exif\0\0" + exif(6))
    )
    return files


def all_files() -> dict[str, bytes]:
    groups = [samplings(), colours(), structures(), sizes(), orientations()]
    return {f"{name}.jpg": data for group in groups for name, data in group.items()}


def broken() -> dict[str, tuple[str, bytes]]:
    """Name to error code and bytes."""
    whole = own((40, 33), "420", 10)
    frame_at = whole.index(b"\xff\xc0")
    scan_at = whole.index(b"\xff\xda")

    def changed(at: int, *values: int) -> bytes:
        return whole[:at] + bytes(values) + whole[at + len(values) :]

    def as_frame(kind: int) -> bytes:
        return changed(frame_at + 1, kind)

    huffman_at = whole.index(b"\xff\xc4")
    return {
        "arithmetic.jpg": ("unsupported-format", as_frame(0xC9)),
        "lossless.jpg": ("unsupported-format", as_frame(0xC3)),
        "twelve-bits.jpg": ("unsupported-format", changed(frame_at + 4, 12)),
        "two-components.jpg": ("unsupported-format", encode(Jpeg(ycc(scene(20, 20))[:2], [ONE, ONE]))),
        "thirds.jpg": ("unsupported-format", encode(Jpeg(ycc(scene(40, 33)), [(3, 1), (2, 1), ONE], jfif=True))),
        "width-0.jpg": ("corrupt-image", changed(frame_at + 7, 0, 0)),
        "height-0.jpg": ("corrupt-image", changed(frame_at + 5, 0, 0)),
        "sampling-0.jpg": ("corrupt-image", changed(frame_at + 11, 0x02)),
        "no-frame.jpg": ("corrupt-image", whole[:frame_at] + whole[scan_at:]),
        "no-huffman-tables.jpg": ("corrupt-image", whole[:huffman_at] + whole[frame_at:]),
        "no-end-marker.jpg": ("truncated-image", whole[:-2]),
        "no-scan.jpg": ("truncated-image", whole[:scan_at] + b"\xff\xd9"),
        "one-scan-of-three.jpg": ("truncated-image", one_scan_of_three()),
        "too-many-codes.jpg": ("corrupt-image", changed(huffman_at + 5, 200)),
        "header-50000x50000.jpg": ("image-too-large", changed(frame_at + 5, 0xC3, 0x50, 0xC3, 0x50)),
        "header-progressive-9000x9000.jpg": (
            "image-too-large",
            large_progressive(),
        ),
        "start-marker-only.jpg": ("truncated-image", whole[:3]),
    }


def large_progressive() -> bytes:
    """Of 81 megapixels, whose coefficients alone take 486 MB."""
    data = own((40, 33), "444", 10, sof=SOF2)
    size_at = data.index(b"\xff\xc2") + 5
    return data[:size_at] + b"\x23\x28\x23\x28" + data[size_at + 4 :]


def one_scan_of_three() -> bytes:
    data = own((40, 33), "444", 1, interleaved=False)
    second = data.index(b"\xff\xda", data.index(b"\xff\xda") + 2)
    return data[:second] + b"\xff\xd9"
