import { expect } from "chai";
import * as f from "../../assembly/functions.ts";
import { erf, exp, log, rsqrt, sigmoid, tanh } from "../../reference/functions.mjs";
import { gelu } from "../../reference/gelu.mjs";
import { bitsOf, fromBits } from "../../reference/number.mjs";
import { pow } from "../../reference/pow.mjs";
import { logSoftmax, softmax as softmaxOf } from "../../reference/softmax.mjs";
import { laneMean, laneSum, rowMax } from "../../reference/sums.mjs";
import type { Engine } from "../createEngine.ts";
import { loadEngine } from "../loadEngine.ts";
import { Draw } from "../testing/Draw.ts";
import { onEngine } from "../testing/onEngine.ts";
import { binary, unary } from "./elementwise.ts";
import { reduceRows, softmax } from "./reduce.ts";

const FUNCTIONS: Record<string, [number, (x: number) => number]> = {
  exp: [f.EXP, exp],
  log: [f.LOG, log],
  tanh: [f.TANH, tanh],
  sigmoid: [f.SIGMOID, sigmoid],
  erf: [f.ERF, erf],
  rsqrt: [f.RSQRT, rsqrt],
  gelu: [f.GELU, gelu],
};
const EDGES = [
  0,
  -0,
  1,
  -1,
  Infinity,
  -Infinity,
  Number.NaN,
  1e-40,
  -1e-40,
  2 ** -149,
  89,
  -88,
  88.3763,
  -87.6832,
  0.625,
];
const COUNT = 20_001;

/** Edges, numbers of every size and sign, and numbers where functions turn. */
function argumentsFor(seed: number): Float32Array {
  const draw = new Draw(seed);
  return Float32Array.from({ length: COUNT }, (_, i) => {
    if (i < EDGES.length) return EDGES[i] ?? 0;
    if (i % 2 === 0) return fromBits((draw.integer(0, 2 ** 16 - 1) << 16) | draw.integer(0, 2 ** 16 - 1));
    return (draw.unit() - 0.5) * (i % 3 === 0 ? 200 : 4);
  });
}

/** The first place where bits differ, every NaN taken as one. */
function difference(found: Float32Array, expected: (i: number) => number): string {
  const i = found.findIndex((value, place) => bitsOf(value) !== bitsOf(expected(place)));
  return i < 0 ? "none" : `at ${i}: ${found[i] ?? ""}, not ${expected(i)}`;
}

describe("functions have the bits of the reference", () => {
  let engine: Engine;
  before(async () => {
    engine = await loadEngine({ threads: 2, maxBytes: 2 ** 26 });
  });
  after(() => engine.close());

  for (const [name, [number, reference]] of Object.entries(FUNCTIONS)) {
    it(name, () => {
      const x = argumentsFor(number);
      const found = onEngine(engine, ({ put, room, read }) => {
        const out = room(COUNT);
        unary(engine, number, put(x), out, COUNT);
        return read(out);
      });
      expect(difference(found, (i) => reference(x[i] ?? 0))).to.equal("none");
    });
  }

  it("pow, of one exponent and of many", () => {
    const draw = new Draw(7);
    const x = argumentsFor(3).map((value, i) => (i % 4 === 0 ? value : Math.abs(value)));
    const exponents = [0, -0, 1, 2, -3, 0.5, -0.5, 2.5, 64, 65, -64, 63.5, 0.3, -7.7, 100.25, Infinity, Number.NaN];
    const y = x.map((_, i) => exponents[Math.floor(i / 4) % 9 < 4 ? Math.floor(i / 4) % 17 : draw.integer(0, 16)] ?? 0);
    const found = onEngine(engine, ({ put, room, read }) => {
      const out = room(COUNT);
      const operand = (address: number): { address: number; shape: number[] } => ({ address, shape: [COUNT] });
      binary(engine, f.POW, operand(put(x)), operand(put(y)), operand(out));
      return read(out);
    });
    expect(difference(found, (i) => pow(x[i] ?? 0, y[i] ?? 0))).to.equal("none");
  });

  it("sums, means and greatest numbers of rows, softmax and its logarithm", () => {
    for (const columns of [1, 2, 3, 4, 5, 7, 8, 33, 130]) {
      const rows = 5;
      const x = new Draw(columns).floats([rows, columns], -9, 9).values;
      const rowOf = (i: number): Float32Array => Float32Array.from(x.subarray(i * columns, (i + 1) * columns));
      onEngine(engine, ({ put, room, read }) => {
        const source = put(Float32Array.from(x));
        const reductions = [
          [f.SUM, laneSum],
          [f.MEAN, laneMean],
          [f.MAX, rowMax],
        ] as const;
        for (const [name, reference] of reductions) {
          const out = room(rows);
          reduceRows(engine, name, source, out, { rows, columns });
          expect(difference(read(out), (i) => reference(rowOf(i)) ?? Number.NaN)).to.equal("none");
        }
        for (const [isLog, reference] of [
          [false, softmaxOf],
          [true, logSoftmax],
        ] as const) {
          const out = room(rows * columns);
          softmax(engine, source, out, { rows, columns }, isLog);
          const expected = Array.from({ length: rows }, (_, i) => [...reference(rowOf(i))]).flat();
          expect(difference(read(out), (i) => expected[i] ?? 0)).to.equal("none");
        }
      });
    }
  });
});
