import * as tf from "@tensorflow/tfjs-core";
import { createRandom } from "../testing/createRandom.ts";
import { expectGradient, type Plain } from "../testing/expectGradient.ts";
import { useCpu } from "../testing/useCpu.ts";

/** C[batch, i, j] = Σ A[batch, i, k] · B[batch, k, j], either stored transposed; one matrix may serve all batches. */
function product(a: Plain, b: Plain, [transposeA, transposeB]: readonly [boolean, boolean]): number[] {
  const sizes = ({ shape }: Plain): number[] => shape.slice(-2);
  const [rows = 0, inner = 0] = transposeA ? sizes(a).toReversed() : sizes(a);
  const columns = (transposeB ? sizes(b).toReversed() : sizes(b))[1] ?? 0;
  const count = ({ values }: Plain, size: number): number => values.length / size;
  const batches = Math.max(count(a, rows * inner), count(b, inner * columns));
  const at = (x: Plain, size: number, batch: number, index: number): number =>
    x.values[(count(x, size) === 1 ? 0 : batch * size) + index] ?? Number.NaN;
  return Array.from({ length: batches * rows * columns }, (_, n) => {
    const [batch, i, j] = [Math.floor(n / (rows * columns)), Math.floor(n / columns) % rows, n % columns];
    let sum = 0;
    for (let k = 0; k < inner; k++) {
      const left = at(a, rows * inner, batch, transposeA ? k * rows + i : i * inner + k);
      sum += left * at(b, inner * columns, batch, transposeB ? j * inner + k : k * columns + j);
    }
    return sum;
  });
}

describe("gradient of BatchMatMul", () => {
  before(useCpu);

  for (const transposed of [
    [false, false],
    [true, false],
    [false, true],
    [true, true],
  ] as const) {
    it(`with A ${transposed[0] ? "" : "not "}transposed and B ${transposed[1] ? "" : "not "}transposed`, () => {
      const [transposeA, transposeB] = transposed;
      for (const [seed, batches] of [
        [1, [[], []]],
        [2, [[2], [2]]],
        [3, [[2], [1]]],
        [4, [[1], [3]]],
      ] as const) {
        const { integer } = createRandom(seed);
        const [rows, inner, columns] = [integer(1, 3), integer(1, 4), integer(1, 3)];
        const a = [...batches[0], ...(transposeA ? [inner, rows] : [rows, inner])];
        const b = [...batches[1], ...(transposeB ? [columns, inner] : [inner, columns])];
        const run = (x: tf.Tensor, y: tf.Tensor): tf.Tensor => tf.matMul(x, y, transposeA, transposeB);
        expectGradient({ shapes: [a, b], run, reference: (x, y) => product(x, y, transposed) }, seed);
      }
    });
  }
});
