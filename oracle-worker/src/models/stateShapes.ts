import { isStatistic, shapesOf } from "./architecture.ts";
import type { TrainerSpec } from "./createTrainer.ts";
import { createOptimizer } from "./optimizers/createOptimizer.ts";

/**
 * Shape of every tensor of a state of a run, by name: the weights and the optimiser's moments (docs/SPEC.md, P-4),
 * which running statistics do not have.
 */
export function stateShapes(spec: TrainerSpec): ReadonlyMap<string, readonly number[]> {
  const weights = [...shapesOf(spec.architecture)];
  const trained = weights.filter(([name]) => !isStatistic(name));
  const moments = createOptimizer(spec.optimizer).prefixes.flatMap((prefix) =>
    trained.map(([name, shape]): [string, readonly number[]] => [prefix + name, shape]),
  );
  return new Map([...weights, ...moments]);
}
