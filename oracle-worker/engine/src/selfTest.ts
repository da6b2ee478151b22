import type { Engine } from "./createEngine.ts";
import { EngineError } from "./EngineError.ts";
import { matmul } from "./kernels/linear.ts";

/** Not a multiple of a tile, more than one block of k. */
const SHAPE = { rows: 13, columns: 37, inner: 300 };
/** Enough for the optimising compiler to have replaced the first code. */
const ROUNDS = 60;

/**
 * Compares a matrix product with the same sums in plain JavaScript, bit for bit, often enough that the optimised code
 * is what is tested: a compiler that joins multiply and add, or reorders sums, is found before anything is trained.
 * @throws EngineError `SelfTestFailed`
 */
export function selfTest(engine: Engine): void {
  const { rows, columns, inner } = SHAPE;
  const a = engine.alloc(4 * rows * inner);
  const b = engine.alloc(4 * inner * columns);
  const c = engine.alloc(4 * rows * columns);
  try {
    fill(engine.f32.subarray(a / 4, a / 4 + rows * inner), 1);
    fill(engine.f32.subarray(b / 4, b / 4 + inner * columns), 2);
    const expected = product(engine.f32, a / 4, b / 4);
    for (let round = 0; round < ROUNDS; round++) {
      matmul(
        engine,
        { address: a, stride: inner },
        { address: b, stride: columns },
        { address: c, stride: columns },
        SHAPE,
      );
      const found = engine.f32.subarray(c / 4, c / 4 + rows * columns);
      if (!expected.every((value, i) => Object.is(value, found[i]))) throw failed();
    }
  } finally {
    for (const address of [a, b, c]) engine.free(address);
  }
}

/** Numbers in [−½, ½) from a linear congruential generator, exact in binary32. */
function fill(values: Float32Array, seed: number): void {
  let state = seed;
  for (let i = 0; i < values.length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    values[i] = (state >>> 8) / 2 ** 24 - 0.5;
  }
}

function product(memory: Float32Array, a: number, b: number): Float32Array {
  const { rows, columns, inner } = SHAPE;
  const result = new Float32Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      let sum = 0;
      for (let k = 0; k < inner; k++) {
        const term = Math.fround((memory[a + i * inner + k] ?? 0) * (memory[b + k * columns + j] ?? 0));
        sum = Math.fround(sum + term);
      }
      result[i * columns + j] = sum;
    }
  }
  return result;
}

function failed(): EngineError {
  return new EngineError("SelfTestFailed", "a matrix product has other bits here than it must have", {
    hint: "start without the revectorizer; otherwise this machine cannot train or verify",
  });
}
