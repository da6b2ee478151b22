import { join } from "node:path";
import { type Contestant, nodeStart } from "../lib/contestant.ts";
import { PEERS } from "../lib/ensurePeers.ts";
import { torchContestants } from "../lib/torchContestants.ts";
import { type GptModel, workPerToken } from "./models.ts";

export const TFJS = ["tfjs cpu", "tfjs wasm"] as const;

/** Peers that a whole step of a model would take longer are not run on it. */
const LONGEST_STEP_SECONDS = 90;

/** Tokens per second of an engine on another model, and that model's work per token. */
export type KnownSpeed = { readonly tokensPerSecond: number; readonly work: number };

/**
 * Everyone who trains a model.
 * @param speedOf an engine's, where it was measured before
 */
export function trainContestants(
  model: GptModel,
  vocabulary: number,
  folder: string,
  threads: readonly number[],
  speedOf: (engine: string) => KnownSpeed | null,
): Contestant[] {
  const tfjs = TFJS.map((engine): Contestant => {
    const known = speedOf(engine);
    const work = workPerToken(model, vocabulary);
    const seconds = known === null ? 0 : (model.batch * model.context * work) / (known.tokensPerSecond * known.work);
    const start =
      seconds > LONGEST_STEP_SECONDS
        ? { reason: `not run: at its speed on the smaller model one step would take ${seconds.toFixed(0)} s` }
        : nodeStart(join(PEERS, "trainTfjs.mjs"), [engine.slice("tfjs ".length), folder]);
    return { engine, threads: 1, start };
  });
  const ours = threads.map((count): Contestant => {
    const script = join(import.meta.dirname, "trainAssay.ts");
    return { engine: "assay", threads: count, start: nodeStart(script, [String(count), folder]) };
  });
  return [...ours, ...torchContestants("train_torch.py", threads, [folder]), ...tfjs];
}
