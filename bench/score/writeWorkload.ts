import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { initialWeights } from "../../oracle-worker/src/models/initialWeights.ts";
import { randomStream } from "../../oracle-worker/src/models/randomStream.ts";
import { littleEndianBytes, sortedNames } from "../../oracle-worker/src/models/weights.ts";
import { BATCHES, ROWS, type ScoreModel } from "./models.ts";
import { readMails } from "./readMails.ts";

const SEED = `0x${"5c".repeat(32)}` as const;

/**
 * Writes what is scored, the same for every contestant: `workload.json`, `weights.bin` (little-endian binary32, by
 * name), and the rows: `inputs.bin` (binary32), or `words.bin` and `starts.bin` (int32: buckets, and where each mail's
 * begin).
 */
export function writeWorkload({ architecture }: ScoreModel, folder: string): void {
  const weights = initialWeights(architecture, SEED);
  const names = sortedNames(weights);
  const workload = {
    kind: architecture.kind,
    architecture,
    rows: ROWS,
    batches: BATCHES,
    weights: names.map((name) => ({ name, shape: weights.get(name)?.shape })),
    ...("features" in architecture ? { features: architecture.features } : {}),
  };
  writeFileSync(join(folder, "workload.json"), JSON.stringify(workload));
  const values = names.map((name) => littleEndianBytes(weights.get(name)?.values ?? new Float32Array()));
  writeFileSync(join(folder, "weights.bin"), Buffer.concat(values));
  if (architecture.kind === "mlp") {
    const words = randomStream(SEED, "bench/inputs");
    const inputs = new Float32Array(BATCHES * ROWS * architecture.features);
    inputs.forEach((_, i) => (inputs[i] = (words.wordAt(i) >>> 8) / 2 ** 23 - 1));
    writeFileSync(join(folder, "inputs.bin"), littleEndianBytes(inputs));
  } else {
    const bags = readMails(BATCHES * ROWS, architecture.buckets);
    let end = 0;
    const starts = [0, ...bags.map((bag) => (end += bag.length))];
    writeFileSync(join(folder, "words.bin"), integers(bags.flatMap((bag) => [...bag])));
    writeFileSync(join(folder, "starts.bin"), integers(starts));
  }
}

function integers(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, i) => bytes.writeInt32LE(value, 4 * i));
  return bytes;
}
