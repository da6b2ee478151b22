import { type Claims, stepOf } from "./claims.ts";

/**
 * Steps that are executed in one go, from a checkpoint whose state is known (0: the start) to another. Every
 * checkpoint on the way is compared too.
 */
export type Replay = { readonly from: number; readonly to: number };

/**
 * The cheapest re-execution of some segments: each from the nearest state before it that is published, or on from the
 * segment before where that is nearer.
 * @param segments segment i ends at checkpoint i, counted from 1
 * @param published checkpoints whose states can be had
 */
export function planReplays(segments: readonly number[], published: ReadonlySet<number>): Replay[] {
  const replays: Replay[] = [];
  for (const segment of [...new Set(segments)].sort((a, b) => a - b)) {
    const from = nearestState(segment - 1, published);
    const last = replays.at(-1);
    if (last !== undefined && last.to >= from) replays[replays.length - 1] = { from: last.from, to: segment };
    else replays.push({ from, to: segment });
  }
  return replays;
}

/** Steps that replays execute. */
export function stepsOf(claims: Pick<Claims, "checkpoints">, replays: readonly Replay[]): number {
  return replays.reduce((sum, { from, to }) => sum + stepOf(claims, to) - stepOf(claims, from), 0);
}

function nearestState(checkpoint: number, published: ReadonlySet<number>): number {
  let nearest = checkpoint;
  while (nearest > 0 && !published.has(nearest)) nearest--;
  return nearest;
}
