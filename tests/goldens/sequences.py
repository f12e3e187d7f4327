#!/usr/bin/env python3
"""Values and gradients of recurrent layers, attention and transformers in PyTorch, for tests/sequences.rs.

Usage: sequences.py > sequences.json      Needs: pip install torch
A case is a layer with its state dict, its inputs, its outputs, and the gradients of the sum of all outputs, each
weighted from 0.5 to 1.5, by inputs and parameters.
"""
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

import make
from vision import normal, shorter

torch.manual_seed(2)


def loss(outputs):
    return sum((y * torch.linspace(0.5, 1.5, y.numel()).reshape(y.shape)).sum() for y in outputs)


def rounded(module):
    """Two digits, so that the file stays small."""
    with torch.no_grad():
        for p in module.parameters():
            p.copy_(normal(*p.shape) * 0.5)
    return module


def case(name, module, run, *inputs, lengths=None):
    module = rounded(module)
    inputs = [x.clone().requires_grad_() for x in inputs]
    outputs = run(module, *inputs)
    loss(outputs).backward()
    named = dict(module.named_parameters())
    return {
        "name": name,
        "state": {k: make.plain(v) for k, v in named.items()},
        "inputs": [make.plain(x) for x in inputs],
        "lengths": lengths,
        "outputs": [make.plain(y) for y in outputs],
        "gradients": [make.plain(x.grad) for x in inputs],
        "by_parameters": {k: make.plain(v.grad) for k, v in named.items()},
    }


def flat(result):
    """Outputs and states in one list."""
    y, state = result
    return [y, *state] if isinstance(state, tuple) else [y, state]


def plain(module, x):
    return flat(module(x))


def stateful(module, x, *state):
    return flat(module(x, state if len(state) == 2 else state[0]))


def packed(lengths):
    def run(module, x, *state):
        state = (state if len(state) == 2 else state[0]) if state else None
        y, last = module(pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False), state)
        return flat((pad_packed_sequence(y, batch_first=True, total_length=x.shape[1])[0], last))

    return run


class Peephole(nn.Module):
    """PyTorch has none, so that it is written out."""

    def __init__(self, inputs, hidden):
        super().__init__()
        self.weight_ih_l0, self.weight_hh_l0 = nn.Parameter(torch.empty(4 * hidden, inputs)), nn.Parameter(torch.empty(4 * hidden, hidden))
        self.bias_ih_l0, self.bias_hh_l0 = nn.Parameter(torch.empty(4 * hidden)), nn.Parameter(torch.empty(4 * hidden))
        self.peephole_l0 = nn.Parameter(torch.empty(3, hidden))

    def forward(self, x, state):
        h, c = state[0][0], state[1][0]
        outputs = []
        for now in x.unbind(1):
            sums = now @ self.weight_ih_l0.T + self.bias_ih_l0 + h @ self.weight_hh_l0.T + self.bias_hh_l0
            i, f, g, o = sums.chunk(4, 1)
            i, f = torch.sigmoid(i + c * self.peephole_l0[0]), torch.sigmoid(f + c * self.peephole_l0[1])
            c = f * c + i * torch.tanh(g)
            h = torch.sigmoid(o + c * self.peephole_l0[2]) * torch.tanh(c)
            outputs.append(h)
        return torch.stack(outputs, 1), (h[None], c[None])


def recurrent():
    first = {"batch_first": True}
    deep = {"num_layers": 2, "bidirectional": True, **first}
    h, c = normal(1, 2, 3), normal(1, 2, 3)
    x = normal(2, 4, 2)
    yield case("rnn", nn.RNN(2, 3, **first), plain, x)
    yield case("rnn state", nn.RNN(2, 3, **first), stateful, x, h)
    yield case("rnn relu", nn.RNN(2, 3, nonlinearity="relu", **first), stateful, x, h)
    yield case("rnn deep", nn.RNN(2, 3, **deep), stateful, x, normal(4, 2, 3))
    yield case("rnn lengths", nn.RNN(2, 3, **deep), packed([2, 4]), x, normal(4, 2, 3), lengths=[2, 4])
    yield case("lstm", nn.LSTM(2, 3, **first), plain, x)
    yield case("lstm state", nn.LSTM(2, 3, **first), stateful, x, h, c)
    yield case("lstm bias", nn.LSTM(2, 3, bias=False, **first), stateful, x, h, c)
    yield case("lstm deep", nn.LSTM(2, 3, **deep), stateful, x, normal(4, 2, 3), normal(4, 2, 3))
    yield case("lstm lengths", nn.LSTM(2, 3, **deep), packed([3, 1]), x, normal(4, 2, 3), normal(4, 2, 3), lengths=[3, 1])
    yield case("lstm peephole", Peephole(2, 3), lambda m, x, h, c: flat(m(x, (h, c))), x, h, c)
    yield case("gru", nn.GRU(2, 3, **first), plain, x)
    yield case("gru state", nn.GRU(2, 3, **first), stateful, x, h)
    yield case("gru bias", nn.GRU(2, 3, bias=False, **first), stateful, x, h)
    yield case("gru deep", nn.GRU(2, 3, **deep), stateful, x, normal(4, 2, 3))
    yield case("gru lengths", nn.GRU(2, 3, **deep), packed([1, 4]), x, normal(4, 2, 3), lengths=[1, 4])
    # More sequences than a piece of work has, the last piece with fewer.
    yield case("lstm pieces", nn.LSTM(1, 2, **first), plain, normal(19, 2, 1))
    yield case("gru pieces", nn.GRU(1, 2, **first), plain, normal(19, 2, 1))


