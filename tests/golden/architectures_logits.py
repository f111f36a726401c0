"""Compares the networks of `ocelli arch` with PyTorch's, whose weights are copied in by name.

    python tests/golden/architectures_logits.py --ocelli build/native/ocelli [NAME ...]
    python tests/golden/architectures_logits.py --ocelli build/native/ocelli --table docs/architectures.md

For every network: `ocelli arch NAME`, each tensor of the state dict into the initializer of that name,
and the logits of ONNX Runtime for three images against PyTorch's in float64, those of auxiliary heads
included. It fails where a name or shape is on one side only, or where logits differ by more than 1e-4 of
the largest. How far PyTorch's own float32 logits are from those in float64 is told beside it.
`--table` writes the figures between the marks of that file. Needs onnx and onnxruntime besides what
architectures_reference.py needs.
"""

import argparse
import gc
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import numpy_helper

import architectures_reference as reference

TOLERANCE = 1e-4
# Image sizes, widths and class counts other than the networks' own: name, options of both sides.
VARIANTS = [
    ("alexnet", {"image_size": 128}),
    ("vgg11", {"image_size": 96, "num_classes": 10}),
    ("googlenet", {"image_size": 160, "num_classes": 10}),
    ("inception_v3", {"image_size": 331, "num_classes": 10}),
    ("resnet18", {"image_size": 64, "num_classes": 10}),
    ("mobilenet_v2", {"width": 0.5}),
    ("mobilenet_v2", {"image_size": 97, "width": 1.4}),
    ("efficientnet_lite0", {"image_size": 97}),
    ("vit_ti_16", {"image_size": 96, "num_classes": 10}),
    ("cifarnet", {"num_classes": 100}),
    ("cifarnet", {"width": 1.5}),
]
OPTION = {"image_size": "--img-size", "num_classes": "--num-classes", "width": "--width"}


def image_size(name, options):
    return options.get("image_size") or reference.IMAGE_SIZES.get(name, 224)


@torch.no_grad()
def stir(model, images):
    """Gives every tensor values that show when it is mistaken for another, and activations of order 1."""
    norms = [m for m in model.modules() if isinstance(m, torch.nn.BatchNorm2d)]
    for norm in norms:
        norm.momentum = 1.0
        norm.weight.uniform_(0.5, 1.5)
        norm.bias.normal_(0, 0.2)
    for name, tensor in model.named_parameters():
        if name.endswith("bias") and tensor.abs().max() == 0:
            tensor.normal_(0, 0.1)
        if name == "cls_token" or "norm" in name:
            tensor.add_(torch.randn_like(tensor) * 0.2)
    if norms:
        model.train()(images)  # running statistics of these images


def copy_weights(model, file):
    tensors = reference.tensors(model)
    initializers = {one.name: one for one in file.graph.initializer}
    if tensors.keys() != initializers.keys():
        raise SystemExit(f"names on one side only: {sorted(tensors.keys() ^ initializers.keys())}")
    for name, tensor in tensors.items():
        if list(tensor.shape) != list(initializers[name].dims):
            raise SystemExit(f"{name}: {list(tensor.shape)} and {list(initializers[name].dims)}")
        initializers[name].CopyFrom(numpy_helper.from_array(tensor.numpy(), name))


def multiply_adds(file):
    """Of convolutions and matrix products, by shape inference; `file` is for one image."""
    shapes = {}
    inferred = onnx.shape_inference.infer_shapes(file)
    for value in [*inferred.graph.value_info, *inferred.graph.output, *inferred.graph.input]:
        shapes[value.name] = [d.dim_value for d in value.type.tensor_type.shape.dim]
    weights = {one.name: list(one.dims) for one in file.graph.initializer}
    total = 0
    for node in file.graph.node:
        if node.op_type == "Conv":
            total += np.prod(shapes[node.output[0]][1:]) * np.prod(weights[node.input[1]][1:])
        elif node.op_type == "Gemm":
            total += np.prod(weights[node.input[1]]) * shapes[node.input[0]][0]
        elif node.op_type == "MatMul":
            total += np.prod(shapes[node.output[0]][1:]) * shapes[node.input[0]][-1]
    return int(total)


