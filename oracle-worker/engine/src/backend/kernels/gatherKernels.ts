import { backend_util, type TensorInfo, util } from "@tensorflow/tfjs-core";
import { GATHER } from "../../../assembly/operations.ts";
import { EngineError } from "../../EngineError.ts";
import { sizeOf, stridesOf } from "../../kernels/Operand.ts";
import type { AssayBackend } from "../AssayBackend.ts";
import { type KernelTable, unsupported } from "../kernel.ts";
import { checkIndices } from "./checkIndices.ts";
import { filled } from "./filled.ts";
import { sliced } from "./sliced.ts";

/** Kernels that take or put parts of a tensor by index. */
export const gatherKernels: KernelTable = {
  GatherV2: ({ name, backend, input, attributes }) => {
    const [x, indices] = [input("x"), input("indices")];
    const [axis = 0] = util.parseAxisParam(attributes.number("axis", 0), x.shape);
    const batchDims = (attributes.number("batchDims", 0) + indices.shape.length) % Math.max(1, indices.shape.length);
    const length = x.shape[axis] ?? 0;
    checkIndices(name, backend.integers(indices), length);
    const batches = sizeOf(x.shape.slice(0, batchDims));
    const shape = [...x.shape.slice(0, axis), ...indices.shape.slice(batchDims), ...x.shape.slice(axis + 1)];
    const out = backend.make(shape, x.dtype);
    if (sizeOf(shape) === 0) return out;
    backend.engine.run(GATHER, [
      backend.addressOf(x),
      backend.addressOf(indices),
      backend.addressOf(out),
      batches,
      sizeOf(x.shape.slice(batchDims, axis)),
      length,
      sizeOf(x.shape.slice(axis + 1)),
      sizeOf(indices.shape) / batches,
    ]);
    return out;
  },

  GatherNd: ({ name, backend, input }) => {
    const [x, indices] = [input("params"), input("indices")];
    const [shape, count, size] = backend_util.prepareAndValidate(x, indices);
    const out = backend.make(shape, x.dtype);
    const [source, target] = [backend.integers(x), backend.integers(out)];
    const rows = rowsOf(name, backend, indices, x.shape);
    for (let i = 0; i < count; i++) {
      const first = (rows[i] ?? 0) * size;
      target.set(source.subarray(first, first + size), i * size);
    }
    return out;
  },

  /* Rows that fall on the same index add up in order. */
  ScatterNd: ({ name, backend, input, attributes }) => {
    const [indices, updates] = [input("indices"), input("updates")];
    const shape = attributes.numbers("shape");
    const { sliceSize } = backend_util.calculateShapes(updates, indices, shape);
    const out = filled(backend, shape, 0, updates.dtype);
    const isFloat = updates.dtype === "float32";
    const target = isFloat ? backend.floats(out) : backend.integers(out);
    const source = isFloat ? backend.floats(updates) : backend.integers(updates);
    for (const [i, row] of rowsOf(name, backend, indices, shape).entries()) {
      for (let j = 0; j < sliceSize; j++) {
        target[row * sliceSize + j] = (target[row * sliceSize + j] ?? 0) + (source[i * sliceSize + j] ?? 0);
      }
    }
    return out;
  },

  /* Of rows that fall on the same index the last one stays. */
  TensorScatterUpdate: ({ name, backend, input }) => {
    const [tensor, indices, updates] = [input("tensor"), input("indices"), input("updates")];
    if (tensor.dtype !== updates.dtype) throw unsupported(name, "of several types", "cast the tensors to one type");
    const { sliceSize } = backend_util.calculateShapes(updates, indices, tensor.shape);
    const rows = rowsOf(name, backend, indices, tensor.shape);
    const out = sliced(
      backend,
      tensor,
      tensor.shape.map(() => 0),
      tensor.shape,
    );
    const [target, source] = [backend.integers(out), backend.integers(updates)];
    for (const [i, row] of rows.entries()) {
      target.set(source.subarray(i * sliceSize, (i + 1) * sliceSize), row * sliceSize);
    }
    return out;
  },
};

/** For each row of indices, the number of the slice of a tensor of this shape that it points to. */
function rowsOf(name: string, backend: AssayBackend, indices: TensorInfo, shape: readonly number[]): number[] {
  const depth = indices.shape.length < 1 ? 1 : (indices.shape.at(-1) ?? 1);
  const strides = stridesOf(shape.slice(0, depth));
  const values = backend.integers(indices);
  return Array.from({ length: sizeOf(indices.shape) / depth }, (_, i) => {
    const index = [...values.subarray(i * depth, (i + 1) * depth)];
    if (index.some((at, axis) => at < 0 || at >= (shape[axis] ?? 0))) {
      throw new EngineError("ShapeInvalid", `${name}: index [${index.join()}] is not in [${shape.join()}]`, {
        hint: "check the data that the indices come from",
      });
    }
    return index.reduce((sum, at, axis) => sum + at * (strides[axis] ?? 0), 0);
  });
}
