import * as tf from "@tensorflow/tfjs-core";
import { type NamedTensors, tensorOf } from "../namedTensors.ts";

/** `step` is counted from 1. */
export type Moment = { step: number; learningRate: number };

/** What an optimiser does to one tensor: pure, on tensors of one shape. Its moments are its own, in its own order. */
export type Rule = (weight: tf.Tensor, gradient: tf.Tensor, moments: readonly tf.Tensor[], at: Moment) => tf.Tensor[];

/** An optimiser over all trained tensors of a version. */
export interface Optimizer {
  /** What its moments are called: each a prefix to the name of the tensor they belong to (docs/SPEC.md, P-4). */
  readonly prefixes: readonly string[];
  /**
   * One step. Returns new tensors, by name, of every tensor that has a gradient and of its moments.
   * @param state weights and moments; a moment that is absent is all 0
   */
  apply(state: NamedTensors, gradients: NamedTensors, at: Moment): Map<string, tf.Tensor>;
}

/**
 * The optimiser that follows a rule tensor by tensor.
 * @param rule returns the new weight and then the new moments, in the order of `prefixes`
 */
export function byTensor(prefixes: readonly string[], rule: Rule): Optimizer {
  return {
    prefixes,
    apply(state, gradients, at) {
      const next = new Map<string, tf.Tensor>();
      for (const [name, gradient] of gradients) {
        const names = [name, ...prefixes.map((prefix) => prefix + name)];
        const results = tf.tidy(() => {
          const [, ...moments] = names.map((key) => state.get(key) ?? tf.zerosLike(gradient));
          return rule(tensorOf(state, name), gradient, moments, at);
        });
        results.forEach((result, i) => next.set(names[i] ?? "", result));
      }
      return next;
    },
  };
}
