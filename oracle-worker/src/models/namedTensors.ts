import * as tf from "@tensorflow/tfjs-core";
import type { Layer, Norm } from "./ops/GraphOps.ts";
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
  if (!isMatrix(tensor)) throw rankMismatch(name, tensor);
  return tensor;
}

/** A vector of that name. */
export function vectorOf(tensors: NamedTensors, name: string): tf.Tensor1D {
  const tensor = tensorOf(tensors, name);
  if (!isVector(tensor)) throw rankMismatch(name, tensor);
  return tensor;
}

/** Filters of a convolution, [rows, columns, in, out], of that name. */
export function filtersOf(tensors: NamedTensors, name: string): tf.Tensor4D {
  const tensor = tensorOf(tensors, name);
  if (!isImages(tensor)) throw rankMismatch(name, tensor);
  return tensor;
}

/** Weight and bias under a name. */
export function layerOf(tensors: NamedTensors, name: string): Layer {
  return { weight: matrixOf(tensors, `${name}.weight`), bias: vectorOf(tensors, `${name}.bias`) };
}

/** Gain and bias under a name. */
export function normOf(tensors: NamedTensors, name: string): Norm {
  return { gain: vectorOf(tensors, `${name}.gain`), bias: vectorOf(tensors, `${name}.bias`) };
}

/** Copies weights to the backend. The caller disposes them. */
export function toTensors(weights: Weights): Map<string, tf.Tensor> {
  const tensors = new Map<string, tf.Tensor>();
  try {
    for (const [name, { shape, values }] of weights) {
      tensors.set(name, tf.keep(tf.tensor(values, [...shape], "float32")));
    }
    return tensors;
  } catch (error) {
    disposeAll(tensors);
    throw error;
  }
}

/** Copies tensors off the backend. */
export function toWeights(tensors: NamedTensors): Weights {
  return new Map([...tensors].map(([name, tensor]) => [name, { shape: [...tensor.shape], values: valuesOf(tensor) }]));
}

/** Gives the tensors' memory back. */
export function disposeAll(tensors: NamedTensors): void {
  for (const tensor of tensors.values()) tensor.dispose();
}

/** A copy: `dataSync` may return the backend's own buffer. */
function valuesOf(tensor: tf.Tensor): Float32Array {
  return new Float32Array(tensor.dataSync<"float32">());
}

function isMatrix(tensor: tf.Tensor): tensor is tf.Tensor2D {
  return tensor.rank === 2;
}

function isVector(tensor: tf.Tensor): tensor is tf.Tensor1D {
  return tensor.rank === 1;
}

function isImages(tensor: tf.Tensor): tensor is tf.Tensor4D {
  return tensor.rank === 4;
}

function rankMismatch(name: string, { rank }: tf.Tensor): RangeError {
  return new RangeError(`${name} has ${rank} dimensions`);
}
