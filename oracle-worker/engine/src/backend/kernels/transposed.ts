import type { TensorInfo } from "@tensorflow/tfjs-core";
import { copyStrided } from "../../kernels/copyStrided.ts";
import { stridesOf } from "../../kernels/Operand.ts";
import type { AssayBackend } from "../AssayBackend.ts";

/** A new tensor whose axis i is axis permutation[i] of x. */
export function transposed(backend: AssayBackend, x: TensorInfo, permutation: readonly number[]): TensorInfo {
  const shape = permutation.map((axis) => x.shape[axis] ?? 0);
  const out = backend.make(shape, x.dtype);
  const [sourceStrides, targetStrides] = [stridesOf(x.shape), stridesOf(shape)];
  copyStrided(
    backend.engine,
    backend.addressOf(x),
    backend.addressOf(out),
    permutation.map((axis, i) => ({
      length: shape[i] ?? 0,
      source: sourceStrides[axis] ?? 0,
      target: targetStrides[i] ?? 0,
    })),
  );
  return out;
}
