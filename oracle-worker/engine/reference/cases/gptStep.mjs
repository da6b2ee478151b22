import { floats, numbers } from "./values.mjs";
import { sizeOf } from "../kernels/tensor.mjs";

// One training step of a small GPT with odd sizes: heads of 5, blocks of 7, 3 of them.

export const ALPHABET = " abcdefghij";
export const ARCHITECTURE = { alphabet: ALPHABET.length, contextLength: 9, layers: 2, heads: 2, width: 10 };
export const OPTIMIZER = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01 };
export const LEARNING_RATE = 0.003;
const COUNT = 3;
const LENGTH = 7;

/** Blocks of LENGTH + 1 characters: each but the first is predicted from those before. */
export const BATCH = {
  count: COUNT,
  length: LENGTH,
  tokens: numbers(COUNT * (LENGTH + 1), 1).map((x) => Math.floor(((x + 1) / 2) * ALPHABET.length)),
};

/** Shapes of the weights by name. */
export function weightShapes() {
  const { alphabet, contextLength, layers, width } = ARCHITECTURE;
  /** @type {[string, number[]][]} */
  const shapes = [
    ["tokens.weight", [alphabet, width]],
    ["positions.weight", [contextLength, width]],
  ];
  const norm = (/** @type {string} */ name) => {
    for (const part of ["gain", "bias"]) shapes.push([`${name}.${part}`, [width]]);
  };
  const linear = (/** @type {string} */ name, /** @type {number} */ inputs, /** @type {number} */ outputs) => {
    shapes.push([`${name}.weight`, [inputs, outputs]], [`${name}.bias`, [outputs]]);
  };
  for (let i = 0; i < layers; i++) {
    norm(`blocks.${i}.attention.norm`);
    linear(`blocks.${i}.attention.qkv`, width, 3 * width);
    linear(`blocks.${i}.attention.output`, width, width);
    norm(`blocks.${i}.mlp.norm`);
    linear(`blocks.${i}.mlp.up`, width, 4 * width);
    linear(`blocks.${i}.mlp.down`, 4 * width, width);
  }
  norm("norm");
  shapes.push(["output.weight", [width, alphabet]]);
  return new Map(shapes);
}

/** Weights before the step: gains near 1, everything else near 0. */
export function initialWeights() {
  return Object.fromEntries(
    [...weightShapes()].map(([name, shape], i) => {
      const centre = name.endsWith(".gain") ? 1 : 0;
      const values = numbers(sizeOf(shape), i, 0.4).map((x) => centre + x);
      return [name, floats(shape, values)];
    }),
  );
}
