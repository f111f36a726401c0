"""Writes tests/golden/onnx/shapes-11.onnx and shapes-18.onnx, graphs of one operator after another on
an input of 1 × 6 × 13 × 17, and beside each a .txt: the dims of every value when onnxruntime runs it
(`-`: a scalar), and last the multiply-adds of its products, counted from those dims.

    python tests/golden/onnx_shapes.py        needs numpy, onnx, onnxruntime
"""

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

HERE = Path(__file__).parent / "onnx"
INPUT = [1, 6, 13, 17]


class Builder:
    """Adds nodes that read the input `x`, or what was added before."""

    def __init__(self, opset: int):
        self.opset, self.nodes, self.tensors = opset, [], []

    def constant(self, values, dtype=np.int64) -> str:
        name = f"c{len(self.tensors)}"
        self.tensors.append(numpy_helper.from_array(np.array(values, dtype), name))
        return name

    def weight(self, *dims: int) -> str:
        return self.constant(np.zeros(dims), np.float32)

    def add(self, kind: str, *inputs: str, outputs: int = 1, **attributes) -> str:
        names = [f"{kind}{len(self.nodes)}" + ("" if i == 0 else f".{i}") for i in range(outputs)]
        self.nodes.append(helper.make_node(kind, list(inputs), names, names[0], **attributes))
        return names[0]

    def axes(self, kind: str, since: int, value: str, axes: list[int], **attributes) -> str:
        """An operator whose axes became an input in opset `since`."""
        if self.opset < since:
            return self.add(kind, value, axes=axes, **attributes)
        return self.add(kind, value, self.constant(axes), **attributes)


def windows(b: Builder) -> None:
    b.add("Conv", "x", b.weight(8, 6, 3, 3))
    b.add("Conv", "x", b.weight(8, 6, 3, 5), strides=[2, 3], pads=[1, 0, 2, 1], dilations=[2, 1])
    b.add("Conv", "x", b.weight(6, 1, 3, 3), group=6, auto_pad="SAME_UPPER", strides=[2, 2])
    b.add("Conv", "x", b.weight(6, 3, 2, 2), group=2, auto_pad="VALID", strides=[2, 2])
    b.add("MaxPool", "x", kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1])
    b.add("MaxPool", "x", kernel_shape=[3, 3], strides=[2, 2], ceil_mode=1)
    b.add("MaxPool", "x", kernel_shape=[2, 2], strides=[3, 3], ceil_mode=1, dilations=[2, 2])
    b.add("AveragePool", "x", kernel_shape=[3, 2], auto_pad="SAME_LOWER", strides=[2, 2])
    b.add("AveragePool", "x", kernel_shape=[5, 5], strides=[4, 4], pads=[2, 2, 2, 2], ceil_mode=1)
    b.add("GlobalAveragePool", "x")
    b.add("GlobalMaxPool", "x")


def elements(b: Builder) -> None:
    b.add("Relu", "x")
    b.add("Clip", "x", b.constant(0, np.float32), b.constant(6, np.float32))
    b.add("Add", "x", b.weight(6, 1, 1))
    b.add("Mul", b.weight(4, 1, 1, 1, 17), "x")
    b.add("Where", b.constant([[True], [False]], np.bool_), b.weight(1, 7), b.weight(1))
    b.add("BatchNormalization", "x", *(b.weight(6) for _ in range(4)))
    b.add("Softmax", "x", axis=1)


def layouts(b: Builder) -> None:
    b.add("Reshape", "x", b.constant([0, -1, 17]))
    b.add("Reshape", "x", b.constant([3, 2, -1]))
    b.add("Flatten", "x")
    b.add("Flatten", "x", axis=-1)
    b.add("Flatten", "x", axis=0)
    b.add("Transpose", "x", perm=[0, 2, 3, 1])
    b.add("Transpose", "x")
    b.axes("Unsqueeze", 13, "x", [0, 4] if b.opset < 13 else [0, -1])
    pooled = b.add("GlobalAveragePool", "x")
    b.axes("Squeeze", 13, pooled, [2, 3])
    b.add("Squeeze", pooled)
    b.add("Expand", b.weight(6, 1, 1), b.constant([2, 1, 4, 1]))
    b.add("Tile", b.weight(2, 3), b.constant([3, 1]))
    b.add("Pad", "x", b.constant([0, 0, 1, 2, 0, 0, 3, -4]))
    b.add("DepthToSpace", b.weight(1, 8, 3, 4), blocksize=2)
    b.add("SpaceToDepth", b.weight(1, 2, 4, 6), blocksize=2)


