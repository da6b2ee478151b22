import type { KernelTable } from "../kernel.ts";
import { checkIndices } from "./checkIndices.ts";
import { filled } from "./filled.ts";

/** Kernels that make tensors from numbers. */
export const creationKernels: KernelTable = {
  Fill: ({ backend, attributes }) =>
    filled(backend, attributes.numbers("shape"), attributes.number("value"), attributes.dtype("dtype", "float32")),
  ZerosLike: ({ backend, input }) => filled(backend, input("x").shape, 0, input("x").dtype),
  OnesLike: ({ backend, input }) => filled(backend, input("x").shape, 1, input("x").dtype),

  /* Each number is the one before plus the step, rounded. */
  Range: ({ backend, attributes }) => {
    const [start, stop] = [attributes.number("start"), attributes.number("stop")];
    const given = attributes.number("step", 1);
    // As tfjs documents it: a step that was not given goes the right way.
    const step = stop < start && given === 1 ? -1 : given;
    const isEmpty = start === stop || start < stop !== step > 0;
    const count = isEmpty ? 0 : Math.ceil((stop - start) / step);
    const out = backend.make([count], attributes.dtype("dtype", "float32"));
    accumulate(out.dtype === "float32" ? backend.floats(out) : backend.integers(out), start, step);
    return out;
  },

  LinSpace: ({ backend, attributes }) => {
    const [start, count] = [attributes.number("start"), attributes.number("num")];
    const out = backend.make([count], "float32");
    accumulate(backend.floats(out), start, (attributes.number("stop") - start) / (count - 1));
    return out;
  },

  OneHot: ({ name, backend, input, attributes }) => {
    const indices = input("indices");
    const depth = attributes.number("depth");
    checkIndices(name, backend.integers(indices), depth);
    const out = filled(
      backend,
      [...indices.shape, depth],
      attributes.number("offValue", 0),
      attributes.dtype("dtype", "float32"),
    );
    const values = out.dtype === "float32" ? backend.floats(out) : backend.integers(out);
    const on = attributes.number("onValue", 1);
    for (const [row, index] of backend.integers(indices).entries()) values[row * depth + index] = on;
    return out;
  },
};

/** Each element is the one before, as it was stored, plus the step in binary64, rounded. */
function accumulate(values: Float32Array | Int32Array, start: number, step: number): void {
  for (let i = 0; i < values.length; i++) values[i] = i === 0 ? start : (values[i - 1] ?? 0) + step;
}
