"""Writes exec_operators.bin: graphs of one operator (or of a pattern that the executor fuses), beside the
outputs and gradients that PyTorch computes.

    python3 -m venv --system-site-packages env          # Debian's python3-torch
    env/bin/pip install onnx==1.14.1
    env/bin/python tests/golden/exec_operators.py

A record is its length (uint32, little-endian) and an ONNX model; initializers named `expected.…` that no
node reads hold the input, the outputs, and the gradients of the outputs' sum weighted by cos(0), cos(1), …
"""

import io
import struct
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch.nn import functional as F

from exported_network import gradients_by_initializer

OUT = Path(__file__).with_name('exec_operators.bin')
CASES = []


def floats(*shape, low=-2.0, high=2.0):
    return low + (high - low) * torch.rand(*shape)


def integers(*values):
    return torch.tensor(values, dtype=torch.int64)


def case(name, op, inputs, reference, opset=17, outputs=1, before=None, place=0, **attributes):
    """`inputs`: tensors, or None for one left out; the first is the graph's input. `reference`: their function
    in PyTorch; a tuple where the operator has several outputs. `before`: an operator, with its attributes, that
    the graph's input goes through first. `place`: the graph's input among the node's inputs."""
    CASES.append((name, op, inputs, reference, opset, outputs, (before, place), attributes))


def wide(reference):
    """Shapes and indices are constants of the case: the function takes the first input alone."""
    return lambda x, *_: reference(x)


def add_activations():
    x = floats(2, 3, 4, 5)
    for op, reference, attributes in (
        ('Relu', F.relu, {}),
        ('LeakyRelu', lambda x: F.leaky_relu(x, 0.3), {'alpha': 0.3}),
        ('Elu', lambda x: F.elu(x, 0.7), {'alpha': 0.7}),
        ('Selu', F.selu, {}),
        ('Celu', lambda x: F.celu(x, 1.5), {'alpha': 1.5}),
        ('ThresholdedRelu', lambda x: F.threshold(x, 0.5, 0), {'alpha': 0.5}),
        ('HardSigmoid', lambda x: torch.clamp(x * 0.3 + 0.4, 0, 1), {'alpha': 0.3, 'beta': 0.4}),
        ('HardSwish', F.hardswish, {}),
        ('Sigmoid', torch.sigmoid, {}),
        ('Tanh', torch.tanh, {}),
        ('Softplus', F.softplus, {}),
        ('Softsign', F.softsign, {}),
        ('Identity', lambda x: x * 1, {}),
        ('Abs', torch.abs, {}),
        ('Neg', torch.neg, {}),
        ('Exp', torch.exp, {}),
        ('Reciprocal', torch.reciprocal, {}),
        ('Erf', torch.erf, {}),
        ('Sin', torch.sin, {}),
        ('Cos', torch.cos, {}),
        ('Atan', torch.atan, {}),
        ('Ceil', torch.ceil, {}),
        ('Floor', torch.floor, {}),
        ('Round', torch.round, {}),
        ('Sign', torch.sign, {}),
    ):
        case(op, op, [x], reference, **attributes)
    case('Round-ties', 'Round', [torch.tensor([[-2.5, -1.5, -0.5, 0.5, 1.5, 2.5]])], torch.round)
    case('Mish', 'Mish', [x], F.mish, opset=18)
    case('Gelu', 'Gelu', [x], F.gelu, opset=20)
    case('Gelu-tanh', 'Gelu', [x], lambda x: F.gelu(x, approximate='tanh'), opset=20, approximate='tanh')
    case('Tan', 'Tan', [floats(2, 3, low=-1, high=1)], torch.tan)
    positive = floats(2, 3, 4, low=0.2)
    case('Log', 'Log', [positive], torch.log)
    case('Sqrt', 'Sqrt', [positive], torch.sqrt)
    special = torch.tensor([[1.0, float('nan'), float('inf'), -float('inf'), 0.0]])
    case('IsNaN', 'IsNaN', [special], torch.isnan)
    case('IsInf', 'IsInf', [special], torch.isposinf, detect_negative=0)
    numbers = [torch.tensor(-0.5), torch.tensor(1.25)]
    case('Clip', 'Clip', [x, *numbers], lambda x, *_: torch.clamp(x, -0.5, 1.25))
    case('Clip-above', 'Clip', [x, None, numbers[1]], lambda x, *_: torch.clamp(x, max=1.25))
    case('Clip-6', 'Clip', [3 * x, torch.tensor(0.0), torch.tensor(6.0)], lambda x, *_: F.relu6(x))
    case('PRelu', 'PRelu', [x, floats(3, 1, 1)], lambda x, slope: F.prelu(x, slope.flatten()))
    case('PRelu-each', 'PRelu', [x, floats(4, 5)], lambda x, slope: torch.where(x > 0, x, x * slope))
    case('Softmax', 'Softmax', [x], lambda x: torch.softmax(x, -1))
    case('Softmax-1', 'Softmax', [x], lambda x: torch.softmax(x, 1), axis=1)
    together = lambda x: torch.softmax(x.flatten(1), 1).reshape(x.shape)
    case('Softmax-11', 'Softmax', [x], together, opset=11)
    case('LogSoftmax', 'LogSoftmax', [x], lambda x: torch.log_softmax(x, 2), axis=2)
    case('Dropout', 'Dropout', [x], lambda x: x * 1)


