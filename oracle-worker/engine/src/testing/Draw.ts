import { sizeOf } from "../kernels/Operand.ts";

/** For tests: the values of a tensor before it is on a backend. */
export type Drawn = {
  values: Float32Array | Int32Array | Uint8Array;
  shape: number[];
  dtype: "float32" | "int32" | "bool";
};

/** For tests: numbers, shapes and tensors from a linear congruential generator, the same ones for the same seed. */
export class Draw {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
    for (let i = 0; i < 4; i++) this.unit();
  }

  /** In [0, 1). */
  unit(): number {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0;
    return (this.#state >>> 8) / 2 ** 24;
  }

  /** From low to high, both included. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.unit() * (high - low + 1));
  }

  /** Odd lengths are as likely as even ones. */
  shape(rank: number, longest = 7): number[] {
    return Array.from({ length: rank }, () => this.integer(1, longest));
  }

  floats(shape: readonly number[], low = -2, high = 2): Drawn {
    const values = Float32Array.from({ length: sizeOf(shape) }, () => low + this.unit() * (high - low));
    return { values, shape: [...shape], dtype: "float32" };
  }

  integers(shape: readonly number[], low = -9, high = 9): Drawn {
    const values = Int32Array.from({ length: sizeOf(shape) }, () => this.integer(low, high));
    return { values, shape: [...shape], dtype: "int32" };
  }

  truths(shape: readonly number[]): Drawn {
    const values = Uint8Array.from({ length: sizeOf(shape) }, () => this.integer(0, 1));
    return { values, shape: [...shape], dtype: "bool" };
  }

  /** Two shapes that broadcast with each other: equal, one number, a row, a column, or any axes of 1. */
  pair(): [number[], number[]] {
    const whole = this.shape(this.integer(0, 4), 6);
    const other = [
      () => whole,
      () => [],
      () => whole.slice(this.integer(0, whole.length)),
      () => whole.map((length, i) => (i < whole.length / 2 ? length : 1)),
      () => whole.map((length) => (this.unit() < 0.5 ? length : 1)),
    ][this.integer(0, 4)]?.();
    const both: [number[], number[]] = [whole, other ?? whole];
    if (this.unit() < 0.2) return [both[0].map((length) => (this.unit() < 0.7 ? length : 1)), both[1]];
    return this.unit() < 0.5 ? both : [both[1], both[0]];
  }
}
