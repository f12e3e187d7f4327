#!/usr/bin/env python3
"""The other side of tests/pytorch/main.rs: loads a model that was written there, and writes one of its own.

Usage: exchange.py FOLDER      Needs: pip install torch safetensors
Reads ours.safetensors, input.safetensors and output.safetensors; writes theirs.safetensors and their-output.safetensors.
"""
import sys
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import nn

torch.manual_seed(0)
torch.set_num_threads(1)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.words = nn.Embedding(7, 64)
        self.body = nn.Sequential(
            nn.Conv2d(1, 4, (3, 5), stride=2, padding=(1, 2)),
            nn.BatchNorm2d(4),
            nn.PReLU(),
            nn.Conv2d(4, 6, 3, padding=1, groups=2, bias=False),
            nn.GroupNorm(3, 6),
            nn.ReLU(),
            nn.ConvTranspose2d(6, 4, 2, stride=2, groups=2),
            nn.InstanceNorm2d(4, affine=True),
        )
        self.series = nn.Conv1d(4, 3, 4, dilation=2)
        self.reader = nn.LSTM(58, 8, num_layers=2, bidirectional=True, batch_first=True)
        layer = nn.TransformerEncoderLayer(16, 2, 24, batch_first=True, norm_first=True)
        self.encoder = nn.TransformerEncoder(layer, 2, norm=nn.LayerNorm(16), enable_nested_tensor=False)
        self.head = nn.Sequential(nn.LayerNorm(48), nn.Linear(48, 8), nn.BatchNorm1d(8), nn.Tanh(), nn.Linear(8, 5))

    def forward(self, ids):
        x = self.words(ids).reshape(-1, 1, 8, 8)
        x = self.body(x).flatten(2)
        x, _ = self.reader(self.series(x))
        return self.head(self.encoder(x).flatten(1))


def main():
    folder = Path(sys.argv[1])
    ids = load_file(folder / "input.safetensors")["ids"].long()
    expected = load_file(folder / "output.safetensors")["logits"]

    net = Net().eval()
    net.load_state_dict(load_file(folder / "ours.safetensors"), strict=True)
    with torch.no_grad():
        difference = (net(ids) - expected).abs().max().item()
    if not difference <= 1e-5:
        sys.exit(f"the logits differ by {difference}")

    net = Net()
    optimizer = torch.optim.Adam(net.parameters(), 0.01)
    for _ in range(5):  # so that nothing is as it started, the running statistics least of all
        optimizer.zero_grad()
        net(ids).square().sum().backward()
        optimizer.step()
    net.eval()
    with torch.no_grad():
        save_file({"logits": net(ids)}, folder / "their-output.safetensors")
    save_file(net.state_dict(), folder / "theirs.safetensors")
    save_file({k: v.half() for k, v in net.state_dict().items()}, folder / "half.safetensors")
    print(f"the logits differ by {difference}")


if __name__ == "__main__":
    main()