def add_arithmetic():
    x, row, one = floats(2, 3, 4), floats(3, 1), torch.tensor(1.5)
    for op, reference in (('Add', torch.add), ('Sub', torch.sub), ('Mul', torch.mul), ('Div', torch.div)):
        case(op, op, [x, row + 3], reference)
        case(op + '-number', op, [x, one], reference)
    whole = {'before': ('Cast', {'to': TensorProto.INT64})}
    truncated = lambda x, y: torch.div(x.long(), y, rounding_mode='trunc')
    case('Div-integers', 'Div', [4 * x, integers(2, 3, -3, -2)], truncated, **whole)
    case('Mod-integers', 'Mod', [4 * x, integers(2, 3, -3, -2)], lambda x, y: x.long() % y, **whole)
    case('Pow', 'Pow', [x, torch.tensor(2.0)], torch.pow)
    case('Pow-tensor', 'Pow', [floats(2, 3, low=0.5), floats(3)], torch.pow)
    case('Mod', 'Mod', [x, row], torch.fmod, fmod=1)
    case('Min', 'Min', [x, row], torch.minimum)
    case('Max', 'Max', [x, row, floats(4)], lambda a, b, c: torch.maximum(torch.maximum(a, b), c))
    case('Sum', 'Sum', [x, row, floats(4)], lambda a, b, c: a + b + c)
    case('Mean', 'Mean', [x, row, floats(4)], lambda a, b, c: (a + b + c) / 3)
    for op, reference in (
        ('Equal', torch.eq), ('Less', torch.lt), ('LessOrEqual', torch.le), ('Greater', torch.gt),
        ('GreaterOrEqual', torch.ge),
    ):  # fmt: skip
        case(op, op, [torch.round(x), torch.round(row)], reference)
    truth, bits = {'before': ('Cast', {'to': TensorProto.BOOL})}, torch.tensor([True, False, True, False])
    flags = torch.round(floats(2, 3, 4, low=0, high=1))
    case('And', 'And', [flags, bits], lambda x, y: x.bool() & y, **truth)
    case('Or', 'Or', [flags, bits], lambda x, y: x.bool() | y, **truth)
    case('Xor', 'Xor', [flags, bits], lambda x, y: x.bool() ^ y, **truth)
    case('Not', 'Not', [flags], lambda x: ~x.bool(), **truth)
    case('Where', 'Where', [x, bits, row], lambda x, c, y: torch.where(c, x, y), place=1)
    case('CastLike', 'CastLike', [x, integers(1)], lambda x, _: x.long(), opset=15)
    case('Shape', 'Shape', [x], lambda x: torch.tensor(x.shape))
    case('Shape-part', 'Shape', [x], lambda x: torch.tensor(x.shape[1:2]), start=-2, end=-1)
    case('Size', 'Size', [x], lambda x: torch.tensor(x.numel()))
    shape = {'before': ('Shape', {}), 'value': helper.make_tensor('value', TensorProto.FLOAT, [1], [2.5])}
    case('ConstantOfShape', 'ConstantOfShape', [x], lambda x: torch.full(x.shape, 2.5), **shape)
    case('Range', 'Range', [x, torch.tensor(3), torch.tensor(5)], lambda x, a, b: torch.arange(3, x.numel(), 5),
         before=('Size', {}), place=1)  # fmt: skip
    case('CumSum', 'CumSum', [x, integers(1)], lambda x, _: torch.cumsum(x, 1))
    case('Trilu', 'Trilu', [x, torch.tensor(1)], lambda x, _: torch.triu(x, 1))
    case('Trilu-lower', 'Trilu', [x], torch.tril, upper=0)
    case('EyeLike', 'EyeLike', [floats(3, 4)], lambda x: torch.eye(3, 4))


