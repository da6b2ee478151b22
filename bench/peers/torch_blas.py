"""Prints the version of PyTorch and the BLAS it has loaded: openblas, mkl, or another one's file name."""

import json

import torch

torch.ones(2, 2) @ torch.ones(2, 2)
try:
    with open("/proc/self/maps", encoding="utf-8") as file:
        files = {line.split("/")[-1].strip() for line in file if "/" in line and "blas" in line or "mkl" in line}
except OSError:
    files = set()
names = [name for name in ("openblas", "mkl") if any(name in file for file in files)]
print(json.dumps({"version": torch.__version__, "blas": (names + sorted(files) + ["unknown"])[0]}))
