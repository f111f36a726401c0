"""Writes tests/golden/onnx/: small files that hold what an ONNX reader has to understand or to keep.

encodings.onnx   every element type in every field that may hold it, packed and not; encodings.txt says
                 name, data type, dims and elements (little-endian, hexadecimal) as NumPy sees them
attributes.onnx  an attribute of every kind that is read; attributes.txt says their values
unknown.onnx     what the reader does not look into, from documentation to functions and subgraphs;
                 unknown.txt lists serialised fields (hexadecimal) that have to survive byte for byte
unordered.onnx   a chain of nodes in reverse order

    python tests/golden/onnx_files.py        needs numpy and onnx
"""

from pathlib import Path

import numpy as np
import onnx
from onnx import AttributeProto, TensorProto, helper

HERE = Path(__file__).parent / "onnx"

NUMBERS = {
    "FLOAT": np.array([0, -0.0, 1.5, -3.25e-20, 1e-45, np.inf, np.nan], np.float32),
    "DOUBLE": np.array([0, -0.0, 1 / 3, -5e-324, 1e300, -np.inf], np.float64),
    "FLOAT16": np.array([0, -0.0, 1.5, -65504, 6e-8, np.inf], np.float16).view(np.uint16),
    "BFLOAT16": np.array([0, 0x8000, 0x3FC0, 0xFF7F, 1], np.uint16),
    "INT8": np.array([-128, -1, 0, 1, 127], np.int8),
    "UINT8": np.array([0, 1, 128, 255], np.uint8),
    "INT16": np.array([-32768, -1, 0, 32767], np.int16),
    "UINT16": np.array([0, 1, 65535], np.uint16),
    "INT32": np.array([-(2**31), -1, 0, 2**31 - 1], np.int32),
    "UINT32": np.array([0, 1, 2**32 - 1], np.uint32),
    "INT64": np.array([-(2**63), -1, 0, 2**63 - 1], np.int64),
    "UINT64": np.array([0, 1, 2**64 - 1], np.uint64),
    "BOOL": np.array([True, False, True], np.bool_),
}
TYPED_FIELD = {
    "FLOAT": 4, "DOUBLE": 10, "INT64": 7, "UINT32": 11, "UINT64": 11,
}  # fmt: skip
INT32_DATA = 5


def varint(value: int) -> bytes:
    value &= 2**64 - 1
    out = bytearray()
    while value > 0x7F:
        out.append((value & 0x7F) | 0x80)
        value >>= 7
    return bytes([*out, value])


def field(number: int, content: bytes) -> bytes:
    return varint(number << 3 | 2) + varint(len(content)) + content


def typed(kind: str, values: np.ndarray, packed: bool) -> bytes:
    """The elements in the field of their type, written by hand: `onnx` always packs."""
    number = TYPED_FIELD.get(kind, INT32_DATA)
    wire = {"FLOAT": 5, "DOUBLE": 1}.get(kind, 0)
    parts = [value.tobytes() if wire else varint(int(value)) for value in values]
    if packed:
        half = len(parts) // 2  # a packed field may come in several pieces
        return field(number, b"".join(parts[:half])) + field(number, b"".join(parts[half:]))
    return b"".join(varint(number << 3 | wire) + part for part in parts)


def tensor(name: str, kind: str, dims: list[int], elements: bytes) -> bytes:
    head = TensorProto(name=name, dims=dims, data_type=TensorProto.DataType.Value(kind))
    return head.SerializeToString(deterministic=True) + elements


def encodings() -> tuple[bytes, list[str]]:
    tensors, lines = [], []

    def add(name: str, kind: str, dims: list[int], elements: bytes, expected: str) -> None:
        tensors.append(tensor(name, kind, dims, elements))
        code = TensorProto.DataType.Value(kind)
        lines.append(f"{name} {code} {'x'.join(map(str, dims)) or '-'} {expected or '-'}")

    for kind, values in NUMBERS.items():
        raw = values.tobytes()
        dims = [1, len(values)]
        add(f"{kind}-raw", kind, dims, field(9, raw), raw.hex())
        add(f"{kind}-packed", kind, dims, typed(kind, values, True), raw.hex())
        add(f"{kind}-unpacked", kind, dims, typed(kind, values, False), raw.hex())
        add(f"{kind}-scalar", kind, [], typed(kind, values[:1], True), values[:1].tobytes().hex())
        add(f"{kind}-empty", kind, [3, 0], b"", "")
    texts = [b"ant", b"", "Käfer".encode()]
    add("STRING", "STRING", [3], b"".join(field(6, t) for t in texts), ",".join(t.hex() for t in texts))
    graph = field(2, b"encodings") + b"".join(field(5, one) for one in tensors)
    model = onnx.ModelProto.FromString(head() + field(7, graph))
    model.graph.output.append(helper.make_tensor_value_info("FLOAT-raw", TensorProto.FLOAT, [1, 7]))
    onnx.checker.check_model(model)
    # Without the checked copy's re-encoding: the bytes written by hand are the point.
    output = model.graph.output[0].SerializeToString(deterministic=True)
    return head() + field(7, graph + field(12, output)), lines


