import * as tf from "@tensorflow/tfjs-core";
import type { Weights } from "./weights.ts";

/** Weights as tensors on the backend, by name. */
export type NamedTensors = ReadonlyMap<string, tf.Tensor>;

/** The tensor of that name; a graph asks only for names of its architecture. */
export function tensorOf(tensors: NamedTensors, name: string): tf.Tensor {
  const tensor = tensors.get(name);
  if (tensor === undefined) throw new RangeError(`no weight is named ${name}`);
  return tensor;
}

/** A matrix of that name. */
export function matrixOf(tensors: NamedTensors, name: string): tf.Tensor2D {
  const tensor = tensorOf(tensors, name);
  return tf.reshape(tensor, [tensor.shape[0], tensor.shape[1] ?? 1]);
}

/** Copies weights to the backend. The caller disposes them. */
export function toTensors(weights: Weights): Map<string, tf.Tensor> {
  return new Map([...weights].map(([name, { shape, values }]) => [name, tf.tensor(values, [...shape], "float32")]));
}

/** Copies tensors off the backend. */
export function toWeights(tensors: NamedTensors): Weights {
  return new Map([...tensors].map(([name, tensor]) => [name, { shape: [...tensor.shape], values: valuesOf(tensor) }]));
}

/** A copy: `dataSync` may return the backend's own buffer. */
function valuesOf(tensor: tf.Tensor): Float32Array {
  return new Float32Array(tensor.dataSync<"float32">());
}
