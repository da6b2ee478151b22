import type { ScriptOutcome } from "./runScript.ts";

/**
 * What the network answers: the median of the nodes' results where most of them have one, otherwise the median error. With
 * fewer liars than a third, and honest nodes that agree, the median is an honest node's.
 */
export function aggregate(outcomes: readonly ScriptOutcome[]): ScriptOutcome {
  const responses = outcomes.flatMap((outcome) => (outcome.kind === "response" ? [outcome.bytes] : []));
  const messages = outcomes.flatMap((outcome) => (outcome.kind === "error" ? [outcome.message] : []));
  if (responses.length * 2 > outcomes.length) return { kind: "response", bytes: medianOf(responses) };
  return { kind: "error", message: medianOf(messages) };
}

function medianOf(texts: string[]): string {
  const median = texts.toSorted()[(texts.length - 1) >> 1];
  if (median === undefined) throw new RangeError("no observations");
  return median;
}
