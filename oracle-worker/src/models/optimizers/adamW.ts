import { currentOps } from "../ops/currentOps.ts";
import { ADAM_PREFIXES, type AdamConstants, adamScalars } from "./adamScalars.ts";
import { optimizer, type Optimizer } from "./optimizer.ts";

/**
 * AdamW (Loshchilov & Hutter, ICLR 2019, algorithm 2): Adam with decay decoupled from the gradient, `p·(1 − rate ·
 * decay) − update · rate`, on tensors of two dimensions or more only.
 */
export function adamW(constants: AdamConstants & { weightDecay: number }): Optimizer {
  return optimizer(ADAM_PREFIXES, (tensors, at) =>
    currentOps().adam(tensors, adamScalars(constants, at, 1 - at.learningRate * constants.weightDecay)),
  );
}
