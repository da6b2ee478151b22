import { median } from "./median.ts";
import type { Measured } from "./runRounds.ts";

/** Median over the rounds of how many times as fast, or the quotient of the medians where one had fewer rounds. */
export function ratioBetween(ours: Measured | undefined, peer: Measured | undefined): number | null {
  if (ours === undefined || peer === undefined || ours.speeds.length === 0 || peer.speeds.length === 0) return null;
  if (ours.speeds.length !== peer.speeds.length) return median(ours.speeds) / median(peer.speeds);
  return median(ours.speeds.map((speed, round) => speed / (peer.speeds[round] ?? Number.NaN)));
}
