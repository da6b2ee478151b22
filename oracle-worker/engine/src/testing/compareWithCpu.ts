import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import type { LoadOptions } from "../loadEngine.ts";
import { Draw, type Drawn } from "./Draw.ts";
import { selectBackend } from "../backend/selectBackend.ts";
import { withBackend } from "./withBackend.ts";

export type Case = {
  name: string;
  inputs: (draw: Draw) => Drawn[];
  /** Runs on each backend, with as many random inputs as there are rounds. */
  run: (inputs: tf.Tensor[], draw: Draw) => tf.Tensor | tf.Tensor[];
  /** Relative to the element, or to a tenth of the largest one; 0: the same numbers. Default 1e-5. */
  tolerance?: number;
};

type Result = { values: Float32Array | Int32Array | Uint8Array; shape: number[]; dtype: string };
type Outcome = { results: Result[]; leaks: string } | { error: unknown };

const ROUNDS = 6;
const SETTINGS: LoadOptions[] = [
  { threads: 1, tile: "5x8" },
  { threads: 2, tile: "5x16" },
];

tf.enableProdMode();

/**
 * For tests: every case gives on `assay` what it gives on tfjs' `cpu`, the same bits with 1 and 2 threads and with both
 * tiles, and leaves no tensor behind.
 */
export function compareWithCpu(title: string, cases: readonly Case[]): void {
  describe(title, () => {
    let expected: Outcome[][] = [];
    let found: Outcome[][][] = [];

    before(async () => {
      await selectBackend("cpu");
      expected = cases.map((one, i) => runRounds(one, i, undefined));
      found = [];
      for (const settings of SETTINGS) {
        found.push(await withBackend(settings, ({ engine }) => cases.map((one, i) => runRounds(one, i, engine))));
      }
    });

    for (const [i, { name, tolerance = 1e-5 }] of cases.entries()) {
      it(name, () => {
        for (let round = 0; round < ROUNDS; round++) {
          const seed = seedOf(i, round);
          const reference = resultsOf(expected[i]?.[round], `cpu, seed ${seed}`);
          const [first, ...others] = found.map((outcomes, setting) =>
            resultsOf(outcomes[i]?.[round], `setting ${setting}, seed ${seed}`),
          );
          expectClose(first ?? [], reference, tolerance, `seed ${seed}`);
          for (const other of others) expect(bitsOf(other), `seed ${seed}: bits`).to.equal(bitsOf(first ?? []));
        }
      });
    }
  });
}

function seedOf(index: number, round: number): number {
  return 1 + index * ROUNDS + round;
}

function runRounds(one: Case, index: number, engine: { stats: () => { used: number } } | undefined): Outcome[] {
  return Array.from({ length: ROUNDS }, (_, round) => {
    try {
      return runOnce(one, seedOf(index, round), engine);
    } catch (error) {
      return { error };
    }
  });
}

function runOnce({ inputs, run }: Case, seed: number, engine: { stats: () => { used: number } } | undefined): Outcome {
  const count = tf.memory().numTensors;
  const used = engine?.stats().used;
  const results: Result[] = [];
  tf.tidy(() => {
    const draw = new Draw(seed);
    const outputs = run(
      inputs(draw).map(({ values, shape, dtype }) => tf.tensor(values, shape, dtype)),
      draw,
    );
    for (const x of Array.isArray(outputs) ? outputs : [outputs]) {
      results.push({ values: x.dataSync(), shape: x.shape, dtype: x.dtype });
    }
  });
  const leaked = tf.memory().numTensors - count;
  return { results, leaks: `${leaked} tensors, ${(engine?.stats().used ?? 0) - (used ?? 0)} bytes` };
}

function resultsOf(outcome: Outcome | undefined, what: string): Result[] {
  if (outcome === undefined) throw new Error(`${what}: not run`);
  if ("error" in outcome) throw new Error(`${what}: ${String(outcome.error)}`, { cause: outcome.error });
  expect(outcome.leaks, `${what}: left behind`).to.equal("0 tensors, 0 bytes");
  return outcome.results;
}

function expectClose(found: Result[], expected: Result[], tolerance: number, what: string): void {
  expect(
    found.map(({ shape, dtype }) => `${dtype} [${shape.join()}]`),
    what,
  ).to.deep.equal(expected.map(({ shape, dtype }) => `${dtype} [${shape.join()}]`));
  for (const [n, { values }] of found.entries()) {
    const reference = Array.from(expected[n]?.values ?? []);
    const largest = Math.max(0, ...reference.filter(Number.isFinite).map(Math.abs));
    for (const [i, value] of values.entries()) {
      const wanted = reference[i] ?? 0;
      const error = Math.abs(value - wanted) / Math.max(Math.abs(wanted), largest / 10);
      // Equal infinities, NaN for NaN, and zeros of either sign.
      if (value === wanted || (Number.isNaN(value) && Number.isNaN(wanted)) || error <= tolerance) continue;
      expect.fail(`${what}: element ${i} of output ${n} is ${value}, not ${wanted}`);
    }
  }
}

function bitsOf(results: Result[]): string {
  return results
    .map(({ values }) => Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString("hex"))
    .join();
}
