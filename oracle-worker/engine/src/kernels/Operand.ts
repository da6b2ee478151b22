/** A dense row-major tensor in the engine's memory, 4 bytes per element: its byte address and its shape. */
export type Operand = { readonly address: number; readonly shape: readonly number[] };

/** Number of elements. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** Elements from one index to the next along each axis. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides: number[] = [];
  let stride = 1;
  for (const length of shape.toReversed()) {
    strides.unshift(stride);
    stride *= length;
  }
  return strides;
}
