#!/usr/bin/env python3
"""Values and gradients in PyTorch of the ops on parts, orders and choices, and of activations, for tests/ops.rs.

Usage: ops.py > ops.json      Needs: pip install torch
"""
import json

import torch
import torch.nn.functional as F
from make import case, normal

torch.manual_seed(1)
index = torch.tensor([[2, 0], [1, 1]])
grid = torch.tensor([[0, 2, 1, 0], [1, 1, 2, 0]]).unsqueeze(1)
mask = torch.tensor([[True], [False], [True]])
ties = torch.tensor([[1.0, 3.0, 2.0], [3.0, 3.0, -1.0]])
x, cube = normal(3, 4), normal(2, 3, 4)
ops = [
    case("slice", lambda x: x[:, 1:3], cube),
    case("slice from the end", lambda x: x[..., -3:-1], cube),
    case("step_by", lambda x: x[..., ::3], cube),
    case("select", lambda x: x[:, -1], cube),
    case("row", lambda x: x[2], x),
    case("index_select", lambda x: x[:, index], cube),
    case("gather", lambda x: x.gather(1, grid), cube),
    case("gather a part", lambda x: x.gather(2, grid[:, :, :3]), cube),
    case("masked_select", lambda x: x.masked_select(mask), x),
    case("split", lambda x: torch.split(x, [1, 3], 2)[1] * 2, cube),
    case("chunk", lambda x: torch.chunk(x, 2, 1)[0], cube),
    case("flip", lambda x: x.flip(1), cube),
    case("permute", lambda x: x.permute(2, 0, 1), cube),
    case("broadcast_to", lambda x: x.broadcast_to(2, 3, 4), normal(3, 1)),
    case("concat", lambda a, b: torch.cat([a, b, a], 1), normal(2, 1, 3), normal(2, 2, 3)),
    case("stack", lambda a, b: torch.stack([a, b], 1), x, normal(3, 4)),
    case("sort", lambda x: x.sort(1).values, cube),
    case("topk", lambda x: x.topk(2, 2).values, cube),
    case("cumsum", lambda x: x.cumsum(1), cube),
    case("choose", lambda a, b: torch.where(mask, a, b), x, normal(4)),
    case("maximum", torch.maximum, ties, torch.tensor([2.0, 3.0, -1.0])),
    case("minimum", torch.minimum, ties, torch.tensor([[2.0], [3.0]])),
    case("var", torch.var, x),
    case("std", torch.std, x),
    case("norm", torch.norm, x),
    case("var_axis", lambda x: x.var(1), cube),
    case("std_axis", lambda x: x.std(0), cube),
    case("norm_axis", lambda x: x.norm(dim=2), cube),
    case("norm of zeros", torch.norm, torch.zeros(3)),
    case("std of equal elements", torch.std, torch.full((3,), 2.0)),
    case("round", torch.round, cube * 3),
    case("floor", torch.floor, cube * 3),
    case("ceil", torch.ceil, cube * 3),
    case("sign", torch.sign, torch.tensor([-2.0, 0.0, 3.0])),
    case("leaky_relu", lambda x: F.leaky_relu(x, 0.2), torch.tensor([-2.0, 0.0, 3.0])),
    case("elu", lambda x: F.elu(x, 1.5), x * 2),
    case("gelu", F.gelu, x * 2),
    case("silu", F.silu, x * 2),
    case("softplus", F.softplus, x * 8),
    case("prelu", F.prelu, x, torch.tensor([0.25])),
    case("prelu of channels", F.prelu, cube, torch.tensor([0.25, -0.5, 1.5])),
]
print("[\n" + ",\n".join("  " + json.dumps(c) for c in ops) + "\n]")
