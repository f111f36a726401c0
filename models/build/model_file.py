"""Writes an `.onnx` whose metadata stand before the graph, so that a card can be read while the
weights still arrive."""

import hashlib
import os
from pathlib import Path

import onnx
from onnx import helper

OPSET = 17
IR_VERSION = 8
GRAPH_TAG = (7 << 3) | 2


def serialize(graph: onnx.GraphProto, entries: dict[str, str]) -> bytes:
    """The model's bytes: everything but the graph first, then the graph."""
    head = onnx.ModelProto(ir_version=IR_VERSION, producer_name="ocelli")
    head.opset_import.append(helper.make_opsetid("", OPSET))
    if entries:
        helper.set_model_props(head, entries)
    body = graph.SerializeToString(deterministic=True)
    data = head.SerializeToString(deterministic=True)
    data += bytes([GRAPH_TAG]) + varint(len(body)) + body
    onnx.checker.check_model(data, full_check=True)
    return data


def write(path: Path, data: bytes) -> str:
    """Replaces `path` in one step; returns the sha256."""
    temporary = path.with_suffix(".part")
    temporary.write_bytes(data)
    os.replace(temporary, path)
    return hashlib.sha256(data).hexdigest()


def varint(value: int) -> bytes:
    """protobuf's variable-length integer."""
    out = bytearray()
    while value > 0x7F:
        out.append((value & 0x7F) | 0x80)
        value >>= 7
    return bytes(out + bytes([value]))
