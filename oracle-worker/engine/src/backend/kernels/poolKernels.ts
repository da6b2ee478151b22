import { pool, type Pool, poolGradient } from "../../kernels/pool.ts";
import type { Kernel, KernelTable } from "../kernel.ts";
import { needFloats, needGradient, poolOf } from "../windowShapes.ts";

/** Pools over images [images, height, width, channels], and their gradients. */
export const poolKernels: KernelTable = {
  MaxPool: poolKernel("max"),
  MaxPoolGrad: gradientKernel("max"),
  AvgPool: poolKernel("avg"),
  AvgPoolGrad: gradientKernel("avg"),
};

function poolKernel(kind: Pool["kind"]): Kernel {
  return ({ name, backend, input, attributes }) => {
    const x = input("x");
    needFloats(name, x);
    const shape = poolOf(name, attributes, x.shape, kind);
    const out = backend.make([shape.images, shape.outHeight, shape.outWidth, shape.channels], "float32");
    pool(backend.engine, backend.addressOf(x), backend.addressOf(out), shape);
    return out;
  };
}

function gradientKernel(kind: Pool["kind"]): Kernel {
  return ({ name, backend, input, attributes }) => {
    const x = input("input");
    const dy = input("dy");
    needFloats(name, x, dy);
    const shape = poolOf(name, attributes, x.shape, kind);
    needGradient(name, dy, shape, shape.channels);
    const dx = backend.make(x.shape, "float32");
    const addresses = { x: backend.addressOf(x), dy: backend.addressOf(dy) };
    poolGradient(backend.engine, addresses, backend.addressOf(dx), shape);
    return dx;
  };
}
