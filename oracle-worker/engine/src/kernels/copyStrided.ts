import { COPY_STRIDED } from "../../assembly/operations.ts";
import type { Engine } from "../createEngine.ts";
import { EngineError } from "../EngineError.ts";

/** One loop of a movement: how often, and the elements from one turn to the next in the source and in the target. */
export type Loop = { length: number; source: number; target: number };

/** Loops that assembly/copyStrided.ts runs. */
const LOOPS = 8;

/**
 * Copies elements in nested loops, the innermost last: every transposition, slice, repetition (a source step of 0),
 * reversal (a negative one), padding and concatenation is one such nest. Addresses are those of the first elements.
 * @throws EngineError `UnsupportedOperation` for more loops than the engine has, after those that can be are joined
 */
export function copyStrided(engine: Engine, source: number, target: number, loops: readonly Loop[]): void {
  if (loops.some(({ length }) => length === 0)) return;
  const joined = join(loops);
  if (joined.length > LOOPS) {
    throw new EngineError("UnsupportedOperation", `a movement in ${joined.length} loops, not up to ${LOOPS}`, {
      hint: "use tensors of fewer dimensions",
    });
  }
  const padding = Array.from({ length: LOOPS - joined.length }, () => ({ length: 1, source: 0, target: 0 }));
  const all = [...padding, ...joined];
  engine.run(COPY_STRIDED, [
    source,
    target,
    ...all.map((loop) => loop.length),
    ...all.map((loop) => loop.source),
    ...all.map((loop) => loop.target),
  ]);
}

/** Drops loops of one turn and joins neighbours that walk on evenly. */
function join(loops: readonly Loop[]): Loop[] {
  const joined: Loop[] = [];
  for (const loop of loops) {
    if (loop.length === 1) continue;
    const outer = joined.at(-1);
    if (outer?.source === loop.length * loop.source && outer.target === loop.length * loop.target) {
      joined[joined.length - 1] = { ...loop, length: outer.length * loop.length };
    } else joined.push(loop);
  }
  return joined;
}
