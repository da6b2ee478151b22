import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { selectBackend } from "../backend/selectBackend.ts";
import { withBackend } from "./withBackend.ts";
import type { LoadOptions } from "../loadEngine.ts";
import { randomValues } from "./randomValues.ts";
import { sizeOf } from "../kernels/Operand.ts";

/** One, two and three threads, both tiles. */
const SETTINGS: readonly LoadOptions[] = [
  { threads: 1, tile: "5x8" },
  { threads: 2, tile: "5x16" },
  { threads: 3, tile: "5x8" },
];

/** Operations on tensors of these shapes, filled with random numbers. */
export type Case = { name: string; shapes: readonly number[][]; run: (...inputs: tf.Tensor[]) => tf.Tensor[] };

/** The inputs' and the results' numbers, row by row. */
export type Outcome = { inputs: Float32Array[]; assay: Float32Array[]; cpu: Float32Array[] };

/**
 * Runs every case on the engine, with several numbers of threads and tiles, and on tfjs' `cpu`. Asserts that the engine
 * gives the same bits each time and gives all memory back.
 */
export async function runEverywhere(cases: readonly Case[]): Promise<Outcome[]> {
  tf.enableProdMode();
  const inputs = cases.map(({ shapes }, i) => shapes.map((shape, j) => randomValues(sizeOf(shape), 100 * i + j + 1)));
  const runAll = (): Float32Array[][] => cases.map((one, i) => numbersOf(one, inputs[i] ?? []));
  const byEngine: Float32Array[][][] = [];
  for (const options of SETTINGS) {
    await withBackend(options, (backend) => {
      const { used } = backend.memory();
      byEngine.push(runAll());
      expect(backend.memory().used, "bytes after all cases").to.equal(used);
      expect(backend.numDataIds()).to.equal(0);
    });
  }
  await selectBackend("cpu");
  const cpu = runAll();
  return cases.map(({ name }, i) => {
    const [first = [], ...others] = byEngine.map((results) => results[i] ?? []);
    for (const other of others) expect(bitsOf(other), `${name}: bits on other settings`).to.deep.equal(bitsOf(first));
    return { inputs: inputs[i] ?? [], assay: first, cpu: cpu[i] ?? [] };
  });
}

/** Asserts that every number is at most `tolerance` of the largest expected size away. */
export function expectClose(found: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number, name = ""): void {
  expect(found.length, `${name}: size`).to.equal(expected.length);
  const numbers = Array.from(expected);
  const scale = numbers.reduce((largest, x) => Math.max(largest, Math.abs(x)), 1e-6);
  numbers.forEach((x, i) => {
    if (!(Math.abs((found[i] ?? Number.NaN) - x) <= tolerance * scale)) {
      expect(found[i], `${name}: number ${i} of ${numbers.length}`).to.be.closeTo(x, tolerance * scale);
    }
  });
}

function numbersOf({ shapes, run }: Case, inputs: readonly Float32Array[]): Float32Array[] {
  const results = tf.tidy(() => run(...shapes.map((shape, i) => tf.tensor(inputs[i] ?? [], shape))));
  const numbers = results.map((tensor) => Float32Array.from(tensor.dataSync()));
  tf.dispose(results);
  return numbers;
}

function bitsOf(results: readonly Float32Array[]): string[] {
  return results.map(({ buffer }) => Buffer.from(buffer).toString("base64"));
}
