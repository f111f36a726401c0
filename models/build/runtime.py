"""Runs a model with ONNX Runtime, on the CPU and two threads."""

import numpy as np
import onnxruntime

BATCH = 8
THREADS = 2


def session(data: bytes) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = THREADS
    return onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])


def run_one(data: bytes, tensor: np.ndarray) -> np.ndarray:
    """The logits of one tensor (3 × side × side)."""
    return session(data).run(["logits"], {"input": tensor[None]})[0][0]


def run_all(data: bytes, tensors: np.ndarray, batch: int = BATCH) -> np.ndarray:
    """The logits of many tensors (n × 3 × side × side), n × classes."""
    running = session(data)
    starts = range(0, len(tensors), batch)
    return np.concatenate(
        [running.run(["logits"], {"input": tensors[i : i + batch]})[0] for i in starts]
    )