def for_one_image(file):
    """With the batch fixed to 1, and shapes that shape inference can follow."""
    single = onnx.ModelProto()
    single.CopyFrom(file)
    for value in [*single.graph.input, *single.graph.output]:
        value.type.tensor_type.shape.dim[0].dim_value = 1
    return onnx.shape_inference.infer_shapes(single, data_prop=True)


def build(ocelli, name, options, folder):
    path = Path(folder) / "net.onnx"
    arguments = [text for key, value in options.items() for text in (OPTION[key], str(value))]
    command = [ocelli, "arch", name, "-o", str(path), "--json", *arguments]
    answer = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return onnx.load(path), answer, path


def run(path, images):
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    whole = session.run(None, {"input": images})
    first = session.run(None, {"input": images[:1]})
    for together, alone in zip(whole, first):
        if not np.allclose(together[:1], alone, rtol=0, atol=TOLERANCE * np.abs(alone).max()):
            raise SystemExit("an image's logits depend on the others of its batch")
    return whole


def difference(outputs, expected):
    """The largest of all outputs, each relative to its largest absolute value."""
    return float(max(np.abs(a - b).max() / np.abs(b).max() for a, b in zip(outputs, expected)))


def compare(ocelli, name, options, folder):
    torch.manual_seed(0)
    side = image_size(name, options)
    images = torch.randn(3, 3, side, side)
    model = reference.create(name, **options)
    stir(model, torch.randn(4, 3, side, side))
    file, answer, path = build(ocelli, name, options, folder)
    if answer["parameters"] != reference.parameter_count(model):
        raise SystemExit(f"{name}: {answer['parameters']} parameters")
    copy_weights(model, file)
    onnx.save(file, path)
    onnx.checker.check_model(str(path))
    logits = run(str(path), images.numpy())
    rounded = reference.all_logits(name, model, images)
    expected = reference.all_logits(name, model.double(), images.double())
    if len(logits) != len(expected):
        raise SystemExit(f"{name}: {len(logits)} outputs, {len(expected)} expected")
    card = {one.key: one.value for one in file.metadata_props}
    del file.graph.output[1:]
    used = onnx.utils.Extractor(for_one_image(file)).extract_model(["input"], ["logits"])
    return {
        "name": name, "options": options, "size": side, "parameters": answer["parameters"],
        "multiply_adds": multiply_adds(used), "difference": difference(logits, expected),
        "rounding": difference(rounded, expected),
        "outputs": len(logits), "paper": card["ocelli.source"].split("seed 0. ")[1],
    }


def row(result):
    label = " ".join([f"`{result['name']}`", *(f"`{OPTION[k]} {v}`" for k, v in result["options"].items())])
    size = result["size"]
    cells = [label, f"{result['parameters']:,}", f"{result['multiply_adds'] / 1e6:,.0f} M",
             f"{size} × {size}", f"{result['difference']:.1e}", f"{result['rounding']:.1e}"]
    if not result["options"]:
        cells.append(result["paper"])
    return "| " + " | ".join(cells) + " |"


def write_table(path, results):
    text = path.read_text()
    for mark, is_own in (("own", True), ("variants", False)):
        begin, end = f"<!-- {mark} -->\n", f"<!-- /{mark} -->"
        head, rest = text.split(begin)
        old, tail = rest.split(end)
        title = "".join(line + "\n" for line in old.splitlines()[:2])
        lines = [row(one) for one in results if (not one["options"]) == is_own]
        text = head + begin + title + "\n".join(lines) + "\n" + end + tail
    path.write_text(text)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="only these, and no variants")
    parser.add_argument("--ocelli", required=True)
    parser.add_argument("--table", type=Path)
    arguments = parser.parse_args()
    cases = [(name, {}) for name in arguments.names or reference.NAMES]
    results = []
    with tempfile.TemporaryDirectory() as folder:
        for name, options in cases + ([] if arguments.names else VARIANTS):
            result = compare(arguments.ocelli, name, options, folder)
            results.append(result)
            print(json.dumps(result), flush=True)
            gc.collect()
    if arguments.table:
        write_table(arguments.table, results)
    too_far = [r["name"] for r in results if not r["difference"] <= TOLERANCE]
    sys.exit(f"more than {TOLERANCE}: {too_far}" if too_far else 0)


if __name__ == "__main__":
    main()
