import * as tf from "@tensorflow/tfjs-core";
import { currentBackend } from "../backend/currentBackend.ts";
import { attentionBlock } from "../fused/attentionBlock.ts";
import { attentionForward, attentionGradient } from "../fused/attentionParts.ts";
import { batchNorm } from "../fused/batchNorm.ts";
import { bagEmbedding } from "../fused/bagEmbedding.ts";
import { biasRelu } from "../fused/biasRelu.ts";
import { denseRelu } from "../fused/denseRelu.ts";
import { dropout } from "../fused/dropout.ts";
import { embedding } from "../fused/embedding.ts";
import { layerNorm } from "../fused/layerNorm.ts";
import { linear } from "../fused/linear.ts";
import { mlpBlock } from "../fused/mlpBlock.ts";
import { softmaxCrossEntropy } from "../fused/softmaxCrossEntropy.ts";
import { workspace } from "../fused/workspace.ts";
import { gelu, geluBackward } from "../kernels/gelu.ts";
import { adam, type OptimizedTensor, sgd } from "../kernels/optimizer.ts";

type Inputs = Readonly<Record<string, tf.Tensor>>;
type Attributes = Readonly<Record<string, unknown>>;
export type FusedOperation = (inputs: Inputs, attributes: Attributes) => tf.Tensor[];

/** The fused operations by their names in the conformance vectors, forward and backward. */
export const fusedOperations: Readonly<Record<string, FusedOperation | undefined>> = {
  linear: withGradients((i) => linear(matrix(i["x"]), layerOf(i["weight"], i["bias"]))),
  denseRelu: withGradients((i) => denseRelu(matrix(i["x"]), layer(i, ""))),
  biasRelu: withGradients((i) => biasRelu(matrix(i["x"]), vector(i["bias"]))),
  layerNorm: withGradients((i) => layerNorm(matrix(i["x"]), { gain: vector(i["gain"]), bias: vector(i["bias"]) })),
  attentionBlock: withGradients((i, a) =>
    attentionBlock(matrix(i["h"]), { norm: norm(i), qkv: layer(i, "qkv"), output: layer(i, "output") }, sequences(a)),
  ),
  mlpBlock: withGradients((i) =>
    mlpBlock(matrix(i["h"]), { norm: norm(i), up: layer(i, "up"), down: layer(i, "down") }),
  ),
  embedding: withGradients((i, a) =>
    embedding(indices(i["tokens"]), number(a["length"]), matrix(i["table"]), matrix(i["positions"])),
  ),
  bagEmbedding: withGradients((i, a) => bagEmbedding(bags(indices(i["indices"]), a["sizes"]), matrix(i["table"]))),
  softmaxCrossEntropy: withGradients((i) => softmaxCrossEntropy(matrix(i["logits"]), indices(i["targets"]))),
  dropout: withGradients((i, a) => dropout(tensor(i["x"]), number(a["rate"]), { key: key(a["key"]), firstWord: 0 })),
  batchNorm: batchNormOf,
  attention: attentionOf,
  gelu: geluOf,
  adam: adamOf,
  sgd: sgdOf,
};

/** The result of an operation, and the gradients of its float32 inputs in their order; `dy` is the result's own. */
function withGradients(operation: (inputs: Inputs, attributes: Attributes) => tf.Tensor): FusedOperation {
  return (inputs, attributes) => {
    const names = Object.keys(inputs).filter((name) => name !== "dy" && tensor(inputs[name]).dtype === "float32");
    const run = (...tensors: tf.Tensor[]): tf.Tensor =>
      operation({ ...inputs, ...Object.fromEntries(names.map((name, i) => [name, tensor(tensors[i])])) }, attributes);
    const differentiable = names.map((name) => tensor(inputs[name]));
    return [run(...differentiable), ...tf.grads(run)(differentiable, tensor(inputs["dy"]))];
  };
}

/** Its statistics too. */
function batchNormOf(inputs: Inputs, attributes: Attributes): tf.Tensor[] {
  const run = (i: Inputs): ReturnType<typeof batchNorm> =>
    batchNorm(matrix(i["x"]), { gain: vector(i["gain"]), bias: vector(i["bias"]) }, number(attributes["epsilon"]));
  const { mean, variance } = run(inputs);
  return [...withGradients((i) => run(i).y)(inputs, attributes), mean, variance];
}

function attentionOf(inputs: Inputs, attributes: Attributes): tf.Tensor[] {
  const space = workspace();
  const qkv = matrix(inputs["qkv"]);
  // Weights are kept only while a gradient may follow.
  const { dqkv, y } = tf.engine().tidy(() => {
    const state = tf.engine().state;
    state.gradientDepth++;
    const forward = attentionForward(space, qkv, sequences(attributes));
    state.gradientDepth--;
    const dy = matrix(inputs["dy"]);
    return { y: forward.y, dqkv: attentionGradient(space, qkv, forward.weights, dy, sequences(attributes)) };
  });
  return [y, dqkv];
}

