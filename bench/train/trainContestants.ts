import { join } from "node:path";
import { type Contestant, nodeStart } from "../lib/contestant.ts";
import { PEERS } from "../lib/ensurePeers.ts";
import { torchContestants } from "../lib/torchContestants.ts";
import { type GptModel, workPerToken } from "./models.ts";

export const TFJS = ["tfjs cpu", "tfjs wasm"] as const;

/** Peers that a whole step of a model would take longer are not run on it. */
const LONGEST_STEP_SECONDS = 90;

/**
 * Everyone who trains a model.
 * @param speedOf tokens per second of an engine on a smaller model, where it was measured, with the work per token
 */
export function trainContestants(
  model: GptModel,
  vocabulary: number,
  folder: string,
  threads: readonly number[],
  speedOf: (engine: string) => { tokensPerSecond: number; work: number } | undefined,
): Contestant[] {
  const tfjs = TFJS.map((engine): Contestant => {
    const known = speedOf(engine);
    const work = workPerToken(model, vocabulary);
    const seconds =
      known === undefined ? 0 : (model.batch * model.context * work) / (known.tokensPerSecond * known.work);
    const start =
      seconds > LONGEST_STEP_SECONDS
        ? { reason: `not run: at its speed on the smaller model one step would take ${seconds.toFixed(0)} s` }
        : nodeStart(join(PEERS, "trainTfjs.mjs"), [engine.slice("tfjs ".length), folder]);
    return { engine, threads: 1, start };
  });
  return [...torchContestants("train_torch.py", threads, [folder]), ...tfjs];
}
