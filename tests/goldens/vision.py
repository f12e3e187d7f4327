#!/usr/bin/env python3
"""Values and gradients of layers for images in PyTorch, for tests/vision.rs.

Usage: vision.py > vision.json      Needs: pip install torch
The inputs of a case are the input of the layer, then its parameters.
"""
import struct

import torch
import torch.nn.functional as F

import make

torch.manual_seed(1)


def normal(*shape):
    """Two digits, so that the file stays small."""
    return (torch.randn(*shape) * 100).round() / 100


def case(*args):
    """The weights of the sum are known to the test."""
    whole = make.case(*args)
    del whole["weights"]
    return whole


def conv(name, op, x, weight, outputs):
    return case(name, op, normal(*x), normal(*weight), normal(outputs))


x = (2, 2, 4, 5)
convolutions = [
    conv("conv2d", F.conv2d, x, (3, 2, 3, 3), 3),
    conv("conv2d point", F.conv2d, x, (3, 2, 1, 1), 3),
    conv("conv2d padding", lambda *a: F.conv2d(*a, padding=1), x, (3, 2, 3, 3), 3),
    conv("conv2d oblong", lambda *a: F.conv2d(*a, stride=(2, 1), padding=(1, 2)), x, (3, 2, 3, 2), 3),
    conv("conv2d dilation", lambda *a: F.conv2d(*a, padding=2, dilation=2, stride=2), x, (2, 2, 3, 3), 2),
    conv("conv2d groups", lambda *a: F.conv2d(*a, padding=1, groups=2), (2, 4, 3, 3), (6, 2, 2, 2), 6),
    conv("conv2d depthwise", lambda *a: F.conv2d(*a, padding=1, stride=2, groups=3), (2, 3, 5, 4), (6, 1, 3, 3), 6),
    conv("conv1d", F.conv1d, (2, 3, 7), (2, 3, 3), 2),
    conv("conv1d causal", lambda *a: F.conv1d(*a, stride=2, padding=4, dilation=2, groups=2), (2, 4, 7), (4, 2, 3), 4),
    conv("conv_transpose2d", F.conv_transpose2d, x, (2, 3, 3, 3), 3),
    conv("conv_transpose2d doubles", lambda *a: F.conv_transpose2d(*a, stride=2, padding=1), x, (2, 3, 4, 4), 3),
    conv("conv_transpose2d oblong", lambda *a: F.conv_transpose2d(*a, stride=(3, 2), padding=(1, 0), output_padding=(2, 1), dilation=(1, 2)), (2, 2, 3, 2), (2, 2, 3, 2), 2),
    conv("conv_transpose2d groups", lambda *a: F.conv_transpose2d(*a, stride=2, groups=2), (2, 4, 2, 3), (4, 2, 2, 2), 4),
]


def apart(*shape):
    """Different numbers, so that no window has two greatest ones."""
    count = torch.Size(shape).numel()
    return (torch.randperm(count) / 4 - count / 8).reshape(shape)


def unpooled(x):
    y, indices = F.max_pool2d(x, 2, return_indices=True)
    return F.max_unpool2d(y, indices, 2, output_size=x.shape)


pools = [
    case("max 2", lambda x: F.max_pool2d(x, 2), apart(2, 2, 4, 5)),
    case("max 3", lambda x: F.max_pool2d(x, 3, stride=2, padding=1), apart(2, 2, 5, 6)),
    case("max dilation", lambda x: F.max_pool2d(x, (2, 3), stride=(1, 2), dilation=(2, 1)), apart(1, 2, 5, 6)),
    case("max unpool", unpooled, apart(1, 2, 5, 4)),
    case("avg 2", lambda x: F.avg_pool2d(x, 2), normal(2, 2, 4, 5)),
    case("avg oblong", lambda x: F.avg_pool2d(x, (3, 2), stride=(1, 2), padding=(1, 0)), normal(2, 1, 4, 5)),
    case("adaptive", lambda x: F.adaptive_avg_pool2d(x, (3, 2)), normal(2, 2, 5, 7)),
    case("adaptive more", lambda x: F.adaptive_avg_pool2d(x, (3, 4)), normal(1, 2, 2, 3)),
    case("global", lambda x: x.mean((2, 3)), normal(2, 3, 4, 5)),
    case("nearest", lambda x: F.interpolate(x, scale_factor=(2, 3)), normal(2, 2, 2, 3)),
    case("nearest to", lambda x: F.interpolate(x, size=(5, 4)), normal(1, 2, 3, 6)),
    case("bilinear", lambda x: F.interpolate(x, scale_factor=2, mode="bilinear"), normal(2, 2, 2, 3)),
    case("bilinear to", lambda x: F.interpolate(x, size=(5, 4), mode="bilinear"), normal(1, 2, 3, 6)),
    case("local response", lambda x: F.local_response_norm(x, 3, alpha=0.5, beta=0.6, k=2.0), normal(2, 5, 2, 2)),
    case("local response even", lambda x: F.local_response_norm(x, 4, alpha=0.5), normal(1, 3, 4)),
]