def indices(b: Builder) -> None:
    b.add("Gather", "x", b.constant([[1, -1]]), axis=2)
    b.add("Gather", "x", b.constant(3), axis=1)
    b.add("Concat", "x", b.weight(1, 2, 13, 17), "x", axis=-3)
    halves = {} if b.opset < 18 else {"num_outputs": 2}
    b.add("Split", "x", outputs=2, axis=1, **halves)
    if b.opset < 13:
        b.add("Split", "x", outputs=3, axis=3, split=[2, 5, 10])
    else:
        b.add("Split", "x", b.constant([2, 5, 10]), outputs=3, axis=3)
    c = b.constant
    b.add("Slice", "x", c([1, 2]), c([100, -2]), c([1, 3]), c([2, 3]))
    b.add("Slice", "x", c([-1]), c([-100]), c([2]), c([-4]))
    b.add("Slice", "x", c([0, 1]), c([1, 2**63 - 1]))
    # What exporters write for x.view(x.shape[0], x.shape[1] * x.shape[2], -1).
    shape = b.add("Shape", "x")
    first, second, third = (b.add("Gather", shape, c(i), axis=0) for i in range(3))
    together = b.add("Mul", second, third)
    parts = [b.axes("Unsqueeze", 13, one, [0]) for one in (first, together)]
    b.add("Reshape", "x", b.add("Concat", *parts, c([-1]), axis=0))
    b.add("Reshape", "x", b.add("Concat", b.add("Slice", shape, c([0]), c([2]), c([0])), c([-1]), axis=0))
    b.add("ConstantOfShape", c([3, 5]))


def products(b: Builder) -> None:
    flat = b.add("Flatten", "x", axis=2)
    b.add("Gemm", flat, b.weight(5, 221), transB=1)
    b.add("Gemm", b.weight(221, 6), b.weight(221, 5), b.weight(5), transA=1)
    b.add("MatMul", "x", b.weight(17, 4))
    b.add("MatMul", b.weight(3, 1, 2, 5), b.weight(7, 5, 2))
    b.axes("ReduceMean", 18, "x", [2, 3], keepdims=0)
    b.axes("ReduceMean", 18, "x", [-1])
    b.add("ReduceMean", "x")
    b.axes("ReduceSum", 13, "x", [1], keepdims=0)
    b.add("ArgMax", "x", axis=1, keepdims=0)


def multiply_adds(graph: onnx.GraphProto, dims: dict[str, list[int]]) -> int:
    total = 0
    for node in graph.node:
        attributes = {a.name: helper.get_attribute_value(a) for a in node.attribute}
        shapes = [dims.get(name) for name in node.input]
        outputs = np.prod(dims[node.output[0]], dtype=np.int64)
        if node.op_type == "Conv":
            total += outputs * np.prod(shapes[1][1:], dtype=np.int64)
        elif node.op_type == "Gemm":
            total += outputs * shapes[0][0 if attributes.get("transA") else 1]
        elif node.op_type == "MatMul":
            total += outputs * shapes[0][-1]
    return int(total)


def run(model: onnx.ModelProto) -> dict[str, list[int]]:
    """The dims of every node's outputs."""
    every = onnx.ModelProto()
    every.CopyFrom(model)
    del every.graph.output[:]
    names = [name for node in model.graph.node for name in node.output]
    every.graph.output.extend(onnx.ValueInfoProto(name=name) for name in names)
    session = onnxruntime.InferenceSession(every.SerializeToString())
    values = session.run(names, {"x": np.ones(INPUT, np.float32)})
    return {name: list(value.shape) for name, value in zip(names, values)}


def write(opset: int) -> None:
    builder = Builder(opset)
    for part in (windows, elements, layouts, indices, products):
        part(builder)
    x = helper.make_tensor_value_info("x", TensorProto.FLOAT, INPUT)
    last = helper.make_tensor_value_info(builder.nodes[-1].output[0], TensorProto.INT64, [None] * 3)
    graph = helper.make_graph(builder.nodes, "shapes", [x], [last], builder.tensors)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=7)
    onnx.checker.check_model(model)
    dims = {"x": INPUT} | run(model)
    dims |= {tensor.name: list(tensor.dims) for tensor in graph.initializer}
    lines = [
        f"{name} {'x'.join(map(str, dims[name])) or '-'}"
        for node in builder.nodes
        for name in node.output
    ]
    lines.append(f"multiply-adds {multiply_adds(graph, dims)}")
    (HERE / f"shapes-{opset}.onnx").write_bytes(model.SerializeToString(deterministic=True))
    (HERE / f"shapes-{opset}.txt").write_text("\n".join(lines) + "\n")


for version in (11, 18):
    write(version)
