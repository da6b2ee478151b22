import { address, int } from "./control";
import { copyStrided } from "./copyStrided";
import { bytes } from "./lanes";
import { COPY_STRIDED, GATHER } from "./operations";
import { from, to } from "./parallel";

export function runMovement(operation: i32): void {
  if (operation == COPY_STRIDED) copyStrided(address(0), address(1));
  else if (operation == GATHER) gather();
}

/**
 * x [batches, outer, axis, inner], indices [batches, count], out [batches, outer, count, inner], batches, outer, axis,
 * inner, count. The host has checked the indices.
 */
function gather(): void {
  const outer = int(4);
  const axis = int(5);
  const inner = int(6);
  const count = int(7);
  const line = bytes(inner);
  const lines = int(3) * outer * count;
  const end = to(lines);
  for (let i = from(lines); i < end; i++) {
    const matrix = i / count;
    const index = load<i32>(address(1) + bytes((matrix / outer) * count + (i % count)));
    const source = address(0) + <usize>(matrix * axis + index) * line;
    const target = address(2) + <usize>i * line;
    if (inner == 1) store<i32>(target, load<i32>(source));
    else memory.copy(target, source, line);
  }
}
