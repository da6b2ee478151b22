const STEP = 1e-5;

/** Slopes of Σ weights · of(x) by every number of x, in binary64. */
export function centralDifferences(
  x: ArrayLike<number>,
  of: (x: number[]) => number[],
  weights: ArrayLike<number>,
): number[] {
  const numbers = Array.from(x);
  const total = (at: number[]): number => of(at).reduce((sum, y, i) => sum + y * (weights[i] ?? Number.NaN), 0);
  return numbers.map((value, i) => {
    const moved = (by: number): number => total(numbers.with(i, value + by));
    return (moved(STEP) - moved(-STEP)) / (2 * STEP);
  });
}
