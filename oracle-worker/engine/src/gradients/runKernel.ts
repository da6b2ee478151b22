import * as tf from "@tensorflow/tfjs-core";

/** Runs a kernel of one result that tfjs does not offer as an operation. */
export function runKernel(name: string, inputs: tf.NamedTensorMap, attrs: tf.NamedAttrMap): tf.Tensor {
  const result: tf.Tensor | tf.Tensor[] = tf.engine().runKernel(name, inputs, attrs);
  if (Array.isArray(result)) throw new RangeError(`${name} has ${result.length} results`);
  return result;
}
