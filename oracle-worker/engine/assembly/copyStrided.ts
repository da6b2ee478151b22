import { int, ownTile } from "./control";
import { bytes } from "./lanes";
import { transpose4 } from "./pack";
import { from, to } from "./parallel";

// Every movement of whole tensors is one nest of eight loops over words, with a step in the source and one in the
// target for each: transposition, slice, repetition (step 0), reversal (negative step), padding, concatenation.

/** Loops, the innermost last; the innermost two are here called rows and columns. */
const LOOPS: i32 = 8;
const COLUMNS: i32 = LOOPS - 1;
const ROWS: i32 = LOOPS - 2;
/** Below this many words a loop is quicker than memory.copy. */
const FEW: i32 = 16;

/** Arguments: the two addresses; then eight lengths, eight steps of the source, eight of the target, in words. */
function length(loop: i32): i32 {
  return int(2 + loop);
}
function sourceStep(loop: i32): i32 {
  return int(2 + LOOPS + loop);
}
function targetStep(loop: i32): i32 {
  return int(2 + 2 * LOOPS + loop);
}

/** This thread's counter of a loop, in its scratch memory. */
function counter(loop: i32): usize {
  return ownTile + bytes(loop);
}

export function copyStrided(source: usize, target: usize): void {
  let rows: i32 = 1;
  for (let loop: i32 = 0; loop < COLUMNS; loop++) rows *= length(loop);
  const end = to(rows);
  let row = from(rows);
  if (row >= end) return;
  let s = source;
  let t = target;
  let rest = row;
  for (let loop: i32 = ROWS; loop >= 0; loop--) {
    const count = rest % length(loop);
    rest /= length(loop);
    store<i32>(counter(loop), count);
    s += bytes(count * sourceStep(loop));
    t += bytes(count * targetStep(loop));
  }
  const isTransposition = sourceStep(ROWS) == 1 && targetStep(COLUMNS) == 1;
  while (row < end) {
    const left = min(end - row, length(ROWS) - load<i32>(counter(ROWS)));
    const taken = isTransposition && left >= 4 ? copyFourRows(s, t) : copyRow(s, t);
    row += taken;
    s += bytes(taken * sourceStep(ROWS));
    t += bytes(taken * targetStep(ROWS));
    let loop: i32 = ROWS;
    store<i32>(counter(loop), load<i32>(counter(loop)) + taken);
    while (loop > 0 && load<i32>(counter(loop)) == length(loop)) {
      s += bytes(sourceStep(loop - 1) - length(loop) * sourceStep(loop));
      t += bytes(targetStep(loop - 1) - length(loop) * targetStep(loop));
      store<i32>(counter(loop), 0);
      loop--;
      store<i32>(counter(loop), load<i32>(counter(loop)) + 1);
    }
  }
}

/** One row. @returns 1 */
function copyRow(source: usize, target: usize): i32 {
  const columns = length(COLUMNS);
  const s = sourceStep(COLUMNS);
  const t = targetStep(COLUMNS);
  if (s == 1 && t == 1 && columns >= FEW) {
    memory.copy(target, source, bytes(columns));
    return 1;
  }
  let from = source;
  let to = target;
  for (let j: i32 = 0; j < columns; j++) {
    store<i32>(to, load<i32>(from));
    from += bytes(s);
    to += bytes(t);
  }
  return 1;
}

/** Four rows that are contiguous columns in the source. @returns 4 */
function copyFourRows(source: usize, target: usize): i32 {
  const columns = length(COLUMNS);
  const line = bytes(sourceStep(COLUMNS));
  const step = bytes(targetStep(ROWS));
  let s = source;
  let j: i32 = 0;
  for (; j + 4 <= columns; j += 4) {
    transpose4(target + bytes(j), step, s, s + line, s + 2 * line, s + 3 * line);
    s += 4 * line;
  }
  for (; j < columns; j++) {
    for (let i: usize = 0; i < 4; i++) store<i32>(target + i * step + bytes(j), load<i32>(s + i * 4));
    s += line;
  }
  return 4;
}
