import * as tf from "@tensorflow/tfjs-core";
import type { GptArchitecture } from "./architecture.ts";
import { matrixOf, type NamedTensors, tensorOf } from "./namedTensors.ts";

/** Added to the variance under the root. */
const NORM_EPSILON = 1e-5;
/** √(2/π), of the tanh form of GELU. */
const GELU_SCALE = 0.7978845608028654;
const GELU_CUBIC = 0.044715;
/** Added to the scores of later positions: their softmax weight underflows to 0. */
const MASKED = -1e9;

/** Windows of `length` ≤ contextLength characters, as indices into the alphabet, row by row. */
export type Windows = { tokens: Int32Array; count: number; length: number };

/**
 * Logits of the next character: a pre-LN transformer with learned positions, causal attention and tanh-GELU.
 * @param positions "every": a row per position of every window; "last": only of each window's last position
 * @returns [count · length, alphabet] or [count, alphabet]
 */
export function gptLogits(
  weights: NamedTensors,
  architecture: GptArchitecture,
  windows: Windows,
  positions: "every" | "last",
): tf.Tensor2D {
  return tf.tidy(() => {
    const { count, length } = windows;
    const width = architecture.width;
    let stream = embed(weights, windows); // [count · length, width]
    for (let layer = 0; layer < architecture.layers; layer++) {
      const block = `blocks.${layer}`;
      stream = tf.add(stream, attention(weights, `${block}.attention`, stream, windows, architecture.heads));
      stream = tf.add(stream, mlp(weights, `${block}.mlp`, stream));
    }
    if (positions === "last") {
      const perWindow = tf.reshape<tf.Rank.R2>(stream, [count, length * width]);
      stream = tf.slice2d(perWindow, [0, (length - 1) * width], [count, width]);
    }
    return tf.matMul(layerNorm(weights, "norm", stream), matrixOf(weights, "output.weight"));
  });
}

/** One-hot products instead of gathers: exact (one term is not 0), and their gradient is a product too. */
function embed(weights: NamedTensors, { tokens, count, length }: Windows): tf.Tensor2D {
  const table = matrixOf(weights, "tokens.weight");
  const positionTable = matrixOf(weights, "positions.weight");
  const places = Int32Array.from(tokens, (_, i) => i % length);
  const tokenRows = tf.matMul(oneHot(tokens, table.shape[0]), table);
  const positionRows = tf.matMul(oneHot(places, positionTable.shape[0]), positionTable);
  return tf.reshape(tf.add(tokenRows, positionRows), [count * length, table.shape[1]]);
}

/** [indices, classes], 1 at each index. */
export function oneHot(indices: Int32Array, classes: number): tf.Tensor2D {
  const values = new Float32Array(indices.length * classes);
  indices.forEach((index, row) => {
    values[row * classes + index] = 1;
  });
  return tf.tensor2d(values, [indices.length, classes]);
}

function attention(
  weights: NamedTensors,
  name: string,
  stream: tf.Tensor2D,
  { count, length }: Windows,
  heads: number,
): tf.Tensor2D {
  const width = stream.shape[1];
  const size = width / heads;
  const normal = layerNorm(weights, `${name}.norm`, stream);
  const split = (part: string): tf.Tensor => {
    const rows = linear(weights, `${name}.${part}`, normal);
    return tf.transpose(tf.reshape(rows, [count, length, heads, size]), [0, 2, 1, 3]); // [count, heads, length, size]
  };
  const [queries, keys, values] = [split("query"), split("key"), split("value")];
  const scores = tf.mul(tf.matMul(queries, keys, false, true), 1 / Math.sqrt(size)); // [count, heads, length, length]
  const mixed = tf.matMul(tf.softmax(tf.add(scores, causalMask(length))), values); // [count, heads, length, size]
  const joined = tf.reshape<tf.Rank.R2>(tf.transpose(mixed, [0, 2, 1, 3]), [count * length, width]);
  return linear(weights, `${name}.output`, joined);
}

/** [length, length]: 0 where position j ≤ i may be seen. */
function causalMask(length: number): tf.Tensor2D {
  const values = Float32Array.from({ length: length * length }, (_, k) =>
    k % length > Math.floor(k / length) ? MASKED : 0,
  );
  return tf.tensor2d(values, [length, length]);
}

function mlp(weights: NamedTensors, name: string, stream: tf.Tensor2D): tf.Tensor2D {
  const up = linear(weights, `${name}.up`, layerNorm(weights, `${name}.norm`, stream));
  return linear(weights, `${name}.down`, gelu(up));
}

/** x/2 · (1 + tanh(√(2/π) · (x + 0.044715 x³))). */
function gelu(x: tf.Tensor2D): tf.Tensor2D {
  const cubic = tf.mul(tf.mul(tf.mul(x, x), x), GELU_CUBIC);
  const gate = tf.tanh(tf.mul(tf.add(x, cubic), GELU_SCALE));
  return tf.mul(tf.mul(x, 0.5), tf.add(gate, 1));
}

/** x · W + b. */
function linear(weights: NamedTensors, name: string, x: tf.Tensor2D): tf.Tensor2D {
  return tf.add(tf.matMul(x, matrixOf(weights, `${name}.weight`)), tensorOf(weights, `${name}.bias`));
}

/** (x − mean) / √(variance + ε) · gain + bias, over rows. */
function layerNorm(weights: NamedTensors, name: string, x: tf.Tensor2D): tf.Tensor2D {
  const centred = tf.sub<tf.Tensor2D>(x, rowMeans(x));
  const variance = rowMeans(tf.mul(centred, centred));
  const normal = tf.div(centred, tf.sqrt(tf.add(variance, NORM_EPSILON)));
  return tf.add(tf.mul(normal, tensorOf(weights, `${name}.gain`)), tensorOf(weights, `${name}.bias`));
}

/**
 * Each row's mean in every column of the row, by two thin products: the cpu backend is slow at broadcasts along the
 * last axis.
 */
function rowMeans(x: tf.Tensor2D): tf.Tensor2D {
  const width = x.shape[1];
  return tf.matMul(tf.matMul(x, tf.fill([width, 1], 1 / width)), tf.ones([1, width]));
}
