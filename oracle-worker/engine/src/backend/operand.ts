import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { Operand } from "../kernels/Operand.ts";
import type { AssayBackend } from "./AssayBackend.ts";

/** A tensor as the kernels know it. */
export function operand(backend: AssayBackend, x: TensorInfo): Operand {
  return { address: backend.addressOf(x), shape: x.shape };
}
