/** Repeatable numbers for tests (Marsaglia's xorshift32). */
export type Random = {
  /** In [−1, 1), at least 1/16 from 0, exact in binary32. */
  number: () => number;
  /** A whole number in [low, high]. */
  integer: (low: number, high: number) => number;
};

/** @param seed a 32-bit integer, not 0 */
export function createRandom(seed: number): Random {
  let state = seed;
  const word = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  return {
    number: () => {
      const size = 1 / 16 + ((word() >>> 8) / 2 ** 24) * (15 / 16);
      return Math.fround(word() % 2 === 0 ? size : -size);
    },
    integer: (low, high) => low + (word() % (high - low + 1)),
  };
}
