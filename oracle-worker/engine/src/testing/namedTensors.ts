import type * as tf from "@tensorflow/tfjs-core";

/** A kernel's inputs; those that are not there are left out. */
export function namedTensors(tensors: Readonly<Record<string, tf.Tensor | undefined>>): tf.NamedTensorMap {
  return Object.fromEntries(Object.entries(tensors).flatMap(([name, tensor]) => (tensor ? [[name, tensor]] : [])));
}
