import { availableParallelism } from "node:os";

/** Threads that train unless told: half the cores, at most 4. More than are free would wait for each other. */
export function defaultThreads(): number {
  return Math.max(1, Math.min(4, Math.floor(availableParallelism() / 2)));
}
