"""Writes optimizer_cases.h: what PyTorch's optimisers, schedules and losses give, in float32.

    python tests/golden/optimizer.py        needs torch (1.13 or newer)

The weights are drawn from a fixed seed; the gradient of each step is 2 (w - target) + 0.1 * step.
"""

from pathlib import Path

import torch
from torch.nn import functional as F

OUT = Path(__file__).with_name("optimizer_cases.h")
STEPS = 7
RATE = 0.05
DECAY = 0.1

START = torch.tensor([0.5, -1.25, 3.0, 0.0, -0.75])
TARGET = torch.tensor([1.0, 1.0, -2.0, 0.25, -0.5])

OPTIMISERS = {
    "kSgdPlain": lambda p: torch.optim.SGD(p, RATE, momentum=0, weight_decay=DECAY),
    "kSgdMomentum": lambda p: torch.optim.SGD(p, RATE, momentum=0.9, weight_decay=DECAY),
    "kSgdNesterov": lambda p: torch.optim.SGD(p, RATE, momentum=0.9, nesterov=True, weight_decay=DECAY),
    "kAdam": lambda p: torch.optim.Adam(p, RATE, weight_decay=DECAY),
    "kAdamW": lambda p: torch.optim.AdamW(p, RATE, weight_decay=DECAY),
}


def literals(values, form="{:.9g}"):
    return ", ".join(form.format(float(v)) for v in values)


def array(name, values, kind="float"):
    form = "{:.9g}" if kind == "float" else "{:.17g}"
    items = [f"static_cast<float>({form.format(float(v))})" if kind == "float" else form.format(float(v)) for v in values]
    return f"inline constexpr {kind} {name}[] = {{{', '.join(items)}}};"


def run(make):
    weight = START.clone().requires_grad_()
    optimiser = make([weight])
    for step in range(STEPS):
        weight.grad = (2 * (weight.detach() - TARGET) + 0.1 * step)
        optimiser.step()
    return weight.detach()


def one_cycle(steps=20):
    optimiser = torch.optim.SGD([torch.zeros(1, requires_grad=True)], 1.0)
    # total_steps counts the last step itself: factor i / (steps - 1) of the way.
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 1.0, total_steps=steps, cycle_momentum=False)
    factors = []
    for _ in range(steps):
        factors.append(optimiser.param_groups[0]["lr"])
        optimiser.step()
        schedule.step() if len(factors) < steps else None
    return factors


def cosine(steps=20):
    optimiser = torch.optim.SGD([torch.zeros(1, requires_grad=True)], 1.0)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps, eta_min=0.05)
    factors = []
    for _ in range(steps):
        factors.append(optimiser.param_groups[0]["lr"])
        optimiser.step()
        schedule.step()
    return factors


def main():
    logits = torch.tensor([[1.0, -2.0, 0.5], [0.1, 0.2, 0.3], [-3.0, 4.0, 0.0]])
    indices = torch.tensor([2, 0, 1])
    mixed = torch.tensor([[0.3, 0.7, 0.0], [1.0, 0.0, 0.0], [0.0, 0.5, 0.5]])
    several = torch.tensor([[1.0, 0.0, 1.0], [0.0, 0.0, 0.0], [1.0, 1.0, 1.0]])
    weights = torch.tensor([0.5, 2.0, 1.0])
    losses = {
        "kIndexLoss": F.cross_entropy(logits, indices),
        "kSmoothedLoss": F.cross_entropy(logits, indices, label_smoothing=0.1),
        "kWeightedLoss": F.cross_entropy(logits, indices, weight=weights),
        "kMixedLoss": F.cross_entropy(logits, mixed, label_smoothing=0.1),
        "kSeveralLoss": F.binary_cross_entropy_with_logits(logits, several),
        "kSeveralSmoothedLoss": F.binary_cross_entropy_with_logits(logits, several * 0.8 + 0.1),
        "kSeveralWeightedLoss": F.binary_cross_entropy_with_logits(logits, several, pos_weight=weights),
    }
    lines = ["// Written by tests/golden/optimizer.py with PyTorch.", "#pragma once", "", "namespace ocelli::test {", ""]
    lines.append(f"inline constexpr int kSteps = {STEPS};")
    lines.append(f"inline constexpr double kRate = {RATE}, kDecay = {DECAY};")
    lines.append(array("kStart", START))
    lines.append(array("kTarget", TARGET))
    lines += [array(name, run(make)) for name, make in OPTIMISERS.items()]
    lines.append(array("kOneCycle", one_cycle(), "double"))
    lines.append(array("kCosine", cosine(), "double"))
    lines += [f"inline constexpr double {name} = {float(value):.9g};" for name, value in losses.items()]
    lines += ["", "}  // namespace ocelli::test", ""]
    OUT.write_text("\n".join(lines))


if __name__ == "__main__":
    main()
