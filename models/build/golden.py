"""The golden output of a model card: a pseudo-random image, and what the model says to it."""

import numpy as np

SEED = 2024
TOLERANCE = 1e-4
SHOWN = 32


def golden_image(height: int, width: int, seed: int) -> np.ndarray:
    """height × width × 3 bytes of the generator x ← 1664525·x + 1013904223 mod 2³², x >> 24."""
    state, values = seed, bytearray()
    for _ in range(height * width * 3):
        state = (1664525 * state + 1013904223) % 2**32
        values.append(state >> 24)
    return np.frombuffer(bytes(values), np.uint8).reshape(height, width, 3)


def golden_values(output: np.ndarray) -> np.ndarray:
    """The first 32 elements, the mean, the largest absolute value."""
    flat = output.ravel().astype(np.float64)
    return np.concatenate([flat[:SHOWN], [flat.mean(), np.abs(flat).max()]])


def golden_entries(run, tensor_of, height: int, width: int) -> dict[str, str]:
    """The three `ocelli.golden.*` entries. run: tensor to logits; tensor_of: bytes to tensor."""
    values = golden_values(run(tensor_of(golden_image(height, width, SEED))))
    return {
        "ocelli.golden.seed": str(SEED),
        "ocelli.golden.values": " ".join(f"{value:.7g}" for value in values),
        "ocelli.golden.tolerance": f"{TOLERANCE:g}",
    }
