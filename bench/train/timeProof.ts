// node --import tsx timeProof.ts <threads> <model> <folder> <steps> <checkpoints>: trains as `assay train` does, with every
// checkpoint hashed and written, and prints what a step and a checkpoint took, as JSON.
import { sha256, toHex } from "../../oracle-worker/src/core/sha256.ts";
import { useBackend } from "../../oracle-worker/src/models/backend.ts";
import { type Spec } from "../../oracle-worker/src/pipeline/spec.ts";
import { trainVersion } from "../../oracle-worker/src/pipeline/train.ts";
import { configDigest } from "../../oracle-worker/src/proof/configDigest.ts";
import { createCheckpointFiles } from "../../oracle-worker/src/runs/checkpointFiles.ts";
import { readCorpus } from "./corpus.ts";
import { architectureOf, MODELS } from "./models.ts";

const SEED = `0x${"5e".repeat(32)}` as const;

const [threads, name, folder = "", steps, checkpoints] = process.argv.slice(2);
const model = MODELS.find((other) => other.name === name);
if (model === undefined) throw new RangeError(`there is no model ${String(name)}`);
const { alphabet, text } = readCorpus();
const spec: Spec = {
  schema: "assay/spec@1",
  name: "Bench",
  description: "",
  licence: "MIT",
  benchmark: 1,
  datasets: [1],
  architecture: architectureOf(model, alphabet),
  train: {
    steps: Number(steps),
    batchSize: model.batch,
    learningRate: "0.001",
    userSeed: "7",
    checkpointEvery: Number(steps) / Number(checkpoints),
  },
  init: { kind: "seed" },
  terms: { royaltyBps: 0, coParentBps: 0, minPriceGwei: 0, flags: 0 },
};
const bytes = new TextEncoder().encode(text);
const data = { cid: "", bytes: bytes.length, sha256: toHex(sha256(bytes)) };
const manifest = {
  schema: "assay/dataset@1",
  name: "Moby Dick",
  description: "",
  licence: "CC0-1.0",
  format: "text",
  rows: Array.from(text).length,
  data,
} as const;

await useBackend("assay", { threads: Number(threads) });
const files = createCheckpointFiles(folder, { spec, configDigest: configDigest(spec, SEED), kept: new Set() });
const { times } = await trainVersion({
  spec,
  datasets: [{ manifest, bytes }],
  initial: { kind: "seed", seed: SEED },
  onCheckpoint: (run) => files.write(run),
});
const stepMilliseconds = times.stepsMs / Number(steps);
const checkpointMilliseconds = times.proofMs / Number(checkpoints);
process.stdout.write(JSON.stringify({ stepMilliseconds, checkpointMilliseconds }));
process.exit();