function geluOf(inputs: Inputs): tf.Tensor[] {
  const space = workspace();
  const [x, dy] = [tensor(inputs["x"]), tensor(inputs["dy"])];
  const [y, dx] = [space.like(x), space.like(x)];
  gelu(space.engine, space.at(x), space.at(y), x.size);
  geluBackward(space.engine, { x: space.at(x), dy: space.at(dy) }, { dx: space.at(dx), y: 0 }, x.size);
  return [y, dx];
}

function adamOf(inputs: Inputs, attributes: Attributes): tf.Tensor[] {
  const names = ["beta1", "beta2", "epsilon", "rate", "step", "weightDecay"];
  const [beta1 = 0, beta2 = 0, epsilon = 0, rate = 0, step = 0, weightDecay = 0] = names.map((name) =>
    number(attributes[name]),
  );
  const scalars = {
    ...{ beta1, beta2, epsilon, rate },
    correction1: 1 / (1 - power(beta1, step)),
    correction2: 1 / (1 - power(beta2, step)),
    decay: 1 - rate * weightDecay,
  };
  return updated(inputs, ["weight", "mean", "square"], attributes["decays"] === true, (tensors) =>
    adam(currentBackend().engine, tensors, scalars),
  );
}

/** By repeated squaring from the lowest bit. */
function power(base: number, exponent: number): number {
  let result = 1;
  let square = base;
  for (let rest = exponent; rest > 0; rest >>>= 1) {
    if (rest % 2 === 1) result *= square;
    square *= square;
  }
  return result;
}

function sgdOf(inputs: Inputs, attributes: Attributes): tf.Tensor[] {
  const [momentum, rate] = [number(attributes["momentum"]), number(attributes["rate"])];
  return updated(inputs, ["weight", "velocity"], false, (tensors) =>
    sgd(currentBackend().engine, tensors, { momentum, rate }),
  );
}

/** Copies of the named tensors, after an update in place. */
function updated(
  inputs: Inputs,
  names: readonly string[],
  decays: boolean,
  update: (tensors: OptimizedTensor[]) => void,
): tf.Tensor[] {
  const backend = currentBackend();
  const copies = names.map((name) => {
    const original = tensor(inputs[name]);
    const copy = backend.make(original.shape, "float32");
    backend.floats(copy).set(backend.floats(original));
    return tf.engine().makeTensorFromTensorInfo(copy);
  });
  const [weight = 0, first = 0, second = 0] = copies.map((copy) => backend.addressOf(copy));
  const gradient = tensor(inputs["gradient"]);
  update([{ weight, first, second, gradient: backend.addressOf(gradient), size: gradient.size, decays }]);
  return copies;
}

function tensor(input: tf.Tensor | undefined): tf.Tensor {
  if (input === undefined) throw new RangeError("a case lacks an input");
  return input;
}

// The shapes are those of the vectors.
const matrix = (input: tf.Tensor | undefined): tf.Tensor2D => tensor(input) as tf.Tensor2D;
const vector = (input: tf.Tensor | undefined): tf.Tensor1D => tensor(input) as tf.Tensor1D;
const indices = (input: tf.Tensor | undefined): Int32Array => tensor(input).dataSync<"int32">();

function layerOf(
  weight: tf.Tensor | undefined,
  bias: tf.Tensor | undefined,
): { weight: tf.Tensor2D; bias?: tf.Tensor1D } {
  return bias === undefined ? { weight: matrix(weight) } : { weight: matrix(weight), bias: vector(bias) };
}

function layer(inputs: Inputs, part: string): { weight: tf.Tensor2D; bias: tf.Tensor1D } {
  const [weight, bias] = part === "" ? ["weight", "bias"] : [`${part}Weight`, `${part}Bias`];
  return { weight: matrix(inputs[weight]), bias: vector(inputs[bias]) };
}

function norm(inputs: Inputs): { gain: tf.Tensor1D; bias: tf.Tensor1D } {
  return { gain: vector(inputs["gain"]), bias: vector(inputs["normBias"]) };
}

function sequences(attributes: Attributes): { count: number; length: number; heads: number } {
  const { count, length, heads } = attributes;
  return { count: number(count), length: number(length), heads: number(heads) };
}

function number(value: unknown): number {
  if (typeof value !== "number") throw new TypeError("an attribute is not a number");
  return value;
}

function numbers(value: unknown): number[] {
  if (!Array.isArray(value)) throw new TypeError("an attribute is not a list");
  return value.map(number);
}

function key(value: unknown): [number, number] {
  const [first = 0, second = 0] = numbers(value);
  return [first, second];
}

function bags(all: Int32Array, sizes: unknown): Int32Array[] {
  let start = 0;
  return numbers(sizes).map((size) => all.subarray(start, (start += size)));
}
