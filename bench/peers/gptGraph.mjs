import * as tf from "@tensorflow/tfjs-core";

const NORM_EPSILON = 1e-5;
const MASKED = -1e9;

/**
 * Mean cross-entropy of a GPT in ordinary TensorFlow.js operations, the same function as the product's fused graph.
 * Rows of tables are picked by one-hot products: the wasm backend has no gradient of gather.
 * @param {Record<string, tf.Tensor>} weights
 * @param {Int32Array} tokens `batch` blocks of `context + 1` characters, one after another
 */
export function gptLoss(weights, { batch, context, heads, layers, width, vocabulary }, tokens) {
  const { inputs, targets } = split(tokens, batch, context);
  const rows = batch * context;
  const size = width / heads;
  const linear = (x, name) => tf.add(tf.matMul(x, weights[`${name}.weight`]), weights[`${name}.bias`]);
  const norm = (x, name) => layerNorm(x, weights[`${name}.gain`], weights[`${name}.bias`]);
  const toHeads = (x) => tf.transpose(tf.reshape(x, [batch, context, heads, size]), [0, 2, 1, 3]);
  const mask = causalMask(context);

  const picked = tf.matMul(oneHot(inputs, vocabulary), weights["tokens.weight"]);
  let stream = tf.reshape(tf.add(tf.reshape(picked, [batch, context, width]), weights["positions.weight"]), [
    rows,
    width,
  ]);
  for (let layer = 0; layer < layers; layer++) {
    const [attention, mlp] = [`blocks.${layer}.attention`, `blocks.${layer}.mlp`];
    const parts = tf.split(linear(norm(stream, `${attention}.norm`), `${attention}.qkv`), 3, 1);
    const [queries, keys, values] = parts.map(toHeads); // [batch, heads, context, size]
    const scores = tf.mul(tf.matMul(queries, keys, false, true), 1 / Math.sqrt(size));
    const mixed = tf.matMul(tf.softmax(tf.add(scores, mask)), values);
    const joined = tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), [rows, width]);
    stream = tf.add(stream, linear(joined, `${attention}.output`));
    const up = linear(norm(stream, `${mlp}.norm`), `${mlp}.up`);
    stream = tf.add(stream, linear(gelu(up), `${mlp}.down`));
  }
  const logits = tf.matMul(norm(stream, "norm"), weights["output.weight"]);
  const chosen = oneHot(targets, vocabulary);
  return tf.mul(tf.sum(tf.mul(tf.logSoftmax(logits), chosen)), -1 / rows);
}

function split(tokens, batch, context) {
  const inputs = new Int32Array(batch * context);
  const targets = new Int32Array(batch * context);
  for (let block = 0; block < batch; block++) {
    const start = block * (context + 1);
    inputs.set(tokens.subarray(start, start + context), block * context);
    targets.set(tokens.subarray(start + 1, start + context + 1), block * context);
  }
  return { inputs, targets };
}

/** The wasm backend writes integers whatever type it is asked for. */
function oneHot(indices, classes) {
  return tf.cast(tf.oneHot(tf.tensor1d(indices, "int32"), classes), "float32");
}

function causalMask(context) {
  const values = Float32Array.from({ length: context * context }, (_, k) =>
    k % context > Math.floor(k / context) ? MASKED : 0,
  );
  return tf.tensor(values, [1, 1, context, context]);
}

function layerNorm(x, gain, bias) {
  const centred = tf.sub(x, tf.mean(x, -1, true));
  const variance = tf.mean(tf.square(centred), -1, true);
  return tf.add(tf.mul(tf.mul(centred, tf.rsqrt(tf.add(variance, NORM_EPSILON))), gain), bias);
}

function gelu(x) {
  const cubic = tf.mul(tf.mul(tf.mul(x, x), x), 0.044715);
  return tf.mul(tf.mul(x, 0.5), tf.add(tf.tanh(tf.mul(tf.add(x, cubic), 0.7978845608028654)), 1));
}
