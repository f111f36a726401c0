"""Exports torchvision's and timm's classifiers with random weights, beside what PyTorch computes.

    python3 -m venv --system-site-packages env          # Debian's python3-torch, python3-torchvision
    env/bin/pip install onnx==1.14.1 timm==0.9.16
    env/bin/python tests/golden/export_networks.py FOLDER [--run PROGRAM] [NAME…]

For each network, opset (13, 17) and mode of export (training, with batch norm kept; inference, with it
folded) FOLDER gets one file: the exported model, and as initializers that no node reads the input,
labels, logits, loss and gradients that PyTorch computes from the same weights. `ocelli_train_tests` with
OCELLI_NETWORKS=FOLDER compares. With --run it does so after each export, and the file goes again.
"""

import argparse
import io
import json
import os
import subprocess
import sys
import warnings

import numpy as np
import onnx
import timm
import torch
import torchvision

from exported_network import attach, gradients_by_initializer, take_statistics

warnings.filterwarnings('ignore')

OPSETS = (13, 17)
MODES = ('training', 'inference')
CLASSES = 10
BATCH = 3
SAMPLES = 256

# Name and side of the picture. Convolutional networks are exported at less than they were made for:
# what a graph computes does not depend on it.
TORCHVISION = {
    'alexnet': 224, 'vgg11_bn': 224, 'resnet18': 128, 'resnet50': 128, 'resnext50_32x4d': 128,
    'squeezenet1_1': 128, 'densenet121': 128, 'googlenet': 128, 'inception_v3': 160, 'mobilenet_v2': 128,
    'mobilenet_v3_small': 128, 'mobilenet_v3_large': 128, 'mnasnet0_5': 128, 'shufflenet_v2_x0_5': 128,
    'regnet_x_400mf': 128, 'regnet_y_400mf': 128, 'efficientnet_b0': 128, 'efficientnet_v2_s': 128,
    'convnext_tiny': 128, 'vit_b_16': 224, 'swin_t': 224, 'swin_v2_t': 256, 'maxvit_t': 224,
}  # fmt: skip
TIMM = {
    'resnet10t': 128, 'resnet26d': 128, 'seresnet33ts': 128, 'ecaresnet26t': 128, 'skresnet18': 128,
    'res2net50_14w_8s': 128, 'resnetblur18': 128, 'resnetv2_50x1_bit': 128, 'nf_resnet26': 128,
    'eca_nfnet_l0': 128, 'cspresnet50': 128, 'darknet53': 128, 'dla34': 128, 'hrnet_w18_small': 128,
    'vovnet39a': 128, 'repvgg_a0': 128, 'mobileone_s0': 128, 'ghostnet_100': 128, 'rexnet_100': 128,
    'lcnet_050': 128, 'tinynet_e': 128, 'mobilenetv3_small_050': 128, 'efficientnet_lite0': 128,
    'tf_efficientnet_lite0': 128, 'tf_efficientnetv2_b0': 128, 'mixnet_s': 128, 'regnetz_b16': 128,
    'gernet_s': 128, 'xception41': 128, 'selecsls42b': 128, 'dpn48b': 128,
    'convnext_atto': 128, 'convnextv2_atto': 128, 'inception_next_tiny': 128, 'poolformer_s12': 128,
    'convformer_s18': 224, 'caformer_s18': 224, 'edgenext_xx_small': 128, 'mobilevit_xxs': 128,
    'mobilevitv2_050': 128, 'efficientformer_l1': 224, 'fastvit_t8': 256, 'repvit_m1': 224,
    'efficientvit_b0': 224, 'focalnet_tiny_srf': 224, 'visformer_tiny': 224, 'levit_128s': 224,
    'vit_tiny_patch16_224': 224, 'deit_tiny_distilled_patch16_224': 224, 'deit3_small_patch16_224': 224,
    'beit_base_patch16_224': 224, 'eva02_tiny_patch14_224': 224, 'cait_xxs24_224': 224,
    'xcit_nano_12_p16_224': 224, 'pit_ti_224': 224, 'crossvit_tiny_240': 240, 'coat_lite_tiny': 224,
    'twins_svt_small': 224, 'swin_tiny_patch4_window7_224': 224, 'swinv2_tiny_window8_256': 256,
    'maxvit_rmlp_pico_rw_256': 256, 'coatnet_0_rw_224': 224, 'gcvit_xxtiny': 224, 'davit_tiny': 224,
    'nest_tiny': 224, 'tiny_vit_5m_224': 224, 'volo_d1_224': 224, 'mixer_s32_224': 224,
    'resmlp_12_224': 224, 'gmlp_ti16_224': 224, 'sequencer2d_s': 224, 'bat_resnext26ts': 256,
    'halonet26t': 256, 'lambda_resnet26t': 256, 'botnet26t_256': 256,
}  # fmt: skip


