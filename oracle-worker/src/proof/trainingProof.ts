import { z } from "zod";
import { Hex32Schema } from "../core/hexSchema.ts";

/** What a training run commits to: the fields of contracts/types/TrainingProof.sol, in its order. */
export const TrainingProofSchema = z.strictObject({
  dataDigest: Hex32Schema,
  configDigest: Hex32Schema,
  initRoot: Hex32Schema,
  finalRoot: Hex32Schema,
  metricsDigest: Hex32Schema,
  logHead: Hex32Schema,
  checkpointsRoot: Hex32Schema,
  engineDigest: Hex32Schema,
  steps: z.int().min(1).max(Number.MAX_SAFE_INTEGER),
});

export type TrainingProof = z.infer<typeof TrainingProofSchema>;
