import { maxTensorsBytes } from "../models/safetensors.ts";
import { stateShapes } from "../models/stateShapes.ts";
import { type Spec, trainerSpecOf } from "../pipeline/spec.ts";
import { checkpointSteps } from "./checkpoints.ts";

/** Which checkpoints' states are published: at most a number of them, evenly spaced. */
export type StatesPolicy = "all" | "none" | number;

/** What the states of one version may take unless its contributor asks for more. */
const DEFAULT_BUDGET_BYTES = 256 * 1024 * 1024;

/** As many as fit the budget. */
export function defaultStatesPolicy(spec: Spec): number {
  return Math.floor(DEFAULT_BUDGET_BYTES / maxTensorsBytes(stateShapes(trainerSpecOf(spec))));
}

/**
 * Steps whose states are kept. N of them cut a run into N + 1 parts as even as its checkpoints allow; the last
 * checkpoint, from which nothing starts, is kept with all of them only.
 */
export function keptSteps(train: Spec["train"], policy: StatesPolicy): ReadonlySet<number> {
  const steps = checkpointSteps(train);
  if (policy === "none") return new Set();
  if (policy === "all" || policy >= steps.length) return new Set(steps);
  const parts = policy + 1;
  const chosen = Array.from({ length: policy }, (_, i) => steps[Math.floor(((i + 1) * steps.length) / parts) - 1]);
  return new Set(chosen.filter((step) => step !== undefined));
}
