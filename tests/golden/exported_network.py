"""What an exported network is compared by: tensors beside it, the gradient of each initializer, statistics."""

import numpy as np
import torch
from onnx import numpy_helper


def _folded(network):
    """(weight, bias, scale, weight's gradient, shift's gradient) of convolutions as an exporter folds the
    batch norm that follows into them. Any batch norm of fitting width is tried: the graph decides."""
    convolutions = [m for m in network.modules() if isinstance(m, torch.nn.modules.conv._ConvNd)]
    norms = [m for m in network.modules() if isinstance(m, torch.nn.modules.batchnorm._BatchNorm)]
    for convolution in convolutions:
        for norm in norms:
            if norm.num_features != convolution.out_channels or norm.weight is None:
                continue
            scale = (norm.weight / torch.sqrt(norm.running_var + norm.eps)).detach()
            yield convolution, norm, scale


def _gradient(parameter):
    return None if parameter.grad is None else parameter.grad.numpy()


def _key(array):
    return tuple(sorted(length for length in array.shape if length > 1)), round(float(np.abs(array).sum(dtype=np.float64)), 3)


def _fold(network, graph):
    """Gradients of folded convolutions by initializer: with w' = w · s, dL/dw' = dL/dw / s, and the shift of
    the batch norm takes the bias's place."""
    weights = {}
    for node in graph.node:
        if node.op_type == 'Conv' and len(node.input) == 3:
            weights[node.input[1]] = node.input[2]
    values = {one.name: numpy_helper.to_array(one) for one in graph.initializer if one.name in weights}
    by_shape = {}
    for name, value in values.items():
        by_shape.setdefault(value.shape, []).append(name)
    found = {}
    for convolution, norm, scale in _folded(network):
        weight = convolution.weight.detach()
        shaped = scale.reshape(-1, *[1] * (weight.dim() - 1))
        for name in by_shape.get(tuple(weight.shape), []):
            if name in found:
                continue
            folded = (weight * shaped).numpy()
            if np.abs(folded[0] - values[name][0]).max() > 1e-5 * np.abs(folded[0]).max() + 1e-12:
                continue
            if not np.allclose(folded, values[name], rtol=1e-4, atol=1e-6):
                continue
            if convolution.weight.grad is None:
                continue
            found[name] = (convolution.weight.grad / shaped).numpy()
            found[weights[name]] = norm.bias.grad.numpy()
            break
    return found


def gradients_by_initializer(network, model):
    """{initializer: gradient} for those whose values are a parameter's, as it is, transposed or reshaped, or
    folded with a batch norm; and the names of the parameters of several elements that were not met."""
    graph = model.graph
    by_key = {}
    for name, parameter in network.named_parameters():
        by_key.setdefault(_key(parameter.detach().numpy()), []).append((name, parameter))
    found = {}
    met = set()
    for one in graph.initializer:
        if one.data_type != 1:
            continue
        value = numpy_helper.to_array(one)
        for name, parameter in by_key.get(_key(value), []):
            own = parameter.detach().numpy()
            gradient = _gradient(parameter)
            if gradient is None:
                met.add(name)
                continue
            if own.size == value.size and np.array_equal(own.reshape(-1), value.reshape(-1)):
                found[one.name] = gradient.reshape(value.shape)
                met.add(name)
            elif own.ndim == 2 and own.T.shape == value.shape and np.array_equal(own.T, value):
                found[one.name] = gradient.T
                met.add(name)
    folded = _fold(network, graph)
    found.update({name: value for name, value in folded.items() if name not in found})
    missing = [
        name
        for name, parameter in network.named_parameters()
        if name not in met and parameter.numel() > 1 and not folded
    ]
    return found, missing


def take_statistics(network, model):
    """Exporting in training mode moves the running statistics: the network takes those of the file."""
    state = network.state_dict()
    for one in model.graph.initializer:
        if one.name.endswith(('running_mean', 'running_var')):
            state[one.name].copy_(torch.from_numpy(numpy_helper.to_array(one).copy()))


def attach(model, name, array):
    array = np.ascontiguousarray(array)
    model.graph.initializer.append(numpy_helper.from_array(array, 'expected.' + name))
