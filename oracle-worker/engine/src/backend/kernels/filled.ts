import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { AssayBackend } from "../AssayBackend.ts";

/** A new tensor of one number, rounded to its type. */
export function filled(
  backend: AssayBackend,
  shape: readonly number[],
  value: number,
  dtype: TensorInfo["dtype"],
): TensorInfo {
  const out = backend.make(shape, dtype);
  if (dtype === "float32") backend.floats(out).fill(value);
  else backend.integers(out).fill(dtype === "bool" && value !== 0 ? 1 : value);
  return out;
}
