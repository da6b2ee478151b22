import { createHash } from "node:crypto";
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { withBackend } from "./withBackend.ts";
import type { Engine } from "../createEngine.ts";
import { sizeOf } from "../kernels/Operand.ts";
import type { LoadOptions } from "../loadEngine.ts";
import { at } from "./float64.ts";
import { randomValues } from "./randomValues.ts";

/** An operation on tensors, and the same in binary64. */
export type Case = {
  operation: (...inputs: tf.Tensor[]) => tf.Tensor;
  reference: (...inputs: readonly number[][]) => number[];
  /** Shapes of the inputs, all of them differentiable. */
  shapes: readonly (readonly number[])[];
  /** Largest absolute value of the inputs, 1 unless given. */
  scale?: number;
};

const SETTINGS: LoadOptions[] = [
  { threads: 1, tile: "5x8" },
  { threads: 2, tile: "5x16" },
  { threads: 3, tile: "5x8", idleSpins: 0 },
];
/** Elements of an input that are moved to measure a slope. */
const MEASURED = 12;
const STEP = 2 ** -12;

/**
 * Compares results with binary64 (1e-5 of the largest), gradients with its central differences (1e-3 of the largest),
 * and the bits of both between threads and tiles; nothing may stay allocated.
 */
export async function checkGradients({ operation, reference, shapes, scale = 1 }: Case): Promise<void> {
  const inputs = shapes.map((shape, i) => [...randomValues(sizeOf(shape), i, scale)]);
  const expected = reference(...inputs);
  const weights = [...randomValues(expected.length, 99)];
  const hashes: string[] = [];
  for (const settings of SETTINGS) {
    await withBackend(settings, ({ engine }) => {
      fillWithGarbage(engine);
      const before = { tensors: tf.memory().numTensors, used: engine.stats().used };
      const { value, gradients } = run(operation, inputs, shapes, weights);
      expect({ tensors: tf.memory().numTensors, used: engine.stats().used }).to.deep.equal(before);
      hashes.push(hashOf([value, ...gradients]));
      if (hashes.length > 1) return;
      expectClose([...value], expected, 1e-5, "result");
      gradients.forEach((gradient, i) => checkSlopes(reference, inputs, weights, gradient, i));
    });
  }
  expect(new Set(hashes).size, "results by threads and tile").to.equal(1);
}

/** Tensors are made where this was: whoever reads what nobody has written gets NaN. */
function fillWithGarbage(engine: Engine): void {
  const size = 2 ** 22;
  const address = engine.alloc(4 * size);
  engine.f32.fill(Number.NaN, address / 4, address / 4 + size);
  engine.free(address);
}

/** The result, and the gradients of its product with the weights. */
function run(
  operation: Case["operation"],
  inputs: readonly number[][],
  shapes: Case["shapes"],
  weights: readonly number[],
): { value: Float32Array; gradients: Float32Array[] } {
  return tf.tidy(() => {
    const tensors = inputs.map((values, i) => tf.tensor([...values], [...(shapes[i] ?? [])]));
    const value = operation(...tensors);
    const dy = tf.tensor([...weights], value.shape);
    const gradients = tf.grads(operation)(tensors, dy);
    return {
      value: value.dataSync<"float32">(),
      gradients: gradients.map((gradient) => gradient.dataSync<"float32">()),
    };
  });
}

function checkSlopes(
  reference: Case["reference"],
  inputs: readonly number[][],
  weights: readonly number[],
  gradient: Float32Array,
  input: number,
): void {
  const values = inputs[input] ?? [];
  const every = Math.max(1, Math.floor(values.length / MEASURED));
  const places = values.map((_, i) => i).filter((i) => i % every === 0 || i === values.length - 1);
  const lossAt = (place: number, by: number): number => {
    const moved = inputs.map((list, i) =>
      i === input ? list.map((value, j) => (j === place ? value + by : value)) : list,
    );
    return reference(...moved).reduce((sum, value, i) => sum + value * at(weights, i), 0);
  };
  const slopes = places.map((place) => (lossAt(place, STEP) - lossAt(place, -STEP)) / (2 * STEP));
  expectClose(
    places.map((place) => at(gradient, place)),
    slopes,
    1e-3,
    `gradient of input ${input}`,
  );
}

function expectClose(found: readonly number[], expected: readonly number[], tolerance: number, what: string): void {
  expect(found.length, what).to.equal(expected.length);
  const limit = tolerance * Math.max(1e-3, ...expected.map(Math.abs));
  found.forEach((value, i) => {
    expect(value, `${what}, element ${i}`).to.be.closeTo(at(expected, i), limit);
  });
}

function hashOf(arrays: readonly Float32Array[]): string {
  const hash = createHash("sha256");
  for (const array of arrays) hash.update(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  return hash.digest("hex");
}
