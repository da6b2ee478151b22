import type { Contributed } from "./scenes.ts";
import { integerOf, type Stage, textOf } from "./stage.ts";

/** What verifying one segment of a training cost, beside the training. Seconds are of whole commands. */
export interface VerificationCost {
  readonly version: number;
  readonly name: string;
  readonly segments: number;
  readonly stepsExecuted: number;
  readonly steps: number;
  readonly verifySeconds: number;
  readonly trainSeconds: number;
}

/** Somebody without home, key or deployment file re-executes one segment, chosen at random. */
export async function verifyTraining(
  stage: Stage,
  { version, name, trainSeconds }: Contributed,
): Promise<VerificationCost> {
  const { rpcUrl, gatewayUrl } = stage.network;
  const { result, seconds } = await stage.timed("stranger", "verify", name, "--rpc", rpcUrl, "--gateway", gatewayUrl);
  const [segments, stepsExecuted, steps] = ["segments", "stepsExecuted", "steps"].map((key) =>
    Number(integerOf(result, key)),
  );
  const verdict = textOf(result, "verdict");
  if (verdict !== "verified") throw new Error(`the training of version ${String(version)} is ${verdict}`);
  const cost = {
    version: Number(version),
    name,
    segments: segments ?? 0,
    stepsExecuted: stepsExecuted ?? 0,
    steps: steps ?? 0,
    verifySeconds: seconds,
    trainSeconds,
  };
  stage.narrator.say(describeCost(cost));
  return cost;
}

/** One sentence for people. */
export function describeCost(cost: VerificationCost): string {
  const share = ((100 * cost.stepsExecuted) / cost.steps).toFixed(1);
  return (
    `version ${String(cost.version)}: one of ${String(cost.segments)} segments re-executed to the same bits, ` +
    `${String(cost.stepsExecuted)} of ${String(cost.steps)} steps (${share} %), ` +
    `in ${cost.verifySeconds.toFixed(1)} s, start-up included; the training took ${cost.trainSeconds.toFixed(1)} s`
  );
}
