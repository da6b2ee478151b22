import type { TensorInfo } from "@tensorflow/tfjs-core";
import { broadcastShape } from "../../kernels/broadcast.ts";
import { withExpanded } from "../../kernels/elementwise.ts";
import { sizeOf } from "../../kernels/Operand.ts";
import type { AssayBackend } from "../AssayBackend.ts";
import { type Kernel, type KernelCall, unsupported } from "../kernel.ts";
import { operand } from "../operand.ts";

// Rare kernels, in plain TypeScript over the engine's memory. Every result is one that binary32 or a 32-bit integer
// holds, rounded once: docs/engine.md, "Operations on tensors".

/** The integer at or below a / b; 0 for b = 0. */
export const integerDivision: Kernel = (call) => mapPairs(call, "int32", (a, b) => (b === 0 ? 0 : Math.floor(a / b)));

/** a − b · ⌊a / b⌋ with the sign of b: C's fmod, which is exact, and b once more where the signs differ. */
export const remainder: Kernel = (call) => {
  const { dtype } = call.input("a");
  if (dtype === "bool" || dtype !== call.input("b").dtype) {
    throw unsupported(call.name, `of ${dtype} and ${call.input("b").dtype}`, "cast both to float32 or int32 first");
  }
  const rounded = dtype === "float32" ? Math.fround : (x: number): number => x;
  return mapPairs(call, dtype, (a, b) => {
    const rest = a % b;
    return a >= 0 === b >= 0 ? rest : rounded(rest + b) % b;
  });
};

/** Integer powers wrap around; a negative exponent gives 1 / a toward zero, 0 where that is not defined. */
export const integerPower: Kernel = (call) =>
  mapPairs(call, "int32", (a, b) => {
    if (b < 0) return a === 1 ? 1 : a === -1 ? (b % 2 === 0 ? 1 : -1) : 0;
    let power = 1;
    for (let [left, factor] = [b, a]; left > 0; left >>>= 1) {
      if (left % 2 === 1) power = Math.imul(power, factor);
      factor = Math.imul(factor, factor);
    }
    return power;
  });

function mapPairs(
  { backend, input }: KernelCall,
  dtype: TensorInfo["dtype"],
  f: (a: number, b: number) => number,
): TensorInfo {
  const [a, b] = [operand(backend, input("a")), operand(backend, input("b"))];
  const out = backend.make(broadcastShape(a.shape, b.shape), dtype);
  const values = dtype === "float32" ? backend.engine.f32 : backend.engine.i32;
  const target = backend.addressOf(out) / 4;
  withBoth(backend, a, b, out.shape, (left, right) => {
    for (let i = 0; i < sizeOf(out.shape); i++) values[target + i] = f(values[left + i] ?? 0, values[right + i] ?? 0);
  });
  return out;
}

type Words = ReturnType<typeof operand>;

/** Indices of the first words of a and b, each repeated to the shape. */
function withBoth(
  { engine }: AssayBackend,
  a: Words,
  b: Words,
  shape: readonly number[],
  use: (a: number, b: number) => void,
): void {
  withExpanded(engine, a, shape, (left) =>
    withExpanded(engine, b, shape, (right) => use(left.address / 4, right.address / 4)),
  );
}
