import type { AdamScalars } from "../ops/GraphOps.ts";
import type { Moment } from "./optimizer.ts";
import { wholePower } from "./wholePower.ts";

/** The numbers that Adam and AdamW share. */
export type AdamConstants = { beta1: number; beta2: number; epsilon: number };

/** Names of the mean of the gradients and of the mean of their squares. */
export const ADAM_PREFIXES = ["adam.m/", "adam.v/"] as const;

/** The numbers of one step, in binary64 by + − × ÷ alone: corrections are `1 / (1 − βᵢ^step)` (docs/SPEC.md, P-6). */
export function adamScalars(
  { beta1, beta2, epsilon }: AdamConstants,
  { step, learningRate }: Moment,
  decay: number,
): AdamScalars {
  return {
    beta1,
    beta2,
    correction1: 1 / (1 - wholePower(beta1, step)),
    correction2: 1 / (1 - wholePower(beta2, step)),
    epsilon,
    rate: learningRate,
    decay,
  };
}
