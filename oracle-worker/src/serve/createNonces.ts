import { randomBytes } from "node:crypto";

const LIFETIME_MS = 5 * 60_000;
/** Beyond this the oldest go: whoever asks for nonces without end only loses their own. */
const MAX_NONCES = 100_000;

/** Nonces of sign-in messages: each can be spent once, within five minutes. */
export type Nonces = {
  issue(): string;
  /** Whether the nonce was issued here, is not too old, and had not been spent. It is now. */
  spend(nonce: string): boolean;
};

/** @param now milliseconds */
export function createNonces(now: () => number): Nonces {
  const issuedAt = new Map<string, number>();
  return {
    issue() {
      // In order of insertion, so that the first is the oldest.
      for (const [nonce, at] of issuedAt) {
        if (now() - at <= LIFETIME_MS && issuedAt.size < MAX_NONCES) break;
        issuedAt.delete(nonce);
      }
      const nonce = randomBytes(16).toString("hex");
      issuedAt.set(nonce, now());
      return nonce;
    },
    spend(nonce) {
      const at = issuedAt.get(nonce);
      issuedAt.delete(nonce);
      return at !== undefined && now() - at <= LIFETIME_MS;
    },
  };
}
