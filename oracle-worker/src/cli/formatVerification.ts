import { describeContradiction } from "../proof/contradiction.ts";
import type { VerificationReport } from "./verifyVersion.ts";

/** A verdict for people: what was compared, what it cost, and how to repeat the choice. */
export function formatVerification(report: VerificationReport): string {
  const { name, contradiction, segments, chosen, stepsExecuted, steps, randomSeed } = report;
  const cost = steps === 0 ? "nothing" : `${String(stepsExecuted)} of ${String(steps)} steps`;
  const share = steps === 0 ? "" : ` (${((100 * stepsExecuted) / steps).toFixed(1)} % of the training)`;
  const lines = [
    `${name}: ${contradiction === null ? "verified" : "CONTRADICTED"}`,
    `${chosen.length === 1 ? "segment" : "segments"} ${listOf(chosen)} of ${String(segments)}, ${cost} re-executed${share}`,
  ];
  if (contradiction !== null) lines.push(describeContradiction(contradiction));
  if (randomSeed !== null) lines.push(`repeat with --random ${String(chosen.length)} --seed ${randomSeed}`);
  return lines.join("\n");
}

/** Runs of numbers are written as ranges. */
function listOf(numbers: readonly number[]): string {
  const parts: string[] = [];
  for (const [i, number] of numbers.entries()) {
    const isInside = numbers[i - 1] === number - 1 && numbers[i + 1] === number + 1;
    if (isInside) continue;
    const endsRange = numbers[i - 1] === number - 1 && numbers[i - 2] === number - 2;
    parts.push(endsRange ? `–${String(number)}` : `${i === 0 ? "" : ", "}${String(number)}`);
  }
  return parts.join("") || "none";
}
