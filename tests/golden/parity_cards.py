"""The cards that every fixture is prepared by: name to entries that complete tiny.onnx's card.

Each card names all that matters, so that nothing is inherited from the model.
"""

IMAGENET = {"ocelli.normalize.mean": "0.485 0.456 0.406", "ocelli.normalize.std": "0.229 0.224 0.225"}
FILTERS = ("box", "bilinear", "hamming", "bicubic", "lanczos")


def card(mode, size, resize=None, crop=False, **options) -> dict[str, str]:
    """`size`: height and width of the input. Options: keys behind `ocelli.`, `_` for a dot."""
    entries = {
        "ocelli.input.size": "%d %d" % size,
        "ocelli.input.channels": "rgb",
        "ocelli.resize.mode": mode,
        # An empty value takes tiny.onnx's own entry away.
        "ocelli.resize.size": resize or "",
        "ocelli.crop.size": "%d %d" % size if crop else "",
        "ocelli.normalize.mean": "0.5 0.25 0.125",
        "ocelli.normalize.std": "0.3 0.7 1.1",
    }
    return entries | {f"ocelli.{key.replace('_', '.')}": value for key, value in options.items()}


def one_channel(mean: str, std: str) -> dict[str, str]:
    return {"input_channels": "grey", "normalize_mean": mean, "normalize_std": std}


def all_cards() -> dict[str, dict[str, str]]:
    cards = {
        "torchvision": card("shortest-edge", (32, 32), "36", True) | IMAGENET,
        "as-the-default-model": card(
            "shortest-edge", (28, 28), "32", True, resize_filter="bicubic", resize_shrink="2",
            normalize_divisor="1", normalize_mean="127 127 127", normalize_std="128 128 128",
        ),
        "bgr-nhwc": card("exact", (24, 40), "24 40", input_channels="bgr", input_layout="nhwc", resize_filter="box"),
        "grey": card("exact", (33, 21), "33 21", resize_filter="lanczos", resize_shrink="2", **one_channel("0.45", "0.225")),
        "grey-nhwc-upward": card("exact", (61, 77), "61 77", input_layout="nhwc", **one_channel("0", "1")),
        "letterbox-center": card("letterbox-center", (40, 57), resize_filter="hamming", resize_fill="114 115 116"),
        "letterbox-top-left": card(
            "letterbox-top-left", (48, 31), resize_filter="lanczos", resize_fill="10 200 30",
            resize_shrink="2", input_channels="bgr",
        ),
        "letterbox-grey": card("letterbox-center", (20, 20), resize_fill="200 100 50", **one_channel("0.1", "0.2")),
        "none-crop-half-even": card("none", (31, 27), crop=True),
        "none-crop-floor": card("none", (31, 27), crop=True, crop_rounding="floor", resize_shrink="2"),
        "none-of-one-size": card("none", (43, 61)),
        "padded-half-even": card("shortest-edge", (40, 39), "20", True, resize_filter="bicubic"),
        "padded-floor": card("shortest-edge", (40, 39), "20", True, resize_filter="hamming", resize_shrink="2", crop_rounding="floor"),
        "exact-then-crop": card("exact", (24, 32), "41 39", True, resize_filter="bicubic", crop_rounding="floor"),
        "large-crop-of-larger": card("shortest-edge", (48, 64), "64", True, resize_filter="lanczos", resize_shrink="2"),
        "one-pixel": card("exact", (1, 1), "1 1", resize_filter="box", resize_shrink="2"),
        "one-row": card("exact", (1, 50), "1 50", resize_shrink="2"),
        "one-column": card("exact", (50, 1), "50 1", resize_filter="bicubic", resize_shrink="2"),
    }  # fmt: skip
    for name in FILTERS:
        cards[f"down-{name}"] = card("exact", (7, 9), "7 9", resize_filter=name, resize_shrink="2")
        cards[f"up-{name}"] = card("exact", (70, 90), "70 90", resize_filter=name)
    return cards
