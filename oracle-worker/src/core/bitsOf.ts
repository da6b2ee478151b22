/** The places of the bits that are set, ascending. */
export function bitsOf(bitmap: bigint): number[] {
  const places: number[] = [];
  for (let rest = bitmap, place = 0; rest > 0n; rest >>= 1n, place++) if (rest & 1n) places.push(place);
  return places;
}
