import type { TensorInfo } from "@tensorflow/tfjs-core";
import { COPY, IS_NOT_ZERO, IS_NOT_ZERO_INT, TO_FLOAT, TRUNCATE } from "../../../assembly/functions.ts";
import { unary } from "../../kernels/elementwise.ts";
import { sizeOf } from "../../kernels/Operand.ts";
import type { AssayBackend } from "../AssayBackend.ts";
import type { KernelTable } from "../kernel.ts";

/** Function of assembly/functions.ts from one element type to another. */
const CASTS: Readonly<Record<string, number>> = {
  "float32 int32": TRUNCATE,
  "float32 bool": IS_NOT_ZERO,
  "int32 float32": TO_FLOAT,
  "int32 bool": IS_NOT_ZERO_INT,
  "bool float32": TO_FLOAT,
  "bool int32": COPY,
};

/** x with another element type: a new tensor, or another name of the same one. */
export function cast(backend: AssayBackend, x: TensorInfo, dtype: TensorInfo["dtype"]): TensorInfo {
  if (x.dtype === dtype) return backend.alias(x, x.shape);
  const out = backend.make(x.shape, dtype);
  const name = CASTS[`${x.dtype} ${dtype}`] ?? COPY;
  unary(backend.engine, name, backend.addressOf(x), backend.addressOf(out), sizeOf(x.shape));
  return out;
}

/** Cast. From binary32 to integers: toward zero, NaN to 0, saturating. */
export const castKernels: KernelTable = {
  Cast: ({ backend, input, attributes }) => cast(backend, input("x"), attributes.dtype("dtype")),
};
