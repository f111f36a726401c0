"""Writes card_cases.h: small ONNX files made by the `onnx` package, so that the card reader is tested
on files that it did not write itself; and numbers as Python reads them (nearest float64, then float32).

    python tests/golden/card.py

Needs numpy and onnx. Every model passes onnx.checker before it is written.
"""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

OUT = Path(__file__).with_name("card_cases.h")

CARD = {
    "ocelli.version": "1",
    "ocelli.task": "multi-class",
    "ocelli.title": "Drei Fälle",
    "ocelli.licence": "CC0-1.0",
    "ocelli.labels": "ant\nbee\nwasp",
    "ocelli.input.size": "2 2",
    "ocelli.resize.mode": "exact",
    "ocelli.resize.size": "2 2",
    "ocelli.output.activation": "softmax",
}
OTHER_ENTRIES = {"author": "unknown", "ocelli-like": "no"}

# Plain, hard to round (halfway between two doubles, or between two floats), long, tiny, huge.
DECIMALS = [
    "0", "-0", "1", "-1", "0.5", "255", "007", "0.485", "0.229", "127", "128", "1e-3", "1E+3",
    "0.1", "-2.1179039301310043", "3.4028234663852886e38", "1.17549435e-38", "1e-45", "1e-60",
    "9007199254740993", "9007199254740992.5", "1.00000011920928955078125",
    "1.000000178813934326171875", "1.0000001788139343261718750000000000000001",
    "1.0000000596046448", "16777217", "16777219", "0.30000000000000004",
    "123456789012345678901234567890", "0." + "0" * 40 + "123456789", "1" + "0" * 30,
    "8.41e21", "2.2250738585072014e-308", "0e999", "1e00000002",
]


def graph(outputs=("logits",), width=3, batch="N"):
    weights = np.arange(12 * width, dtype=np.float32).reshape(12, width) / 10
    nodes = [helper.make_node("Flatten", ["image"], ["flat"])]
    nodes += [helper.make_node("MatMul", ["flat", "weights"], [name]) for name in outputs]
    return helper.make_graph(
        nodes,
        "linear",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, [batch, 3, 2, 2])],
        [helper.make_tensor_value_info(n, TensorProto.FLOAT, [batch, width]) for n in outputs],
        [numpy_helper.from_array(weights, "weights")],
    )


def model(graph_proto, entries):
    proto = helper.make_model(
        graph_proto, opset_imports=[helper.make_opsetid("", 17)], ir_version=8
    )
    helper.set_model_props(proto, entries)
    onnx.checker.check_model(proto, full_check=True)
    return proto


def metadata_first(proto):
    """The same message with the graph last: serialised protobuf messages merge by concatenation."""
    rest = onnx.ModelProto()
    rest.CopyFrom(proto)
    rest.ClearField("graph")
    only_graph = onnx.ModelProto()
    only_graph.graph.CopyFrom(proto.graph)
    data = rest.SerializeToString() + only_graph.SerializeToString()
    onnx.checker.check_model(data, full_check=True)
    assert onnx.load_from_string(data) == proto
    return data


def byte_array(name, data):
    values = [str(b) for b in data]
    rows = [", ".join(values[i : i + 24]) for i in range(0, len(values), 24)]
    body = ",\n    ".join(rows)
    return f"inline const std::vector<std::uint8_t> {name} = {{\n    {body}}};\n"


def main():
    with_card = model(graph(), {**OTHER_ENTRIES, **CARD})
    arrays = {
        "kMetadataLast": with_card.SerializeToString(),
        "kMetadataFirst": metadata_first(with_card),
        "kNoCard": model(graph(), OTHER_ENTRIES).SerializeToString(),
        "kTwoOutputs": model(graph(("logits", "features")), CARD).SerializeToString(),
        "kFourWide": model(graph(width=4), CARD).SerializeToString(),
    }
    text = [
        "// Written by card.py beside this file with the `onnx` package. Do not edit.",
        "// clang-format off",
        "#pragma once",
        "",
        "#include <cstdint>",
        "#include <vector>",
        "",
        "namespace card_cases {",
        "",
        *(byte_array(name, data) for name, data in arrays.items()),
        "/// A number's text and the bits of the float32 that it means.",
        "struct Decimal { const char* text; std::uint32_t bits; };",
        "inline const std::vector<Decimal> kDecimals = {",
        *(
            f'    {{"{text}", 0x{np.float32(float(text)).view(np.uint32):08X}U}},'
            for text in DECIMALS
        ),
        "};",
        "",
        "}  // namespace card_cases",
        "",
    ]
    OUT.write_text("\n".join(text))


main()
