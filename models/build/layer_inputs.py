"""The inputs that a layer sees on photographs: what its rounding has to be good for."""

import numpy as np
import onnx
from onnx.utils import Extractor

from efficientnet_lite import Layer
from graph import build_graph, input_of, output_of, padding
from model_file import serialize
from runtime import BATCH, session

PLACES = 32
DEPTHWISE_PLACES = 4


class LayerInputs:
    """Walks through a network whose layers may be replaced on the way, front to back.

    Holds the activations of all photos at the start of the present block and nothing else, and
    runs the few layers from there again where it must.
    """

    def __init__(self, network: list[Layer], stored: dict, side: int, tensors: np.ndarray):
        self.network, self.stored, self.side = list(network), dict(stored), side
        self.start, self.activations = "input", tensors

    def patches(self, index: int, random: np.random.Generator) -> np.ndarray:
        """groups × samples × d: the inputs of the outputs at random places of every photo, in the
        order of the layer's weight."""
        layer = self.network[index]
        batches = self._run(input_of(self.network, index))
        return np.concatenate([_patches(layer, batch, random) for batch in batches], axis=1)

    def replace(self, index: int, layer: Layer, stored):
        """Puts another layer in; at a block's end moves on behind it."""
        self.network[index], self.stored[layer.name] = layer, stored
        if index == 0 or not layer.relu6:
            self.advance(index)

    def advance(self, index: int):
        """Makes the output of a layer the start."""
        if index + 1 == len(self.network):
            return
        name = output_of(self.network[index])
        self.activations = np.concatenate(list(self._run(name)))
        self.start = name

    def _run(self, name: str):
        """Yields the values of a tensor, a batch of photos at a time."""
        starts = range(0, len(self.activations), BATCH)
        if name == self.start:
            yield from (self.activations[i : i + BATCH] for i in starts)
            return
        graph = build_graph(self.network, self.stored, self.side, "part")
        whole = onnx.shape_inference.infer_shapes(onnx.load_model_from_string(serialize(graph, {})))
        part = Extractor(whole).extract_model([self.start], [name])
        running = session(part.SerializeToString())
        for i in starts:
            yield running.run([name], {self.start: self.activations[i : i + BATCH]})[0]


def _patches(layer: Layer, batch: np.ndarray, random: np.random.Generator) -> np.ndarray:
    if batch.ndim == 2:
        return batch[None]
    depthwise = layer.groups > 1
    places = DEPTHWISE_PLACES if depthwise else PLACES
    kernel, stride = layer.weight.shape[2], layer.stride
    out, before, after = padding(batch.shape[2], kernel, stride)
    padded = np.pad(batch, ((0, 0), (0, 0), (before, after), (before, after)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (kernel, kernel), axis=(2, 3))
    photo = np.repeat(np.arange(len(batch)), places)
    y, x = stride * random.integers(0, out, (2, len(photo)))
    taken = windows[photo, :, y, x].reshape(len(photo), batch.shape[1], -1)
    if depthwise:
        return taken.transpose(1, 0, 2)
    return taken.reshape(1, len(photo), -1)
