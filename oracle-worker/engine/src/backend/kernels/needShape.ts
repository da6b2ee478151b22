import { EngineError } from "../../EngineError.ts";

/**
 * Kernels are given addresses and lengths alone: a tensor of another shape would have them read or write its neighbours.
 * @param what the tensor, for the error
 * @throws EngineError `ShapeInvalid` unless the tensor has exactly these dimensions
 */
export function needShape(
  name: string,
  what: string,
  { shape }: { readonly shape: readonly number[] },
  expected: readonly number[],
): void {
  if (shape.length === expected.length && shape.every((length, axis) => length === expected[axis])) return;
  throw new EngineError("ShapeInvalid", `${name}: ${what} is [${shape.join()}], not [${expected.join()}]`, {
    hint: "pass tensors whose shapes fit together",
  });
}
