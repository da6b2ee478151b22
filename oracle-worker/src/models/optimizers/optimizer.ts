import * as tf from "@tensorflow/tfjs-core";
import { type NamedTensors, tensorOf } from "../namedTensors.ts";
import type { Trained, Updated } from "../ops/GraphOps.ts";

/** `step` is counted from 1. */
export type Moment = { step: number; learningRate: number };

/** An optimiser over all trained tensors of a version. */
export interface Optimizer {
  /** What its moments are called: each a prefix to the name of the tensor they belong to (docs/SPEC.md, P-4). */
  readonly prefixes: readonly string[];
  /**
   * One step: `state` holds the new weights and moments afterwards, of every tensor that has a gradient. Tensors are
   * overwritten or disposed: nobody else may hold them.
   * @param state weights and moments; a moment that is absent is all 0
   */
  apply(state: Map<string, tf.Tensor>, gradients: NamedTensors, at: Moment): void;
}

/** @param update the step on all tensors; moments are in the order of `prefixes` */
export function optimizer(
  prefixes: readonly string[],
  update: (tensors: readonly Trained[], at: Moment) => Updated,
): Optimizer {
  return {
    prefixes,
    apply(state, gradients, at) {
      const rows = [...gradients].map(([name, gradient]) => {
        const names = prefixes.map((prefix) => prefix + name);
        for (const key of names) if (!state.has(key)) state.set(key, tf.zerosLike(gradient));
        const moments = names.map((key) => tensorOf(state, key));
        return { names: [name, ...names], tensors: { weight: tensorOf(state, name), gradient, moments } };
      });
      const updated = update(
        rows.map(({ tensors }) => tensors),
        at,
      );
      updated?.forEach((tensors, i) => {
        tensors.forEach((tensor, k) => {
          const name = rows[i]?.names[k] ?? "";
          state.get(name)?.dispose();
          state.set(name, tensor);
        });
      });
    },
  };
}
