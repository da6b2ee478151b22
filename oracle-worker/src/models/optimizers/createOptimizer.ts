import { adam } from "./adam.ts";
import { adamW } from "./adamW.ts";
import type { Optimizer } from "./optimizer.ts";
import type { OptimizerSpec } from "./optimizerSchema.ts";
import { sgd } from "./sgd.ts";

/** The optimiser of a run. Numbers that the spec leaves out, and a spec without one: docs/SPEC.md, P-6. */
export function createOptimizer(spec: OptimizerSpec = { kind: "adamW" }): Optimizer {
  switch (spec.kind) {
    case "adamW":
      return adamW({ ...adamConstants(spec), weightDecay: Number(spec.weightDecay ?? "0.01") });
    case "adam":
      return adam(adamConstants(spec));
    case "sgd":
      return sgd({ momentum: Number(spec.momentum ?? "0.9") });
  }
}

type AdamSpec = Exclude<OptimizerSpec, { kind: "sgd" }>;

function adamConstants({ beta1 = "0.9", beta2 = "0.999", epsilon = "0.00000001" }: AdamSpec) {
  return { beta1: Number(beta1), beta2: Number(beta2), epsilon: Number(epsilon) };
}
