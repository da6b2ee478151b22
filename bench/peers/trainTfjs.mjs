// node --import tsx trainTfjs.mjs <backend> <folder of the workload>
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { createAdamW } from "./adamW.mjs";
import { gptLoss } from "./gptGraph.mjs";
import { serveTurns } from "./serveTurns.mjs";
import { selectBackend } from "./tfjsBackend.mjs";

const [backend, folder] = process.argv.slice(2);
await selectBackend(backend);
const { model, optimizer, weights: layout } = JSON.parse(readFileSync(join(folder, "workload.json"), "utf8"));
const floats = new Float32Array(new Uint8Array(readFileSync(join(folder, "weights.bin"))).buffer);
const tokens = new Int32Array(new Uint8Array(readFileSync(join(folder, "batches.bin"))).buffer);

const weights = {};
let offset = 0;
for (const { name, shape } of layout) {
  const size = shape.reduce((a, b) => a * b, 1);
  weights[name] = tf.variable(tf.tensor(floats.slice(offset, offset + size), shape), true, name);
  offset += size;
}
const apply = createAdamW(weights, optimizer);
const perBatch = model.batch * (model.context + 1);
let taken = 0;

await serveTurns({
  step() {
    const start = (taken++ * perBatch) % tokens.length;
    const batch = tokens.subarray(start, start + perBatch);
    const { value, grads } = tf.variableGrads(() => gptLoss(weights, model, batch), Object.values(weights));
    apply(grads);
    tf.dispose(grads);
    const [loss] = value.dataSync();
    value.dispose();
    return loss;
  },
  digest() {
    const hash = createHash("sha256");
    for (const { name } of layout) hash.update(new Uint8Array(weights[name].dataSync().slice().buffer));
    return hash.digest("hex");
  },
});
