/** Numbers in [−scale, scale) from a linear congruential generator: the same on every machine. */
export function randomValues(size: number, seed: number, scale = 1): Float32Array {
  let state = Math.imul(seed + 1, 2_654_435_761) | 1;
  return Float32Array.from({ length: size }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return ((state >>> 8) / 2 ** 23 - 1) * scale;
  });
}
