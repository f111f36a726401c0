"""Compares our loader with torchvision's, one thread each, interleaved, in photographs a second of
processor time (other load on the machine then counts less).

    python3 tests/bench/loader_torchvision.py build/native/ocelli_loader_benchmark data/clothing

Both decode, take a random resized crop (35 to 100 % of the area) to 224, flip and normalise. The
Python needs torch and torchvision (Debian: python3-torchvision).
"""

import argparse
import json
import os
import statistics
import subprocess
import time
from pathlib import Path

import PIL
import torch
import torchvision
from PIL import Image, features
from torchvision import transforms

MOST_PHOTOS = 1024
BATCH = 32
CASES = {
    "cache ram": "load/ram_light",
    "cache ram, channels last": "load/ram_light_channels_last",
    "cache disk": "load/disk_light",
    "cache off": "load/off_light",
}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("benchmark", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    torch.set_num_threads(1)
    dataset = torchvision.datasets.ImageFolder(
        options.folder / "train" if (options.folder / "train").is_dir() else options.folder,
        transforms.Compose(
            [
                transforms.RandomResizedCrop(224, scale=(0.35, 1.0)),
                transforms.RandomHorizontalFlip(),
                transforms.ToTensor(),
                transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
            ]
        ),
    )
    step = max(1, len(dataset) // MOST_PHOTOS)
    subset = torch.utils.data.Subset(dataset, list(range(0, len(dataset), step))[:MOST_PHOTOS])
    rates = {"torchvision": []} | {name: [] for name in CASES}
    for _ in range(options.rounds):
        rates["torchvision"].append(torchvision_rate(subset))
        for name, case in CASES.items():
            rates[name].append(our_rate(options, case))
    report(rates, len(subset))


def torchvision_rate(subset):
    loader = torch.utils.data.DataLoader(subset, batch_size=BATCH, shuffle=True, num_workers=0)
    before = time.process_time()
    count = sum(len(labels) for _, labels in loader)
    return count / (time.process_time() - before)


def our_rate(options, case):
    output = subprocess.run(
        [options.benchmark, f"--benchmark_filter={case}$", "--benchmark_format=json"],
        env=os.environ | {"OCELLI_BENCH_PHOTOS": str(options.folder)},
        capture_output=True,
        check=True,
    ).stdout
    return json.loads(output)["benchmarks"][0]["items_per_second"]


def report(rates, photos):
    turbo = features.version("libjpeg_turbo")
    print(f"torch {torch.__version__}, torchvision {torchvision.__version__}, "
          f"Pillow {PIL.__version__}, libjpeg-turbo {turbo}; {photos} photographs, batches of {BATCH}")
    for name, values in rates.items():
        ratios = [ours / theirs for ours, theirs in zip(values, rates["torchvision"])]
        print(f"{name:26} {statistics.median(values):7.0f} photographs a second of processor time, "
              f"{statistics.median(ratios):5.2f} times ({min(ratios):.2f} to {max(ratios):.2f}, "
              f"n = {len(ratios)})")


main()
