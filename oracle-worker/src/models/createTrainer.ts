import { type Architecture, shapesOf, sizeOf } from "./architecture.ts";
import type { Batch } from "./batch.ts";
import { lossAndGradients } from "./lossAndGradients.ts";
import { withNamedErrors } from "./namedError.ts";
import { disposeAll, type NamedTensors, tensorOf, toTensors, toWeights } from "./namedTensors.ts";
import { createOptimizer } from "./optimizers/createOptimizer.ts";
import type { OptimizerSpec } from "./optimizers/optimizerSchema.ts";
import { stateShapes } from "./stateShapes.ts";
import type { Weights, WeightTensor } from "./weights.ts";

/** What is trained, and how; without an optimiser, docs/SPEC.md, P-6, names it. */
export type TrainerSpec = { readonly architecture: Architecture; readonly optimizer?: OptimizerSpec | undefined };

/**
 * Where a run stands: `step` steps are taken. `tensors` holds the weights and the optimiser's moments (docs/SPEC.md,
 * P-4, P-6); before the first step moments may be absent, which is zeros.
 */
export type TrainerState = { readonly step: number; readonly tensors: Weights };

export interface Trainer {
  /** Takes one optimiser step; returns the batch's mean loss before it, in nats. @throws AssayError `MemoryLimitReached` */
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
 * @throws AssayError `MemoryLimitReached`
 */
export function createTrainer(spec: TrainerSpec, start: TrainerState): Trainer {
  const { architecture } = spec;
  const optimizer = createOptimizer(spec.optimizer);
  const names = [...shapesOf(architecture).keys()];
  const tensors = withNamedErrors(() => toTensors(completeState(spec, start)));
  const weights = (): NamedTensors => new Map(names.map((name) => [name, tensorOf(tensors, name)]));
  let steps = start.step;
  return {
    step(batch, learningRate) {
      const { loss, statistics } = withNamedErrors(() => {
        const { gradients, ...rest } = lossAndGradients(architecture, weights(), batch);
        try {
          optimizer.apply(tensors, gradients, { step: steps + 1, learningRate });
        } finally {
          disposeAll(gradients);
        }
        return rest;
      });
      for (const [name, tensor] of statistics) {
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

/** Every weight and every moment of a state; at step 0 moments are zeros unless given. */
function completeState(spec: TrainerSpec, { step, tensors }: TrainerState): Weights {
  const weights = shapesOf(spec.architecture);
  const complete = new Map<string, WeightTensor>();
  for (const [name, shape] of stateShapes(spec)) {
    const tensor = tensors.get(name);
    if (tensor === undefined && (step > 0 || weights.has(name)))
      throw new RangeError(`the state at step ${step} lacks ${name}`);
    complete.set(name, tensor ?? { shape, values: new Float32Array(sizeOf(shape)) });
  }
  return complete;
}
