import * as tf from "@tensorflow/tfjs-core";
import { matrixOf, type NamedTensors, tensorOf } from "./namedTensors.ts";

/**
 * Logits of a batch of texts: bag of words → dense, relu → dense.
 * @param bags distinct word buckets of each text (`wordBuckets`)
 * @returns [texts, labels]
 */
export function textClassifierLogits(weights: NamedTensors, bags: readonly Int32Array[]): tf.Tensor2D {
  return tf.tidy(() => {
    const hidden = tf.relu(
      tf.add(embedBags(matrixOf(weights, "embedding.weight"), bags), tensorOf(weights, "embedding.bias")),
    );
    const logits = tf.matMul(hidden, tensorOf(weights, "output.weight"));
    return tf.add<tf.Tensor2D>(logits, tensorOf(weights, "output.bias"));
  });
}

/**
 * Sum of each bag's rows of the table, divided by √(rows in the bag): the product of a sparse [texts, buckets]
 * matrix with the table. Written as gather and scatter, forward and backward, because a mail holds some hundred of
 * thousands of buckets; the gradient that tfjs itself has for gather walks all the buckets once per bucket.
 * @param table [buckets, hidden]
 * @returns [texts, hidden]
 */
function embedBags(table: tf.Tensor2D, bags: readonly Int32Array[]): tf.Tensor2D {
  const hidden = table.shape[1];
  const rows = bags.reduce((sum, bag) => sum + bag.length, 0);
  const bucketOfRow = new Int32Array(rows);
  const textOfRow = new Int32Array(rows);
  // scales: [texts, hidden], filled rather than broadcast, which is far slower on the cpu backend
  const scaleValues = new Float32Array(bags.length * hidden);
  let row = 0;
  bags.forEach((bag, text) => {
    bucketOfRow.set(bag, row);
    textOfRow.fill(text, row, row + bag.length);
    scaleValues.fill(bag.length === 0 ? 0 : 1 / Math.sqrt(bag.length), text * hidden, (text + 1) * hidden);
    row += bag.length;
  });
  const embed = tf.customGrad((input: tf.Tensor | tf.GradSaveFunc) => {
    if (typeof input === "function") throw new RangeError("embedBags takes one tensor");
    if (rows === 0) {
      return { value: tf.zeros([bags.length, hidden]), gradFunc: () => tf.zeros(table.shape) };
    }
    const scales = tf.tensor2d(scaleValues, [bags.length, hidden]);
    const picked = tf.gather(input, tf.tensor1d(bucketOfRow, "int32")); // [rows, hidden]
    const sums = tf.scatterND(tf.tensor2d(textOfRow, [rows, 1], "int32"), picked, [bags.length, hidden]);
    return {
      value: tf.mul(sums, scales),
      gradFunc: (dy: tf.Tensor) => {
        const perRow = tf.gather(
          tf.mul(dy, tf.tensor2d(scaleValues, [bags.length, hidden])),
          tf.tensor1d(textOfRow, "int32"),
        );
        return tf.scatterND(tf.tensor2d(bucketOfRow, [rows, 1], "int32"), perRow, table.shape);
      },
    };
  });
  return tf.reshape(embed(table), [bags.length, hidden]);
}
