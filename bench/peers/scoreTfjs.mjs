// node --import tsx scoreTfjs.mjs <backend> <folder of the workload>
import * as tf from "@tensorflow/tfjs-core";
import { readWorkload } from "./readWorkload.mjs";
import { servePredictions } from "./servePredictions.mjs";
import { selectBackend } from "./tfjsBackend.mjs";

const [backend, folder] = process.argv.slice(2);
await selectBackend(backend);
const { settings, weights: initial, integers, floats } = readWorkload(folder);
const { kind, rows, features, batches } = settings;
const weights = {};
for (const [name, { shape, values }] of initial) weights[name] = tf.tensor(values, shape);

const dense = (x, name) => tf.add(tf.matMul(x, weights[`${name}.weight`]), weights[`${name}.bias`]);
const hidden = kind === "mlp" ? rowsOfNumbers() : bagsOfWords();

await servePredictions(batches, rows, (batch) =>
  tf.tidy(() => tf.argMax(dense(tf.relu(hidden(batch)), "output"), 1).dataSync()),
);

/** @returns sums of the hidden layer of a batch: [rows, hidden] */
function rowsOfNumbers() {
  const inputs = floats("inputs.bin");
  const size = rows * features;
  return (batch) => dense(tf.tensor2d(inputs.subarray(batch * size, (batch + 1) * size), [rows, features]), "layers.0");
}

/** As a product with the matrix of bags, which on both backends takes less time than a gather and a scatter. */
function bagsOfWords() {
  const words = integers("words.bin");
  const starts = integers("starts.bin");
  const table = weights["embedding.weight"];
  const buckets = table.shape[0];
  return (batch) => {
    const bags = new Float32Array(rows * buckets);
    for (let row = 0; row < rows; row++) {
      const bag = words.subarray(starts[batch * rows + row], starts[batch * rows + row + 1]);
      for (const word of bag) bags[row * buckets + word] = 1 / Math.sqrt(bag.length);
    }
    return tf.add(tf.matMul(tf.tensor2d(bags, [rows, buckets]), table), weights["embedding.bias"]);
  };
}