def add_layers():
    x = floats(2, 4, 9, 10)
    weight, bias = floats(6, 4, 3, 3), floats(6)
    case('Conv', 'Conv', [x, weight, bias], F.conv2d, kernel_shape=[3, 3])
    case('Conv-stride', 'Conv', [x, weight, bias], lambda x, w, b: F.conv2d(x, w, b, (2, 1), (1, 2), (1, 2)),
         kernel_shape=[3, 3], strides=[2, 1], pads=[1, 2, 1, 2], dilations=[1, 2])  # fmt: skip
    case('Conv-asymmetric', 'Conv', [x, weight], lambda x, w: F.conv2d(F.pad(x, (1, 2, 0, 1)), w, stride=2),
         kernel_shape=[3, 3], strides=[2, 2], pads=[0, 1, 1, 2])  # fmt: skip
    case('Conv-same', 'Conv', [x, weight], lambda x, w: F.conv2d(F.pad(x, (0, 1, 1, 1)), w, stride=2),
         kernel_shape=[3, 3], strides=[2, 2], auto_pad='SAME_UPPER')  # fmt: skip
    case('Conv-same-lower', 'Conv', [x, weight], lambda x, w: F.conv2d(F.pad(x, (1, 0, 1, 1)), w, stride=2),
         kernel_shape=[3, 3], strides=[2, 2], auto_pad='SAME_LOWER')  # fmt: skip
    case('Conv-groups', 'Conv', [x, floats(8, 2, 3, 3), floats(8)],
         lambda x, w, b: F.conv2d(x, w, b, padding=1, groups=2), group=2, pads=[1, 1, 1, 1])  # fmt: skip
    case('Conv-depthwise', 'Conv', [x, floats(4, 1, 5, 5)], lambda x, w: F.conv2d(x, w, padding=2, groups=4),
         group=4, pads=[2, 2, 2, 2])  # fmt: skip
    case('Conv-1d', 'Conv', [floats(2, 4, 9), floats(3, 4, 3)], lambda x, w: F.conv1d(x, w, padding=1), pads=[1, 1])
    case('ConvTranspose', 'ConvTranspose', [x, floats(4, 3, 3, 3), floats(3)],
         lambda x, w, b: F.conv_transpose2d(x, w, b, 2, 1, 1), strides=[2, 2], pads=[1, 1, 1, 1],
         output_padding=[1, 1])  # fmt: skip
    rows = floats(3, 5)
    case('Gemm', 'Gemm', [rows, floats(4, 5), floats(4)], F.linear, transB=1)
    case('Gemm-scaled', 'Gemm', [rows, floats(3, 4), floats(4)],
         lambda a, b, c: 0.5 * a.T @ b + 2 * c, transA=1, alpha=0.5, beta=2.0)  # fmt: skip
    case('MatMul', 'MatMul', [floats(2, 3, 5), floats(5, 4)], torch.matmul)
    case('MatMul-batched', 'MatMul', [floats(2, 3, 4, 5), floats(3, 5, 6)], torch.matmul)
    case('Einsum', 'Einsum', [floats(2, 3, 5), floats(5, 4)],
         lambda a, b: torch.einsum('bij,jk->bki', a, b), equation='bij,jk->bki')  # fmt: skip
    pool = {'kernel_shape': [3, 3], 'strides': [2, 2]}
    case('MaxPool', 'MaxPool', [x], lambda x: F.max_pool2d(x, 3, 2, 1), pads=[1, 1, 1, 1], **pool)
    case('MaxPool-ceil', 'MaxPool', [x], lambda x: F.max_pool2d(x, 3, 2, ceil_mode=True), ceil_mode=1, **pool)
    least = -float('inf')
    case('MaxPool-asymmetric', 'MaxPool', [x], lambda x: F.max_pool2d(F.pad(x, (0, 1, 0, 1), value=least), 3, 2),
         pads=[0, 0, 1, 1], **pool)  # fmt: skip
    case('AveragePool', 'AveragePool', [x], lambda x: F.avg_pool2d(x, 3, 2, 1, count_include_pad=False),
         pads=[1, 1, 1, 1], **pool)  # fmt: skip
    case('AveragePool-padding', 'AveragePool', [x], lambda x: F.avg_pool2d(x, 3, 2, 1), pads=[1, 1, 1, 1],
         count_include_pad=1, **pool)  # fmt: skip

    def average_of_own(x):
        padded, ones = F.pad(x, (0, 1, 0, 1)), F.pad(torch.ones_like(x), (0, 1, 0, 1))
        return F.avg_pool2d(padded, 3, 2) / F.avg_pool2d(ones, 3, 2)

    case('AveragePool-asymmetric', 'AveragePool', [x], average_of_own, pads=[0, 0, 1, 1], **pool)
    case('GlobalAveragePool', 'GlobalAveragePool', [x], lambda x: F.adaptive_avg_pool2d(x, 1))
    case('GlobalMaxPool', 'GlobalMaxPool', [x], lambda x: F.adaptive_max_pool2d(x, 1))


