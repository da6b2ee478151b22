"""python3 train_torch.py <threads> <folder of the workload>: the GPT of the workload in PyTorch, eager mode."""

import hashlib
import json
import math
import os
import sys

import numpy
import torch
import torch.nn.functional as F

from serve_turns import serve_turns

threads, folder = int(sys.argv[1]), sys.argv[2]
torch.set_num_threads(threads)
with open(os.path.join(folder, "workload.json"), encoding="utf-8") as file:
    workload = json.load(file)
model, settings, layout = workload["model"], workload["optimizer"], workload["weights"]
layers, heads, width = model["layers"], model["heads"], model["width"]
batch, context, vocabulary = model["batch"], model["context"], model["vocabulary"]
size = width // heads

floats = numpy.fromfile(os.path.join(folder, "weights.bin"), dtype="<f4")
tokens = numpy.fromfile(os.path.join(folder, "batches.bin"), dtype="<i4").astype("int64")
batches = torch.from_numpy(tokens.reshape(-1, batch, context + 1))

weights, offset = {}, 0
for entry in layout:
    count = math.prod(entry["shape"])
    values = floats[offset : offset + count].reshape(entry["shape"])
    weights[entry["name"]] = torch.from_numpy(values.copy()).requires_grad_()
    offset += count

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
    for entry in layout:
        hash.update(weights[entry["name"]].detach().numpy().tobytes())
    return hash.hexdigest()


serve_turns(step, digest)
