#!/usr/bin/env python3
"""Values and gradients of ops, losses and optimizer steps in PyTorch, for tests/goldens.rs.

Usage: make.py > goldens.json      Needs: pip install torch
Each case is an op with its inputs, its output and the gradients of sum(output * weights) by the inputs.
"""
import json

import torch
import torch.nn.functional as F

torch.manual_seed(0)
torch.set_num_threads(1)


def plain(x):
    return {"shape": list(x.shape), "data": [float(v) for v in x.detach().reshape(-1)]}


def case(name, op, *inputs):
    inputs = [x.clone().requires_grad_() for x in inputs]
    output = op(*inputs)
    weights = torch.linspace(0.5, 1.5, output.numel()).reshape(output.shape)
    (output * weights).sum().backward()
    return {
        "name": name,
        "inputs": [plain(x) for x in inputs],
        "weights": plain(weights),
        "output": plain(output),
        "gradients": [plain(x.grad) for x in inputs],
    }


def normal(*shape):
    return torch.randn(*shape)


def positive(*shape):
    return torch.rand(*shape) * 2 + 0.5


labels = torch.tensor([2, 0, 4, 2])
x, matrix = normal(3, 4), normal(4, 2)
ops = [
    case("abs", torch.abs, x),
    case("clamp", lambda x: x.clamp(-0.5, 0.75), x),
    case("cos", torch.cos, x),
    case("exp", torch.exp, x),
    case("ln", torch.log, positive(3, 4)),
    case("powf", lambda x: x.pow(2.5), positive(3, 4)),
    case("relu", torch.relu, x),
    case("sigmoid", torch.sigmoid, x),
    case("sin", torch.sin, x),
    case("sqrt", torch.sqrt, positive(3, 4)),
    case("square", torch.square, x),
    case("tanh", torch.tanh, x),
    case("add", torch.add, normal(2, 3, 4), normal(3, 1)),
    case("sub", torch.sub, normal(2, 3, 4), normal(4)),
    case("mul", torch.mul, normal(2, 1), normal(1, 5)),
    case("div", torch.div, normal(3, 4), positive(4)),
    case("matmul", torch.matmul, x, matrix),
    case("matmul", torch.matmul, normal(2, 3, 4), matrix),
    case("matmul", torch.matmul, normal(2, 3, 4), normal(2, 4, 2)),
    case("matmul", torch.matmul, normal(4), normal(2, 4, 2)),
    case("sum", torch.sum, x),
    case("mean", torch.mean, x),
    case("max", torch.amax, torch.tensor([[1.0, 3.0], [3.0, 2.0]])),
    case("min", torch.amin, x),
    case("sum_axis", lambda x: x.sum(1), normal(2, 3, 4)),
    case("mean_axis", lambda x: x.mean(1), normal(2, 3, 4)),
    case("max_axis", lambda x: x.amax(1), torch.tensor([[[1.0], [3.0], [3.0]], [[4.0], [0.0], [2.0]]])),
    case("min_axis", lambda x: x.amin(1), normal(2, 3, 4)),
    case("softmax", lambda x: x.softmax(1), normal(2, 3, 4)),
    case("log_softmax", lambda x: x.log_softmax(1), normal(2, 3, 4) * 5),
    case("t", lambda x: x.mT, normal(2, 3, 4)),
    case("linear", F.linear, normal(2, 3, 4), normal(5, 4), normal(5)),
    case("mse_loss", F.mse_loss, normal(3, 2), normal(3, 2)),
    case("bce_with_logits", F.binary_cross_entropy_with_logits, normal(3, 2) * 4, torch.rand(3, 2)),
    case("l1_loss", F.l1_loss, normal(3, 2), normal(3, 2)),
    case("huber_loss", lambda x, y: F.huber_loss(x, y, delta=0.7), normal(3, 2), normal(3, 2)),
    case(
        "kl_div",
        lambda q, p: F.kl_div(q, p, reduction="batchmean"),
        normal(3, 4).log_softmax(1),
        normal(3, 4).softmax(1),
    ),
    case("nll_loss", lambda x: F.nll_loss(x, labels), normal(4, 5).log_softmax(1)),
    case(
        "triplet_margin_loss",
        lambda a, p, n: F.triplet_margin_loss(a, p, n, margin=1.5),
        normal(4, 3),
        normal(4, 3),
        normal(4, 3),
    ),
    case("cross_entropy", lambda x: F.cross_entropy(x, labels), normal(4, 5) * 3),
]


def steps(name, make):
    """Five steps on the mean of x^4 - x, whose gradient is 4 x^3 - 1, divided by the count."""
    x = torch.linspace(-1.0, 1.0, 6).requires_grad_()
    start, optimizer, path = plain(x), make([x]), []
    for _ in range(5):
        optimizer.zero_grad()
        (x**4 - x).mean().backward()
        optimizer.step()
        path.append(plain(x))
    return {"name": name, "start": start, "path": path}


optimizers = [
    steps("sgd", lambda p: torch.optim.SGD(p, lr=0.1)),
    steps("sgd_decay", lambda p: torch.optim.SGD(p, lr=0.1, weight_decay=0.1)),
    steps("momentum", lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9, weight_decay=0.1)),
    steps("nesterov", lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9, nesterov=True)),
    steps("adagrad", lambda p: torch.optim.Adagrad(p, lr=0.1)),
    steps("adagrad_decay", lambda p: torch.optim.Adagrad(p, lr=0.1, weight_decay=0.1)),
    steps("adadelta", lambda p: torch.optim.Adadelta(p, lr=1.0)),
    steps("adadelta_decay", lambda p: torch.optim.Adadelta(p, lr=2.0, rho=0.8, eps=1e-4, weight_decay=0.1)),
    steps("rmsprop", lambda p: torch.optim.RMSprop(p, lr=0.01)),
    steps(
        "rmsprop_momentum",
        lambda p: torch.optim.RMSprop(p, lr=0.01, alpha=0.9, momentum=0.8, weight_decay=0.1),
    ),
    steps("adam", lambda p: torch.optim.Adam(p, lr=0.1)),
    steps("adam_decay", lambda p: torch.optim.Adam(p, lr=0.1, betas=(0.8, 0.95), eps=1e-6, weight_decay=0.1)),
    steps("adamw", lambda p: torch.optim.AdamW(p, lr=0.1)),
    steps("adamw_decay", lambda p: torch.optim.AdamW(p, lr=0.1, weight_decay=0.2)),
]

if __name__ == "__main__":
    parts = (("ops", ops), ("optimizers", optimizers))
    rows = [f' "{name}": [\n' + ",\n".join("  " + json.dumps(c) for c in cases) + "\n ]" for name, cases in parts]
    print("{\n" + ",\n".join(rows) + "\n}")
