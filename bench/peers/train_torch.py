"""python3 train_torch.py <threads> <folder of the workload>: the GPT of the workload in PyTorch, eager mode."""

import hashlib
import math
import sys

import torch
import torch.nn.functional as F

from serve_turns import serve_turns
from workload import read_array, read_workload

threads, folder = int(sys.argv[1]), sys.argv[2]
torch.set_num_threads(threads)
workload, weights = read_workload(folder)
model, settings = workload["model"], workload["optimizer"]
layers, heads, width = model["layers"], model["heads"], model["width"]
batch, context = model["batch"], model["context"]
size = width // heads
for weight in weights.values():
    weight.requires_grad_()
tokens = read_array(folder, "batches.bin", "<i4").astype("int64")
batches = torch.from_numpy(tokens.reshape(-1, batch, context + 1))
mask = torch.triu(torch.full((context, context), -1e9), 1)


def linear(x, name):
    return torch.addmm(weights[f"{name}.bias"], x, weights[f"{name}.weight"])


def norm(x, name):
    return F.layer_norm(x, (width,), weights[f"{name}.gain"], weights[f"{name}.bias"], 1e-5)


def to_heads(x):
    return x.view(batch, context, heads, size).transpose(1, 2)


def loss_of(inputs, targets):
    stream = (weights["tokens.weight"][inputs] + weights["positions.weight"]).view(-1, width)
    for layer in range(layers):
        attention, mlp = f"blocks.{layer}.attention", f"blocks.{layer}.mlp"
        parts = linear(norm(stream, f"{attention}.norm"), f"{attention}.qkv").split(width, 1)
        queries, keys, values = (to_heads(part) for part in parts)
        scores = queries @ keys.transpose(2, 3) * (1 / math.sqrt(size)) + mask
        mixed = (F.softmax(scores, -1) @ values).transpose(1, 2).reshape(-1, width)
        stream = stream + linear(mixed, f"{attention}.output")
        up = linear(norm(stream, f"{mlp}.norm"), f"{mlp}.up")
        stream = stream + linear(F.gelu(up, approximate="tanh"), f"{mlp}.down")
    logits = norm(stream, "norm") @ weights["output.weight"]
    return F.cross_entropy(logits, targets.reshape(-1))


def group(matrices):
    decay = settings["weightDecay"] if matrices else 0.0
    return {"params": [w for w in weights.values() if (w.dim() > 1) == matrices], "weight_decay": decay}


optimizer = torch.optim.AdamW(
    [group(True), group(False)],
    lr=settings["learningRate"],
    betas=(settings["beta1"], settings["beta2"]),
    eps=settings["epsilon"],
    foreach=True,
)
taken = 0


def step():
    global taken
    blocks = batches[taken % len(batches)]
    taken += 1
    optimizer.zero_grad(set_to_none=True)
    loss = loss_of(blocks[:, :-1], blocks[:, 1:])
    loss.backward()
    optimizer.step()
    return loss.item()


def digest():
    hash = hashlib.sha256()
    for weight in weights.values():
        hash.update(weight.detach().numpy().tobytes())
    return hash.hexdigest()


serve_turns(step, digest)
