"""Times fifty steps of the CIFAR recipe (docs/training.md, "From scratch") here and in PyTorch, in turns.

    python3 -m venv --system-site-packages env      # Debian's python3-torch
    env/bin/pip install onnx==1.14.1
    env/bin/python tests/bench/cifar_steps.py build/native/ocelli data/cifar10 [--rounds 3] [--bf16]

Both train `cifarnet` from the same weights on batches of 1,000 with Muon for the kernels and SGD for the rest,
channels-last. Ours is one epoch of `ocelli train` (fifty batches), decoding beforehand and varying on the way; PyTorch
holds normalised pixels in memory and varies each batch as a whole.
"""

import argparse
import json
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from PIL import Image
from torch import nn
from torch.nn import functional as F

BATCH, STEPS, RATE, BIAS, MUON = 1000, 50, 0.85, 64, 0.2
MEAN, STD = (0.4914, 0.4822, 0.4465), (0.2470, 0.2435, 0.2616)


class Net(nn.Module):
    def __init__(self, weights):
        super().__init__()
        self.whiten = nn.Conv2d(3, 24, 2)
        self.blocks = nn.ModuleList()
        for inputs, outputs in ((24, 64), (64, 256), (256, 256)):
            block = nn.Module()
            for name, first in (("1", inputs), ("2", outputs)):
                setattr(block, "conv" + name, nn.Conv2d(first, outputs, 3, padding=1, bias=False))
                norm = nn.BatchNorm2d(outputs, eps=1e-12, momentum=0.4)
                norm.weight.requires_grad_(False)
                setattr(block, "norm" + name, norm)
            self.blocks.append(block)
        self.head = nn.Linear(256, 10, bias=False)
        with torch.no_grad():
            self.whiten.weight.copy_(weights["whiten.weight"])
            for i, block in enumerate(self.blocks, 1):
                block.conv1.weight.copy_(weights[f"block{i}.conv1.weight"])
                block.conv2.weight.copy_(weights[f"block{i}.conv2.weight"])
        self.whiten.weight.requires_grad_(False)

    def forward(self, x):
        x = F.gelu(self.whiten(x))
        for block in self.blocks:
            x = F.gelu(block.norm1(F.max_pool2d(block.conv1(x), 2)))
            x = F.gelu(block.norm2(block.conv2(x)))
        return self.head(F.max_pool2d(x, x.shape[2:]).flatten(1)) / 9


def orthogonal(matrix):
    a, b, c = 3.4445, -4.7750, 2.0315
    x = matrix.T if matrix.shape[0] > matrix.shape[1] else matrix
    x = x / (x.norm() + 1e-7)
    for _ in range(5):
        square = x @ x.T
        x = a * x + (b * square + c * square @ square) @ x
    return x.T if matrix.shape[0] > matrix.shape[1] else x


class Muon(torch.optim.Optimizer):
    def __init__(self, parameters):
        super().__init__(parameters, {"lr": MUON})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                momentum = self.state[p].setdefault("momentum", torch.zeros_like(p))
                momentum.mul_(0.6).add_(p.grad)
                p.mul_(len(p) ** 0.5 / p.norm())
                update = orthogonal((p.grad + 0.6 * momentum).reshape(len(p), -1))
                p.add_(update.view(p.shape), alpha=-group["lr"])


def pixels_of(folder):
    images, labels = [], []
    for label, name in enumerate(sorted(path.name for path in (folder / "train").iterdir())):
        for path in sorted((folder / "train" / name).iterdir()):
            images.append(np.asarray(Image.open(path)))
            labels.append(label)
    pixels = torch.from_numpy(np.stack(images)).permute(0, 3, 1, 2).float() / 255
    pixels = (pixels - torch.tensor(MEAN).view(1, 3, 1, 1)) / torch.tensor(STD).view(1, 3, 1, 1)
    return F.pad(pixels, (2, 2, 2, 2), "reflect").contiguous(memory_format=torch.channels_last), torch.tensor(labels)


