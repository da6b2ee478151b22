import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { GptArchitecture } from "../../oracle-worker/src/models/architecture.ts";
import { initialWeights } from "../../oracle-worker/src/models/initialWeights.ts";
import { randomStream, scaleWord } from "../../oracle-worker/src/models/randomStream.ts";
import { littleEndianBytes, sortedNames } from "../../oracle-worker/src/models/weights.ts";
import { readCorpus } from "./corpus.ts";
import { architectureOf, type GptModel } from "./models.ts";

const SEED = `0x${"5e".repeat(32)}` as const;
/** Batches before they repeat. */
const BATCHES = 64;

const OPTIMIZER = { learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01 };

/** What every contestant reads from the folder of a workload. */
type Workload = {
  readonly architecture: GptArchitecture;
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
  const architecture = architectureOf(model, alphabet);
  const weights = initialWeights(architecture, SEED);
  const names = sortedNames(weights);
  const workload: Workload = {
    architecture,
    model: { ...model, vocabulary },
    optimizer: OPTIMIZER,
    weights: names.map((name) => ({ name, shape: weights.get(name)?.shape ?? [] })),
  };
  writeFileSync(join(folder, "workload.json"), JSON.stringify(workload));
  const values = names.map((name) => littleEndianBytes(weights.get(name)?.values ?? new Float32Array()));
  writeFileSync(join(folder, "weights.bin"), Buffer.concat(values));
  writeFileSync(join(folder, "batches.bin"), littleEndianIntegers(pickBatches(tokens, model)));
  return workload;
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