def affine(name, op, x, weight):
    return case(name, op, normal(*x), normal(*weight) + 1, normal(*weight))


def batch(x, weight, bias, training=True):
    """From the running statistics 0.5 and 2."""
    mean, variance = torch.full(weight.shape, 0.5), torch.full(weight.shape, 2.0)
    return F.batch_norm(x, mean, variance, weight, bias, training)


norms = [
    affine("layer", lambda x, w, b: F.layer_norm(x, (5,), w, b), (2, 3, 5), (5,)),
    affine("layer two axes", lambda x, w, b: F.layer_norm(x, (3, 2), w, b, 1e-3), (4, 3, 2), (3, 2)),
    case("layer plain", lambda x: F.layer_norm(x, (5,)), normal(3, 5)),
    affine("group", lambda x, w, b: F.group_norm(x, 2, w, b), (2, 4, 3, 2), (4,)),
    affine("group features", lambda x, w, b: F.group_norm(x, 2, w, b), (3, 6), (6,)),
    case("instance", lambda x: F.instance_norm(x), normal(2, 3, 3, 2)),
    affine("instance affine", lambda x, w, b: F.instance_norm(x, weight=w, bias=b), (2, 3, 5), (3,)),
    affine("batch 1d", batch, (5, 3), (3,)),
    affine("batch 1d sequence", batch, (3, 2, 4), (2,)),
    affine("batch 2d", batch, (3, 2, 3, 2), (2,)),
    affine("batch 2d eval", lambda *a: batch(*a, training=False), (2, 3, 2, 2), (3,)),
]


def running():
    """The statistics of a layer after three batches."""
    layer, inputs = torch.nn.BatchNorm2d(2, momentum=0.3), [normal(2, 2, 2, 3) for _ in range(3)]
    for x in inputs:
        layer(x)
    output = torch.stack([layer.running_mean, layer.running_var])
    return {"name": "running", "inputs": [make.plain(x) for x in inputs], "output": make.plain(output), "gradients": []}


def sequences():
    """Pools over sequences."""
    return [
        case("max 1d", lambda x: F.max_pool1d(x, 3, stride=2, padding=1), apart(2, 2, 7)),
        case("max 1d dilation", lambda x: F.max_pool1d(x, 2, stride=1, dilation=3), apart(1, 2, 6)),
        case("avg 1d", lambda x: F.avg_pool1d(x, 2), normal(2, 2, 5)),
        case("avg 1d padding", lambda x: F.avg_pool1d(x, 3, stride=2, padding=1), normal(2, 1, 6)),
    ]


def shorter(value):
    """The fewest digits that say which single-precision number it is."""
    if isinstance(value, float):
        texts = (f"{value:.{digits}g}" for digits in range(1, 10))
        return next(float(t) for t in texts if struct.pack("f", float(t)) == struct.pack("f", value))
    if isinstance(value, dict):
        return {key: shorter(v) for key, v in value.items()}
    return [shorter(v) for v in value] if isinstance(value, list) else value


if __name__ == "__main__":
    make.write(convolutions=shorter(convolutions), pools=shorter(pools), norms=shorter(norms), running=shorter([running()]), sequences=shorter(sequences()))
