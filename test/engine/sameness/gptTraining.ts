import { attentionBlock } from "@assay/engine/fused/attentionBlock.ts";
import { embedding } from "@assay/engine/fused/embedding.ts";
import { layerNorm } from "@assay/engine/fused/layerNorm.ts";
import { linear } from "@assay/engine/fused/linear.ts";
import { mlpBlock } from "@assay/engine/fused/mlpBlock.ts";
import { softmaxCrossEntropy } from "@assay/engine/fused/softmaxCrossEntropy.ts";
import type { AssayBackend } from "@assay/engine/backend/AssayBackend.ts";
import { adam } from "@assay/engine/kernels/optimizer.ts";
import * as tf from "@tensorflow/tfjs-core";
import type { GptShape } from "./gptModels.ts";

type Named<T> = ReadonlyMap<string, T>;
type Weight = { readonly shape: readonly number[]; readonly values: Float32Array };
export type GptTraining = {
  /** One step of AdamW on blocks of `context + 1` tokens. @returns the mean loss before it, in nats */
  step(tokens: Int32Array): number;
  weights(): Named<Float32Array>;
};

const OPTIMIZER = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, rate: 1e-3, decay: 1 - 1e-3 * 0.01 };

/** Trains a GPT of the engine's fused operations, on the backend that is selected. Runs in Node and in a browser. */
export function createGptTraining(backend: AssayBackend, shape: GptShape, initial: Named<Weight>): GptTraining {
  const weights = [...initial].map(([name, { shape, values }]) => ({
    name,
    weight: tf.variable(tf.tensor(values, [...shape]), true, name),
    first: tf.keep(tf.zeros([...shape])),
    second: tf.keep(tf.zeros([...shape])),
  }));
  const byName = new Map(weights.map(({ name, weight }) => [name, weight]));
  let [power1, power2] = [1, 1];
  return {
    step(tokens) {
      const compute = (): tf.Scalar => lossOf(byName, shape, tokens);
      const { value, grads } = tf.variableGrads(compute, [...byName.values()]);
      const at = (tensor: tf.Tensor | undefined): number => backend.addressOf(tensor ?? value);
      power1 *= OPTIMIZER.beta1;
      power2 *= OPTIMIZER.beta2;
      const tensors = weights.map(({ name, weight, first, second }) => ({
        weight: at(weight),
        gradient: at(grads[name]),
        first: at(first),
        second: at(second),
        size: weight.size,
        decays: weight.rank > 1,
      }));
      adam(backend.engine, tensors, {
        ...OPTIMIZER,
        correction1: 1 / (1 - power1),
        correction2: 1 / (1 - power2),
      });
      const [loss = Number.NaN] = value.dataSync();
      tf.dispose([value, grads]);
      return loss;
    },
    weights: () => new Map(weights.map(({ name, weight }) => [name, Float32Array.from(weight.dataSync())])),
  };
}

function lossOf(weights: Named<tf.Tensor>, shape: GptShape, tokens: Int32Array): tf.Scalar {
  const { batch, context, layers, heads } = shape;
  const { inputs, targets } = split(tokens, shape);
  const vector = (name: string): tf.Tensor1D => ranked(weights, name, isVector);
  const matrix = (name: string): tf.Tensor2D => ranked(weights, name, isMatrix);
  const norm = (name: string): { gain: tf.Tensor1D; bias: tf.Tensor1D } => ({
    gain: vector(`${name}.gain`),
    bias: vector(`${name}.bias`),
  });
  const layer = (name: string): { weight: tf.Tensor2D; bias: tf.Tensor1D } => ({
    weight: matrix(`${name}.weight`),
    bias: vector(`${name}.bias`),
  });
  let stream = embedding(inputs, context, matrix("tokens.weight"), matrix("positions.weight"));
  for (let i = 0; i < layers; i++) {
    const [attention, mlp] = [`blocks.${i}.attention`, `blocks.${i}.mlp`];
    const inside = {
      norm: norm(`${attention}.norm`),
      qkv: layer(`${attention}.qkv`),
      output: layer(`${attention}.output`),
    };
    stream = attentionBlock(stream, inside, { count: batch, length: context, heads });
    stream = mlpBlock(stream, { norm: norm(`${mlp}.norm`), up: layer(`${mlp}.up`), down: layer(`${mlp}.down`) });
  }
  return softmaxCrossEntropy(linear(layerNorm(stream, norm("norm")), { weight: matrix("output.weight") }), targets);
}

function split(tokens: Int32Array, { batch, context }: GptShape): { inputs: Int32Array; targets: Int32Array } {
  const inputs = new Int32Array(batch * context);
  const targets = new Int32Array(batch * context);
  for (let block = 0; block < batch; block++) {
    const start = block * (context + 1);
    inputs.set(tokens.subarray(start, start + context), block * context);
    targets.set(tokens.subarray(start + 1, start + context + 1), block * context);
  }
  return { inputs, targets };
}

function ranked<T extends tf.Tensor>(
  weights: Named<tf.Tensor>,
  name: string,
  isRank: (tensor: tf.Tensor) => tensor is T,
): T {
  const weight = weights.get(name);
  if (weight === undefined || !isRank(weight)) throw new RangeError(`no weight of that rank is named ${name}`);
  return weight;
}

function isVector(tensor: tf.Tensor): tensor is tf.Tensor1D {
  return tensor.rank === 1;
}

function isMatrix(tensor: tf.Tensor): tensor is tf.Tensor2D {
  return tensor.rank === 2;
}
