import type { TensorInfo } from "@tensorflow/tfjs-core";
import { copyStrided } from "../../kernels/copyStrided.ts";
import { stridesOf } from "../../kernels/Operand.ts";
import type { AssayBackend } from "../AssayBackend.ts";

/** A new tensor of the elements of x from `begin` on, `shape` of them along each axis, every `steps`-th. */
export function sliced(
  backend: AssayBackend,
  x: TensorInfo,
  begin: readonly number[],
  shape: readonly number[],
  steps: readonly number[] = [],
): TensorInfo {
  const out = backend.make(shape, x.dtype);
  const [sourceStrides, targetStrides] = [stridesOf(x.shape), stridesOf(shape)];
  const first = begin.reduce((sum, index, axis) => sum + index * (sourceStrides[axis] ?? 0), 0);
  copyStrided(
    backend.engine,
    backend.addressOf(x) + 4 * first,
    backend.addressOf(out),
    shape.map((length, axis) => ({
      length,
      source: (sourceStrides[axis] ?? 0) * (steps[axis] ?? 1),
      target: targetStrides[axis] ?? 0,
    })),
  );
  return out;
}
