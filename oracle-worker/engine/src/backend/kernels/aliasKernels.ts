import { util } from "@tensorflow/tfjs-core";
import type { KernelTable } from "../kernel.ts";

/** Kernels that give their input another name or shape and move nothing. */
export const aliasKernels: KernelTable = {
  Identity: ({ backend, input }) => backend.alias(input("x"), input("x").shape),

  Reshape: ({ backend, input, attributes }) => {
    const x = input("x");
    return backend.alias(x, util.inferFromImplicitShape(attributes.numbers("shape"), util.sizeFromShape(x.shape)));
  },

  ExpandDims: ({ backend, input, attributes }) => {
    const x = input("input");
    const shape = [...x.shape];
    const axis = attributes.number("dim");
    shape.splice(axis < 0 ? shape.length + 1 + axis : axis, 0, 1);
    return backend.alias(x, shape);
  },
};
