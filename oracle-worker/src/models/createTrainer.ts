import * as tf from "@tensorflow/tfjs-core";
import { type AdamState, adamW } from "./adamW.ts";
import { type Architecture, shapesOf, sizeOf } from "./architecture.ts";
import type { Batch } from "./batch.ts";
import { gptLogits, oneHot } from "./gpt.ts";
import { type NamedTensors, tensorOf, toTensors, toWeights } from "./namedTensors.ts";
import { textClassifierLogits } from "./textClassifier.ts";
import type { Weights } from "./weights.ts";

/**
 * Where a run stands: `step` steps are taken. `tensors` holds the weights and the optimiser's moments, named
 * `adam.m/…` and `adam.v/…` (docs/SPEC.md, P-4); before the first step moments may be absent, which is zeros.
 */
export type TrainerState = { readonly step: number; readonly tensors: Weights };

export interface Trainer {
  /** Takes one optimiser step; returns the batch's mean loss before it, in nats. */
  step(batch: Batch, learningRate: number): number;
  weights(): Weights;
  /** Weights and moments: the tensors of a `TrainerState`. */
  state(): Weights;
  /** Frees every tensor. */
  dispose(): void;
}

/**
 * A training run's moving part, from any state that a run was in: its steps depend on that state, the batches and the
 * rates alone. The backend must have been chosen (`useBackend`).
 */
export function createTrainer({ architecture }: { architecture: Architecture }, start: TrainerState): Trainer {
  let steps = start.step;
  let state: AdamState = {
    weights: toTensors(part(architecture, start, "")),
    means: toTensors(part(architecture, start, MEANS)),
    squares: toTensors(part(architecture, start, SQUARES)),
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
        ...prefixed(MEANS, toWeights(state.means)),
        ...prefixed(SQUARES, toWeights(state.squares)),
      ]),
    dispose: () => disposeState(state),
  };
}

const MEANS = "adam.m/";
const SQUARES = "adam.v/";

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

/** The weights, or one kind of moments under the weights' own names. */
function part(architecture: Architecture, { step, tensors }: TrainerState, prefix: string): Weights {
  const isOptional = step === 0 && prefix !== "";
  return new Map(
    [...shapesOf(architecture)].map(([name, shape]) => {
      const tensor = tensors.get(prefix + name);
      if (tensor !== undefined) return [name, tensor];
      if (!isOptional) throw new RangeError(`the state at step ${step} lacks ${prefix}${name}`);
      return [name, { shape, values: new Float32Array(sizeOf(shape)) }];
    }),
  );
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
