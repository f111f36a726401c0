"""The networks that `ocelli arch` builds, as torchvision, timm and (the CIFAR network) PyTorch build them.

Needs torch, torchvision and timm. Written against 1.13.1 and 0.14.1 of Debian 12 and timm 0.9.16.
"""

import warnings

import timm
import torch
import torchvision
from torch import nn

# `ocelli arch` names timm's networks without their prefix and image size.
TIMM = {
    "efficientnet_lite0": "tf_efficientnet_lite0",
    "efficientnet_lite1": "tf_efficientnet_lite1",
    "efficientnet_lite2": "tf_efficientnet_lite2",
    "vit_ti_16": "vit_tiny_patch16_224",
    "vit_s_16": "vit_small_patch16_224",
    "vit_b_16": "vit_base_patch16_224",
}
TORCHVISION = [
    "alexnet", "vgg11", "vgg11_bn", "vgg13", "vgg13_bn", "vgg16", "vgg16_bn", "vgg19", "vgg19_bn",
    "googlenet", "inception_v3", "resnet18", "resnet34", "resnet50", "resnet101", "mobilenet_v2",
]
CIFAR = ["cifarnet", "cifarnet_deep"]
NAMES = [*TORCHVISION, *TIMM, *CIFAR]
IMAGE_SIZES = {
    "inception_v3": 299, "efficientnet_lite1": 240, "efficientnet_lite2": 260,
    **{name: 32 for name in CIFAR},
}


class CifarBlock(nn.Module):
    def __init__(self, inputs, outputs, deep):
        super().__init__()
        self.deep = deep
        self.conv1 = nn.Conv2d(inputs, outputs, 3, padding="same", bias=False)
        self.norm1 = nn.BatchNorm2d(outputs, eps=1e-12, momentum=0.4)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, padding="same", bias=False)
        self.norm2 = nn.BatchNorm2d(outputs, eps=1e-12, momentum=0.4)
        if self.deep:
            self.conv3 = nn.Conv2d(outputs, outputs, 3, padding="same", bias=False)
            self.norm3 = nn.BatchNorm2d(outputs, eps=1e-12, momentum=0.4)
        for conv in self.children():
            if isinstance(conv, nn.Conv2d):
                nn.init.dirac_(conv.weight.data[: conv.weight.size(1)])

    def forward(self, x):
        x = nn.functional.max_pool2d(self.conv1(x), 2)
        first = nn.functional.gelu(self.norm1(x))
        x = nn.functional.gelu(self.norm2(self.conv2(first)))
        return nn.functional.gelu(self.norm3(self.conv3(x)) + first) if self.deep else x


class CifarNet(nn.Module):
    """After Jordan, 94% on CIFAR-10 in 3.29 Seconds on a Single GPU, arXiv:2404.00498, section 3;
    deep, after its network for 96 %: a third convolution, and around the last two a shortcut."""

    def __init__(self, num_classes=10, width=1, deep=False):
        super().__init__()
        narrow, wide = (max(8, int(channels * width + 4) // 8 * 8) for channels in (64, 256))
        self.whiten = nn.Conv2d(3, 24, 2)
        nn.init.zeros_(self.whiten.bias)
        # The whitening filters are computed from the data; until then they are as `ocelli arch` has them.
        nn.init.dirac_(self.whiten.weight.data[:3])
        self.block1 = CifarBlock(24, narrow, deep)
        self.block2 = CifarBlock(narrow, wide, deep)
        self.block3 = CifarBlock(wide, wide, deep)
        self.head = nn.Linear(wide, num_classes, bias=False)

    def forward(self, x):
        x = nn.functional.gelu(self.whiten(x))
        x = self.block3(self.block2(self.block1(x)))
        return self.head(nn.functional.max_pool2d(x, 3).flatten(1)) / 9


def create(name, num_classes=None, image_size=None, width=None):
    """The network with its own initial weights; None: its own default."""
    arguments = {} if num_classes is None else {"num_classes": num_classes}
    if name in CIFAR:
        return CifarNet(**arguments, width=1 if width is None else width, deep=name == "cifarnet_deep")
    if name in TIMM:
        if name.startswith("vit") and image_size is not None:
            arguments["img_size"] = image_size
        return timm.create_model(TIMM[name], **arguments)
    if width is not None:
        arguments["width_mult"] = width
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # of GoogLeNet's initial weights to come
        return getattr(torchvision.models, name)(**arguments)


def tensors(model):
    """The state dict without what counts batches, which no file needs."""
    return {
        name: tensor
        for name, tensor in model.state_dict().items()
        if not name.endswith("num_batches_tracked")
    }


def parameter_count(model):
    return sum(tensor.numel() for tensor in model.parameters())


def has_heads(name):
    """The modules whose outputs the auxiliary heads read, and the heads, in the order of `ocelli arch`."""
    return {
        "googlenet": [("inception4a", "aux1"), ("inception4d", "aux2")],
        "inception_v3": [("Mixed_6e", "AuxLogits")],
    }.get(name, [])


@torch.no_grad()
def all_logits(name, model, images):
    """Logits of the main head and of the auxiliary ones, all in evaluation mode."""
    inner = []
    heads = has_heads(name)
    hooks = [
        getattr(model, source).register_forward_hook(lambda _m, _i, output: inner.append(output))
        for source, head in heads
        if getattr(model, head, None) is not None
    ]
    model.eval()
    outputs = [model(images)]
    for hook in hooks:
        hook.remove()
    outputs += [getattr(model, head)(x) for (_, head), x in zip(heads, inner)]
    return [output.numpy() for output in outputs]
