import { z } from "zod";
import { ArchitectureSchema } from "../../oracle-worker/src/models/architecture.ts";
import { useBackend } from "../../oracle-worker/src/models/backend.ts";
import { createTrainer } from "../../oracle-worker/src/models/createTrainer.ts";
import type { Weights } from "../../oracle-worker/src/models/weights.ts";
import { readWorkload } from "../peers/readWorkload.mjs";

const SettingsSchema = z.object({
  architecture: ArchitectureSchema,
  model: z.object({ context: z.number(), batch: z.number() }),
  optimizer: z.object({
    learningRate: z.number(),
    beta1: z.number(),
    beta2: z.number(),
    epsilon: z.number(),
    weightDecay: z.number(),
  }),
});

/** The product's trainer on the engine, at the beginning of a workload. */
export async function openTraining(
  folder: string,
  threads: number,
): Promise<{ step: () => number; weights: () => Weights }> {
  const { settings, weights, integers } = readWorkload(folder);
  const { architecture, model, optimizer } = SettingsSchema.parse(settings);
  const { learningRate, beta1, beta2, epsilon, weightDecay } = optimizer;
  const { batch: count, context: length } = model;
  await useBackend("assay", { threads });
  const decimals = { beta1: String(beta1), beta2: String(beta2), weightDecay: String(weightDecay) };
  const trainer = createTrainer(
    { architecture, optimizer: { kind: "adamW", ...decimals, epsilon: epsilon.toFixed(8) } },
    { step: 0, tensors: weights },
  );
  const tokens = integers("batches.bin");
  const size = count * (length + 1);
  let taken = 0;
  return {
    step() {
      const start = (taken++ * size) % tokens.length;
      return trainer.step(
        { kind: "blocks", tokens: tokens.subarray(start, start + size), count, length },
        learningRate,
      );
    },
    weights: () => trainer.weights(),
  };
}