def rms_norm(x, scale):
    return x / torch.sqrt((x * x).mean(-1, keepdim=True) + 1e-5) * scale


def mean_variance(x):
    variance, mean = torch.var_mean(x, (0, 2, 3), unbiased=False, keepdim=True)
    return (x - mean) / variance.sqrt()


def add_norms():
    x = floats(3, 4, 5, 6)
    scale, shift = floats(4, low=0.5), floats(4)
    mean, variance = floats(4), floats(4, low=0.5)
    case('BatchNormalization', 'BatchNormalization', [x, scale, shift, mean, variance],
         lambda x, w, b, m, v: F.batch_norm(x, m.detach(), v.detach(), w, b, eps=1e-3), epsilon=1e-3)  # fmt: skip
    case('InstanceNormalization', 'InstanceNormalization', [x, scale, shift],
         lambda x, w, b: F.instance_norm(x, weight=w, bias=b))  # fmt: skip
    case('GroupNormalization', 'GroupNormalization', [x, scale, shift], lambda x, w, b: F.group_norm(x, 2, w, b),
         opset=21, num_groups=2)  # fmt: skip
    last = floats(6, low=0.5)
    case('LayerNormalization', 'LayerNormalization', [x, last, floats(6)],
         lambda x, w, b: F.layer_norm(x, (6,), w, b, 1e-6), epsilon=1e-6)  # fmt: skip
    case('LayerNormalization-axis', 'LayerNormalization', [x, floats(5, 6)],
         lambda x, w: F.layer_norm(x, (5, 6), w), axis=2)  # fmt: skip
    case('RMSNormalization', 'RMSNormalization', [x, last], rms_norm)
    case('LRN', 'LRN', [x], lambda x: F.local_response_norm(x, 3, 0.1, 0.75, 2.0), size=3, alpha=0.1, bias=2.0)
    case('LpNormalization', 'LpNormalization', [x], lambda x: F.normalize(x, dim=1), axis=1)
    case('MeanVariance', 'MeanVarianceNormalization', [x], mean_variance)


