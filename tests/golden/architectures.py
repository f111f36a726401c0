"""Writes architectures.txt: what the networks of `ocelli arch` are in torchvision and timm before training.

    python tests/golden/architectures.py

An `architecture` line for each network: name, image size, parameters, tensors (running statistics
included), and FNV-1a of the sorted lines "NAME DIMS" that describe its tensors, with " = VALUE" after
those that hold one value. Under some of them a `tensor` line for each tensor that is drawn: name, dims,
mean, standard deviation and largest absolute value of PyTorch's own draw, from seed 0.
"""

from pathlib import Path

import torch

import architectures_reference as reference

OUT = Path(__file__).with_name("architectures.txt")

# One of each way of drawing weights.
DRAWN = [
    "alexnet", "vgg11_bn", "googlenet", "inception_v3", "resnet18", "mobilenet_v2",
    "efficientnet_lite0", "vit_ti_16", "cifarnet", "cifarnet_deep",
]


def fnv1a(text):
    state = 0xCBF29CE484222325
    for byte in text.encode():
        state = (state ^ byte) * 0x100000001B3 % 2**64
    return state


def dims(tensor):
    return "x".join(str(length) for length in tensor.shape)


def is_constant(tensor):
    return bool((tensor == tensor.flatten()[0]).all())


def described(name, tensor):
    value = f" = {tensor.flatten()[0]:g}" if is_constant(tensor) else ""
    return f"{name} {dims(tensor)}{value}"


def drawn(name, tensor):
    values = tensor.double()
    mean, std, largest = values.mean(), values.std(unbiased=False), values.abs().max()
    return f"tensor {name} {dims(tensor)} {mean:.5g} {std:.5g} {largest:.5g}"


def lines_of(label, name, **options):
    torch.manual_seed(0)
    model = reference.create(name, **options)
    tensors = reference.tensors(model)
    size = reference.IMAGE_SIZES.get(name, 224)
    digest = fnv1a("\n".join(sorted(described(key, tensor) for key, tensor in tensors.items())))
    count = reference.parameter_count(model)
    yield f"architecture {label} {size} {count} {len(tensors)} {digest:016x}"
    if label in DRAWN:
        yield from (drawn(key, tensor) for key, tensor in tensors.items() if not is_constant(tensor))


def main():
    lines = [line for name in reference.NAMES for line in lines_of(name, name)]
    lines += lines_of("mobilenet_v2*0.5", "mobilenet_v2", width=0.5)
    lines += lines_of("mobilenet_v2*1.4", "mobilenet_v2", width=1.4)
    lines += lines_of("cifarnet*1.5", "cifarnet", width=1.5)
    OUT.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
