import * as tf from "@tensorflow/tfjs-core";
import { type Architecture, shapesOf, sizeOf } from "./architecture.ts";
import type { Batch } from "./batch.ts";
import { gptLogits, oneHot } from "./gpt.ts";
import { type NamedTensors, tensorOf, toTensors, toWeights } from "./namedTensors.ts";
import { createOptimizer } from "./optimizers/createOptimizer.ts";
import type { OptimizerSpec } from "./optimizers/optimizerSchema.ts";
import { textClassifierLogits } from "./textClassifier.ts";
import type { Weights, WeightTensor } from "./weights.ts";

/** What is trained, and how; without an optimiser, docs/SPEC.md, P-6, names it. */
export type TrainerSpec = { readonly architecture: Architecture; readonly optimizer?: OptimizerSpec | undefined };

/**
 * Where a run stands: `step` steps are taken. `tensors` holds the weights and the optimiser's moments (docs/SPEC.md,
 * P-4, P-6); before the first step moments may be absent, which is zeros.
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
export function createTrainer(spec: TrainerSpec, start: TrainerState): Trainer {
  const { architecture } = spec;
  const optimizer = createOptimizer(spec.optimizer);
  const names = [...shapesOf(architecture).keys()];
  const tensors = toTensors(completeState(architecture, optimizer.prefixes, start));
  const weights = (): NamedTensors => new Map(names.map((name) => [name, tensorOf(tensors, name)]));
  let steps = start.step;
  return {
    step(batch, learningRate) {
      const { loss, gradients } = lossAndGradients(architecture, weights(), batch);
      const next = optimizer.apply(tensors, gradients, { step: steps + 1, learningRate });
      disposeAll(gradients);
      for (const [name, tensor] of next) {
        tensors.get(name)?.dispose();
        tensors.set(name, tensor);
      }
      steps++;
      return loss;
    },
    weights: () => toWeights(weights()),
    state: () => toWeights(tensors),
    dispose: () => disposeAll(tensors),
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

/** Every weight and every moment of a state; at step 0 moments are zeros unless given. */
function completeState(
  architecture: Architecture,
  prefixes: readonly string[],
  { step, tensors }: TrainerState,
): Weights {
  const complete = new Map<string, WeightTensor>();
  for (const prefix of ["", ...prefixes]) {
    for (const [name, shape] of shapesOf(architecture)) {
      const tensor = tensors.get(prefix + name);
      if (tensor === undefined && (step > 0 || prefix === ""))
        throw new RangeError(`the state at step ${step} lacks ${prefix}${name}`);
      complete.set(prefix + name, tensor ?? { shape, values: new Float32Array(sizeOf(shape)) });
    }
  }
  return complete;
}

function named(names: readonly string[], tensors: readonly tf.Tensor[]): NamedTensors {
  return new Map(tensors.map((tensor, i) => [names[i] ?? "", tensor]));
}

function disposeAll(tensors: NamedTensors): void {
  for (const tensor of tensors.values()) tensor.dispose();
}
