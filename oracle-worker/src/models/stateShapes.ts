import { shapesOf } from "./architecture.ts";
import type { TrainerSpec } from "./createTrainer.ts";
import { createOptimizer } from "./optimizers/createOptimizer.ts";

/**
 * Shape of every tensor of a state of a run, by name: the weights and the optimiser's moments (docs/SPEC.md, P-4).
 */
export function stateShapes(spec: TrainerSpec): ReadonlyMap<string, readonly number[]> {
  const weights = [...shapesOf(spec.architecture)];
  const moments = createOptimizer(spec.optimizer).prefixes.flatMap((prefix) =>
    weights.map(([name, shape]): [string, readonly number[]] => [prefix + name, shape]),
  );
  return new Map([...weights, ...moments]);
}
