// docs/engine.md, "Random numbers". 64-bit products are BigInts: this is the plainest way to say them.

const MULTIPLIERS = [0xd2511f53n, 0xcd9e8d57n];
const KEY_STEPS = [0x9e3779b9, 0xbb67ae85];
const ROUNDS = 10;

/**
 * Philox 4x32-10.
 * @param {readonly number[]} key two words
 * @param {readonly number[]} counter four words
 */
export function philox(key, counter) {
  let [k0, k1] = key;
  let [c0, c1, c2, c3] = counter;
  for (let round = 0; round < ROUNDS; round++) {
    const first = MULTIPLIERS[0] * BigInt(c0);
    const second = MULTIPLIERS[1] * BigInt(c2);
    const low = (/** @type {bigint} */ product) => Number(product & 0xffffffffn);
    const high = (/** @type {bigint} */ product) => Number(product >> 32n);
    [c0, c1, c2, c3] = [(high(second) ^ c1 ^ k0) >>> 0, low(second), (high(first) ^ c3 ^ k1) >>> 0, low(first)];
    k0 = (k0 + KEY_STEPS[0]) >>> 0;
    k1 = (k1 + KEY_STEPS[1]) >>> 0;
  }
  return [c0, c1, c2, c3];
}

/**
 * Word i of the stream under a key.
 * @param {readonly number[]} key
 * @param {number} i
 */
export function wordAt(key, i) {
  const block = Math.floor(i / 4);
  return philox(key, [block >>> 0, Math.floor(block / 2 ** 32), 0, 0])[i % 4];
}