def head() -> bytes:
    model = onnx.ModelProto(ir_version=8, producer_name="onnx-files", producer_version="1")
    model.opset_import.append(helper.make_opsetid("", 17))
    return model.SerializeToString(deterministic=True)


def one_node_model(node: onnx.NodeProto, **model: object) -> onnx.ModelProto:
    values = [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["N", 3]) for name in ("x", "y")]
    graph = helper.make_graph([node], "g", values[:1], values[1:])
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid("example", 1)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=8, **model)


def attributes() -> tuple[bytes, list[str]]:
    values = {
        "float": 0.1, "int": -3, "string": b"text", "floats": [0.5, -1.5], "ints": [2**40, -1, 0],
        "strings": [b"a", b"", b"c"], "tensor": helper.make_tensor("t", TensorProto.INT8, [2], [-1, 1]),
        "none": helper.make_attribute("none", [], attr_type=AttributeProto.INTS),
    }  # fmt: skip
    node = helper.make_node("Custom", ["x"], ["y"], "custom", domain="example")
    for name, value in values.items():
        node.attribute.append(value if name == "none" else helper.make_attribute(name, value))
    lines = [
        f"float {np.float32(0.1).tobytes().hex()}", "int -3", "string text", "floats 0.5 -1.5",
        f"ints {2**40} -1 0", "strings a,,c", "tensor ff01", "none",
    ]  # fmt: skip
    return one_node_model(node).SerializeToString(deterministic=True), lines


def branch(name: str) -> onnx.GraphProto:
    """Reads `x` from outside, as subgraphs may."""
    value = helper.make_tensor_value_info(name, TensorProto.FLOAT, None)
    return helper.make_graph([helper.make_node("Identity", ["x"], [name])], name, [], [value])


def unknown() -> tuple[bytes, list[str]]:
    condition = helper.make_tensor("condition", TensorProto.BOOL, [], [True])
    node = helper.make_node("If", ["condition"], ["y"], "if", doc_string="of a node",
                            then_branch=branch("then"), else_branch=branch("else"))  # fmt: skip
    node.metadata_props.add(key="pkg.torch.onnx.name", value="layer")
    node.attribute[0].doc_string = "of an attribute"
    condition.doc_string = "of a tensor"
    model = one_node_model(node, doc_string="of the model", domain="example.org", model_version=7)
    model.graph.initializer.append(condition)
    model.graph.doc_string = "of the graph"
    model.graph.metadata_props.add(key="graph", value="note")
    model.graph.quantization_annotation.add(tensor_name="x").quant_parameter_tensor_names.add(
        key="SCALE_TENSOR", value="condition")
    model.graph.input[0].doc_string = "of an input"
    model.graph.input[0].type.denotation = "IMAGE"
    model.graph.input[0].type.tensor_type.shape.dim[0].denotation = "DATA_BATCH"
    model.graph.value_info.append(helper.make_tensor_sequence_value_info("s", TensorProto.FLOAT, [2]))
    identity = helper.make_node("Identity", ["a"], ["b"])
    model.functions.append(helper.make_function("example", "Same", ["a"], ["b"], [identity],
                                                [helper.make_opsetid("", 17)]))  # fmt: skip
    model.training_info.add().initialization.name = "start"
    kept = [
        (model, ["doc_string", "domain", "model_version", "functions", "training_info"]),
        (model.graph, ["doc_string", "metadata_props", "quantization_annotation"]),
        (model.graph.node[0], ["doc_string", "metadata_props", "attribute"]),
        (model.graph.initializer[0], ["doc_string"]),
        (model.graph.input[0], ["doc_string"]),
        (model.graph.input[0].type, ["denotation"]),
        (model.graph.input[0].type.tensor_type.shape.dim[0], ["denotation"]),
        (model.graph.value_info[0], ["type"]),
    ]
    lines = [serialized(message, name).hex() for message, names in kept for name in names]
    return model.SerializeToString(deterministic=True), lines


def serialized(message: object, name: str) -> bytes:
    """One field of a message, with its tag."""
    only = type(message)()
    only.CopyFrom(message)
    for other in message.DESCRIPTOR.fields:
        if other.name != name:
            only.ClearField(other.name)
    return only.SerializeToString(deterministic=True)


def unordered() -> bytes:
    names = ["x", "a", "b", "y"]
    nodes = [helper.make_node("Relu", [source], [target], target)
             for source, target in zip(names, names[1:])]  # fmt: skip
    model = one_node_model(nodes[0])
    del model.graph.node[:]
    model.graph.node.extend(reversed(nodes))
    return model.SerializeToString(deterministic=True)


def main() -> None:
    HERE.mkdir(exist_ok=True)
    for name, make in (("encodings", encodings), ("attributes", attributes), ("unknown", unknown)):
        data, lines = make()
        (HERE / f"{name}.onnx").write_bytes(data)
        (HERE / f"{name}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (HERE / "unordered.onnx").write_bytes(unordered())


main()
