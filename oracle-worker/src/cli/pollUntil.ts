import { setTimeout as delay } from "node:timers/promises";
import { AssayError } from "../errors.ts";

/**
 * Asks again and again until there is an answer.
 * @param what for messages: what is waited for
 * @throws AssayError `TimedOut`, `Aborted`, and whatever `ask` throws
 */
export async function pollUntil<T>(
  what: string,
  options: { pollMs: number; timeoutMs: number; signal: AbortSignal },
  ask: () => Promise<T | undefined>,
): Promise<T> {
  for (let waitedMs = 0; waitedMs < options.timeoutMs; waitedMs += options.pollMs) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await delay(options.pollMs, undefined, { signal: options.signal }).catch((cause: unknown) => {
      throw new AssayError("Aborted", `stopped while waiting for ${what}`, {
        hint: "what was sent stays sent: look again later",
        cause,
      });
    });
  }
  throw new AssayError("TimedOut", `${what} did not come in ${String(options.timeoutMs / 1000)} s`, {
    hint: "look again later",
  });
}
