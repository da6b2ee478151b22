import * as tf from "@tensorflow/tfjs-core";
import { createRandom } from "../testing/createRandom.ts";
import { expectGradient, type Plain } from "../testing/expectGradient.ts";
import { useCpu } from "../testing/useCpu.ts";

const AXES: (number[] | undefined)[] = [undefined, [0], [1], [2], [0, 1], [1, 2], [0, 2], [-1]];

const REDUCTIONS: Record<
  string,
  [(x: tf.Tensor, axes?: number[], keep?: boolean) => tf.Tensor, (values: number[]) => number]
> = {
  Sum: [tf.sum, (values) => values.reduce((sum, value) => sum + value, 0)],
  Mean: [tf.mean, (values) => values.reduce((sum, value) => sum + value, 0) / values.length],
  Max: [tf.max, (values) => Math.max(...values)],
  Min: [tf.min, (values) => Math.min(...values)],
  Prod: [tf.prod, (values) => values.reduce((product, value) => product * value, 1)],
};

/** The numbers that each number of the result is made of, in the result's order. */
function groups({ shape, values }: Plain, axes: readonly number[]): number[][] {
  const found = new Map<string, number[]>();
  values.forEach((value, i) => {
    let rest = i;
    const place = shape.toReversed().map((size) => {
      const index = rest % size;
      rest = Math.floor(rest / size);
      return index;
    });
    const key = place
      .toReversed()
      .filter((_, axis) => !axes.includes(axis))
      .join();
    found.set(key, [...(found.get(key) ?? []), value]);
  });
  return [...found.values()];
}

describe("gradients of reductions", () => {
  before(useCpu);

  for (const [name, [run, reference]] of Object.entries(REDUCTIONS)) {
    it(`${name} over any axes, kept or not`, () => {
      AXES.forEach((axes, i) => {
        const { integer } = createRandom(i + 1);
        const shape = [integer(2, 3), integer(2, 4), integer(2, 3)];
        const own = (axes ?? [0, 1, 2]).map((axis) => (axis < 0 ? axis + 3 : axis));
        const expected = (x: Plain): number[] => groups(x, own).map(reference);
        for (const keep of [false, true])
          expectGradient({ shapes: [shape], run: (x: tf.Tensor) => run(x, axes, keep), reference: expected }, i + 1);
      });
    });
  }
});

describe("gradients of sums along the way", () => {
  before(useCpu);

  it("Cumsum", () => {
    const row = [0, 1, 2];
    const sums = ({ values }: Plain, isIn: (at: number, of: number) => boolean): number[] =>
      values.map((_, i) =>
        row.filter((at) => isIn(at, i % 3)).reduce((sum, at) => sum + (values[i - (i % 3) + at] ?? 0), 0),
      );
    const cases: [boolean, boolean, (at: number, of: number) => boolean][] = [
      [false, false, (at, of) => at <= of],
      [true, false, (at, of) => at < of],
      [false, true, (at, of) => at >= of],
      [true, true, (at, of) => at > of],
    ];
    for (const [exclusive, reverse, isIn] of cases) {
      const run = (x: tf.Tensor): tf.Tensor => tf.cumsum(x, 1, exclusive, reverse);
      expectGradient({ shapes: [[2, 3]], run, reference: (x) => sums(x, isIn) }, 1);
    }
  });

  it("AddN", () => {
    const reference = (...all: Plain[]): number[] =>
      (all[0]?.values ?? []).map((_, i) => all.reduce((sum, { values }) => sum + (values[i] ?? 0), 0));
    expectGradient({ shapes: [[2, 3], [2, 3], [2, 3]], run: (...all) => tf.addN(all), reference }, 1); // prettier-ignore
  });

  it("UnsortedSegmentSum and ScatterNd", () => {
    const ids = [2, 0, 2];
    const reference = ({ values }: Plain): number[] =>
      [0, 1, 2].flatMap((id) =>
        [0, 1].map((j) => ids.reduce((sum, own, i) => (own === id ? sum + (values[2 * i + j] ?? 0) : sum), 0)),
      );
    const bySegment = (x: tf.Tensor): tf.Tensor => tf.unsortedSegmentSum(x, tf.tensor1d(ids, "int32"), 3);
    const byIndex = (x: tf.Tensor): tf.Tensor => tf.scatterND(tf.tensor2d(ids, [3, 1], "int32"), x, [3, 2]);
    for (const run of [bySegment, byIndex]) expectGradient({ shapes: [[3, 2]], run, reference }, 1);
  });
});

describe("gradients of softmax", () => {
  before(useCpu);

  const rows = ({ shape, values }: Plain, ofRow: (row: number[]) => number[]): number[] => {
    const width = shape.at(-1) ?? 1;
    return Array.from({ length: values.length / width }, (_, i) =>
      ofRow(values.slice(i * width, (i + 1) * width)),
    ).flat();
  };
  const total = (row: number[]): number => row.reduce((sum, x) => sum + Math.exp(x), 0);

  it("Softmax", () => {
    const reference = (x: Plain): number[] => rows(x, (row) => row.map((value) => Math.exp(value) / total(row)));
    for (const seed of [1, 2, 3])
      expectGradient({ shapes: [[2, 3, seed + 1]], run: (x) => tf.softmax(x), reference }, seed);
  });

  it("LogSoftmax", () => {
    const reference = (x: Plain): number[] => rows(x, (row) => row.map((value) => value - Math.log(total(row))));
    for (const seed of [1, 2, 3])
      expectGradient({ shapes: [[4, seed + 1]], run: (x) => tf.logSoftmax(x), reference }, seed);
  });
});
