import type { TensorInfo } from "@tensorflow/tfjs-core";
import { broadcastTo } from "../../kernels/broadcast.ts";
import { copyStrided } from "../../kernels/copyStrided.ts";
import { stridesOf } from "../../kernels/Operand.ts";
import type { AssayBackend } from "../AssayBackend.ts";
import type { KernelTable } from "../kernel.ts";
import { operand } from "../operand.ts";
import { transposed } from "./transposed.ts";

/** x repeated along each axis: two loops for each, the outer one standing still in x. */
function tiled(backend: AssayBackend, x: TensorInfo, repetitions: readonly number[]): TensorInfo {
  const shape = x.shape.map((length, i) => length * (repetitions[i] ?? 1));
  const out = backend.make(shape, x.dtype);
  const [sourceStrides, targetStrides] = [stridesOf(x.shape), stridesOf(shape)];
  copyStrided(
    backend.engine,
    backend.addressOf(x),
    backend.addressOf(out),
    x.shape.flatMap((length, i) => {
      const [source, target] = [sourceStrides[i] ?? 0, targetStrides[i] ?? 0];
      const once = { length, source, target };
      return [{ length: repetitions[i] ?? 1, source: 0, target: target * length }, once];
    }),
  );
  return out;
}

/** Kernels that repeat or reorder whole tensors. */
export const repeatKernels: KernelTable = {
  Transpose: ({ backend, input, attributes }) => transposed(backend, input("x"), attributes.numbers("perm")),

  Tile: ({ backend, input, attributes }) => tiled(backend, input("x"), attributes.numbers("reps")),

  BroadcastTo: ({ backend, input, attributes }) => {
    const x = input("x");
    const out = backend.make(attributes.numbers("shape"), x.dtype);
    broadcastTo(backend.engine, operand(backend, x), out.shape, backend.addressOf(out));
    return out;
  },
};