def add_reductions():
    x = floats(2, 3, 4, low=0.5)
    axes = {'axes': [0, -1]}
    for op, reference in (
        ('ReduceMean', lambda x: x.mean((0, 2), True)),
        ('ReduceMax', lambda x: x.amax((0, 2), True)),
        ('ReduceMin', lambda x: x.amin((0, 2), True)),
        ('ReduceProd', lambda x: x.prod(0, True).prod(2, True)),
        ('ReduceL1', lambda x: x.abs().sum((0, 2), True)),
        ('ReduceL2', lambda x: x.norm(2, (0, 2), True)),
        ('ReduceSumSquare', lambda x: (x * x).sum((0, 2), True)),
        ('ReduceLogSum', lambda x: x.sum((0, 2), True).log()),
        ('ReduceLogSumExp', lambda x: x.logsumexp((0, 2), True)),
    ):
        case(op, op, [x], reference, **axes)
    case('ReduceSum', 'ReduceSum', [x, integers(1)], lambda x, _: x.sum(1), keepdims=0)
    case('ReduceSum-all', 'ReduceSum', [x], lambda x: x.sum((0, 1, 2), True))
    case('ReduceMean-18', 'ReduceMean', [x, integers(2)], lambda x, _: x.mean(2, True), opset=18)
    case('ReduceProd-flat', 'ReduceProd', [x], lambda x: x.prod(1), axes=[1], keepdims=0)
    case('ArgMax', 'ArgMax', [x], lambda x: x.argmax(1, True), axis=1)
    case('ArgMin', 'ArgMin', [x], lambda x: x.argmin(2), axis=2, keepdims=0)
    case('TopK', 'TopK', [x, integers(2)], lambda x, _: tuple(torch.topk(x, 2, 2)), outputs=2)


def add_shapes():
    x = floats(2, 3, 4, 6)
    case('Reshape', 'Reshape', [x, integers(0, -1, 6)], wide(lambda x: x.reshape(2, 12, 6)))
    case('Flatten', 'Flatten', [x], lambda x: x.flatten(1))
    case('Flatten-2', 'Flatten', [x], lambda x: x.reshape(6, 24), axis=2)
    case('Transpose', 'Transpose', [x], lambda x: x.permute(0, 2, 3, 1), perm=[0, 2, 3, 1])
    case('Transpose-whole', 'Transpose', [x], lambda x: x.permute(3, 2, 1, 0))
    single = floats(2, 1, 3, 1)
    case('Squeeze', 'Squeeze', [single, integers(-1)], wide(lambda x: x.squeeze(-1)))
    case('Squeeze-11', 'Squeeze', [single], lambda x: x.squeeze(1), opset=11, axes=[1])
    case('Unsqueeze', 'Unsqueeze', [x, integers(-1, 0)], wide(lambda x: x[None, ..., None]))
    case('Concat', 'Concat', [x, floats(2, 2, 4, 6)], lambda a, b: torch.cat([a, b], 1), axis=1)
    case('Split', 'Split', [x, integers(1, 2)], wide(lambda x: torch.split(x, [1, 2], 1)), outputs=2, axis=1)
    case('Split-equal', 'Split', [x], lambda x: torch.chunk(x, 3, 3), opset=11, outputs=3, axis=3)
    case('Expand', 'Expand', [single, integers(2, 4, 1, 5)], wide(lambda x: x.expand(2, 4, 3, 5)))
    case('Tile', 'Tile', [single, integers(1, 2, 1, 3)], wide(lambda x: x.repeat(1, 2, 1, 3)))
    case('Cast', 'Cast', [x], lambda x: x.to(torch.int64), to=TensorProto.INT64)
    shuffled = floats(2, 8, 3, 4)
    case('DepthToSpace-CRD', 'DepthToSpace', [shuffled], lambda x: F.pixel_shuffle(x, 2), blocksize=2, mode='CRD')
    case('DepthToSpace', 'DepthToSpace', [shuffled],
         lambda x: F.pixel_shuffle(x.reshape(2, 4, 2, 3, 4).transpose(1, 2).reshape(2, 8, 3, 4), 2),
         blocksize=2)  # fmt: skip
    case('SpaceToDepth', 'SpaceToDepth', [x], lambda x: F.pixel_unshuffle(x, 2).reshape(2, 3, 4, 2, 3)
         .transpose(1, 2).reshape(2, 12, 2, 3), blocksize=2)  # fmt: skip
    case('Slice', 'Slice', [x, integers(1, 0), integers(-1, 100), integers(3, 2), integers(2, 3)],
         wide(lambda x: x[:, :, 0::3, 1:-1:2]))  # fmt: skip
    case('Slice-backwards', 'Slice', [x, integers(-1), integers(-7), integers(3), integers(-1)],
         wide(lambda x: x.flip(3)))  # fmt: skip
    case('Gather', 'Gather', [x, integers(2, -4)], wide(lambda x: x[:, :, [2, 0]]), axis=2)
    case('Gather-one', 'Gather', [x, torch.tensor(-1)], wide(lambda x: x[:, -1]), axis=1)
    index = torch.randint(0, 4, (2, 3, 2, 6))
    case('GatherElements', 'GatherElements', [x, index], lambda x, i: torch.gather(x, 2, i), axis=2)
    case('GatherND', 'GatherND', [x, torch.tensor([[0, 1], [1, -1]])], wide(lambda x: x[[0, 1], [1, -1]]))
    update = floats(2, 4, 6)

    def put(x, _, values):
        return torch.index_put(x, (torch.tensor([0, 1]), torch.tensor([1, -1])), values)

    case('ScatterND', 'ScatterND', [x, torch.tensor([[0, 1], [1, -1]]), update], put)
    case('ScatterElements', 'ScatterElements', [x, index[:, :, :1], floats(2, 3, 1, 6)],
         lambda x, i, values: torch.scatter(x, 2, i, values), axis=2)  # fmt: skip
    around = integers(0, 0, 1, 2, 0, 0, 3, 1)
    case('Pad', 'Pad', [x, around, torch.tensor(0.5)], wide(lambda x: F.pad(x, (2, 1, 1, 3), value=0.5)))
    case('Pad-reflect', 'Pad', [x, around], wide(lambda x: F.pad(x, (2, 1, 1, 3), 'reflect')), mode='reflect')
    case('Pad-edge', 'Pad', [x, around], wide(lambda x: F.pad(x, (2, 1, 1, 3), 'replicate')), mode='edge')
    case('Pad-less', 'Pad', [x, integers(0, 0, -1, 0, 0, 0, 0, -2)], wide(lambda x: x[:, :, 1:, :-2]))


