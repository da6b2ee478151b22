import { ADAM_PREFIXES, type AdamConstants, adamRule } from "./adamMoments.ts";
import { byTensor, type Optimizer } from "./optimizer.ts";

/**
 * AdamW (Loshchilov & Hutter, ICLR 2019, algorithm 2): Adam with decay decoupled from the gradient, `p·(1 − rate ·
 * decay) − update · rate`, on tensors of two dimensions or more only.
 */
export function adamW(constants: AdamConstants & { weightDecay: number }): Optimizer {
  const rule = adamRule(constants, ({ rank }, rate) => (rank > 1 ? 1 - rate * constants.weightDecay : 1));
  return byTensor(ADAM_PREFIXES, rule);
}
