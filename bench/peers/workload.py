"""What a contestant works on; the same as readWorkload.mjs."""

import json
import math
import os

import numpy
import torch


def read_workload(folder):
    with open(os.path.join(folder, "workload.json"), encoding="utf-8") as file:
        settings = json.load(file)
    floats = read_array(folder, "weights.bin", "<f4")
    weights, offset = {}, 0
    for entry in settings["weights"]:
        count = math.prod(entry["shape"])
        weights[entry["name"]] = torch.from_numpy(floats[offset : offset + count].reshape(entry["shape"]).copy())
        offset += count
    return settings, weights


def read_array(folder, name, dtype):
    return numpy.fromfile(os.path.join(folder, name), dtype=dtype)
