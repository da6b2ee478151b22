import type { Hex } from "../core/sha256.ts";
import { type Architecture, shapesOf, sizeOf } from "./architecture.ts";
import { randomStream } from "./randomStream.ts";
import type { Weights } from "./weights.ts";

/**
 * Weights before the first step of a version trained from scratch (docs/SPEC.md, P-6): matrices are uniform Glorot
 * from the tensor's own random stream, gains 1, biases 0. Only + − × ÷ √, so that every machine computes the same
 * bits.
 */
export function initialWeights(architecture: Architecture, seed: Hex): Weights {
  const weights = new Map<string, { shape: readonly number[]; values: Float32Array }>();
  for (const [name, shape] of shapesOf(architecture)) {
    weights.set(name, { shape, values: initialValues(name, shape, seed) });
  }
  return weights;
}

function initialValues(name: string, shape: readonly number[], seed: Hex): Float32Array {
  const values = new Float32Array(sizeOf(shape));
  if (name.endsWith(".gain")) return values.fill(1);
  const [rows, columns] = shape;
  if (rows === undefined || columns === undefined) return values;
  const limit = Math.sqrt(6 / (rows + columns));
  const words = randomStream(seed, `init/${name}`);
  // 24 bits of each word make an exact binary32 fraction in [0, 1).
  return values.map((_, i) => ((words.wordAt(i) >>> 8) / 2 ** 23 - 1) * limit);
}
