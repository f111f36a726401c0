"""Writes muon_cases.h: weights after some steps of Muon, in float64.

    python tests/golden/muon.py        needs numpy

The rule is that of Jordan et al. (2024): momentum, Nesterov's look ahead, five steps of the quintic iteration
of Newton and Schulz on the matrix divided by its Frobenius norm, and a step longer by √(outputs / inputs) for a
tall matrix. The gradient of each step is 2 (w − target) + 0.1 · step.
"""

from pathlib import Path

import numpy as np

OUT = Path(__file__).with_name('muon_cases.h')
STEPS, RATE, DECAY, MOMENTUM = 6, 0.05, 0.1, 0.6


def orthogonalise(g):
    a, b, c = 3.4445, -4.7750, 2.0315
    x = g / (np.linalg.norm(g) + 1e-7)
    if x.shape[0] > x.shape[1]:
        x = x.T
    for _ in range(5):
        y = x @ x.T
        x = a * x + b * (y @ x) + c * (y @ y @ x)
    return x.T if g.shape[0] > g.shape[1] else x


def run(start, target, fixed):
    w, momentum = start.copy(), np.zeros_like(start)
    for step in range(STEPS):
        gradient = 2 * (w - target) + 0.1 * step
        w *= 1 - RATE * DECAY
        momentum = MOMENTUM * momentum + gradient
        if fixed:
            w *= np.sqrt(w.shape[0]) / np.linalg.norm(w)
        longer = max(1.0, w.shape[0] / w.shape[1]) ** 0.5
        w -= RATE * longer * orthogonalise(gradient + MOMENTUM * momentum)
    return w


def array(name, values):
    return f'inline constexpr float {name}[] = {{{", ".join(f"{v:.9g}F" if "." in f"{v:.9g}" or "e" in f"{v:.9g}" else f"{v:.9g}.0F" for v in values.ravel())}}};'


def main():
    draw = np.random.default_rng(3)
    lines = ['#pragma once', '', '// Written by tests/golden/muon.py.', 'namespace ocelli::test {', '']
    for name, shape in (('Wide', (3, 4)), ('Tall', (5, 2))):
        start, target = draw.normal(size=shape), draw.normal(size=shape)
        lines += [array(f'k{name}Start', start), array(f'k{name}Target', target)]
        lines += [array(f'k{name}Muon', run(start, target, False)), array(f'k{name}Fixed', run(start, target, True))]
    OUT.write_text('\n'.join([*lines, '', '}  // namespace ocelli::test', '']))


main()
