import * as tf from "@tensorflow/tfjs-core";
import { dropoutMask } from "../dropoutMask.ts";
import { adamComposed, sgdComposed } from "./composedOptimizers.ts";
import { type GraphOps, type Norm, NORM_EPSILON, type NormalizedBatch, type Sequences } from "./GraphOps.ts";

/** Added to the scores of later positions: their softmax weight underflows to 0. */
const MASKED = -1e9;

/** Operations of tfjs, for any backend: the reference in tests, and drafts. */
export const composedOps: GraphOps = {
  linear,
  denseRelu: (x, layer) => tf.relu(linear(x, layer)),
  biasRelu: (x, bias) => tf.relu(tf.add<tf.Tensor2D>(x, bias)),
  gelu,
  layerNorm,
  batchNorm,
  embedding(tokens, length, table, positions) {
    const places = Int32Array.from(tokens, (_, i) => i % length);
    return tf.add<tf.Tensor2D>(rowsOf(table, tokens), rowsOf(positions, places));
  },
  bagEmbedding(bags, table) {
    const [rows] = table.shape;
    const shares = new Float32Array(bags.length * rows);
    bags.forEach((bag, i) => {
      for (const row of bag) shares[i * rows + row] = 1 / Math.sqrt(bag.length);
    });
    return tf.matMul(tf.tensor2d(shares, [bags.length, rows]), table);
  },
  attentionBlock: (h, { norm, qkv, output }, sequences) =>
    tf.add(h, linear(attention(linear(layerNorm(h, norm), qkv), sequences), output)),
  mlpBlock: (h, { norm, up, down }) => tf.add(h, linear(gelu(linear(layerNorm(h, norm), up)), down)),
  softmaxCrossEntropy(logits, targets) {
    const picked = tf.mul(tf.logSoftmax(logits), oneHot(targets, logits.shape[1]));
    return tf.mul<tf.Scalar>(tf.sum(picked), -1 / targets.length);
  },
  dropout: (x, rate, layer, random) => tf.mul(x, tf.tensor2d(dropoutMask(random, layer, x.size, rate), x.shape)),
  adam: adamComposed,
  sgd: sgdComposed,
};

function linear(
  x: tf.Tensor2D,
  { weight, bias }: { weight: tf.Tensor2D; bias?: tf.Tensor1D | undefined },
): tf.Tensor2D {
  const product = tf.matMul<tf.Tensor2D>(x, weight);
  return bias === undefined ? product : tf.add(product, bias);
}

function gelu(x: tf.Tensor2D): tf.Tensor2D {
  const gate = tf.sigmoid(tf.mul(x, tf.add(tf.mul(tf.mul(x, x), 0.0713548162726), 1.5957691216)));
  return tf.mul(x, gate);
}

function layerNorm(x: tf.Tensor2D, { gain, bias }: Norm): tf.Tensor2D {
  const centred = tf.sub<tf.Tensor2D>(x, tf.mean(x, 1, true));
  const variance = tf.mean(tf.mul(centred, centred), 1, true); // [rows, 1]
  return tf.add(tf.mul(tf.div(centred, tf.sqrt(tf.add(variance, NORM_EPSILON))), gain), bias);
}

function batchNorm(x: tf.Tensor2D, { gain, bias }: Norm): NormalizedBatch {
  const mean = tf.mean<tf.Tensor1D>(x, 0); // [channels]
  const centred = tf.sub<tf.Tensor2D>(x, mean);
  const variance = tf.mean<tf.Tensor1D>(tf.mul(centred, centred), 0); // [channels]
  const normal = tf.mul(centred, tf.div(1, tf.sqrt(tf.add(variance, NORM_EPSILON))));
  return { y: tf.add(tf.mul(normal, gain), bias), mean, variance };
}

/** [indices, width] */
function rowsOf(table: tf.Tensor2D, indices: Int32Array): tf.Tensor2D {
  return tf.gather(table, tf.tensor1d(indices, "int32"));
}

/** @param qkv [count · length, 3 · width] @returns [count · length, width] */
function attention(qkv: tf.Tensor2D, { count, length, heads }: Sequences): tf.Tensor2D {
  const rows = count * length;
  const width = qkv.shape[1] / 3;
  const size = width / heads;
  const part = (i: number): tf.Tensor => {
    const columns = tf.slice2d(qkv, [0, i * width], [rows, width]);
    return tf.transpose(tf.reshape(columns, [count, length, heads, size]), [0, 2, 1, 3]); // [count, heads, length, size]
  };
  const scores = tf.mul(tf.matMul(part(0), part(1), false, true), 1 / Math.sqrt(size)); // [count, heads, length, length]
  const mixed = tf.matMul(tf.softmax(tf.add(scores, causalMask(length))), part(2)); // [count, heads, length, size]
  return tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), [rows, width]);
}

/** [length, length]: 0 where position j ≤ i may be seen. */
function causalMask(length: number): tf.Tensor2D {
  const values = Float32Array.from({ length: length * length }, (_, k) =>
    k % length > Math.floor(k / length) ? MASKED : 0,
  );
  return tf.tensor2d(values, [length, length]);
}

/** [indices, classes], 1 at each index. */
function oneHot(indices: Int32Array, classes: number): tf.Tensor2D {
  const values = new Float32Array(indices.length * classes);
  indices.forEach((index, row) => {
    values[row * classes + index] = 1;
  });
  return tf.tensor2d(values, [indices.length, classes]);
}
