import * as tf from "@tensorflow/tfjs-core";
import { attentionBlock } from "../fused/attentionBlock.ts";
import { batchNorm } from "../fused/batchNorm.ts";
import { bagEmbedding } from "../fused/bagEmbedding.ts";
import { biasRelu } from "../fused/biasRelu.ts";
import { denseRelu } from "../fused/denseRelu.ts";
import { dropout } from "../fused/dropout.ts";
import { embedding } from "../fused/embedding.ts";
import { gelu } from "../fused/gelu.ts";
import { layerNorm } from "../fused/layerNorm.ts";
import { linear } from "../fused/linear.ts";
import { mlpBlock } from "../fused/mlpBlock.ts";
import { adamInPlace, sgdInPlace } from "../fused/optimizers.ts";
import { softmaxCrossEntropy } from "../fused/softmaxCrossEntropy.ts";
import { workspace } from "../fused/workspace.ts";
import { attention, attentionBackward, attentionWeightsSize, attentionWorkspaceSize } from "../kernels/attention.ts";

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
  dropout: withGradients((i, a) => dropout(tensor(i["x"]), number(a["rate"]), stream(a))),
  batchNorm: batchNormOf,
  attention: attentionOf,
  gelu: withGradients((i) => gelu(tensor(i["x"]))),
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
  const { engine, at } = space;
  const qkv = matrix(inputs["qkv"]);
  const { count: batch, length, heads } = sequences(attributes);
  const shape = { batch, length, heads, size: qkv.shape[1] / 3 / heads };
  const weights = space.vector(attentionWeightsSize(shape));
  const own = space.vector(attentionWorkspaceSize(engine, shape));
  const y = space.matrix(qkv.shape[0], heads * shape.size);
  const dqkv = space.like(qkv);
  attention(engine, at(qkv), at(y), { address: at(weights), isKept: true }, shape);
  const operands = { qkv: at(qkv), weights: at(weights), dy: at(tensor(inputs["dy"])) };
  attentionBackward(engine, operands, { dqkv: at(dqkv), workspace: at(own) }, shape);
  return [y, dqkv];
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
  const { weight, mean, square } = copies(inputs, ["weight", "mean", "square"]);
  const row = { weight, mean, square, gradient: tensor(inputs["gradient"]), decays: attributes["decays"] === true };
  adamInPlace([row], scalars);
  return [weight, mean, square];
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
  const { weight, velocity } = copies(inputs, ["weight", "velocity"]);
  const row = { weight, velocity, gradient: tensor(inputs["gradient"]) };
  sgdInPlace([row], { momentum: number(attributes["momentum"]), rate: number(attributes["rate"]) });
  return [weight, velocity];
}

/** Tensors with elements of their own, for an update in place. */
function copies<K extends string>(inputs: Inputs, names: readonly K[]): Record<K, tf.Tensor> {
  const entries = names.map((name) => [name, tf.tensor(tensor(inputs[name]).dataSync())]);
  return Object.fromEntries(entries) as Record<K, tf.Tensor>;
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

function stream(attributes: Attributes): { key: [number, number]; firstWord: number } {
  const [first = 0, second = 0] = numbers(attributes["key"]);
  return { key: [first, second], firstWord: number(attributes["firstWord"]) };
}

function bags(all: Int32Array, sizes: unknown): Int32Array[] {
  let start = 0;
  return numbers(sizes).map((size) => all.subarray(start, (start += size)));
}
