"""Writes exec_networks.bin: small networks exported by PyTorch, beside what it computes from the same weights:
logits, loss, gradients, and the losses of ten steps of SGD.

    python3 -m venv --system-site-packages env          # Debian's python3-torch
    env/bin/pip install onnx==1.14.1
    env/bin/python tests/golden/exec_networks.py

Records are as in exec_operators.bin.
"""

import io
import struct
import warnings
from pathlib import Path

import numpy as np
import onnx
import torch
from torch import nn
from torch.nn import functional as F

from exported_network import attach, gradients_by_initializer, take_statistics

OUT = Path(__file__).with_name('exec_networks.bin')
warnings.filterwarnings('ignore')

CLASSES, BATCH, SIDE, STEPS = 5, 6, 16, 10
RATE, MOMENTUM = 0.05, 0.9


def convolution(inputs, outputs, kernel, stride=1, groups=1):
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=False), nn.BatchNorm2d(outputs)
    )


class Residual(nn.Module):
    """A residual network: convolutions, batch norm, a max pool, a projection, a mean over the picture."""

    def __init__(self):
        super().__init__()
        self.stem = convolution(3, 6, 3, 2)
        self.one = convolution(6, 6, 3)
        self.two = convolution(6, 8, 3, 2)
        self.project = convolution(6, 8, 1, 2)
        self.head = nn.Linear(8, CLASSES)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.stem(x)), 3, 2, 1)
        x = F.relu(self.one(x) + x)
        x = F.relu(self.two(x) + self.project(x))
        return self.head(F.adaptive_avg_pool2d(x, 1).flatten(1))


class Mobile(nn.Module):
    """An inverted residual with squeeze and excitation, hard swish and ReLU6."""

    def __init__(self):
        super().__init__()
        self.stem = convolution(3, 4, 3, 2)
        self.wide = convolution(4, 8, 1)
        self.deep = convolution(8, 8, 5, 1, 8)
        self.squeeze = nn.Conv2d(8, 4, 1)
        self.excite = nn.Conv2d(4, 8, 1)
        self.narrow = convolution(8, 4, 1)
        self.head = nn.Linear(4, CLASSES)

    def forward(self, x):
        x = F.hardswish(self.stem(x))
        y = F.hardswish(self.deep(F.relu6(self.wide(x))))
        scale = self.excite(F.relu(self.squeeze(F.adaptive_avg_pool2d(y, 1))))
        x = x + self.narrow(y * F.hardsigmoid(scale))
        return self.head(x.mean((2, 3)))


class Transformer(nn.Module):
    """A vision transformer of one block, with a class token and learnt positions."""

    def __init__(self):
        super().__init__()
        self.patches = nn.Conv2d(3, 12, 8, 8)
        self.token = nn.Parameter(torch.randn(1, 1, 12))
        self.positions = nn.Parameter(0.1 * torch.randn(1, 5, 12))
        self.norm = nn.LayerNorm(12)
        self.mix = nn.Linear(12, 36)
        self.project = nn.Linear(12, 12)
        self.norm_2 = nn.LayerNorm(12)
        self.expand = nn.Linear(12, 24)
        self.reduce = nn.Linear(24, 12)
        self.head = nn.Linear(12, CLASSES)

    def attend(self, x):
        mixed = self.mix(x).reshape(x.shape[0], 5, 3, 2, 6).permute(2, 0, 3, 1, 4)
        scores = (mixed[0] @ mixed[1].transpose(-2, -1)) * 6**-0.5
        return self.project((scores.softmax(-1) @ mixed[2]).transpose(1, 2).flatten(2))

    def forward(self, x):
        x = self.patches(x).flatten(2).transpose(1, 2)
        x = torch.cat([self.token.expand(x.shape[0], -1, -1), x], 1) + self.positions
        x = x + self.attend(self.norm(x))
        x = x + self.reduce(F.gelu(self.expand(self.norm_2(x))))
        return self.head(x[:, 0])


NETWORKS = {'residual': Residual, 'mobile': Mobile, 'transformer': Transformer}


def shake(network):
    for parameter in network.parameters():
        parameter.data += 0.05 * torch.randn_like(parameter)
    for name, buffer in network.named_buffers():
        if name.endswith('running_mean'):
            buffer += 0.1 * torch.randn_like(buffer)
        if name.endswith('running_var'):
            buffer *= 0.75 + 0.5 * torch.rand_like(buffer)


def export(network, pixels, opset):
    file = io.BytesIO()
    torch.onnx.export(
        network, pixels, file, opset_version=opset, input_names=['input'], output_names=['logits'],
        dynamic_axes={'input': {0: 'N'}, 'logits': {0: 'N'}}, training=torch.onnx.TrainingMode.TRAINING,
        do_constant_folding=False,
    )  # fmt: skip
    model = onnx.load_model_from_string(file.getvalue())
    take_statistics(network, model)
    return model


def record(name, opset):
    torch.manual_seed(5)
    network = NETWORKS[name]()
    shake(network)
    pixels = torch.randn(BATCH, 3, SIDE, SIDE)
    labels = torch.arange(BATCH) % CLASSES
    model = export(network.train(), pixels, opset)
    model.graph.name = f'{name}-{opset}'
    with torch.no_grad():
        logits = network.eval()(pixels)
    optimizer = torch.optim.SGD(network.parameters(), RATE, momentum=MOMENTUM, nesterov=True)
    losses = []
    network.train()
    for step in range(STEPS):
        optimizer.zero_grad(set_to_none=True)
        loss = F.cross_entropy(network(pixels), labels)
        loss.backward()
        if step == 0:
            gradients, missing = gradients_by_initializer(network, model)
            if missing:
                raise SystemExit(f'{name}: no initializer is {missing}')
            gradients = {key: np.array(value) for key, value in gradients.items()}
        optimizer.step()
        losses.append(loss.item())
    attach(model, 'input', pixels.numpy())
    attach(model, 'labels', labels.numpy())
    attach(model, 'logits', logits.numpy())
    attach(model, 'losses', np.array(losses, np.float32))
    with torch.no_grad():
        attach(model, 'logits-after', network.eval()(pixels).numpy())
    for key, gradient in gradients.items():
        attach(model, 'gradient.' + key, gradient)
    return model


def main():
    with OUT.open('wb') as file:
        for name in NETWORKS:
            for opset in (13, 17):
                data = record(name, opset).SerializeToString()
                file.write(struct.pack('<I', len(data)) + data)
    print(OUT.stat().st_size, 'bytes')


if __name__ == '__main__':
    main()
