import { fromHex, sha256, type Hex } from "../core/sha256.ts";
import { philox, type PhiloxBlock, type PhiloxKey } from "./philox.ts";

/** Unsigned 32-bit words by position: word i is the same whatever was read before. */
export type RandomStream = { wordAt(index: number): number };

/**
 * The random words that belong to a name under a seed (docs/SPEC.md, P-6): Philox 4x32-10 whose key is the first 8
 * bytes of `sha256(seed ‖ utf8(name))`, big-endian; word i is word `i mod 4` of the block with counter `⌊i / 4⌋` (low
 * word first).
 */
export function randomStream(seed: Hex, name: string): RandomStream {
  const key = streamKey(seed, name);
  let cachedIndex = -1;
  let cached: PhiloxBlock = [0, 0, 0, 0];
  return {
    wordAt(index) {
      const block = Math.floor(index / 4);
      if (block !== cachedIndex) {
        cached = philox(key, [block >>> 0, Math.floor(block / 2 ** 32), 0, 0]);
        cachedIndex = block;
      }
      return cached[index % 4] ?? 0;
    },
  };
}

/** The key of the stream of that name. */
export function streamKey(seed: Hex, name: string): PhiloxKey {
  const digest = Buffer.from(sha256(fromHex(seed), new TextEncoder().encode(name)));
  return [digest.readUInt32BE(0), digest.readUInt32BE(4)];
}

/** A whole number in [0, limit), limit ≤ 2^32. Its bias is below limit / 2^32, which training does not notice. */
export function scaleWord(word: number, limit: number): number {
  return Math.floor((word / 2 ** 32) * limit);
}
