import { type Architecture } from "../architecture.ts";
import { type BackendName, useBackend } from "../backend.ts";
import { createTrainer } from "../createTrainer.ts";
import { initialWeights } from "../initialWeights.ts";
import { tensorflowUnavailable } from "./loadTensorflow.ts";

const TOLERANCE = 1e-4;
const ARCHITECTURE: Architecture = {
  kind: "mlp",
  version: 1,
  features: 4,
  hidden: [8],
  activation: "relu",
  labels: ["a", "b"],
};
const SEED = `0x${"01".repeat(32)}` as const;
const BATCH = {
  kind: "features",
  features: Float32Array.from({ length: 16 }, (_, i) => (i % 5) / 4),
  labels: Int32Array.of(0, 1, 1, 0),
  random: { key: SEED, step: 0 },
} as const;

/**
 * Takes a training step on tfjs-node and on the reference.
 * @returns what was found, for the user
 * @throws AssayError `TensorflowUnavailable` when it cannot be used, or computes something else
 */
export async function tryTensorflow(): Promise<string> {
  const [expected, found] = [await lossAfterStep("cpu"), await lossAfterStep("tensorflow")];
  if (!(Math.abs(expected - found) <= TOLERANCE))
    throw tensorflowUnavailable(`tfjs-node computes a loss of ${found} where ${expected} is right`);
  return `tfjs-node took a training step: assay train --backend tensorflow makes drafts`;
}

/** The loss of the second step, which shows what the first one did. */
async function lossAfterStep(name: BackendName): Promise<number> {
  await useBackend(name);
  const tensors = initialWeights(ARCHITECTURE, SEED);
  const trainer = createTrainer({ architecture: ARCHITECTURE }, { step: 0, tensors });
  try {
    trainer.step(BATCH, 0.1);
    return trainer.step(BATCH, 0.1);
  } finally {
    trainer.dispose();
  }
}