def add_resizes():
    x = floats(2, 3, 5, 6)
    sizes = integers(2, 3, 8, 4)

    def resize(name, reference, opset=17, **attributes):
        case(name, 'Resize', [x, None, None, sizes], wide(reference), opset=opset, **attributes)

    def interpolate(mode, **more):
        return lambda x: F.interpolate(x, (8, 4), mode=mode, **more)

    half = {'coordinate_transformation_mode': 'half_pixel'}
    corners = {'coordinate_transformation_mode': 'align_corners'}
    torch_half = {'coordinate_transformation_mode': 'pytorch_half_pixel'}
    resize('Resize-linear', interpolate('bilinear', align_corners=False), mode='linear', **torch_half)
    resize('Resize-linear-corners', interpolate('bilinear', align_corners=True), mode='linear', **corners)
    resize('Resize-cubic', interpolate('bicubic', align_corners=False), mode='cubic', cubic_coeff_a=-0.75, **half)
    resize('Resize-nearest', interpolate('nearest'), mode='nearest', nearest_mode='floor',
           coordinate_transformation_mode='asymmetric')  # fmt: skip
    case('Resize-scales', 'Resize', [x, None, torch.tensor([1.0, 1.0, 2.0, 3.0])],
         wide(lambda x: F.interpolate(x, scale_factor=(2, 3))), nearest_mode='floor',
         coordinate_transformation_mode='asymmetric')  # fmt: skip


def graph_of(op, inputs, opset, outputs, arrangement, attributes):
    before, place = arrangement
    names, initializers = [], []
    for position, value in enumerate(inputs[1:]):
        names.append('' if value is None else f'constant.{position}')
        if value is not None:
            initializers.append(numpy_helper.from_array(value.numpy(), names[-1]))
    nodes = []
    names.insert(place, 'before' if before else 'input')
    if before:
        nodes.append(helper.make_node(before[0], ['input'], ['before'], before[0] + '-before', **before[1]))
    results = [f'output.{i}' for i in range(outputs)]
    nodes.append(helper.make_node(op, names, results, op + '-1', **attributes))
    shape = ['N', *inputs[0].shape[1:]]
    graph = helper.make_graph(
        nodes, op,
        [helper.make_tensor_value_info('input', TensorProto.FLOAT, shape)],
        [helper.make_empty_tensor_value_info(name) for name in results], initializers,
    )  # fmt: skip
    return helper.make_model(graph, opset_imports=[helper.make_opsetid('', opset)], ir_version=8)


def attach(model, name, tensor):
    array = np.array(tensor.detach().numpy(), order='C')
    model.graph.initializer.append(numpy_helper.from_array(array, 'expected.' + name))


