import * as tf from "@tensorflow/tfjs-core";
import { type AdamState, adamW } from "./adamW.ts";
import type { Architecture } from "./architecture.ts";
import type { Batch } from "./batch.ts";
import { gptLogits, oneHot } from "./gpt.ts";
import { type NamedTensors, tensorOf, toTensors, toWeights } from "./namedTensors.ts";
import { textClassifierLogits } from "./textClassifier.ts";
import type { Weights } from "./weights.ts";

export interface Trainer {
  /** Takes one optimiser step; returns the batch's mean loss before it, in nats. */
  step(batch: Batch, learningRate: number): number;
  weights(): Weights;
  /** Weights with the optimiser's moments, named `adam.m/…` and `adam.v/…` (docs/SPEC.md, P-4). */
  state(): Weights;
  /** Frees every tensor. */
  dispose(): void;
}

/** A training run's moving part. The backend must have been chosen (`useBackend`). */
export function createTrainer(architecture: Architecture, initial: Weights): Trainer {
  let steps = 0;
  let state: AdamState = {
    weights: toTensors(initial),
    means: zerosLike(initial),
    squares: zerosLike(initial),
  };
  return {
    step(batch, learningRate) {
      const { loss, gradients } = lossAndGradients(architecture, state.weights, batch);
      const next = adamW(state, gradients, steps + 1, learningRate);
      disposeAll(gradients);
      disposeState(state);
      state = next;
      steps++;
      return loss;
    },
    weights: () => toWeights(state.weights),
    state: () =>
      new Map([
        ...toWeights(state.weights),
        ...prefixed("adam.m/", toWeights(state.means)),
        ...prefixed("adam.v/", toWeights(state.squares)),
      ]),
    dispose: () => disposeState(state),
  };
}

/** Mean loss of a batch and its gradient by weight. The caller disposes the gradients. */
export function lossAndGradients(
  architecture: Architecture,
  weights: NamedTensors,
  batch: Batch,
): { loss: number; gradients: NamedTensors } {
  const names = [...weights.keys()];
  const [value, ...gradients] = tf.tidy(() => {
    const compute = tf.valueAndGrads((...tensors: tf.Tensor[]) => lossOf(architecture, named(names, tensors), batch));
    const { value, grads } = compute(names.map((name) => tensorOf(weights, name)));
    return [value, ...grads];
  });
  const loss = value.dataSync()[0] ?? Number.NaN;
  value.dispose();
  return { loss, gradients: named(names, gradients) };
}

/** Mean cross-entropy in nats: a scalar. */
function lossOf(architecture: Architecture, weights: NamedTensors, batch: Batch): tf.Scalar {
  if (batch.kind === "bags") {
    return crossEntropy(textClassifierLogits(weights, batch.bags), batch.labels);
  }
  if (architecture.kind !== "gpt") throw new RangeError(`${architecture.kind} is not trained on blocks`);
  const { tokens, count, length } = batch;
  const inputs = new Int32Array(count * length);
  const targets = new Int32Array(count * length);
  for (let block = 0; block < count; block++) {
    const start = block * (length + 1);
    inputs.set(tokens.subarray(start, start + length), block * length);
    targets.set(tokens.subarray(start + 1, start + length + 1), block * length);
  }
  return crossEntropy(gptLogits(weights, architecture, { tokens: inputs, count, length }, "every"), targets);
}

/** @param logits [samples, classes] */
function crossEntropy(logits: tf.Tensor2D, targets: Int32Array): tf.Scalar {
  const picked = tf.mul(tf.logSoftmax(logits), oneHot(targets, logits.shape[1]));
  return tf.mul<tf.Scalar>(tf.sum(picked), -1 / targets.length);
}

function zerosLike(weights: Weights): NamedTensors {
  return new Map([...weights].map(([name, { shape }]) => [name, tf.zeros([...shape])]));
}

function prefixed(prefix: string, weights: Weights): Weights {
  return new Map([...weights].map(([name, tensor]) => [prefix + name, tensor]));
}

function named(names: readonly string[], tensors: readonly tf.Tensor[]): NamedTensors {
  return new Map(tensors.map((tensor, i) => [names[i] ?? "", tensor]));
}

function disposeAll(tensors: NamedTensors): void {
  for (const tensor of tensors.values()) tensor.dispose();
}

function disposeState({ weights, means, squares }: AdamState): void {
  for (const tensors of [weights, means, squares]) disposeAll(tensors);
}
