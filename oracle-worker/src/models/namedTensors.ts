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

/** Filters of a convolution, [rows, columns, in, out], of that name. */
export function filtersOf(tensors: NamedTensors, name: string): tf.Tensor4D {
  const tensor = tensorOf(tensors, name);
  const [rows, columns = 1, channels = 1, filters = 1] = tensor.shape;
  return tf.reshape(tensor, [rows, columns, channels, filters]);
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
