import { setTimeout as delay } from "node:timers/promises";
import { AssayError } from "../errors.ts";

/** How often and how patiently: pauses double from `firstDelayMs` up to `maxDelayMs`. */
export type RetryPolicy = { attempts: number; firstDelayMs: number; maxDelayMs: number };

/**
 * Runs `job` until it succeeds, fails in a way that will not change (`retryable` is false), or attempts run out; then throws
 * its last error.
 */
export async function withRetry<T>(policy: RetryPolicy, job: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await job();
    } catch (cause) {
      const mayRetry = cause instanceof AssayError && cause.retryable && cause.code !== "Aborted";
      if (!mayRetry || attempt >= policy.attempts || signal?.aborted === true) throw cause;
    }
    const pause = Math.min(policy.maxDelayMs, policy.firstDelayMs * 2 ** (attempt - 1));
    await delay(pause, undefined, signal && { signal }).catch((cause: unknown) => {
      throw new AssayError("Aborted", "stopped while waiting to try again", {
        hint: "nothing: a shutdown asked for it",
        cause,
      });
    });
  }
}
