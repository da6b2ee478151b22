import { AssayError } from "../errors.ts";
import type { ChainSession } from "./openChain.ts";
import { pollUntil } from "./pollUntil.ts";

export type FinalScore = { correct: number; boundBps: number; settledAt: number; validUntil: number };

/**
 * Waits until the open request of a version is answered.
 * @throws AssayError `TimedOut`, `Aborted`, `ContentUnavailable` when the committee agreed that it could not measure the version
 */
export async function awaitScore(
  chain: ChainSession,
  versionId: number,
  options: { pollMs: number; timeoutMs: number; signal: AbortSignal },
): Promise<FinalScore> {
  const { scores } = chain.contracts;
  const before = await chain.read(() => scores.scoreOf(versionId));
  return pollUntil("the score", options, async () => {
    const request = await chain.read(() => scores.requestOf(versionId));
    if (BigInt(request.requester) !== 0n) return undefined;
    const { correct, boundBps, settledAt, validUntil } = await chain.read(() => scores.scoreOf(versionId));
    if (settledAt === before.settledAt) throw unmeasured(versionId);
    return {
      correct: Number(correct),
      boundBps: Number(boundBps),
      settledAt: Number(settledAt),
      validUntil: Number(validUntil),
    };
  });
}

function unmeasured(versionId: number): AssayError {
  return new AssayError("ContentUnavailable", `the request for version ${String(versionId)} ended without a score`, {
    hint: "the committee could not fetch the version, or the request was refunded: check that gateways serve it, and ask again",
  });
}
