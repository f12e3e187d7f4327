#!/usr/bin/env python3
"""Values and gradients in PyTorch of losses and ops of tasks, for tests/losses.rs.

Usage: losses.py > losses.json      Needs: pip install torch
What PyTorch has no function for is written out as its formula.
"""
import torch
import torch.nn.functional as F
from torch.distributions import Normal, kl_divergence

from make import case, normal, positive, write

torch.manual_seed(3)
targets = torch.tensor([[1, 2, 2, 4], [3, 3, 0, 0], [4, 0, 0, 0]])
labels = torch.tensor([[3, 1, 0], [2, 0, 0]])
default_boxes = torch.tensor([[0.0, 0.0, 2.0, 2.0], [1.0, 0.5, 2.0, 4.0], [-1.0, -1.0, 0.0, 3.0]])
edges = torch.tensor([[0, 1, 1, 2, 3], [1, 0, 2, 1, 3]])


def ctc(x, lengths, target_lengths):
    log_probs = x.log_softmax(-1).transpose(0, 1)
    return F.ctc_loss(log_probs, targets, torch.tensor(lengths), torch.tensor(target_lengths))


def negative_sampling(center, context, negatives):
    fits = F.logsigmoid((center * context).sum(1))
    others = F.logsigmoid(-torch.einsum("bw,bnw->bn", center, negatives))
    return -(fits + others.sum(1)).mean()


def gaussian_kl(mean, log_var):
    std = (log_var / 2).exp()
    return kl_divergence(Normal(mean, std), Normal(0.0, 1.0)).sum(1).mean()


def gram_matrix(x):
    flat = x.flatten(2)
    return flat @ flat.mT / (x.shape[1] * x.shape[2] * x.shape[3])


def iou(a, b):
    area = lambda x: (x[..., 2] - x[..., 0]) * (x[..., 3] - x[..., 1])
    low = torch.maximum(a[:, None, :2], b[None, :, :2])
    high = torch.minimum(a[:, None, 2:], b[None, :, 2:])
    sides = (high - low).clamp(min=0)
    both = sides[..., 0] * sides[..., 1]
    return both / (area(a)[:, None] + area(b) - both)


def centers(x):
    return (x[..., :2] + x[..., 2:]) / 2, x[..., 2:] - x[..., :2]


def encode(boxes):
    (center, size), (default_center, default_size) = centers(boxes), centers(default_boxes)
    return torch.cat([(center - default_center) / (0.1 * default_size), (size / default_size).log() / 0.2], -1)


def decode(offsets):
    center, size = centers(default_boxes)
    center, size = center + 0.1 * offsets[..., :2] * size, size * (0.2 * offsets[..., 2:]).exp()
    return torch.cat([center - size / 2, center + size / 2], -1)


def graph_convolution(x):
    looped = torch.sparse_coo_tensor(edges, torch.ones(5), (4, 4)).to_dense() + torch.eye(4)
    scale = looped.sum(1).rsqrt().diag()
    return (scale @ looped @ scale).to_sparse() @ x


def boxes(count):
    low = normal(count, 2)
    return torch.cat([low, low + positive(count, 2)], 1)


ops = [
    case("ctc_loss", lambda x: ctc(x, [7, 7, 7], [4, 2, 1]), normal(3, 7, 5) * 2),
    case("ctc_loss lengths", lambda x: ctc(x, [5, 3, 6], [4, 2, 0]), normal(3, 7, 5) * 2),
    case("iou", iou, boxes(4), boxes(5)),
    case("encode", encode, boxes(3)),
    case("decode", decode, normal(2, 3, 4)),
    case("cross_entropy_masked", lambda x: F.cross_entropy(x.mT, labels, ignore_index=0), normal(2, 3, 4)),
    case("negative_sampling_loss", negative_sampling, normal(3, 4), normal(3, 4), normal(3, 5, 4)),
    case("gaussian_nll_loss", F.gaussian_nll_loss, normal(3, 2), normal(3, 2), positive(3, 2)),
    case("gaussian_nll_loss", F.gaussian_nll_loss, normal(3, 2), normal(3, 2), positive(3, 1)),
    case("gaussian_kl", gaussian_kl, normal(3, 4), normal(3, 4)),
    case("gram_matrix", gram_matrix, normal(2, 3, 2, 4)),
    case("graph convolution", graph_convolution, normal(4, 3)),
]
if __name__ == "__main__":
    write(ops=ops)
