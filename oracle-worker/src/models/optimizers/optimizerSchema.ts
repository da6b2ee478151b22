import { z } from "zod";
import { decimalBelow } from "../../core/decimal.ts";

/** How fast a mean forgets. Below 1, or its correction would divide by 0. */
const RateSchema = decimalBelow(0, 1);
/** Added to a root; not 0, because a gradient may always have been 0. */
const EpsilonSchema = decimalBelow(1e-12, 1);

const adam = { beta1: RateSchema.optional(), beta2: RateSchema.optional(), epsilon: EpsilonSchema.optional() };

/** `train.optimizer` of a spec (docs/SPEC.md, F-5, P-6). Numbers left out have P-6's values. */
export const OptimizerSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("adamW"), ...adam, weightDecay: decimalBelow(0, 1).optional() }),
  z.strictObject({ kind: z.literal("adam"), ...adam }),
  z.strictObject({ kind: z.literal("sgd"), momentum: RateSchema.optional() }),
]);

export type OptimizerSpec = z.infer<typeof OptimizerSchema>;