def theirs(weights, padded, labels, bf16):
    torch.manual_seed(1)
    network = Net(weights).to(memory_format=torch.channels_last).train()
    biases = [network.whiten.bias] + [n.bias for n in network.modules() if isinstance(n, nn.BatchNorm2d)]
    kernels = [p for p in network.blocks.parameters() if p.dim() == 4]
    groups = [{"params": biases, "lr": RATE * BIAS}, {"params": [network.head.weight]}]
    sgd, muon = torch.optim.SGD(groups, RATE, momentum=0.85, nesterov=True), Muon(kernels)
    flip = torch.rand(len(labels)) < 0.5
    order = torch.randperm(len(labels))
    start = time.perf_counter()
    for step in range(STEPS):
        for optimizer, rate in ((sgd, None), (muon, MUON)):
            for i, group in enumerate(optimizer.param_groups):
                group["lr"] = (rate or (RATE * BIAS, RATE)[i]) * (1 - step / 1000)
        chosen = order[step * BATCH : (step + 1) * BATCH]
        batch = torch.empty(BATCH, 3, 32, 32).contiguous(memory_format=torch.channels_last)
        shifts = torch.randint(0, 5, (BATCH, 2))
        for y in range(5):
            for x in range(5):
                mask = (shifts[:, 0] == y) & (shifts[:, 1] == x)
                batch[mask] = padded[chosen[mask], :, y : y + 32, x : x + 32]
        batch = torch.where(flip[chosen].view(-1, 1, 1, 1), batch.flip(3), batch)
        batch = batch.contiguous(memory_format=torch.channels_last)
        with torch.autocast("cpu", torch.bfloat16, enabled=bf16):
            logits = network(batch)
        loss = F.cross_entropy(logits.float(), labels[chosen], label_smoothing=0.2)
        sgd.zero_grad(), muon.zero_grad()
        loss.backward()
        sgd.step(), muon.step()
    return (time.perf_counter() - start) / STEPS


def ours(options, work):
    lines = subprocess.run(
        [
            options.program, "train", options.folder, "--arch", "cifarnet", "-o", work / "ours.onnx", "--epochs", "1",
            "--batch-size", str(BATCH), "--optimizer", "muon", "--muon-lr", str(MUON), "--muon-momentum", "0.6",
            "--fixed-norms", "--lr", str(RATE), "--bias-lr", str(BIAS), "--momentum", "0.85", "--weight-decay", "0",
            "--schedule", "linear", "--warmup-epochs", "0", "--label-smoothing", "0.2",
            "--augment", "none,alternate-flip=1,shift=2", "--val-share", "0", "--json",
            "--precision", "bf16" if options.bf16 else "fp32",
        ],
        check=True, capture_output=True, text=True,
    ).stdout.splitlines()  # fmt: skip
    return next(json.loads(line) for line in lines if "trainLoss" in line)["seconds"] / STEPS


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--bf16", action="store_true")
    options = parser.parse_args()
    padded, labels = pixels_of(options.folder)
    times = {"ocelli": [], "PyTorch": []}
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        subprocess.run([options.program, "arch", "cifarnet", "-o", work / "net.onnx"], check=True, capture_output=True)
        graph = onnx.load(work / "net.onnx").graph
        weights = {one.name: torch.from_numpy(numpy_helper.to_array(one).copy()) for one in graph.initializer}
        for _ in range(options.rounds):
            times["PyTorch"].append(theirs(weights, padded, labels, options.bf16))
            times["ocelli"].append(ours(options, work))
    print(f"torch {torch.__version__}, {torch.get_num_threads()} threads, {'bf16' if options.bf16 else 'fp32'}")
    for name, values in times.items():
        print(f"{name:8} {statistics.median(values):.2f} s a step ({min(values):.2f} to {max(values):.2f}, n = {len(values)})")
    ratios = [mine / other for mine, other in zip(times["ocelli"], times["PyTorch"])]
    print(f"ours takes {statistics.median(ratios):.2f} of PyTorch's time")


if __name__ == "__main__":
    main()
