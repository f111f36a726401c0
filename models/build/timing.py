"""Medians of one photo's time in each shipped model, interleaved, one thread: python timing.py"""

import json
import time

import numpy as np
import onnxruntime

import card
from build import MODELS_FOLDER

ROUNDS = 30


def main():
    runs, times = {}, {}
    for listed in json.loads((MODELS_FOLDER / "index.json").read_text()):
        data = (MODELS_FOLDER / listed["file"]).read_bytes()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        session = onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])
        height, width = (int(v) for v in card.read(data)["ocelli.input.size"].split())
        tensor = np.zeros((1, 3, height, width), np.float32)
        runs[listed["name"]] = lambda session=session, tensor=tensor: session.run(None, {"input": tensor})
        times[listed["name"]] = []
    for _ in range(ROUNDS):
        for name, run in runs.items():
            started = time.perf_counter()
            run()
            times[name].append(1000 * (time.perf_counter() - started))
    for name, measured in times.items():
        print(f"{name}: {np.median(measured):.1f} ms, median of {ROUNDS}")


if __name__ == "__main__":
    main()