def expect(model, leaves, results):
    """`leaves`: float tensors by the name that the graph knows them by."""
    total = 0
    for position, result in enumerate(results):
        attach(model, f'output.{position}', result)
        if not result.is_floating_point() or not result.requires_grad:
            continue
        weights = torch.cos(torch.arange(result.numel(), dtype=torch.float32)).reshape(result.shape)
        total = total + (result * weights).sum()
    attach(model, 'input', leaves['input'])
    if not isinstance(total, torch.Tensor):
        return
    total.backward()
    for name, leaf in leaves.items():
        if leaf.grad is not None:
            attach(model, 'gradient.' + name, leaf.grad)


def operator_record(name, op, inputs, reference, opset, outputs, arrangement, attributes):
    model = graph_of(op, inputs, opset, outputs, arrangement, attributes)
    leaves, values = {}, []
    for position, value in enumerate(inputs):
        if value is not None and value.is_floating_point():
            value = value.clone().requires_grad_()
            leaves['input' if position == 0 else f'constant.{position - 1}'] = value
        values.append(value)
    results = reference(*values)
    model.graph.name = name
    expect(model, leaves, results if isinstance(results, tuple) else (results,))
    return model


class Attention(torch.nn.Module):
    def __init__(self, masked):
        super().__init__()
        self.mix = torch.nn.Linear(8, 24)
        mask = torch.full((5, 5), -float(100)).triu(1) if masked else None
        self.register_buffer('mask', mask)

    def forward(self, x):
        mixed = self.mix(x).reshape(x.shape[0], 5, 3, 2, 4).permute(2, 0, 3, 1, 4)
        query, key, value = mixed[0], mixed[1], mixed[2]
        scores = query @ key.transpose(-2, -1) * 0.5
        scores = scores if self.mask is None else scores + self.mask
        return (scores.softmax(-1) @ value).transpose(1, 2).flatten(2)


PATTERNS = {
    'Attention': (lambda: Attention(False), (2, 5, 8)),
    'Attention-masked': (lambda: Attention(True), (2, 5, 8)),
    'LayerNorm': (lambda: torch.nn.LayerNorm(6), (2, 5, 6)),
    'GELU': (lambda: torch.nn.GELU(), (2, 5, 6)),
    'HardSwish': (lambda: torch.nn.Hardswish(), (2, 3, 4, 4)),
    'HardSigmoid': (lambda: torch.nn.Hardsigmoid(), (2, 3, 4, 4)),
    'SiLU': (lambda: torch.nn.SiLU(), (2, 3, 4, 4)),
    'Mish': (lambda: torch.nn.Mish(), (2, 3, 4, 4)),
    'GroupNorm': (lambda: torch.nn.Sequential(torch.nn.Conv2d(2, 4, 1), torch.nn.GroupNorm(2, 4)), (2, 2, 3, 3)),
    'Linear': (lambda: torch.nn.Linear(6, 4), (2, 5, 6)),
}


def pattern_record(name, make, shape):
    network = make()
    for parameter in network.parameters():
        parameter.data += 0.3 * torch.randn_like(parameter)
    x = floats(*shape)
    file = io.BytesIO()
    torch.onnx.export(network, x, file, opset_version=13, input_names=['input'], output_names=['output.0'],
                      dynamic_axes={'input': {0: 'N'}})  # fmt: skip
    model = onnx.load_model_from_string(file.getvalue())
    model.graph.name = 'pattern-' + name
    expect(model, {'input': x.requires_grad_()}, (network(x),))
    for key, gradient in gradients_by_initializer(network, model)[0].items():
        attach(model, 'gradient.' + key, torch.from_numpy(np.array(gradient)))
    return model


def main():
    torch.manual_seed(11)
    for add in (
        add_activations, add_arithmetic, add_layers, add_norms, add_reductions, add_shapes, add_resizes,
    ):  # fmt: skip
        add()
    records = [operator_record(*one) for one in CASES]
    records += [pattern_record(name, *one) for name, one in PATTERNS.items()]
    with OUT.open('wb') as file:
        for model in records:
            data = model.SerializeToString()
            file.write(struct.pack('<I', len(data)) + data)
    print(len(records), 'cases,', OUT.stat().st_size, 'bytes')


if __name__ == '__main__':
    main()
