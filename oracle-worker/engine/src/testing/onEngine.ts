import type { Engine } from "../createEngine.ts";

/** Memory of a test: numbers put into it, and numbers read back. */
export type Scratch = {
  /** A copy of the numbers. @returns its address */
  put: (values: Float32Array) => number;
  /** Room for so many numbers, filled with NaN, so that what a kernel leaves unset shows. */
  room: (size: number) => number;
  read: (address: number) => Float32Array;
};

/** Runs kernels on memory that is given back afterwards. */
export function onEngine<T>(engine: Engine, use: (scratch: Scratch) => T): T {
  const sizes = new Map<number, number>();
  const room = (size: number): number => {
    const address = engine.alloc(4 * size);
    sizes.set(address, size);
    engine.f32.fill(Number.NaN, address / 4, address / 4 + size);
    return address;
  };
  const put = (values: Float32Array): number => {
    const address = room(values.length);
    engine.f32.set(values, address / 4);
    return address;
  };
  try {
    return use({ put, room, read: (at) => engine.f32.slice(at / 4, at / 4 + (sizes.get(at) ?? 0)) });
  } finally {
    for (const address of sizes.keys()) engine.free(address);
  }
}
