import { configDigest } from "../proof/configDigest.ts";
import type { StatesPolicy } from "../proof/retention.ts";
import type { DirectoryInput } from "../runs/trainInDirectory.ts";
import { SEED, tinyGptSpec, tinyTextDataset } from "./tinyRuns.ts";

/** A training in a directory that takes well under a second: 12 checkpoints, 4 steps apart. */
export function tinyTraining(directory: string, keepStates: StatesPolicy = 2): DirectoryInput {
  const spec = tinyGptSpec({ steps: 46 });
  return {
    directory,
    training: {
      schema: "assay/training@1",
      pipelineId: 1,
      contributor: `0x${"ab".repeat(20)}`,
      spec,
      configDigest: configDigest(spec, SEED),
      backend: "assay",
      engineDigest: `0x${"00".repeat(32)}`,
      keepStates,
    },
    datasets: [tinyTextDataset()],
    initial: { kind: "seed", seed: SEED },
    note: () => undefined,
  };
}
