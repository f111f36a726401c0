"""Trains a ResNet-18 from random weights with `ocelli train` and as PyTorch's tutorials do, in turns: Adam at
1e-3, batches of 64, photographs stretched to 224, no variation. PyTorch runs in its default layout, as people
write it, and in channels-last.

    python3 -m venv --system-site-packages env      # Debian's python3-torch, python3-torchvision
    env/bin/pip install onnx==1.14.1
    env/bin/python tests/bench/tutorial.py build/native/ocelli data/clothing [--seeds 1 2 3] [--epochs 2] \\
        [--layouts 'default layout']

With the libtorch of `npm run build:cuda` on both sides, the program is build/cuda/ocelli and the Python is
build/cuda-env/bin/python, with torchvision (pip's --no-deps keeps its PyTorch), numpy, pillow and onnx.

Every round has its own seed; the random weights are exported once a round and read by all. Reports
photographs a second over whole epochs (a first one, in which our loader fills its cache, counts like any
other), each run's training losses and validation accuracies, and the accuracies after the last epoch.
"""

import argparse
import copy
import inspect
import json
import statistics
import subprocess
import tempfile
import time
import warnings
from pathlib import Path

import torch
import torchvision
from torch.nn import functional as F
from torchvision import transforms

MEAN, STD = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]
warnings.filterwarnings("ignore")

LAYOUTS = {"channels-last": torch.channels_last, "default layout": torch.contiguous_format}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3], help="one a round")
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--workers", type=int, default=2, help="of PyTorch's DataLoader")
    parser.add_argument("--layouts", nargs="+", choices=LAYOUTS, default=list(LAYOUTS), help="of PyTorch's tensors")
    options = parser.parse_args()
    results = {"ocelli": [], **{layout: [] for layout in options.layouts}}
    for seed in options.seeds:
        with tempfile.TemporaryDirectory() as work:
            network = start(options, seed, Path(work))
            for name in results:
                if name == "ocelli":
                    found = ours(options, seed, Path(work))
                else:
                    found = theirs(options, seed, network, LAYOUTS[name])
                print(json.dumps({"round": seed, "system": name, **found}), flush=True)
                results[name].append(found)
    report(results)


def start(options, seed, work):
    """Random weights, as a state of PyTorch's and as a model with a card."""
    torch.manual_seed(seed)
    labels = sorted(path.name for path in (options.folder / "train").iterdir())
    network = torchvision.models.resnet18(num_classes=len(labels))
    state = {name: value.clone() for name, value in network.state_dict().items()}
    plain = work / "plain.onnx"
    # The exporter by tracing, which newer versions no longer choose by themselves: the graph with its batch norms.
    tracing = {"dynamo": False} if "dynamo" in inspect.signature(torch.onnx.export).parameters else {}
    torch.onnx.export(
        network.train(), torch.randn(2, 3, 224, 224), str(plain), opset_version=13, input_names=["input"],
        output_names=["logits"], dynamic_axes={"input": {0: "N"}, "logits": {0: "N"}},
        training=torch.onnx.TrainingMode.TRAINING, do_constant_folding=False, **tracing,
    )  # fmt: skip
    entries = {
        "task": "multi-class", "title": "ResNet-18", "licence": "BSD-3-Clause", "labels": "\n".join(labels),
        "output.activation": "softmax", "input.size": "224 224", "resize.mode": "exact", "resize.size": "224 224",
        "normalize.mean": " ".join(map(str, MEAN)), "normalize.std": " ".join(map(str, STD)),
    }  # fmt: skip
    settings = [part for key, value in entries.items() for part in ("--set", f"{key}={value}")]
    subprocess.run(
        [options.program, "card", plain, *settings, "-o", work / "start.onnx"], check=True, stdout=subprocess.DEVNULL
    )
    network.load_state_dict(state)
    return network


def ours(options, seed, work):
    output = subprocess.run(
        [
            options.program, "train", options.folder, "--from", work / "start.onnx", "-o", work / "ours.onnx",
            "--keep-head", "--optimizer", "adam", "--lr", "0.001", "--backbone-lr", "1", "--batch-norm", "batch",
            "--batch-size", "64", "--epochs", str(options.epochs), "--schedule", "constant", "--warmup-epochs", "0",
            "--label-smoothing", "0", "--weight-decay", "0", "--dropout", "0", "--augment", "none",
            "--seed", str(seed), "--json",
        ],
        check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    epochs = [json.loads(line) for line in output.splitlines()]
    epochs = [one for one in epochs if "trainLoss" in one]
    return {
        "photosPerSecond": [round(one["photosPerSecond"], 2) for one in epochs],
        "losses": [round(one["trainLoss"], 4) for one in epochs],
        "accuracies": [round(one["validationScore"], 4) for one in epochs],
    }


def theirs(options, seed, network, layout):
    torch.manual_seed(seed)
    network = copy.deepcopy(network).to(memory_format=layout)
    prepare = transforms.Compose(
        [transforms.Resize((224, 224)), transforms.ToTensor(), transforms.Normalize(MEAN, STD)]
    )
    parts = {
        part: torch.utils.data.DataLoader(
            torchvision.datasets.ImageFolder(options.folder / part, prepare), batch_size=64,
            shuffle=part == "train", num_workers=options.workers,
        )
        for part in ("train", "val")
    }  # fmt: skip
    optimizer = torch.optim.Adam(network.parameters(), lr=0.001)
    found = {"photosPerSecond": [], "losses": [], "accuracies": []}
    for _ in range(options.epochs):
        network.train()
        begin, total, count = time.perf_counter(), 0.0, 0
        for pixels, labels in parts["train"]:
            optimizer.zero_grad()
            loss = F.cross_entropy(network(pixels.to(memory_format=layout)), labels)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(labels)
            count += len(labels)
        found["photosPerSecond"].append(round(count / (time.perf_counter() - begin), 2))
        found["losses"].append(round(total / count, 4))
        found["accuracies"].append(round(accuracy(network.eval(), parts["val"], layout), 4))
    return found


@torch.no_grad()
def accuracy(network, loader, layout):
    right = count = 0
    for pixels, labels in loader:
        right += int((network(pixels.to(memory_format=layout)).argmax(1) == labels).sum())
        count += len(labels)
    return right / count


def report(results):
    print(f"torch {torch.__version__}, torchvision {torchvision.__version__}, {torch.get_num_threads()} threads")
    for name in results:
        rates = [rate for one in results[name] for rate in one["photosPerSecond"]]
        ratios = [
            ours / rate
            for mine, other in zip(results["ocelli"], results[name])
            for ours, rate in zip(mine["photosPerSecond"], other["photosPerSecond"])
        ]
        last = [one["accuracies"][-1] for one in results[name]]
        print(
            f"{name:14} {statistics.median(rates):6.1f} photographs a second ({min(rates):.1f} to {max(rates):.1f}, "
            f"n = {len(rates)}); ours is {statistics.median(ratios):.2f} times that; accuracy at the end "
            f"{statistics.mean(last):.3f} ({min(last):.3f} to {max(last):.3f})"
        )


if __name__ == "__main__":
    main()
