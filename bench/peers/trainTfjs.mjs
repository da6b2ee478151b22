// node --import tsx trainTfjs.mjs <backend> <folder of the workload>
import { createHash } from "node:crypto";
import * as tf from "@tensorflow/tfjs-core";
import { createAdamW } from "./adamW.mjs";
import { gptLoss } from "./gptGraph.mjs";
import { readWorkload } from "./readWorkload.mjs";
import { serveTurns } from "./serveTurns.mjs";
import { selectBackend } from "./tfjsBackend.mjs";

const [backend, folder] = process.argv.slice(2);
await selectBackend(backend);
const { settings, weights: initial, integers } = readWorkload(folder);
const { model, optimizer } = settings;
const tokens = integers("batches.bin");
const weights = {};
for (const [name, { shape, values }] of initial) {
  weights[name] = tf.variable(tf.tensor(values, shape), true, name);
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
    for (const name of initial.keys()) hash.update(new Uint8Array(weights[name].dataSync().slice().buffer));
    return hash.digest("hex");
  },
});
