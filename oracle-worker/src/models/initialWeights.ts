import type { Hex } from "../core/sha256.ts";
import { type Architecture, shapesOf, sizeOf } from "./architecture.ts";
import { randomStream } from "./randomStream.ts";
import type { Weights } from "./weights.ts";

/**
 * Weights before the first step of a version trained from scratch (docs/SPEC.md, P-6): matrices and filters are uniform
 * from the tensor's own random stream, gains and variances 1, everything else 0. Only + − × ÷ √, so that every machine
 * computes the same bits.
 */
export function initialWeights(architecture: Architecture, seed: Hex): Weights {
  const weights = new Map<string, { shape: readonly number[]; values: Float32Array }>();
  for (const [name, shape] of shapesOf(architecture)) {
    weights.set(name, { shape, values: initialValues(architecture, name, shape, seed) });
  }
  return weights;
}

/**
 * Largest absolute value of the uniform start of a matrix or of filters. Of a gpt: 0.02 · √3, which is a deviation of
 * 0.02, divided by √ of the number of residual branches where one ends. Elsewhere He's before a rectifier, else
 * Glorot's.
 */
export function initialLimit(architecture: Architecture, name: string, shape: readonly number[]): number {
  if (architecture.kind === "gpt") {
    const limit = 0.02 * Math.sqrt(3);
    const endsBranch = /\.(?:attention\.output|mlp\.down)\.weight$/.test(name);
    return endsBranch ? limit / Math.sqrt(2 * architecture.layers) : limit;
  }
  const columns = shape.at(-1) ?? 1;
  const rows = sizeOf(shape) / columns;
  const isRectified = /^(?:layers\.\d+|blocks\.\d+\.conv)\.weight$/.test(name);
  return isRectified ? Math.sqrt(6 / rows) : Math.sqrt(6 / (rows + columns));
}

function initialValues(architecture: Architecture, name: string, shape: readonly number[], seed: Hex): Float32Array {
  const values = new Float32Array(sizeOf(shape));
  if (name.endsWith(".gain") || name.endsWith(".variance")) return values.fill(1);
  if (shape.length < 2) return values;
  const limit = initialLimit(architecture, name, shape);
  const words = randomStream(seed, `init/${name}`);
  // 24 bits of each word make an exact binary32 fraction in [0, 1).
  return values.map((_, i) => ((words.wordAt(i) >>> 8) / 2 ** 23 - 1) * limit);
}
