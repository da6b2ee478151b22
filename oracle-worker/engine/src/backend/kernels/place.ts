import type { TensorInfo } from "@tensorflow/tfjs-core";
import { copyStrided } from "../../kernels/copyStrided.ts";
import { stridesOf } from "../../kernels/Operand.ts";
import type { AssayBackend } from "../AssayBackend.ts";

/** Writes x into a larger tensor of the same rank, from `begin` on. */
export function place(backend: AssayBackend, x: TensorInfo, out: TensorInfo, begin: readonly number[]): void {
  const [sourceStrides, targetStrides] = [stridesOf(x.shape), stridesOf(out.shape)];
  const first = begin.reduce((sum, index, axis) => sum + index * (targetStrides[axis] ?? 0), 0);
  copyStrided(
    backend.engine,
    backend.addressOf(x),
    backend.addressOf(out) + 4 * first,
    x.shape.map((length, axis) => ({
      length,
      source: sourceStrides[axis] ?? 0,
      target: targetStrides[axis] ?? 0,
    })),
  );
}
