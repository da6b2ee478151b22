import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { randomStream, scaleWord } from "../../oracle-worker/src/models/randomStream.ts";
import { littleEndianBytes } from "../../oracle-worker/src/models/weights.ts";
import { readCorpus } from "./corpus.ts";
import { type GptModel, weightShapes } from "./models.ts";

const SEED = `0x${"5e".repeat(32)}` as const;
/** Batches before they repeat. */
const BATCHES = 64;

export const OPTIMIZER = { learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01 };

/** What every contestant reads from the folder of a workload. */
export type Workload = {
  /** The characters that the tokens are indices of. */
  readonly alphabet: string;
  readonly model: GptModel & { readonly vocabulary: number };
  readonly optimizer: typeof OPTIMIZER;
  /** In the order of their values in weights.bin. */
  readonly weights: readonly { readonly name: string; readonly shape: readonly number[] }[];
};

/**
 * Writes what a model is trained on, the same for every contestant: `workload.json`, `weights.bin` (initial weights,
 * little-endian binary32, by name) and `batches.bin` (int32, `context + 1` characters per block).
 */
export function writeWorkload(model: GptModel, folder: string): Workload {
  const { alphabet, tokens } = readCorpus();
  const vocabulary = Array.from(alphabet).length;
  const weights = [...weightShapes(model, vocabulary)].map(([name, shape]) => ({ name, shape })).sort(byName);
  const workload: Workload = { alphabet, model: { ...model, vocabulary }, optimizer: OPTIMIZER, weights };
  writeFileSync(join(folder, "workload.json"), JSON.stringify(workload));
  const values = weights.map(({ name, shape }) => littleEndianBytes(initialValues(name, shape)));
  writeFileSync(join(folder, "weights.bin"), Buffer.concat(values));
  writeFileSync(join(folder, "batches.bin"), littleEndianIntegers(pickBatches(tokens, model)));
  return workload;
}

type Layout = Workload["weights"][number];

function byName(a: Layout, b: Layout): number {
  return a.name < b.name ? -1 : 1;
}

/** Gains 1, biases 0, matrices uniform Glorot, as the product begins (docs/SPEC.md, P-6). */
function initialValues(name: string, shape: readonly number[]): Float32Array {
  const values = new Float32Array(shape.reduce((size, dimension) => size * dimension, 1));
  if (name.endsWith(".gain")) return values.fill(1);
  const [rows, columns] = shape;
  if (rows === undefined || columns === undefined) return values;
  const limit = Math.sqrt(6 / (rows + columns));
  const words = randomStream(SEED, `init/${name}`);
  return values.map((_, i) => ((words.wordAt(i) >>> 8) / 2 ** 23 - 1) * limit);
}

function pickBatches(tokens: Int32Array, { batch, context }: GptModel): Int32Array {
  const words = randomStream(SEED, "bench/batches");
  const blocks = new Int32Array(BATCHES * batch * (context + 1));
  for (let block = 0; block < BATCHES * batch; block++) {
    const start = scaleWord(words.wordAt(block), tokens.length - context);
    blocks.set(tokens.subarray(start, start + context + 1), block * (context + 1));
  }
  return blocks;
}

function littleEndianIntegers(values: Int32Array): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, i) => bytes.writeInt32LE(value, 4 * i));
  return bytes;
}