def cells():
    x, h, c = normal(2, 3), normal(2, 2), normal(2, 2)
    yield case("rnn cell", nn.RNNCell(3, 2), lambda m, x, h: [m(x, h)], x, h)
    yield case("rnn cell relu", nn.RNNCell(3, 2, nonlinearity="relu"), lambda m, x, h: [m(x, h)], x, h)
    yield case("lstm cell", nn.LSTMCell(3, 2), lambda m, x, h, c: list(m(x, (h, c))), x, h, c)
    yield case("gru cell", nn.GRUCell(3, 2), lambda m, x, h: [m(x, h)], x, h)


class Scaled(nn.Module):
    """scaled_dot_product_attention as a module without parameters."""

    def forward(self, q, k, v, mask=None, causal=False):
        return [nn.functional.scaled_dot_product_attention(q, k, v, attn_mask=mask, is_causal=causal)]


def causal(tokens):
    return nn.Transformer.generate_square_subsequent_mask(tokens)


def padding(lengths, tokens):
    """True is what PyTorch leaves out."""
    return torch.arange(tokens)[None] >= torch.tensor(lengths)[:, None]


def attention():
    q, k, v = normal(2, 3, 4), normal(2, 5, 4), normal(2, 5, 2)
    yield case("scaled", Scaled(), lambda m, *x: m(*x), q, k, v)
    yield case("scaled heads", Scaled(), lambda m, *x: m(*x), normal(2, 2, 3, 2), normal(2, 2, 3, 2), normal(2, 2, 3, 2))
    square = normal(2, 4, 3), normal(2, 4, 3), normal(2, 4, 3)
    yield case("scaled causal", Scaled(), lambda m, *x: m(*x, causal=True), *square)
    masked = torch.tensor([[True, False, True, True, False]]).expand(3, 5)
    yield case("scaled mask", Scaled(), lambda m, *x: m(*x, mask=masked), q, k, v)
    # No key for the second query: zeros.
    nothing = torch.tensor([[True] * 5, [False] * 5, [True] * 5])
    yield case("scaled nothing", Scaled(), lambda m, *x: m(*x, mask=nothing), q, k, v)
    many = {"batch_first": True}

    def heads(m, q, k, v, **kw):
        """Gradients are those of the answers."""
        y, weights = m(q, k, v, average_attn_weights=False, **kw)
        return [y, weights.detach()]

    x = normal(2, 4, 6)
    yield case("self", nn.MultiheadAttention(6, 2, **many), lambda m, x: heads(m, x, x, x), x)
    yield case("self causal", nn.MultiheadAttention(6, 3, **many), lambda m, x: heads(m, x, x, x, attn_mask=causal(4)), x)
    yield case("self padding", nn.MultiheadAttention(6, 2, **many), lambda m, x: heads(m, x, x, x, key_padding_mask=padding([4, 2], 4)), x)
    yield case("self bias", nn.MultiheadAttention(6, 2, bias=False, **many), lambda m, x: heads(m, x, x, x), x)
    yield case("cross", nn.MultiheadAttention(6, 2, **many), lambda m, x, y: heads(m, x, y, y), x, normal(2, 3, 6))
    yield case("cross three", nn.MultiheadAttention(6, 2, **many), heads, x, normal(2, 3, 6), normal(2, 3, 6))


def transformers():
    small = {"d_model": 4, "nhead": 2, "dim_feedforward": 6, "dropout": 0.0, "batch_first": True}
    x, memory = normal(2, 3, 4), normal(2, 5, 4)
    one = lambda m, *x, **kw: [m(*x, **kw)]
    yield case("encoder layer", nn.TransformerEncoderLayer(**small), one, x)
    yield case("encoder layer gelu", nn.TransformerEncoderLayer(activation="gelu", **small), one, x)
    yield case("encoder layer pre", nn.TransformerEncoderLayer(norm_first=True, **small), one, x)
    yield case("encoder layer causal", nn.TransformerEncoderLayer(**small), lambda m, x: one(m, x, src_mask=causal(3), is_causal=True), x)
    yield case("encoder layer padding", nn.TransformerEncoderLayer(**small), lambda m, x: one(m, x, src_key_padding_mask=padding([1, 3], 3)), x)
    yield case("decoder layer", nn.TransformerDecoderLayer(**small), one, x, memory)
    yield case("decoder layer pre", nn.TransformerDecoderLayer(norm_first=True, activation="gelu", **small), one, x, memory)

    def both(m, x, memory):
        masks = {"tgt_mask": causal(3), "memory_key_padding_mask": padding([5, 2], 5)}
        return one(m, x, memory, **masks)

    yield case("decoder layer masks", nn.TransformerDecoderLayer(**small), both, x, memory)
    layer = nn.TransformerEncoderLayer(norm_first=True, **small)
    yield case("encoder", nn.TransformerEncoder(layer, 2, norm=nn.LayerNorm(4), enable_nested_tensor=False), one, x)
    yield case("decoder", nn.TransformerDecoder(nn.TransformerDecoderLayer(**small), 2), both, x, memory)


if __name__ == "__main__":
    groups = {"recurrent": recurrent, "cells": cells, "attention": attention, "transformers": transformers}
    make.write(**{name: shorter(list(cases())) for name, cases in groups.items()})