def make_network(name):
    """The network without dropout of any kind: its gradients then depend on nothing drawn."""
    if name in TORCHVISION:
        arguments = {'num_classes': CLASSES, 'weights': None}
        if name in ('googlenet', 'inception_v3'):
            arguments.update(aux_logits=False, init_weights=True)
        network = getattr(torchvision.models, name)(**arguments)
        for module in network.modules():
            if isinstance(module, (torch.nn.Dropout, torchvision.ops.StochasticDepth)):
                module.p = 0.0
        return network, TORCHVISION[name]
    network = timm.create_model(name, num_classes=CLASSES)
    network.drop_rate = 0.0  # GhostNet's is 0.2 if not asked otherwise
    return network, TIMM[name]


def shake(network):
    """Makes all vectors, and what begins with equal values, differ from each other, so that each is known again by its values."""
    for parameter in network.parameters():
        if parameter.dim() <= 1 or parameter.abs().max() < 1e-3 or (parameter == parameter.flatten()[0]).all():
            parameter.data += 0.05 * torch.randn_like(parameter)
    for name, buffer in network.named_buffers():
        if name.endswith('running_mean'):
            buffer += 0.1 * torch.randn_like(buffer)
        if name.endswith('running_var'):
            buffer *= 0.75 + 0.5 * torch.rand_like(buffer)


def export(network, pixels, opset, mode):
    training = mode == 'training'
    network.train(training)
    file = io.BytesIO()
    torch.onnx.export(
        network, pixels, file, opset_version=opset, input_names=['input'], output_names=['logits'],
        dynamic_axes={'input': {0: 'batch'}, 'logits': {0: 'batch'}},
        training=torch.onnx.TrainingMode.TRAINING if training else torch.onnx.TrainingMode.EVAL,
        do_constant_folding=not training or opset == 13,
    )  # fmt: skip
    return onnx.load_model_from_string(file.getvalue())


def logits_of(network, pixels):
    output = network(pixels)
    return output[0] if isinstance(output, tuple) else output


def expect(network, pixels, labels, mode):
    """Logits in inference; loss and gradients in `mode`, in float64: where a rectifier's input lies within rounding
    of 0, float32 answers differ by whole activations."""
    network.eval()
    with torch.no_grad():
        logits = logits_of(network, pixels)
    network.double().train(mode == 'training')
    network.zero_grad(set_to_none=True)
    loss = torch.nn.functional.cross_entropy(logits_of(network, pixels.double()), labels)
    loss.backward()
    return logits, loss


def sampled(array):
    """About SAMPLES elements, evenly spread, as the native test picks them."""
    flat = np.ascontiguousarray(array, np.float32).reshape(-1)
    return flat[:: max(1, flat.size // SAMPLES)]


def write_case(name, opset, mode, folder):
    torch.manual_seed(7)
    network, side = make_network(name)
    shake(network)
    pixels = torch.randn(BATCH, 3, side, side)
    labels = torch.arange(BATCH) % CLASSES
    model = export(network, pixels, opset, mode)
    take_statistics(network, model)
    logits, loss = expect(network, pixels, labels, mode)
    gradients, unmatched = gradients_by_initializer(network, model)
    attach(model, 'input', pixels.numpy())
    attach(model, 'labels', labels.numpy())
    attach(model, 'logits', logits.numpy())
    attach(model, 'loss', np.float32(loss.item()))
    for key, gradient in gradients.items():
        attach(model, 'gradient.' + key, sampled(gradient))
    path = os.path.join(folder, f'{name}.{opset}.{mode}.onnx')
    onnx.save(model, path)
    return path, unmatched


def run(program, folder):
    """The line of JSON that the native test prints, or what it printed instead."""
    environment = dict(os.environ, OCELLI_NETWORKS=folder)
    done = subprocess.run(
        [program, '--gtest_filter=*ExportedNetworks*'], env=environment, capture_output=True, text=True
    )
    for line in done.stdout.splitlines():
        if line.startswith('{'):
            return json.loads(line)
    return {'error': (done.stdout + done.stderr)[-400:]}


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument('folder')
    arguments.add_argument('names', nargs='*')
    arguments.add_argument('--run', metavar='PROGRAM')
    arguments.add_argument('--opsets', default='13,17')
    arguments.add_argument('--modes', default=','.join(MODES))
    given = arguments.parse_args()
    os.makedirs(given.folder, exist_ok=True)
    for name in given.names or [*TORCHVISION, *TIMM]:
        for opset in map(int, given.opsets.split(',')):
            for mode in given.modes.split(','):
                result = {'network': name, 'opset': opset, 'mode': mode}
                try:
                    path, unmatched = write_case(name, opset, mode, given.folder)
                    result['unmatched'] = unmatched
                    if given.run:
                        result.update(run(given.run, given.folder))
                        os.remove(path)
                except Exception as error:  # what PyTorch cannot export is part of the answer
                    result['export'] = f'{type(error).__name__}: {error}'.splitlines()[0][:200]
                print(json.dumps(result), flush=True)


if __name__ == '__main__':
    sys.exit(main())
